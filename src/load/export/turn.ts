import { setTimeout as pause } from 'node:timers/promises';
import { buildRequest } from '../../client/index.js';
import type { Delivery, Sender } from '../../client/index.js';
import { realClock } from '../../kernel/time.js';
import type { Phase } from '../arrivals.js';
import type { Confirmations } from '../confirmations.js';
import { errorKindOf } from '../failures.js';
import { understand } from '../steps.js';
import type { Journey, Settled, Step, StepAnswer } from '../steps.js';
import { operationOf } from '../target.js';
import type { Target } from '../target.js';
import type { HistoryKeeper } from './history-keeper.js';

/** Where a turn is played. */
export interface TurnGround {
  readonly worker: string;
  readonly timeoutMs: number;
  readonly target: Target;
  readonly sender: Sender;
  readonly keeper: HistoryKeeper;
  readonly confirmations: Confirmations;
}

/** One request of a turn as an engine counts it. */
export interface PlayedStep {
  readonly operation: string;
  readonly ok: boolean;
  readonly latencyMs: number;
}

/** Plays a journey to its end and keeps a line for each request and one for the whole. */
export async function playTurn(
  ground: TurnGround,
  journey: Journey,
  phase: Phase,
): Promise<readonly PlayedStep[]> {
  const { worker, keeper } = ground;
  const played: PlayedStep[] = [];
  const fromMs = realClock.now();
  let pausedMs = 0;
  let sound = true;
  let dueMs = performance.now();
  // A generator's first `next` takes no answer; its type cannot say so.
  let next = journey.next(undefined as unknown as StepAnswer);
  while (!next.done) {
    const step = next.value;
    if (step.pauseMs !== undefined && step.pauseMs > 0) {
      await pause(step.pauseMs);
      pausedMs += step.pauseMs;
      dueMs = performance.now();
    }
    const { answer, latencyMs } = await playStep(ground, step, phase, dueMs);
    played.push({ operation: step.operation, ok: answer.outcome === 'ok', latencyMs });
    if (answer.outcome !== 'ok') sound = false;
    dueMs = performance.now();
    next = journey.next(answer);
  }
  const toMs = realClock.now();
  const times = { from_ms: fromMs, to_ms: toMs, paused_ms: pausedMs };
  keeper.add({ kind: 'turn', worker, phase, ...times, sound });
  return played;
}

async function playStep(
  { target, sender, keeper, worker, timeoutMs, confirmations }: TurnGround,
  step: Step,
  phase: Phase,
  dueMs: number,
): Promise<{ readonly answer: StepAnswer; readonly latencyMs: number }> {
  const operation = operationOf(step.operation);
  const token = await target.token();
  const sentMs = performance.now();
  const delivery = await sender.send(buildRequest(operation, step.input, { token, key: step.key }));
  const nowMs = performance.now();
  const settled = settledOf(delivery);
  const answer = understand(settled, operation.successStatus);
  const floorMs = settled.kind === 'timeout' ? timeoutMs : 0;
  const latencyMs = Math.max(nowMs - dueMs, floorMs);
  const serviceMs = Math.max(nowMs - sentMs, floorMs);
  const error = answer.outcome === 'ok' ? {} : { error: errorKindOf(settled, answer) };
  const { key, input } = step;
  keeper.add({
    kind: 'step',
    worker,
    at_ms: realClock.now(),
    phase,
    operation: step.operation,
    outcome: answer.outcome,
    status: answer.status,
    ...error,
    latency_us: Math.round(latencyMs * 1_000),
    service_us: Math.round(serviceMs * 1_000),
    ...(key !== undefined && { key, input, body: answer.body }),
  });
  confirmations.heard({ operation: step.operation, phase, answer });
  return { answer, latencyMs };
}

function settledOf(delivery: Delivery): Settled {
  if (delivery.kind === 'received') {
    return { kind: 'answered', status: delivery.status, text: delivery.text };
  }
  const { reason, message } = delivery;
  const kind = reason === 'timeout' ? 'timeout' : reason === 'unreachable' ? 'unsent' : 'broken';
  return { kind, reason: message };
}
