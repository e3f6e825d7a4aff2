import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Phase } from './arrivals.js';
import { percentileMs } from './histograms.js';
import type { Recorder } from './histograms.js';
import { sumOf } from './recording.js';
import type { EngineOutcome } from './recording.js';
import type { GeneratorFacts } from './validity.js';

const RESOLUTION_MS = 10;

/** Watches the generator itself while it works. */
export interface Watch {
  /** Forgets what was seen so far: called when the warm-up is over. */
  restart(): void;
  stop(outcome: EngineOutcome, recorder: Recorder, phases: readonly Phase[]): GeneratorFacts;
}

export function watchGenerator(): Watch {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  let cpuFrom = process.cpuUsage();
  let fromMs = performance.now();
  delay.enable();
  return {
    restart: () => {
      delay.reset();
      cpuFrom = process.cpuUsage();
      fromMs = performance.now();
    },
    stop: (outcome, recorder, phases) => {
      delay.disable();
      const spent = process.cpuUsage(cpuFrom);
      const wallMs = performance.now() - fromMs;
      const lag = recorder.lag(phases);
      // The monitor counts the sampling interval itself in each delay.
      const loopMs = delay.percentile(99) / 1e6 - RESOLUTION_MS;
      return {
        lagP50Ms: percentileMs(lag, 50),
        lagP99Ms: percentileMs(lag, 99),
        eventLoopP99Ms: Math.max(0, loopMs),
        dropped: outcome.dropped,
        offered: sumOf(outcome.offered),
        maxInFlight: outcome.maxInFlight,
        cpu: (spent.user + spent.system) / 1_000 / wallMs,
      };
    },
  };
}
