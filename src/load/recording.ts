import type { Histogram } from 'hdr-histogram-js';
import type { WireRequest } from '../client/index.js';
import type { Phase } from './arrivals.js';
import { errorKindOf } from './failures.js';
import { emptyHistogram } from './histograms.js';
import type { Recorder } from './histograms.js';
import type { Settled, Step, StepAnswer } from './steps.js';

/** What an engine needs from the run: requests to send, answers to explain, places to record. */
export interface Conversation {
  /** A promise where it must be said in the words of another shape. */
  request(step: Step): WireRequest | Promise<WireRequest>;
  /** Reads the answer and keeps the step in the money history. */
  answered(step: Step, settled: Settled): StepAnswer | Promise<StepAnswer>;
}

/** Live figures of the second under way, for the progress line and the series. */
export interface Tally {
  requests: number;
  errors: number;
  turns: number;
  /** Turns begun and not ended. */
  underWay: number;
  /** Latencies of this second in µs. */
  readonly latency: Histogram;
}

export const emptyTally = (): Tally => ({
  requests: 0,
  errors: 0,
  turns: 0,
  underWay: 0,
  latency: emptyHistogram(),
});

/** What an engine did, in numbers; times are milliseconds since the run's start. */
export interface EngineOutcome {
  /** Arrivals that were due, per phase; the closed engine has no plan and counts turns begun. */
  readonly offered: Counts;
  /** Turns that ended with every step answered as it should be, per phase. */
  readonly completed: Counts;
  readonly dropped: number;
  readonly maxInFlight: number;
  /** When the last turn after the warm-up ended. */
  readonly lastEndMs: number;
}

/** Per phase; a phase in which nothing happened is not there. */
export type Counts = Record<Phase, number>;

export const perPhase = (): Counts => ({});

export const counted = (counts: Counts, phase: Phase): void => {
  counts[phase] = (counts[phase] ?? 0) + 1;
};

/** Over these phases, or all of them. */
export const sumOf = (counts: Counts, phases: readonly Phase[] = Object.keys(counts)): number =>
  phases.reduce((sum, phase) => sum + (counts[phase] ?? 0), 0);

/** One settled request, as the engine saw it. */
export interface Exchange {
  readonly operation: string;
  readonly phase: Phase;
  readonly settled: Settled;
  readonly answer: StepAnswer;
  readonly latencyMs: number;
  /** From the bytes sent; 0 when they never were. */
  readonly serviceMs: number;
}

/** Hears every settled request of a run. */
export type Hearer = (exchange: Exchange) => void;

/** Everything both engines share. */
export interface EngineSetting {
  readonly conversation: Conversation;
  readonly recorder: Recorder;
  readonly tally: Tally;
  readonly timeoutMs: number;
  readonly hearers?: readonly Hearer[];
}

/**
 * Records one settled request. A time-out counts at the time-out value even if the sweep noticed
 * it sooner; a request that was never sent has no service time.
 */
export function recordSettled(setting: EngineSetting, exchange: Exchange): void {
  const { settled, answer } = exchange;
  const floorMs = settled.kind === 'timeout' ? setting.timeoutMs : 0;
  const latencyUs = Math.max(exchange.latencyMs, floorMs) * 1_000;
  const ok = answer.outcome === 'ok';
  setting.recorder.record({
    operation: exchange.operation,
    phase: exchange.phase,
    ok,
    ...(!ok && { error: errorKindOf(settled, answer) }),
    latencyUs,
    serviceUs: Math.max(exchange.serviceMs, floorMs) * 1_000,
  });
  for (const hear of setting.hearers ?? []) hear(exchange);
  setting.tally.requests += 1;
  if (!ok) setting.tally.errors += 1;
  setting.tally.latency.recordValue(Math.round(latencyUs));
}
