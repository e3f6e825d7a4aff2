import type { Clock, VirtualClock } from '../kernel/time.js';

/** Something with work that falls due. */
export interface DueWork {
  /** When its next work falls due, or undefined. */
  nextDueMs(): number | undefined;
  /** Does what is due now; answers how much that was. */
  runDue(): Promise<number>;
}

export interface Scheduler {
  /** Moves a virtual clock, stopping at every instant at which something falls due, in order. */
  moveTo(instantMs: number): Promise<number>;
  /** Does what is due at this instant. */
  runDue(): Promise<number>;
}

/** A world that keeps falling due at the same instant is a defect, not a reason to hang. */
const MOST_STEPS = 100_000;

export function createScheduler(clock: Clock, sources: () => readonly DueWork[]): Scheduler {
  const runDue = async (): Promise<number> => {
    let ran = 0;
    for (const source of sources()) ran += await source.runDue();
    return ran;
  };
  return {
    runDue,
    async moveTo(instantMs) {
      let ran = await runDue();
      for (let step = 0; step < MOST_STEPS; step += 1) {
        const next = nextDue(sources());
        if (next === undefined || next > instantMs) break;
        (clock as VirtualClock).set(Math.max(next, clock.now()));
        ran += await runDue();
      }
      (clock as VirtualClock).set(instantMs);
      return ran;
    },
  };
}

function nextDue(sources: readonly DueWork[]): number | undefined {
  const instants = sources.map((source) => source.nextDueMs()).filter((at) => at !== undefined);
  return instants.length === 0 ? undefined : Math.min(...instants);
}
