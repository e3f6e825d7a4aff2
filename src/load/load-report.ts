import type { Phase } from './arrivals.js';
import type { BaselineComparison } from './baseline-terms.js';
import type { ErrorCounts } from './intervals.js';
import type { Happening } from './moments.js';
import type { Measures } from './observers.js';
import type { ProofResult } from './proof.js';
import type { Second } from './series.js';
import type { ThresholdResult } from './threshold-terms.js';
import type { Skipped } from './turns.js';

/** Percentiles in ms over successes, failures and time-outs; p999 only with enough samples. */
export interface LatencySummary {
  readonly samples: number;
  readonly errors: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number | null;
  readonly max: number;
  /** From the bytes sent to the answer, without the wait before. */
  readonly service_p50: number;
  readonly service_p99: number;
}

export interface OperationLatency extends LatencySummary {
  readonly phases: Readonly<Record<Phase, LatencySummary>>;
}

/**
 * `regressed`: no threshold missed, but worse than the baseline by more than it may be.
 * `inconclusive`: none missed, but some without the samples to judge them, or without what makes
 * the occasion.
 */
export type LoadVerdict = 'passed' | 'failed' | 'invalid' | 'regressed' | 'inconclusive';

/** One second of the run as a whole. */
export interface ReportedSecond extends Second {
  /** Turns that were due; null in the closed model. */
  readonly offered: number | null;
  /** How late arrivals were dispatched. */
  readonly lag_p99_ms: number;
  readonly errors_by_kind: ErrorCounts;
}

/** One operation, or one thing waited for, in the course of the run. */
export interface OperationSeries {
  /** False of what is no request: a confirmation, something delivered live. */
  readonly request: boolean;
  /** How many seconds a point stands for. */
  readonly interval_s: number;
  readonly points: readonly {
    /** Its beginning. */
    readonly at_s: number;
    readonly samples: number;
    readonly errors: number;
    readonly p50_ms: number;
    readonly p99_ms: number;
  }[];
}

/** schemas/load-report.schema.json says the same. */
export interface LoadReport {
  readonly report: 'tablestakes/load@1';
  readonly suite: { readonly name: string; readonly version: string };
  readonly scenario: { readonly id: string; readonly name: string; readonly title: string };
  readonly verdict: LoadVerdict;
  /** The verdict and its reasons in sentences, for those who do not read figures. */
  readonly in_words: readonly string[];
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
  /** Where the thresholds come from: the scenario, or a file of objectives. */
  readonly objectives: { readonly source: string; readonly title: string | null };
  readonly thresholds: readonly ThresholdResult[];
  /** Turns of the scenario that were not played, and thresholds that therefore judge nothing. */
  readonly skipped: readonly Skipped[];
  /** Why what makes the occasion could not be had; null when it could. */
  readonly missing: string | null;
  readonly proof: ProofResult;
  readonly baseline: BaselineComparison | null;
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
    readonly engine: string;
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
  readonly series: readonly ReportedSecond[];
  readonly operation_series: Readonly<Record<string, OperationSeries>>;
}
