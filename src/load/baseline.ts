import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { Mistake } from '../harness/mistake.js';
import { DEFAULT_TOLERANCE } from './baseline-terms.js';
import type {
  BaselineComparison,
  ComparedFigure,
  ComparedVerdict,
  Tolerance,
} from './baseline-terms.js';
import type { LatencySummary, LoadReport } from './load-report.js';

/** The baseline cannot be read, or is of another load; nothing was sent. Exit 2. */
export class BaselineWrong extends Mistake {}

export interface Baseline {
  readonly file: string;
  readonly report: LoadReport;
}

const SCHEMA = new URL('../../../schemas/load-report.schema.json', import.meta.url);

/** Reads an earlier report. @throws BaselineWrong */
export function readBaseline(file: string): Baseline {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (thrown) {
    throw new BaselineWrong(`${file}: ${(thrown as Error).message}`);
  }
  const schema = JSON.parse(readFileSync(SCHEMA, 'utf8')) as object;
  const validate = new Ajv2020({ validateFormats: false, strictTypes: false }).compile<LoadReport>(
    schema,
  );
  if (!validate(content)) {
    const [error] = validate.errors ?? [];
    const what = `${error?.instancePath ?? ''} ${error?.message ?? ''}`.trim();
    throw new BaselineWrong(`${file}: no load report (${what}); give the JSON of an earlier run`);
  }
  return { file, report: content };
}

/** A baseline is of the same load, and measured its target. @throws BaselineWrong */
export function refuseUnlessComparable(
  { file, report }: Baseline,
  wanted: { readonly scenarioId: string; readonly mode: string; readonly rate: number },
): void {
  const { scenario, load } = report;
  const refuse = (why: string): never => {
    throw new BaselineWrong(`${file}: ${why}`);
  };
  if (scenario.id !== wanted.scenarioId) refuse(`is of ${scenario.id} (${scenario.name})`);
  if (load.mode !== wanted.mode) refuse(`is of the ${load.mode} model; give --mode ${load.mode}`);
  if (load.mode === 'open' && load.rate !== wanted.rate) {
    refuse(`was measured at ${load.rate} turns per second; give --rate ${load.rate}`);
  }
  if (!report.valid) refuse('was invalid: its generator was the limit, it says nothing');
  if (load.interrupted) refuse('was interrupted before its time');
}

/** Ten samples must lie beyond a percentile, or it says nothing. */
const PERCENTILES = [
  { key: 'p50', name: 'p50', least: 20 },
  { key: 'p90', name: 'p90', least: 100 },
  { key: 'p95', name: 'p95', least: 200 },
  { key: 'p99', name: 'p99', least: 1_000 },
  { key: 'p999', name: 'p99.9', least: 10_000 },
] as const;

type Compared = Pick<
  LoadReport,
  'latency_ms' | 'rate' | 'load' | 'host' | 'target' | 'seed' | 'suite'
>;

/** Compares every figure that both runs have. */
export function compareToBaseline(
  report: Compared,
  { file, report: earlier }: Baseline,
  tolerance: Tolerance = DEFAULT_TOLERANCE,
): BaselineComparison {
  const figures = [
    ...ratesCompared(report, earlier, tolerance),
    ...Object.entries(report.latency_ms).flatMap(([operation, now]) => {
      const before = earlier.latency_ms[operation];
      return before ? operationCompared(operation, before, now, tolerance) : [];
    }),
  ];
  return {
    verdict: figures.some(({ verdict }) => verdict === 'worse') ? 'regression' : 'no regression',
    file,
    run_id: earlier.run_id,
    started_at: earlier.started_at,
    tolerance,
    differences: differencesOf(report, earlier),
    figures,
  };
}

function ratesCompared(
  report: Compared,
  earlier: LoadReport,
  tolerance: Tolerance,
): readonly ComparedFigure[] {
  const before = earlier.rate.achieved;
  const now = report.rate.achieved;
  const verdict =
    now < before * (1 - tolerance.rate)
      ? 'worse'
      : now > before * (1 + tolerance.rate)
        ? 'better'
        : 'same';
  const name = 'achieved turns per second';
  const samples = Math.round(now * report.load.duration_s);
  return [{ name, operation: null, unit: 'per second', ...changed(before, now), samples, verdict }];
}

function operationCompared(
  operation: string,
  before: LatencySummary,
  now: LatencySummary,
  tolerance: Tolerance,
): readonly ComparedFigure[] {
  const samples = Math.min(before.samples, now.samples);
  const slower = PERCENTILES.flatMap(({ key, name, least }): readonly ComparedFigure[] => {
    const then = before[key];
    const today = now[key];
    if (then === null || today === null) return [];
    const verdict = samples < least ? 'too few samples' : slowerVerdict(then, today, tolerance);
    const facts = { name: `${operation} ${name} ms`, operation, unit: 'ms' } as const;
    return [{ ...facts, ...changed(then, today), samples, verdict }];
  });
  return [...slower, errorsCompared(operation, before, now, tolerance)];
}

function slowerVerdict(before: number, now: number, tolerance: Tolerance): ComparedVerdict {
  const beyond = (from: number, to: number): boolean =>
    to - from > tolerance.floor_ms && to > from * (1 + tolerance.latency);
  if (beyond(before, now)) return 'worse';
  return beyond(now, before) ? 'better' : 'same';
}

function errorsCompared(
  operation: string,
  before: LatencySummary,
  now: LatencySummary,
  tolerance: Tolerance,
): ComparedFigure {
  const samples = Math.min(before.samples, now.samples);
  const then = before.samples === 0 ? 0 : before.errors / before.samples;
  const today = now.samples === 0 ? 0 : now.errors / now.samples;
  const facts = { name: `${operation} error rate`, operation, unit: 'share', samples } as const;
  const rises = today - then;
  const judged = rises > tolerance.errors ? 'worse' : rises < -tolerance.errors ? 'better' : 'same';
  return {
    ...facts,
    ...changed(then, today),
    verdict: samples < 20 ? 'too few samples' : judged,
  };
}

const changed = (
  before: number,
  now: number,
): Pick<ComparedFigure, 'before' | 'now' | 'change'> => ({
  before: rounded(before),
  now: rounded(now),
  change: before === 0 ? null : rounded(now / before - 1),
});

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

function differencesOf(report: Compared, earlier: LoadReport): readonly string[] {
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['Node', earlier.host.node, report.host.node],
    ['processor', earlier.host.cpu_model, report.host.cpu_model],
    ['processors', earlier.host.cpus, report.host.cpus],
    [
      'generator beside the target',
      earlier.host.generator_beside_target,
      report.host.generator_beside_target,
    ],
    ['target', earlier.target.kind, report.target.kind],
    ['players', earlier.load.players, report.load.players],
    ['connections', earlier.load.connections, report.load.connections],
    ['seconds', earlier.load.duration_s, report.load.duration_s],
    ['seed', earlier.seed, report.seed],
    ['tablestakes', earlier.suite.version, report.suite.version],
  ];
  return pairs
    .filter(([, before, now]) => before !== now)
    .map(([what, before, now]) => `${what}: ${String(before)} then, ${String(now)} now`);
}
