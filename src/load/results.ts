import { availableParallelism, cpus } from 'node:os';
import { EXIT } from '../harness/verdict.js';
import type { Phase } from './arrivals.js';
import { everyAnswer, maxMs, percentileMs } from './histograms.js';
import type { Series } from './histograms.js';
import type { Happening } from './moments.js';
import type { Measures } from './observers.js';
import type { ProofResult } from './proof.js';
import { isRequest } from './payments.js';
import { sumOf } from './recording.js';
import type { LoadRun, LoadSettings } from './run-terms.js';
import { isIdle } from './scenario.js';
import type { LoadScenario } from './scenario.js';
import type { Second } from './series.js';
import { judgeThresholds, nameOfThreshold } from './thresholds.js';
import type { Threshold, ThresholdResult } from './thresholds.js';
import type { Skipped } from './turns.js';
import { validityOf } from './validity.js';
import type { GeneratorBudget } from './validity.js';

/** Percentiles in ms over successes, failures and time-outs; p999 only with enough samples. */
export interface LatencySummary {
  readonly samples: number;
  readonly errors: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number | null;
  readonly max: number;
  /** From the bytes sent to the answer, without the wait before. */
  readonly service_p50: number;
  readonly service_p99: number;
}

export interface OperationLatency extends LatencySummary {
  readonly phases: Readonly<Partial<Record<Phase, LatencySummary>>>;
}

export type LoadVerdict = 'passed' | 'failed' | 'invalid';

/** schemas/load-report.schema.json says the same. */
export interface LoadReport {
  readonly report: 'tablestakes/load@1';
  readonly scenario: { readonly id: string; readonly name: string; readonly title: string };
  readonly verdict: LoadVerdict;
  readonly exit_code: number;
  readonly valid: boolean;
  readonly validity: {
    readonly reasons: readonly string[];
    readonly lag_p50_ms: number;
    readonly lag_p99_ms: number;
    readonly event_loop_p99_ms: number;
    readonly dropped: number;
    readonly max_in_flight: number;
    readonly cpu: number;
  };
  readonly thresholds: readonly ThresholdResult[];
  /** Turns of the scenario that were not played, and thresholds that therefore judge nothing. */
  readonly skipped: readonly Skipped[];
  readonly proof: ProofResult;
  readonly latency_ms: Readonly<Record<string, OperationLatency>>;
  /** In their order. */
  readonly phases: readonly { readonly name: Phase; readonly judged: boolean }[];
  readonly measures: Measures;
  readonly happened: readonly Happening[];
  readonly rate: {
    /** Turns per second that the plan offered; null in the closed model. */
    readonly offered: number | null;
    /** Turns per second that ended with every answer sound. */
    readonly achieved: number;
    readonly requests: number;
  };
  readonly seed: string;
  readonly run_id: string;
  readonly load: {
    readonly mode: string;
    readonly spacing: string;
    readonly rate: number | null;
    readonly players: number;
    readonly connections: number;
    readonly duration_s: number;
    readonly warm_up_s: number;
    readonly timeout_s: number;
    readonly interrupted: boolean;
  };
  readonly host: {
    readonly node: string;
    readonly platform: string;
    readonly cpu_model: string;
    readonly cpus: number;
    readonly generator_beside_target: boolean;
  };
  readonly target: { readonly url: string; readonly kind: 'own sandbox' | 'given' };
  readonly started_at: string;
  readonly series: readonly Second[];
}

/** Fewer samples than this say nothing about one in a thousand. */
const SAMPLES_FOR_P999 = 10_000;

const EXIT_CODE = {
  passed: EXIT.ok,
  failed: EXIT.threshold,
  invalid: EXIT.invalidLoad,
} as const;

/**
 * Judges a run. Lost money fails it whatever the generator did, because the proof does not depend
 * on timing; otherwise an invalid run neither passes nor fails; otherwise the thresholds decide.
 */
