import type { Phase } from './arrivals.js';
import { percentileMs } from './histograms.js';
import type { Tally } from './recording.js';

/** One second of the run, warm-up included. */
export interface Second {
  /** Seconds since the start of the load. */
  readonly at_s: number;
  readonly turns: number;
  readonly requests: number;
  readonly errors: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly in_flight: number;
  /** The phase that most of the second lies in. */
  readonly phase: Phase;
}

/** Cuts the tally into seconds; `stop` closes the last, shorter one and may be called again. */
export function startSeries(
  {
    tally,
    phaseNow,
    beganMs = 0,
  }: {
    readonly tally: Tally;
    readonly phaseNow: () => Phase;
    /** Milliseconds of the run that lie before. */
    readonly beganMs?: number;
  },
  onSecond?: (second: Second) => void,
): { stop(): readonly Second[] } {
  const seconds: Second[] = [];
  const startedMs = performance.now() - beganMs;
  const cut = (): void => {
    const second: Second = {
      at_s: Math.round((performance.now() - startedMs) / 100) / 10,
      turns: tally.turns,
      requests: tally.requests,
      errors: tally.errors,
      p50_ms: percentileMs(tally.latency, 50),
      p99_ms: percentileMs(tally.latency, 99),
      in_flight: tally.underWay,
      phase: phaseNow(),
    };
    tally.turns = 0;
    tally.requests = 0;
    tally.errors = 0;
    tally.latency.reset();
    seconds.push(second);
    onSecond?.(second);
  };
  const timer = setInterval(cut, 1_000);
  return {
    stop: () => {
      clearInterval(timer);
      if (tally.requests > 0) cut();
      return seconds;
    },
  };
}
