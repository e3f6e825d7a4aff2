import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { LOAD_SCENARIOS } from '../../scenarios/load/index.js';
import { derivedId } from '../kernel/ids.js';
import { EXIT } from '../harness/verdict.js';
import { formatTime, realClock } from '../kernel/time.js';
import {
  DEFAULT_BUDGET,
  parseObjectives,
  reportOf,
  runLoad,
  startSandboxProcess,
  summaryText,
  thresholdsFor,
} from '../load/index.js';
import type {
  LoadMode,
  LoadReport,
  LoadScenario,
  LoadSettings,
  Second,
  TurnKind,
} from '../load/index.js';
import { UsageMistake, processTerminal } from './terminal.js';
import type { Terminal } from './terminal.js';

const BIN = fileURLToPath(new URL('../../../bin/tablestakes.js', import.meta.url));
const SCENARIO_NAMES = LOAD_SCENARIOS.map(({ name }) => name).join(', ');

/** What the command line says, as texts; numbers are checked here. */
interface LoadtestFlags {
  readonly duration?: string;
  readonly warmUp?: string;
  readonly rate?: string;
  readonly players?: string;
  readonly seed: string;
  readonly mode: string;
  readonly connections?: string;
  readonly timeout?: string;
  readonly target?: string;
  readonly slo?: string;
  readonly maxLagMs?: string;
  readonly maxInFlight?: string;
  readonly without?: string;
  readonly settle?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly out: string;
}

/**
 * `tablestakes loadtest <scenario>`. Ends 0 (passed), 5 (a threshold or the money proof failed),
 * 6 (invalid) or 130; throws a Mistake for 2 and 3.
 */
export function loadtestCommand(
  terminal: Terminal = processTerminal(),
  end: (exitCode: number) => void = (exitCode) => {
    process.exitCode = exitCode;
  },
): Command {
  return declared(new Command('loadtest')).action(async (name: string, flags: LoadtestFlags) => {
    end(await loaded(name, flags, terminal));
  });
}

const declared = (command: Command): Command =>
  command
    .description('put load on a platform and prove that no money was lost')
    .argument('<scenario>', `one of: ${SCENARIO_NAMES}`)
    .option('--duration <s>', 'seconds under judged load, after the warm-up (default 30)')
    .option('--warm-up <s>', 'seconds before, measured but not judged (default 2)')
    .option('--rate <per-second>', 'turns per second (default: the scenario says)')
    .option('--players <n>', 'players funded for the run (default: the scenario says)')
    .option('--seed <text>', 'same seed, same arrivals and turns', 'tablestakes')
    .option('--mode <model>', 'open: arrivals do not wait; closed: players wait', 'open')
    .option('--connections <n>', 'connections; in the closed model, waiting players (default 64)')
    .option('--timeout <s>', 'seconds until an answer counts as lost (default 10)')
    .option('--target <url>', 'a running platform with the control API (default: own sandbox)')
    .option('--slo <file>', 'thresholds as YAML, in place of those of the scenario')
    .option('--max-lag-ms <ms>', 'schedule lag p99 beyond which the run is invalid (default 20)')
    .option('--max-in-flight <n>', 'turns under way beyond which arrivals are dropped')
    .option('--without <turns>', 'turns of the scenario to leave out, with commas between')
    .option('--settle <s>', 'seconds until payments still open are proven as open (default 30)')
    .option('--json', 'print the report as JSON instead of the summary')
    .option('--quiet', 'no progress')
    .option('--out <folder>', 'where the report is written', 'reports');

async function loaded(name: string, flags: LoadtestFlags, terminal: Terminal): Promise<number> {
  const scenario = scenarioOf(name);
  const plan = planOf(scenario, flags);
  const objectives =
    flags.slo === undefined ? scenario.thresholds : objectivesIn(flags.slo).thresholds;
  const thresholds = thresholdsFor(objectives, plan.mode);
  const lagP99Ms = numberOf('--max-lag-ms', flags.maxLagMs, DEFAULT_BUDGET.lagP99Ms);
  const budget = { ...DEFAULT_BUDGET, lagP99Ms, maxInFlight: plan.maxInFlight };
  const given = flags.target === undefined ? undefined : urlOf(flags.target);
  const startedMs = realClock.now();
  const interruption = new AbortController();
  const sandbox = given === undefined ? await startSandboxProcess(BIN, plan.seed) : undefined;
  const unlisten = terminal.onInterrupt(() => {
    terminal.err('\ninterrupted: proving what was sent; once more to give up\n');
    interruption.abort();
    terminal.onInterrupt(() => process.exit(EXIT.interrupted));
  });
  try {
    const settings: LoadSettings = {
      ...plan,
      ...(flags.quiet ? {} : progressTo(terminal)),
      baseUrl: sandbox?.url ?? given ?? '',
      // On a target that outlives the run, the same seed twice must not meet its own keys.
      runId: derivedId(plan.seed, 'run', sandbox ? 'own' : String(startedMs)).slice(0, 16),
      signal: interruption.signal,
    };
    const run = await runLoad(scenario, settings);
    const kind = sandbox ? 'own sandbox' : 'given';
    const startedAt = formatTime(startedMs);
    const report = reportOf(scenario, settings, run, { thresholds, budget, kind, startedAt });
    tell(report, flags, terminal);
    return report.exit_code;
  } finally {
    unlisten();
    await sandbox?.stop();
  }
}

