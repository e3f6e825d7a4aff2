import { assert } from '../kernel/errors.js';
import type { WireRequest } from '../client/index.js';
import type { Phase } from './arrivals.js';
import { recordSettled } from './recording.js';
import type { EngineSetting } from './recording.js';
import type { Journey, Settled, Step, StepAnswer } from './steps.js';

/** Where turns come from and go to. */
export interface Table {
  begin(): { readonly journey: Journey; readonly phase: Phase };
  end(phase: Phase, sound: boolean): void;
}

/** One connection of the closed engine: a player who does one thing after the other. */
export interface Place {
  /** The next request. A step still without an answer here was lost. */
  next(): WireRequest;
  /** The answer came; `timed` follows at once with how long it took. */
  heard(status: number, text: string, retryAfter?: string): void;
  timed(latencyMs: number): void;
  /** The run is over: the step under way ends unknown, in the history only. */
  leave(): void;
}

interface Turn {
  readonly journey: Journey;
  readonly phase: Phase;
  sound: boolean;
  step: Step | undefined;
  sentAtMs: number;
  heard: Settled | undefined;
  answer: StepAnswer | undefined;
}

export function takePlace(setting: EngineSetting, table: Table): Place {
  let turn: Turn | undefined;

  const settle = (current: Turn, settled: Settled, latencyMs: number): void => {
    assert(current.step, 'an answer belongs to a step');
    const answer = atOnce(setting.conversation.answered(current.step, settled));
    if (answer.outcome !== 'ok') current.sound = false;
    recordSettled(setting, {
      operation: current.step.operation,
      phase: current.phase,
      settled,
      answer,
      latencyMs,
      serviceMs: latencyMs,
    });
    current.answer = answer;
    current.step = undefined;
  };
  const settleLost = (current: Turn): void => {
    const waitedMs = performance.now() - current.sentAtMs;
    const late = waitedMs >= setting.timeoutMs * 0.9;
    settle(current, { kind: late ? 'timeout' : 'broken', reason: 'no answer came' }, waitedMs);
  };

  return {
    next: () => {
      if (turn?.step) settleLost(turn);
      for (;;) {
        turn ??= freshTurn(table.begin());
        const { value: step, done } = turn.journey.next(turn.answer as StepAnswer);
        if (!done) {
          turn.step = step;
          turn.sentAtMs = performance.now();
          return atOnce(setting.conversation.request(step));
        }
        table.end(turn.phase, turn.sound);
        turn = undefined;
      }
    },
    heard: (status, text, retryAfter) => {
      if (turn) turn.heard = { kind: 'answered', status, text, retryAfter };
    },
    timed: (latencyMs) => {
      if (!turn?.step || !turn.heard) return;
      settle(turn, turn.heard, latencyMs);
      turn.heard = undefined;
    },
    leave: () => {
      if (turn?.step) {
        void setting.conversation.answered(turn.step, { kind: 'broken', reason: 'the run ended' });
      }
      turn = undefined;
    },
  };
}

const freshTurn = (begun: { readonly journey: Journey; readonly phase: Phase }): Turn => ({
  ...begun,
  sound: true,
  step: undefined,
  sentAtMs: 0,
  heard: undefined,
  answer: undefined,
});

/** autocannon waits for nothing; who drives it speaks to the reference contract only. */
function atOnce<Value extends object>(value: Value | Promise<Value>): Value {
  assert(!(value instanceof Promise), 'a closed model has its words ready');
  return value;
}
