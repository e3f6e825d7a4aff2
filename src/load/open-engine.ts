import type { Arrival, Arrivals } from './arrivals.js';
import type { Connections } from './connections.js';
import { perPhase, recordSettled } from './recording.js';
import type { EngineOutcome, EngineSetting } from './recording.js';
import type { Journey, StepAnswer } from './steps.js';

export interface OpenSetting extends EngineSetting {
  readonly arrivals: Arrivals;
  readonly connections: Connections;
  readonly journeyOf: (arrival: Arrival) => Journey;
  /** Arrivals beyond this many turns under way are dropped and counted, never queued. */
  readonly maxInFlight: number;
  /** When aborted no further arrival is dispatched; what is under way is awaited. */
  readonly signal?: AbortSignal;
}

/** Below this the timers of Node are too coarse (1 ms), above it spinning would burn the core. */
const SPIN_MS = 0.3;

/**
 * The open model: arrivals do not wait for answers. Each tick dispatches every arrival due since
 * the last; the latency of a turn's first step counts from the arrival's INTENDED start, of each
 * later step from the moment the answer before it came. How late the generator itself was is
 * recorded apart, as lag.
 */
export function runOpen(setting: OpenSetting): Promise<EngineOutcome> {
  const { arrivals, connections, tally } = setting;
  const offered = perPhase();
  const completed = perPhase();
  const startedMs = performance.now();
  let dropped = 0;
  let maxInFlight = 0;
  let lastEndMs = 0;
  let upcoming = arrivals.next();

  return new Promise((resolve, reject) => {
    const endTurn = (arrival: Arrival, sound: boolean): void => {
      tally.underWay -= 1;
      tally.turns += 1;
      if (sound) completed[arrival.phase] += 1;
      if (arrival.phase !== 'warm-up') lastEndMs = performance.now() - startedMs;
      if (!upcoming && tally.underWay === 0) {
        resolve({ offered, completed, dropped, maxInFlight, lastEndMs });
      }
    };

    const advance = (turn: Turn, previous: StepAnswer | undefined, dueMs: number): void => {
      const { value: step, done } = turn.journey.next(previous as StepAnswer);
      if (done) return endTurn(turn.arrival, turn.sound);
      connections.send(setting.conversation.request(step), (settled, sentAtMs) => {
        try {
          const nowMs = performance.now();
          const answer = setting.conversation.answered(step, settled);
          if (answer.outcome !== 'ok') turn.sound = false;
          recordSettled(setting, {
            operation: step.operation,
            phase: turn.arrival.phase,
            settled,
            answer,
            latencyMs: nowMs - dueMs,
            serviceMs: sentAtMs === 0 ? 0 : nowMs - sentAtMs,
          });
          advance(turn, answer, nowMs);
        } catch (thrown) {
          reject(thrown as Error);
        }
      });
    };

    const dispatch = (arrival: Arrival, nowMs: number): void => {
      const dueMs = startedMs + arrival.atMs;
      offered[arrival.phase] += 1;
      setting.recorder.recordLag(arrival.phase, (nowMs - dueMs) * 1_000);
      if (tally.underWay >= setting.maxInFlight) {
        dropped += 1;
        return;
      }
      tally.underWay += 1;
      if (tally.underWay > maxInFlight) maxInFlight = tally.underWay;
      advance({ arrival, journey: setting.journeyOf(arrival), sound: true }, undefined, dueMs);
    };

    const tick = (): void => {
      try {
        if (setting.signal?.aborted) upcoming = undefined;
        let nowMs = performance.now();
        while (upcoming && startedMs + upcoming.atMs <= nowMs) {
          const arrival = upcoming;
          upcoming = arrivals.next();
          dispatch(arrival, nowMs);
          nowMs = performance.now();
        }
        if (upcoming) return wait(startedMs + upcoming.atMs - nowMs);
        if (tally.underWay === 0) resolve({ offered, completed, dropped, maxInFlight, lastEndMs });
      } catch (thrown) {
        reject(thrown as Error);
      }
    };

    const wait = (ms: number): void => {
      if (ms <= SPIN_MS) setImmediate(tick);
      else setTimeout(tick, Math.max(1, Math.floor(ms)));
    };
    tick();
  });
}

interface Turn {
  readonly arrival: Arrival;
  readonly journey: Journey;
  sound: boolean;
}
