import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { LOAD_SCENARIOS } from '../../scenarios/load/index.js';
import { derivedId } from '../kernel/ids.js';
import { readTarget } from '../harness/target.js';
import type { Target as NamedTarget } from '../harness/target.js';
import { EXIT } from '../harness/verdict.js';
import { formatTime, realClock } from '../kernel/time.js';
import { reportOf, runLoad, startSandboxProcess } from '../load/index.js';
import type { LoadScenario, LoadSettings, SandboxProcess, Second } from '../load/index.js';
import { criteriaOf } from './load-judging.js';
import { collectCommand } from './loadtest-collect.js';
import { exportCommand } from './loadtest-export.js';
import { importCommand } from './loadtest-import.js';
import { formatsOf, tellLoad } from './load-telling.js';
import { planOf } from './load-plan.js';
import type { LoadtestFlags } from './load-plan.js';
import { UsageMistake, processTerminal } from './terminal.js';
import type { Terminal } from './terminal.js';

const BIN = fileURLToPath(new URL('../../../bin/tablestakes.js', import.meta.url));
const SCENARIO_NAMES = LOAD_SCENARIOS.map(({ name }) => name).join(', ');

/**
 * `tablestakes loadtest <scenario>`. Ends 0 (passed), 1 (a regression), 3 (silent before its money
 * was proven), 4 (inconclusive), 5 (a threshold or the money proof failed), 6 (invalid) or 130;
 * throws a Mistake for 2 and 3.
 */
export function loadtestCommand(
  terminal: Terminal = processTerminal(),
  end: (exitCode: number) => void = (exitCode) => {
    process.exitCode = exitCode;
  },
): Command {
  return declared(new Command('loadtest').enablePositionalOptions())
    .action(async (name: string | undefined, flags: LoadtestFlags) => {
      end(await loaded(name, flags, terminal));
    })
    .addCommand(exportCommand(terminal, end))
    .addCommand(importCommand(terminal, end))
    .addCommand(collectCommand(terminal, end));
}

const declared = (command: Command): Command =>
  command
    .description('put load on a platform and prove that no money was lost')
    .argument('[scenario]', `one of: ${SCENARIO_NAMES}`)
    .option('--duration <s>', 'seconds under load after the warm-up (default: the scenario says)')
    .option('--warm-up <s>', 'seconds before, measured but not judged (default 2, 0: none)')
    .option('--rate <per-second>', 'turns per second (default: the scenario says)')
    .option('--players <n>', 'players funded for the run (default: the scenario says)')
    .option('--phases <name=s,…>', 'seconds of single phases, such as slow=5,down=20')
    .option('--seed <text>', 'same seed, same arrivals and turns', 'tablestakes')
    .option('--mode <model>', 'open: arrivals do not wait; closed: players wait', 'open')
    .option('--connections <n>', 'connections; in the closed model, waiting players (default 64)')
    .option('--timeout <s>', 'seconds until an answer counts as lost (default 10)')
    .option('--target <url|file>', 'a platform with the control API, or a target file with a map')
    .option('--i-know-this-is-production <host>', 'the host, typed out')
    .option('--live-readers <n>', 'who follow the occasion live (default: the scenario says)')
    .option(
      '--slo <file>',
      'thresholds as YAML (schemas/slo.schema.json), in place of the scenario’s',
    )
    .option('--baseline <file>', 'the JSON report of an earlier run to compare with')
    .option(
      '--tolerance <share>',
      'how much slower than the baseline is no regression (default 0.2)',
    )
    .option('--fail-on <what>', 'regression: worse than the baseline ends 1; or threshold only')
    .option('--max-lag-ms <ms>', 'schedule lag p99 beyond which the run is invalid (default 20)')
    .option('--max-in-flight <n>', 'turns under way beyond which arrivals are dropped')
    .option('--without <turns>', 'turns of the scenario to leave out, with commas between')
    .option('--settle <s>', 'seconds until payments still open are proven as open')
    .option('--json', 'print the report as JSON instead of the summary')
    .option('--quiet', 'no progress')
    .option('--report <list>', 'json, html or none', 'json,html')
    .option('--out <folder>', 'where the reports are written', 'reports');