export function reportOf(
  scenario: LoadScenario,
  settings: LoadSettings,
  run: LoadRun,
  judging: {
    readonly thresholds: readonly Threshold[];
    readonly budget: GeneratorBudget;
    readonly kind: LoadReport['target']['kind'];
    readonly startedAt: string;
  },
): LoadReport {
  const rate = ratesOf(settings, run);
  const idle = judging.thresholds.filter((threshold) => isIdleHere(scenario, run, threshold));
  const judged = judging.thresholds.filter((threshold) => !idle.includes(threshold));
  const thresholds = judgeThresholds(judged, {
    recorder: run.recorder,
    phases: run.judged,
    offeredTurns: sumOf(run.outcome.offered, run.judged),
    completedTurns: sumOf(run.outcome.completed, run.judged),
    unknownOutcomes: run.proof.checked.unknown_outcomes - run.proof.checked.unknown_resolved,
    openPayments: run.proof.checked.payments?.open ?? 0,
    measures: run.measures,
    achievedRate: rate.achieved,
    offeredRate: rate.offered,
  });
  const validity = validityOf(run.generator, judging.budget);
  const met = thresholds.length > 0 && thresholds.every(({ ok }) => ok);
  const verdict = verdictOf(run.proof.ok, validity.valid, met);
  return {
    report: 'tablestakes/load@1',
    scenario: { id: scenario.id, name: scenario.name, title: scenario.title },
    verdict,
    exit_code: settings.signal?.aborted ? EXIT.interrupted : EXIT_CODE[verdict],
    valid: validity.valid,
    validity: {
      reasons: validity.reasons,
      lag_p50_ms: round(run.generator.lagP50Ms),
      lag_p99_ms: round(run.generator.lagP99Ms),
      event_loop_p99_ms: round(run.generator.eventLoopP99Ms),
      dropped: run.generator.dropped,
      max_in_flight: run.generator.maxInFlight,
      cpu: round(run.generator.cpu),
    },
    thresholds: thresholds.map((result) => ({ ...result, actual: round(result.actual, 4) })),
    skipped: [
      ...run.skipped,
      ...idle.map((threshold) => ({
        name: nameOfThreshold(threshold),
        reason: 'no turn of this run asks for it',
      })),
    ],
    proof: run.proof,
    latency_ms: latenciesOf(run),
    phases: run.phases.map((name) => ({ name, judged: run.judged.includes(name) })),
    measures: run.measures,
    happened: run.happened,
    rate,
    seed: settings.seed,
    run_id: settings.runId,
    load: loadOf(scenario, settings),
    host: hostFacts(settings.baseUrl),
    target: { url: settings.baseUrl, kind: judging.kind },
    started_at: judging.startedAt,
    series: run.series,
  };
}

/** Objectives of one's own are judged always: there, no samples are a miss. */
const isIdleHere = (scenario: LoadScenario, run: LoadRun, threshold: Threshold): boolean =>
  scenario.thresholds.includes(threshold) &&
  isIdle(threshold, new Set(run.skipped.map(({ name }) => name)));

export function verdictOf(moneyHolds: boolean, valid: boolean, met: boolean): LoadVerdict {
  if (!moneyHolds) return 'failed';
  if (!valid) return 'invalid';
  return met ? 'passed' : 'failed';
}

function ratesOf(settings: LoadSettings, run: LoadRun): LoadReport['rate'] {
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

const loadOf = (scenario: LoadScenario, settings: LoadSettings): LoadReport['load'] => ({
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

function latenciesOf({ recorder, ...run }: LoadRun): Readonly<Record<string, OperationLatency>> {
  const latencies: Record<string, OperationLatency> = {};
  for (const operation of recorder.operations()) {
    const phases: Partial<Record<Phase, LatencySummary>> = {};
    for (const phase of run.phases) {
      const summary = summaryOf(recorder.merged(operation, [phase]));
      if (summary.samples > 0) phases[phase] = summary;
    }
    latencies[operation] = { ...summaryOf(recorder.merged(operation, run.judged)), phases };
  }
  return latencies;
}

function summaryOf(series: Series): LatencySummary {
  const all = everyAnswer(series);
  return {
    samples: all.totalCount,
    errors: series.errors.totalCount,
    p50: percentileMs(all, 50),
    p90: percentileMs(all, 90),
    p99: percentileMs(all, 99),
    p999: all.totalCount >= SAMPLES_FOR_P999 ? percentileMs(all, 99.9) : null,
    max: maxMs(all),
    service_p50: percentileMs(series.service, 50),
    service_p99: percentileMs(series.service, 99),
  };
}

function hostFacts(baseUrl: string): LoadReport['host'] {
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
