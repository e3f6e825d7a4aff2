import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { EXIT } from '../harness/verdict.js';
import { compareToBaseline } from './baseline.js';
import type { Baseline } from './baseline.js';
import type { Tolerance } from './baseline-terms.js';
import { everyAnswer } from './histograms.js';
import { latenciesOf, operationSeriesOf, secondsOf } from './latencies.js';
import type { LoadReport, LoadVerdict } from './load-report.js';
import { isRequest } from './payments.js';
import { isUnproven } from './proof.js';
import { sumOf } from './recording.js';
import type { LoadRun, LoadSettings } from './run-terms.js';
import { isIdle } from './scenario.js';
import type { LoadScenario } from './scenario.js';
import { judgeThresholds, nameOfThreshold } from './thresholds.js';
import type { Threshold, ThresholdResult } from './thresholds.js';
import { validityOf } from './validity.js';
import type { GeneratorBudget } from './validity.js';
import { wordsOf } from './words.js';

export type { LoadReport, LoadVerdict } from './load-report.js';

/** By what a run is judged, and what of it the run itself cannot know. */
export interface Judging {
  readonly thresholds: readonly Threshold[];
  readonly objectives?: LoadReport['objectives'];
  readonly budget: GeneratorBudget;
  readonly kind: LoadReport['target']['kind'];
  readonly startedAt: string;
  readonly baseline?: Baseline;
  readonly tolerance?: Tolerance;
  /** `regression` (default): being worse than the baseline fails; else it is only told. */
  readonly failOn?: 'regression' | 'threshold';
  /** Who made the load, where it was not this process. */
  readonly engine?: string;
  readonly host?: LoadReport['host'];
  /** Why the run may say nothing about the target, beside what its generator measured of itself. */
  readonly doubts?: readonly string[];
}

const EXIT_CODE = {
  passed: EXIT.ok,
  failed: EXIT.threshold,
  invalid: EXIT.invalidLoad,
  regressed: EXIT.nonConformant,
  inconclusive: EXIT.inconclusive,
} as const;

/**
 * Judges a run. Lost money fails it whatever the generator did, because the proof does not depend
 * on timing; otherwise an invalid run neither passes nor fails; otherwise the thresholds decide,
 * and after them the baseline. A run without what makes its occasion passes nothing, nor does one
 * too short to judge every threshold.
 */
export function reportOf(
  scenario: LoadScenario,
  settings: LoadSettings,
  run: LoadRun,
  judging: Judging,
): LoadReport {
  const rate = ratesOf(settings, run);
  const { thresholds, skipped } = thresholdsJudged(scenario, run, judging, rate);
  const { doubts = [] } = judging;
  const reasons = [...validityOf(run.generator, judging.budget).reasons, ...doubts];
  const valid = reasons.length === 0;
  const facts = factsOf(scenario, settings, run, judging);
  const measured = { ...facts, rate, latency_ms: latenciesOf(run) };
  const baseline = judging.baseline
    ? compareToBaseline(measured, judging.baseline, judging.tolerance)
    : null;
  const regressed = judging.failOn !== 'threshold' && baseline?.verdict === 'regression';
  const decided = verdictOf(run.proof.ok, valid, thresholds, regressed);
  const verdict = decided === 'passed' && run.missing !== null ? 'inconclusive' : decided;
  const judged = {
    ...measured,
    verdict,
    valid,
    validity: { reasons, ...generatorFacts(run) },
    thresholds,
    skipped: [...run.skipped, ...skipped],
    baseline,
    missing: run.missing,
  };
  return {
    ...judged,
    in_words: wordsOf(judged),
    exit_code: exitCodeOf(settings, run, verdict),
  };
}

function exitCodeOf(settings: LoadSettings, run: LoadRun, verdict: LoadVerdict): number {
  if (settings.signal?.aborted) return EXIT.interrupted;
  return isUnproven(run.proof) ? EXIT.unreachable : EXIT_CODE[verdict];
}

type Rates = LoadReport['rate'];

/** What nobody did is not judged where the scenario would have had it done. */
function thresholdsJudged(
  scenario: LoadScenario,
  run: LoadRun,
  judging: Judging,
  rate: Rates,
): Pick<LoadReport, 'thresholds' | 'skipped'> {
  const idle = judging.thresholds.filter((threshold) => isIdleHere(scenario, run, threshold));
  const judged = judging.thresholds.filter((threshold) => !idle.includes(threshold));
  const { checked } = run.proof;
  const thresholds = judgeThresholds(judged, {
    recorder: run.recorder,
    phases: run.judged,
    offeredTurns: sumOf(run.outcome.offered, run.judged),
    completedTurns: sumOf(run.outcome.completed, run.judged),
    unknownOutcomes: checked.unknown_outcomes - checked.unknown_resolved,
    openPayments: checked.payments?.open ?? 0,
    measures: run.measures,
    achievedRate: rate.achieved,
    offeredRate: rate.offered,
  });
  return {
    thresholds: thresholds.map((result): ThresholdResult => ({
      ...result,
      actual: round(result.actual, 4),
    })),
    skipped: idle.map((threshold) => ({
      name: nameOfThreshold(threshold),
      reason: 'no turn of this run asks for it',
    })),
  };
}

