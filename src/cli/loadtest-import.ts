import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { formatTime } from '../kernel/time.js';
import {
  doubtsOf,
  importedRun,
  parseHistory,
  reportOf,
  scenarioOfPlan,
  sortedHistory,
} from '../load/index.js';
import type { ImportedHistory, LoadPlan, LoadReport, LoadSettings } from '../load/index.js';
import { criteriaOf } from './load-judging.js';
import type { JudgingFlags } from './load-judging.js';
import { numberOf } from './load-plan.js';
import { formatsOf, tellLoad } from './load-telling.js';
import { UsageMistake } from './terminal.js';
import type { Terminal } from './terminal.js';

interface ImportFlags extends JudgingFlags {
  readonly plan: string;
  readonly history: string;
  readonly target?: string;
  readonly settle?: string;
  readonly json?: boolean;
  readonly report: string;
  readonly out: string;
}

/**
 * `tablestakes loadtest import [engine-reports...]`: judges what another engine did, and proves the
 * money. Ends as `loadtest` does.
 */
export function importCommand(terminal: Terminal, end: (exitCode: number) => void): Command {
  return new Command('import')
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .description('judge the result of an exported run, and prove its money')
    .argument('[engine-reports...]', 'JSON reports of Artillery, or summaries of k6')
    .requiredOption('--plan <file>', 'the plan.json of the export')
    .requiredOption('--history <files>', 'NDJSON of the workers: a folder, or files with commas')
    .option('--target <url>', 'the platform as it is reached from here (default: as exported)')
    .option('--slo <file>', 'thresholds as YAML, in place of those of the plan')
    .option('--baseline <file>', 'the JSON report of an earlier run to compare with')
    .option('--tolerance <share>', 'how much slower than the baseline is no regression')
    .option('--fail-on <what>', 'regression: worse than the baseline ends 1; or threshold only')
    .option('--max-lag-ms <ms>', 'delay of a worker beyond which the run is invalid (default 20)')
    .option('--settle <s>', 'seconds until payments still open are proven as open')
    .option('--json', 'print the report as JSON instead of the summary')
    .option('--report <list>', 'json, html', 'json,html')
    .option('--out <folder>', 'where the reports are written', 'reports')
    .action(async (engineReports: readonly string[], flags: ImportFlags) => {
      end(await imported(engineReports, flags, terminal));
    });
}

async function imported(
  engineReports: readonly string[],
  flags: ImportFlags,
  terminal: Terminal,
): Promise<number> {
  const plan = planIn(flags.plan);
  const told = engineReports.map(jsonIn);
  const history = sortedHistory(historyLines(flags.history));
  const [first] = history.workers;
  if (!first) {
    throw new UsageMistake(`--history ${flags.history}: no worker has left a line there`);
  }
  const scenario = scenarioOfPlan(plan);
  const settings = settingsOf(plan, history, flags, first.target);
  const criteria = criteriaOf(scenario, settings, flags);
  const wanted = formatsOf(flags.report);
  const { doubts, dropped, engine } = doubtsOf(plan, history, told);
  const { baseUrl, settleMs } = settings;
  const run = await importedRun(plan, history, { target: baseUrl, settleMs, dropped });
  const report = reportOf(scenario, settings, run, {
    ...criteria,
    kind: 'given',
    startedAt: formatTime(history.startedMs),
    engine,
    doubts,
    host: hostOf(history, baseUrl),
  });
  tellLoad(report, wanted, flags, terminal);
  return report.exit_code;
}

function settingsOf(
  plan: LoadPlan,
  history: ImportedHistory,
  flags: ImportFlags,
  exportedTo: string,
): LoadSettings {
  return {
    baseUrl: flags.target ?? exportedTo,
    seed: plan.seed,
    runId: history.workers.map(({ worker }) => worker).join('+'),
    mode: 'open',
    rate: plan.rate,
    players: history.players.length,
    connections: 64 * history.workers.length,
    durationMs: plan.duration_s * 1_000,
    warmUpMs: plan.warm_up_s * 1_000,
    timeoutMs: plan.timeout_s * 1_000,
    maxInFlight: Math.ceil(plan.rate * plan.timeout_s * 10) + 64,
    settleMs: numberOf('--settle', flags.settle, 30) * 1_000,
  };
}

/** Where the load was made: the first worker stands for all. */
function hostOf({ workers }: ImportedHistory, target: string): LoadReport['host'] {
  const [first] = workers;
  const several = workers.length > 1 ? `${workers.length} workers, ` : '';
  return {
    node: first?.node ?? 'unknown',
    platform: first?.platform ?? 'unknown',
    cpu_model: `${several}${first?.cpu_model ?? 'unknown'}`,
    cpus: first?.cpus ?? 0,
    generator_beside_target: /^https?:\/\/(localhost|127\.|\[::1\])/.test(target),
  };
}

function planIn(file: string): LoadPlan {
  const told = jsonIn(file) as Partial<LoadPlan>;
  if (told.plan === 'tablestakes/load-plan@1') return told as LoadPlan;
  throw new UsageMistake(`--plan ${file}: not the plan.json of \`tablestakes loadtest export\``);
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(textIn(file)) as unknown;
  } catch (thrown) {
    throw new UsageMistake(`${file}: ${(thrown as Error).message}`);
  }
}

function textIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    throw new UsageMistake((thrown as Error).message);
  }
}

const historyLines = (list: string): ReturnType<typeof parseHistory> =>
  list
    .split(',')
    .flatMap(filesAt)
    .flatMap((file) => parseHistory(textIn(file)));

function filesAt(place: string): readonly string[] {
  const isFolder = statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!isFolder) return [place];
  return readdirSync(place)
    .sort()
    .map((name) => join(place, name));
}