function scenarioOf(name: string): LoadScenario {
  const scenario = LOAD_SCENARIOS.find((candidate) => candidate.name === name);
  if (scenario) return scenario;
  throw new UsageMistake(`no load scenario "${name}"; there is: ${SCENARIO_NAMES}`);
}

type Plan = Omit<LoadSettings, 'baseUrl' | 'runId' | 'signal' | 'onStage' | 'onSecond'>;

function planOf(scenario: LoadScenario, flags: LoadtestFlags): Plan {
  const rate = numberOf('--rate', flags.rate, scenario.rate);
  const timeoutS = numberOf('--timeout', flags.timeout, 10);
  return {
    seed: flags.seed,
    mode: modeOf(flags.mode),
    rate,
    players: wholeOf('--players', flags.players, scenario.players),
    connections: wholeOf('--connections', flags.connections, 64),
    durationMs: numberOf('--duration', flags.duration, 30) * 1_000,
    warmUpMs: numberOf('--warm-up', flags.warmUp, 2) * 1_000,
    timeoutMs: timeoutS * 1_000,
    // Every step ends by its time-out and no turn has more than nine, its pauses shorter than one:
    // a slow target stays below.
    maxInFlight: wholeOf(
      '--max-in-flight',
      flags.maxInFlight,
      Math.ceil(rate * timeoutS * 10) + 64,
    ),
    without: turnsOf(scenario, flags.without),
    settleMs: numberOf('--settle', flags.settle, 30) * 1_000,
  };
}

function turnsOf(scenario: LoadScenario, text: string | undefined): readonly TurnKind[] {
  if (text === undefined) return [];
  const known = Object.keys(scenario.mix);
  const names = text.split(',').map((name) => name.trim());
  const stranger = names.find((name) => !known.includes(name));
  if (stranger !== undefined) {
    throw new UsageMistake(`--without: no turn "${stranger}"; there is: ${known.join(', ')}`);
  }
  if (known.every((name) => names.includes(name))) {
    throw new UsageMistake('--without leaves nothing to do');
  }
  return names as TurnKind[];
}

function modeOf(text: string): LoadMode {
  if (text === 'open' || text === 'closed') return text;
  throw new UsageMistake(`--mode is open or closed, not "${text}"`);
}

function numberOf(flag: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new UsageMistake(`${flag} takes a number above 0, not "${text}"`);
}

function wholeOf(flag: string, text: string | undefined, otherwise: number): number {
  const value = numberOf(flag, text, otherwise);
  if (Number.isInteger(value)) return value;
  throw new UsageMistake(`${flag} takes a whole number, not "${text}"`);
}

function urlOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return text;
  throw new UsageMistake(`--target takes an http(s) URL, not "${text}"`);
}

function objectivesIn(file: string): ReturnType<typeof parseObjectives> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    throw new UsageMistake(`--slo: ${(thrown as Error).message}`);
  }
  return parseObjectives(text, file);
}

/** Progress goes to the error stream, so that the report can be piped. */
function progressTo(terminal: Terminal): Pick<LoadSettings, 'onStage' | 'onSecond'> {
  const [before, after] = terminal.isTerminal ? ['\r\u001b[K', ''] : ['', '\n'];
  return {
    onStage: (what) => terminal.err(`${before}… ${what}\n`),
    onSecond: (second) => terminal.err(`${before}${lineOf(second)}${after}`),
  };
}

const lineOf = (second: Second): string =>
  `${String(Math.round(second.at_s)).padStart(4)} s  ${second.turns} turns  ` +
  `${second.requests} requests  p99 ${Math.round(second.p99_ms * 10) / 10} ms  ` +
  `errors ${second.errors}  in flight ${second.in_flight}`;

function tell(report: LoadReport, flags: LoadtestFlags, terminal: Terminal): void {
  const json = `${JSON.stringify(report, undefined, 2)}\n`;
  const file = join(flags.out, `load-${report.scenario.name}.json`);
  mkdirSync(flags.out, { recursive: true });
  writeFileSync(file, json);
  terminal.out(flags.json ? json : `${summaryText(report)}report     ${file}\n`);
}