async function loaded(
  name: string | undefined,
  flags: LoadtestFlags,
  terminal: Terminal,
): Promise<number> {
  const scenario = scenarioOf(name);
  const plan = planOf(scenario, flags);
  const criteria = criteriaOf(scenario, plan, flags);
  const wanted = formatsOf(flags.report);
  const given = targetOf(flags, terminal);
  const startedMs = realClock.now();
  const interruption = new AbortController();
  if (given !== undefined && isCrashing(scenario)) {
    throw new UsageMistake(`${name} kills the platform: leave --target out, it starts its own`);
  }
  const sandbox = given === undefined ? await ownSandbox(scenario, plan.seed) : undefined;
  const unlisten = terminal.onInterrupt(() => {
    terminal.err('\ninterrupted: proving what was sent; once more to give up\n');
    interruption.abort();
    terminal.onInterrupt(() => process.exit(EXIT.interrupted));
  });
  try {
    const settings: LoadSettings = {
      ...plan,
      ...(flags.quiet ? {} : progressTo(terminal)),
      baseUrl: sandbox?.url ?? given?.baseUrl ?? '',
      ...(given && { named: given, players: Math.min(plan.players, pooledIn(given)) }),
      ...(sandbox && { crash: () => sandbox.crash() }),
      // On a target that outlives the run, the same seed twice must not meet its own keys.
      runId: derivedId(plan.seed, 'run', sandbox ? 'own' : String(startedMs)).slice(0, 16),
      limits: criteria,
      signal: interruption.signal,
    };
    const run = await runLoad(scenario, settings);
    const kind = sandbox ? 'own sandbox' : 'given';
    const startedAt = formatTime(startedMs);
    const report = reportOf(scenario, settings, run, { ...criteria, kind, startedAt });
    tellLoad(report, wanted, flags, terminal);
    return report.exit_code;
  } finally {
    unlisten();
    await sandbox?.stop();
  }
}

const isCrashing = ({ moments = [] }: LoadScenario): boolean =>
  moments.some(({ act }) => act.kind === 'crash');

/** In memory, or with its books in a folder that is gone when it is. */
async function ownSandbox(scenario: LoadScenario, seed: string): Promise<SandboxProcess> {
  if (!scenario.database) return startSandboxProcess(BIN, seed);
  const folder = mkdtempSync(join(tmpdir(), 'tablestakes-load-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const sandbox = await startSandboxProcess(BIN, seed, 'real', join(folder, 'books.db'));
    return { ...sandbox, stop: () => sandbox.stop().finally(remove) };
  } catch (thrown) {
    remove();
    throw thrown;
  }
}

function scenarioOf(name: string | undefined): LoadScenario {
  if (name === undefined) throw new UsageMistake(`say which occasion: ${SCENARIO_NAMES}`);
  const scenario = LOAD_SCENARIOS.find((candidate) => candidate.name === name);
  if (scenario) return scenario;
  throw new UsageMistake(`no load scenario "${name}"; there is: ${SCENARIO_NAMES}`);
}

/** A running platform by its address, or one of another shape by its target file. */
function targetOf(flags: LoadtestFlags, { environment }: Terminal): NamedTarget | undefined {
  if (flags.target === undefined) return undefined;
  return readTarget(flags.target, environment, { knownProduction: flags.iKnowThisIsProduction });
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
  `errors ${second.errors}  in flight ${second.in_flight}  ${second.phase}`;

/** How many players the target lends at most; one with a control API makes as many as asked. */
function pooledIn({ wire, players }: NamedTarget): number {
  const pool = wire?.players ?? players ?? [];
  const active = pool.filter(({ status }) => status === 'active').length;
  return active === 0 ? Infinity : active;
}
