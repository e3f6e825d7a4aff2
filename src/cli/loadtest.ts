import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { LOAD_SCENARIOS } from '../../scenarios/load/index.js';
import { derivedId } from '../kernel/ids.js';
import { formatTime, realClock } from '../kernel/time.js';
import {
  DEFAULT_BUDGET,
  ObjectivesWrong,
  TargetUnfit,
  parseObjectives,
  reportOf,
  runLoad,
  startSandboxProcess,
  summaryText,
  thresholdsFor,
} from '../load/index.js';
import type { LoadMode, LoadReport, LoadScenario, LoadSettings, Second } from '../load/index.js';

const BIN = fileURLToPath(new URL('../../../bin/tablestakes.js', import.meta.url));
const EXIT = { usage: 2, unreachable: 3, interrupted: 130 } as const;

/** What the command line says, as texts; numbers are checked here. */
export interface LoadtestFlags {
  readonly duration?: string;
  readonly warmUp?: string;
  readonly rate?: string;
  readonly players?: string;
  readonly seed?: string;
  readonly mode?: string;
  readonly connections?: string;
  readonly timeout?: string;
  readonly target?: string;
  readonly slo?: string;
  readonly maxLagMs?: string;
  readonly maxInFlight?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly out?: string;
}

/** The command line is wrong; nothing was sent. */
class UsageWrong extends Error {}

/** `tablestakes loadtest <scenario>`; sets the exit code: 0, 2, 3, 5, 6 or 130. */
export function loadtestCommand(): Command {
  const names = LOAD_SCENARIOS.map(({ name }) => name).join(', ');
  return new Command('loadtest')
    .description('put a platform under load, then prove that no money was lost or made')
    .argument('<scenario>', `one of: ${names}`)
    .option('--duration <s>', 'seconds under judged load, after the warm-up (default 30)')
    .option('--warm-up <s>', 'seconds before, measured but not judged (default 2)')
    .option('--rate <per second>', 'turns per second (default: the scenario says)')
    .option('--players <n>', 'players funded for the run (default: the scenario says)')
    .option('--seed <text>', 'same seed, same arrivals and turns', 'tablestakes')
    .option('--mode <open|closed>', 'open: arrivals do not wait; closed: players wait', 'open')
    .option('--connections <n>', 'connections; in the closed model, waiting players (default 64)')
    .option('--timeout <s>', 'seconds until an answer counts as lost (default 10)')
    .option('--target <url>', 'a running platform with the control API (default: own sandbox)')
    .option('--slo <file>', 'thresholds as YAML, in place of those of the scenario')
    .option('--max-lag-ms <ms>', 'schedule lag p99 beyond which the run is invalid (default 10)')
    .option('--max-in-flight <n>', 'turns under way beyond which arrivals are dropped')
    .option('--json', 'print the report as JSON instead of the summary')
    .option('--quiet', 'no progress')
    .option('--out <folder>', 'where the report is written', 'reports/')
    .action(async (name: string, flags: LoadtestFlags) => {
      process.exitCode = await loadtest(name, flags);
    });
}

/** Runs the load test and returns its exit code. */
export async function loadtest(name: string, flags: LoadtestFlags): Promise<number> {
  try {
    return await loaded(name, flags);
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === undefined) throw thrown;
    process.stderr.write(`loadtest: ${(thrown as Error).message}\n`);
    return code;
  }
}

function codeOf(thrown: unknown): number | undefined {
  if (thrown instanceof UsageWrong || thrown instanceof ObjectivesWrong) return EXIT.usage;
  return thrown instanceof TargetUnfit ? EXIT.unreachable : undefined;
}

async function loaded(name: string, flags: LoadtestFlags): Promise<number> {
  const scenario = scenarioOf(name);
  const plan = planOf(scenario, flags);
  const objectives = flags.slo === undefined ? scenario.thresholds : objectivesIn(flags.slo);
  const thresholds = thresholdsFor(objectives, plan.mode);
  const lagP99Ms = numberOf('--max-lag-ms', flags.maxLagMs, DEFAULT_BUDGET.lagP99Ms);
  const budget = { ...DEFAULT_BUDGET, lagP99Ms, maxInFlight: plan.maxInFlight };
  const startedMs = realClock.now();
  const own = flags.target === undefined;
  const sandbox = own ? await startSandboxProcess(BIN, plan.seed) : undefined;
  const interrupt = interruptible();
  try {
    const settings: LoadSettings = {
      ...plan,
      ...progressTo(flags.quiet === true),
      baseUrl: sandbox?.url ?? urlOf(flags.target ?? ''),
      // On a target that outlives the run, the same seed twice must not meet its own keys.
      runId: derivedId(plan.seed, 'run', own ? 'own' : String(startedMs)).slice(0, 16),
      signal: interrupt.signal,
    };
    const run = await runLoad(scenario, settings);
    const kind = own ? 'own sandbox' : 'given';
    const startedAt = formatTime(startedMs);
    const report = reportOf(scenario, settings, run, { thresholds, budget, kind, startedAt });
    tell(report, flags);
    return interrupt.signal.aborted ? EXIT.interrupted : report.exit_code;
  } finally {
    interrupt.release();
    await sandbox?.stop();
  }
}

