import { WARM_UP } from './arrivals.js';
import type { Arrival, Arrivals } from './arrivals.js';
import type { Connections } from './connections.js';
import { counted, perPhase, recordSettled } from './recording.js';
import type { EngineOutcome, EngineSetting } from './recording.js';
import type { Journey, Settled, Step, StepAnswer } from './steps.js';

export interface OpenSetting extends EngineSetting {
  readonly arrivals: Arrivals;
  readonly connections: Connections;
  readonly journeyOf: (arrival: Arrival) => Journey;
  /** Arrivals beyond this many turns under way are dropped and counted, never queued. */
  readonly maxInFlight: number;
  /** When aborted no further arrival is dispatched; what is under way is awaited. */
  readonly signal?: AbortSignal;
}

interface Turn {
  readonly arrival: Arrival;
  readonly journey: Journey;
  sound: boolean;
  /** What the player waited of its own accord. */
  pausedMs: number;
}

interface Run extends OpenSetting {
  readonly startedMs: number;
  readonly outcome: { -readonly [Member in keyof EngineOutcome]: EngineOutcome[Member] };
  upcoming: Arrival | undefined;
  /** Ends the run: with its outcome, or with a defect of ours. */
  finish(defect?: unknown): void;
}

/**
 * The open model: arrivals do not wait for answers. Each tick dispatches every arrival due since
 * the last; the latency of a turn's first step counts from the arrival's INTENDED start, of each
 * later step from the moment the answer before it came. How late the generator itself was is
 * recorded apart, as lag.
 */
export function runOpen(setting: OpenSetting): Promise<EngineOutcome> {
  return new Promise((resolve, reject) => {
    const outcome: Run['outcome'] = {
      offered: perPhase(),
      completed: perPhase(),
      dropped: 0,
      maxInFlight: 0,
      lastEndMs: 0,
    };
    const finish: Run['finish'] = (defect) => {
      if (defect === undefined) resolve(outcome);
      else reject(defect instanceof Error ? defect : new Error('thrown', { cause: defect }));
    };
    const upcoming = setting.arrivals.next();
    tick({ ...setting, startedMs: performance.now(), outcome, upcoming, finish });
  });
}

/** Closer than this an arrival is awaited by turns of the loop: timers are no finer than 1 ms. */
const SPIN_MS = 0.3;

function tick(run: Run): void {
  try {
    if (run.signal?.aborted) run.upcoming = undefined;
    let nowMs = performance.now();
    for (let due = run.upcoming; due && run.startedMs + due.atMs <= nowMs; due = run.upcoming) {
      run.upcoming = run.arrivals.next();
      dispatch(run, due, nowMs);
      nowMs = performance.now();
    }
    if (run.upcoming) return wait(run, run.startedMs + run.upcoming.atMs - nowMs);
    if (run.tally.underWay === 0) run.finish();
  } catch (thrown) {
    run.finish(thrown);
  }
}

function wait(run: Run, ms: number): void {
  if (ms <= SPIN_MS) setImmediate(tick, run);
  else setTimeout(tick, Math.max(1, Math.floor(Math.min(ms, LONGEST_WAIT_MS))), run);
}

/** An abort is noticed within this, however thin the plan. */
const LONGEST_WAIT_MS = 100;

function dispatch(run: Run, arrival: Arrival, nowMs: number): void {
  const { tally, outcome } = run;
  const dueMs = run.startedMs + arrival.atMs;
  counted(outcome.offered, arrival.phase);
  run.recorder.recordLag(arrival.phase, (nowMs - dueMs) * 1_000);
  if (tally.underWay >= run.maxInFlight) {
    outcome.dropped += 1;
    return;
  }
  tally.underWay += 1;
  outcome.maxInFlight = Math.max(outcome.maxInFlight, tally.underWay);
  const turn: Turn = { arrival, journey: run.journeyOf(arrival), sound: true, pausedMs: 0 };
  advance(run, turn, undefined, dueMs);
}

/** Sends the turn's next step, or ends the turn. */
function advance(run: Run, turn: Turn, previous: StepAnswer | undefined, dueMs: number): void {
  // A generator's first `next` takes no answer; its type cannot say so.
  const { value: step, done } = turn.journey.next(previous as StepAnswer);
  if (done) return endTurn(run, turn);
  const { pauseMs = 0 } = step;
  if (pauseMs === 0) return send(run, turn, step, dueMs);
  turn.pausedMs += pauseMs;
  setTimeout(() => guarded(run, () => send(run, turn, step, dueMs + pauseMs)), pauseMs);
}

function send(run: Run, turn: Turn, step: Step, dueMs: number): void {
  awaited(run, run.conversation.request(step), (request) => {
    run.connections.send(request, (settled, sentAtMs) =>
      guarded(run, () => {
        const nowMs = performance.now();
        awaited(run, run.conversation.answered(step, settled), (answer) => {
          settle(run, turn, { step, settled, dueMs, sentAtMs, nowMs }, answer);
          advance(run, turn, answer, nowMs);
        });
      }),
    );
  });
}

/** At once where it is there already: only targets of another shape make us wait for words. */
function awaited<Value>(
  run: Run,
  value: Value | Promise<Value>,
  then: (value: Value) => void,
): void {
  if (!(value instanceof Promise)) return then(value);
  value.then(
    (ready) => guarded(run, () => then(ready)),
    (thrown: unknown) => run.finish(thrown),
  );
}

/** What throws in a callback is a defect of ours and ends the run. */
function guarded(run: Run, work: () => void): void {
  try {
    work();
  } catch (thrown) {
    run.finish(thrown);
  }
}

interface Sent {
  readonly step: Step;
  readonly settled: Settled;
  readonly dueMs: number;
  readonly sentAtMs: number;
  readonly nowMs: number;
}

function settle(run: Run, turn: Turn, sent: Sent, answer: StepAnswer): void {
  const { step, settled, dueMs, sentAtMs, nowMs } = sent;
  if (answer.outcome !== 'ok') turn.sound = false;
  recordSettled(run, {
    operation: step.operation,
    phase: turn.arrival.phase,
    settled,
    answer,
    latencyMs: nowMs - dueMs,
    serviceMs: sentAtMs === 0 ? 0 : nowMs - sentAtMs,
  });
}

function endTurn(run: Run, turn: Turn): void {
  const { tally, outcome } = run;
  tally.underWay -= 1;
  tally.turns += 1;
  if (turn.sound) counted(outcome.completed, turn.arrival.phase);
  if (turn.arrival.phase !== WARM_UP) {
    // A player's own pauses say nothing about how long the target took for what was offered.
    const endMs = performance.now() - run.startedMs - turn.pausedMs;
    outcome.lastEndMs = Math.max(outcome.lastEndMs, endMs);
  }
  if (!run.upcoming && tally.underWay === 0) run.finish();
}
