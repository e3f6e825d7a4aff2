import { assert } from '../kernel/errors.js';
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
  /** Does what is due at this instant, and what that makes due at this instant. */
  runDue(): Promise<number>;
  /** Starts what is due and does not wait: slow work does not hold up other work. */
  kick(): void;
  /** On a real clock, looks for due work from time to time. */
  start(): void;
  stop(): void;
}

/** A world that keeps falling due at the same instant is a defect, not a reason to hang. */
const MOST_STEPS = 100_000;
const TICK_MS = 100;

export function createScheduler(clock: Clock, sources: () => readonly DueWork[]): Scheduler {
  let ticking: NodeJS.Timeout | undefined;
  const runOnce = async (): Promise<number> => {
    const ran = await Promise.all(sources().map((source) => source.runDue()));
    return ran.reduce((sum, count) => sum + count, 0);
  };
  const runDue = async (): Promise<number> => {
    let ran = 0;
    for (let step = 0; ; step += 1) {
      assert(step < MOST_STEPS, 'what is due at one instant comes to an end');
      const now = await runOnce();
      if (now === 0) return ran;
      ran += now;
    }
  };
  const start = (source: DueWork): void =>
    void source.runDue().then(
      (ran) => {
        if (ran > 0) kick();
      },
      // A source whose store was closed under it (a restart) has nothing left to do.
      () => undefined,
    );
  let kicked = false;
  // Once for all who kick in the same turn: all who waited for one piece of work kick when it is
  // done, and each kick waits in every source. Not taken together, they would multiply.
  const kick = (): void => {
    if (kicked) return;
    kicked = true;
    setImmediate(() => {
      kicked = false;
      sources().forEach(start);
    });
  };
  return {
    runDue,
    kick,
    start() {
      if (clock.kind === 'real') ticking ??= setInterval(kick, TICK_MS).unref();
    },
    stop: () => clearInterval(ticking),
    async moveTo(instantMs) {
      // Never back: another move may have gone further while this one waited for its work.
      const moveOn = (to: number): void => (clock as VirtualClock).set(Math.max(to, clock.now()));
      let ran = await runDue();
      for (let step = 0; ; step += 1) {
        assert(step < MOST_STEPS, 'a world falls still');
        const next = nextDue(sources());
        if (next === undefined || next > instantMs) break;
        moveOn(next);
        ran += await runDue();
      }
      moveOn(instantMs);
      return ran;
    },
  };
}

function nextDue(sources: readonly DueWork[]): number | undefined {
  const instants = sources.map((source) => source.nextDueMs()).filter((at) => at !== undefined);
  return instants.length === 0 ? undefined : Math.min(...instants);
}