function scenarioOf(name: string): LoadScenario {
  const scenario = LOAD_SCENARIOS.find((candidate) => candidate.name === name);
  if (scenario) return scenario;
  const names = LOAD_SCENARIOS.map((candidate) => candidate.name).join(', ');
  throw new UsageWrong(`there is no load scenario "${name}"; there is: ${names}`);
}

type Plan = Omit<LoadSettings, 'baseUrl' | 'runId' | 'signal' | 'onStage' | 'onSecond'>;

function planOf(scenario: LoadScenario, flags: LoadtestFlags): Plan {
  const rate = numberOf('--rate', flags.rate, scenario.rate);
  const timeoutS = numberOf('--timeout', flags.timeout, 10);
  return {
    seed: flags.seed ?? 'tablestakes',
    mode: modeOf(flags.mode ?? 'open'),
    rate,
    players: wholeOf('--players', flags.players, scenario.players),
    connections: wholeOf('--connections', flags.connections, 64),
    durationMs: numberOf('--duration', flags.duration, 30) * 1_000,
    warmUpMs: numberOf('--warm-up', flags.warmUp, 2) * 1_000,
    timeoutMs: timeoutS * 1_000,
    // Every step ends by its time-out and no turn has more than six: a slow target stays below.
    maxInFlight: wholeOf('--max-in-flight', flags.maxInFlight, Math.ceil(rate * timeoutS * 6) + 64),
  };
}

function modeOf(text: string): LoadMode {
  if (text === 'open' || text === 'closed') return text;
  throw new UsageWrong(`--mode is open or closed, not "${text}"`);
}

function numberOf(flag: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new UsageWrong(`${flag} takes a number above 0, not "${text}"`);
}

function wholeOf(flag: string, text: string | undefined, otherwise: number): number {
  const value = numberOf(flag, text, otherwise);
  if (Number.isInteger(value)) return value;
  throw new UsageWrong(`${flag} takes a whole number, not "${text}"`);
}

function urlOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return text;
  throw new UsageWrong(`--target takes an http(s) URL, not "${text}"`);
}

function objectivesIn(file: string): ReturnType<typeof parseObjectives> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    throw new UsageWrong(`--slo: ${(thrown as Error).message}`);
  }
  return parseObjectives(text);
}

/** The first interrupt ends the load and still proves the money; the second ends everything. */
function interruptible(): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const onInterrupt = (): void => controller.abort();
  process.once('SIGINT', onInterrupt);
  return { signal: controller.signal, release: () => process.off('SIGINT', onInterrupt) };
}

function progressTo(quiet: boolean): Pick<LoadSettings, 'onStage' | 'onSecond'> {
  if (quiet) return {};
  const tty = process.stderr.isTTY;
  return {
    onStage: (what) => process.stderr.write(`${tty ? '\r\u001b[K' : ''}… ${what}\n`),
    onSecond: (second) =>
      process.stderr.write(tty ? `\r\u001b[K${lineOf(second)}` : `${lineOf(second)}\n`),
  };
}

const lineOf = (second: Second): string =>
  `${String(Math.round(second.at_s)).padStart(4)} s  ${second.turns} turns/s  ` +
  `${second.requests} requests/s  p99 ${Math.round(second.p99_ms * 10) / 10} ms  ` +
  `errors ${second.errors}  in flight ${second.in_flight}`;

function tell(report: LoadReport, flags: LoadtestFlags): void {
  const folder = flags.out ?? 'reports/';
  const json = `${JSON.stringify(report, undefined, 2)}\n`;
  const file = join(folder, `load-${report.scenario.name}.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, json);
  if (process.stderr.isTTY && flags.quiet !== true) process.stderr.write('\r\u001b[K');
  process.stdout.write(flags.json ? json : `${summaryText(report)}report     ${file}\n`);
}
