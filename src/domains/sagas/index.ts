import { derivedId } from '../../kernel/ids.js';
import type { Context, Domain, Ground } from '../context.js';
import type { Next, SagaRow, SagaStepRow } from './model.js';
import { backoffMs } from './model.js';
import {
  dueSagas,
  findSaga,
  insertSaga,
  insertStep,
  nextDueAt,
  stepsOf,
  updateSaga,
} from './store.js';
import { tables } from './tables.js';

export { backoffMs, isTransient } from './model.js';
export { kindsDue } from './store.js';
export type {
  Next,
  PartnerAnswer,
  PartnerCall,
  PartnerName,
  SagaKind,
  SagaRow,
  SagaStatus,
  SagaStep,
  SagaStepRow,
} from './model.js';

export interface NewSaga {
  readonly kind: string;
  readonly subject: string;
  readonly player: string | null;
  readonly step: string;
  readonly data?: SagaRow['data'] | undefined;
  /** When its first step is due; at once unless told. */
  readonly inMs?: number | undefined;
}

/** Multi-step work, with back-off and compensation as rows on the clock. */
export interface Sagas {
  /** In the transaction that begins the work. */
  start(ctx: Context, saga: NewSaga): SagaRow;
  find(ground: Ground, subject: string): SagaRow | undefined;
  history(ground: Ground, saga: SagaRow): readonly SagaStepRow[];
  /** Moves the saga on, and writes down what brought it there. */
  advance(ctx: Context, saga: SagaRow, next: Next, outcome: string): void;
  /** Makes it due again at an instant without counting an attempt: its partner is not asked now. */
  defer(ctx: Context, saga: SagaRow, untilMs: number): void;
  /** What is due of a kind, the longest due first; also what was taken up and is not done. */
  due(ground: Ground, kind: string, limit: number): readonly SagaRow[];
  nextDueMs(ground: Ground): number | undefined;
  /** How long until the next try of a step. */
  retryMs(ground: Ground, saga: SagaRow): number;
}

function start(ctx: Context, asked: NewSaga): SagaRow {
  const { kind, subject, player, step, data = {}, inMs = 0 } = asked;
  const saga: SagaRow = {
    saga_id: derivedId(ctx.seed, 'saga', kind, subject),
    kind,
    subject,
    player,
    step,
    status: 'running',
    data,
    attempts: 0,
    due_at: ctx.clock.now() + inMs,
    trace_id: ctx.call.traceId,
    request_id: ctx.call.requestId,
  };
  insertSaga(ctx, saga);
  insertStep(ctx, saga.saga_id, step, 'started');
  ctx.effects.wake = true;
  return saga;
}

function advance(ctx: Context, saga: SagaRow, next: Next, outcome: string): void {
  const nowMs = ctx.clock.now();
  if ('retry' in next) {
    const tried = { ...saga, attempts: saga.attempts + 1 };
    updateSaga(ctx, { ...tried, due_at: nowMs + ctx.parts.sagas.retryMs(ctx, tried) });
  } else if ('to' in next) {
    const data = { ...saga.data, ...next.data };
    const dueAt = nowMs + (next.inMs ?? 0);
    updateSaga(ctx, { ...saga, step: next.to, data, attempts: 0, due_at: dueAt });
  } else {
    const data = { ...saga.data, ...next.data };
    updateSaga(ctx, { ...saga, status: next.end, data, due_at: null });
  }
  insertStep(ctx, saga.saga_id, 'to' in next ? next.to : saga.step, outcome);
  ctx.effects.wake = true;
}

export const soundSagas: Sagas = {
  start,
  find: findSaga,
  history: (ground, saga) => stepsOf(ground, saga.saga_id),
  advance,
  defer: (ctx, saga, untilMs) => updateSaga(ctx, { ...saga, due_at: untilMs }),
  due: (ground, kind, limit) => dueSagas(ground, kind, ground.clock.now(), limit),
  nextDueMs: nextDueAt,
  retryMs: (ground, saga) => backoffMs(ground.seed, saga.saga_id, saga.attempts),
};

export const sagas: Domain = { name: 'sagas', tables, operations: {} };