/** Objectives of one's own are judged always: there, no samples leave the run inconclusive. */
const isIdleHere = (scenario: LoadScenario, run: LoadRun, threshold: Threshold): boolean =>
  scenario.thresholds.includes(threshold) &&
  isIdle(threshold, new Set(run.skipped.map(({ name }) => name)), run.measures);

export function verdictOf(
  moneyHolds: boolean,
  valid: boolean,
  thresholds: readonly Pick<ThresholdResult, 'verdict'>[],
  regressed = false,
): LoadVerdict {
  if (!moneyHolds) return 'failed';
  if (!valid) return 'invalid';
  if (thresholds.some(({ verdict }) => verdict === 'missed')) return 'failed';
  if (regressed) return 'regressed';
  const judged = thresholds.length > 0 && thresholds.every(({ verdict }) => verdict === 'met');
  return judged ? 'passed' : 'inconclusive';
}

type Judgement =
  | 'missing'
  | 'verdict'
  | 'in_words'
  | 'exit_code'
  | 'valid'
  | 'validity'
  | 'thresholds'
  | 'skipped'
  | 'baseline'
  | 'rate'
  | 'latency_ms';

function factsOf(
  scenario: LoadScenario,
  settings: LoadSettings,
  run: LoadRun,
  judging: Judging,
): Omit<LoadReport, Judgement> {
  return {
    report: 'tablestakes/load@1',
    suite: suite(),
    scenario: { id: scenario.id, name: scenario.name, title: scenario.title },
    objectives: judging.objectives ?? { source: 'scenario', title: null },
    proof: run.proof,
    phases: run.phases.map((name) => ({ name, judged: run.judged.includes(name) })),
    measures: run.measures,
    happened: run.happened,
    seed: settings.seed,
    run_id: settings.runId,
    load: { engine: judging.engine ?? 'tablestakes', ...loadOf(scenario, settings) },
    host: judging.host ?? hostFacts(settings.baseUrl),
    target: { url: settings.baseUrl, kind: judging.kind },
    started_at: judging.startedAt,
    series: secondsOf(run.series, run, settings.mode),
    operation_series: operationSeriesOf(run),
  };
}

const generatorFacts = ({ generator }: LoadRun): Omit<LoadReport['validity'], 'reasons'> => ({
  lag_p50_ms: round(generator.lagP50Ms),
  lag_p99_ms: round(generator.lagP99Ms),
  event_loop_p99_ms: round(generator.eventLoopP99Ms),
  dropped: generator.dropped,
  max_in_flight: generator.maxInFlight,
  cpu: round(generator.cpu),
});

const PACKAGE = new URL('../../../package.json', import.meta.url);

function suite(): LoadReport['suite'] {
  const { name, version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as LoadReport['suite'];
  return { name, version };
}

function ratesOf(settings: LoadSettings, run: LoadRun): Rates {
  const perSecond = (count: number, seconds: number): number =>
    seconds === 0 ? 0 : round(count / seconds);
  let requests = 0;
  for (const operation of run.recorder.operations().filter(isRequest)) {
    requests += everyAnswer(run.recorder.merged(operation, run.judged)).totalCount;
  }
  const offered = perSecond(sumOf(run.outcome.offered, run.judged), run.plannedS);
  return {
    offered: settings.mode === 'open' ? offered : null,
    achieved: perSecond(sumOf(run.outcome.completed, run.judged), run.measuredS),
    requests: perSecond(requests, run.measuredS),
  };
}

const loadOf = (
  scenario: LoadScenario,
  settings: LoadSettings,
): Omit<LoadReport['load'], 'engine'> => ({
  mode: settings.mode,
  spacing: settings.mode === 'open' ? scenario.spacing : 'none',
  rate: settings.mode === 'open' ? settings.rate : null,
  players: settings.players,
  connections: settings.connections,
  duration_s: settings.durationMs / 1_000,
  warm_up_s: settings.warmUpMs / 1_000,
  timeout_s: settings.timeoutMs / 1_000,
  interrupted: settings.signal?.aborted ?? false,
});

/** The machine of this process, which made the load. */
export function hostFacts(baseUrl: string): LoadReport['host'] {
  const host = new URL(baseUrl).hostname;
  return {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    cpu_model: cpus()[0]?.model ?? 'unknown',
    cpus: availableParallelism(),
    generator_beside_target: host === 'localhost' || host === '[::1]' || host.startsWith('127.'),
  };
}

const round = (value: number, digits = 2): number =>
  Math.round(value * 10 ** digits) / 10 ** digits;
