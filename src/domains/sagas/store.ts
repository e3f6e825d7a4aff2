import type { Ground } from '../context.js';
import type { SagaRow, SagaStepRow } from './model.js';

type Stored = Omit<SagaRow, 'data'> & { readonly data: string };

const sagaOf = (row: Stored): SagaRow => ({
  ...row,
  data: JSON.parse(row.data) as SagaRow['data'],
});

export function findSaga(ground: Ground, subject: string): SagaRow | undefined {
  const row = ground.sql('SELECT * FROM sagas WHERE subject = ?').get(subject);
  return row === undefined ? undefined : sagaOf(row as Stored);
}

export function insertSaga(ground: Ground, saga: SagaRow): void {
  ground
    .sql(
      `INSERT INTO sagas (saga_id, kind, subject, player, step, status, data, attempts, due_at,
         trace_id, request_id)
       VALUES (@saga_id, @kind, @subject, @player, @step, @status, @data, @attempts, @due_at,
         @trace_id, @request_id)`,
    )
    .run({ ...saga, data: JSON.stringify(saga.data) });
}

export function updateSaga(ground: Ground, saga: SagaRow): void {
  ground
    .sql(
      `UPDATE sagas SET step = @step, status = @status, data = @data, attempts = @attempts,
         due_at = @due_at WHERE saga_id = @saga_id`,
    )
    .run({
      saga_id: saga.saga_id,
      step: saga.step,
      status: saga.status,
      data: JSON.stringify(saga.data),
      attempts: saga.attempts,
      due_at: saga.due_at,
    });
}

export function insertStep(ground: Ground, sagaId: string, step: string, outcome: string): void {
  ground
    .sql(
      `INSERT INTO saga_steps (saga_id, seq, step, outcome, at)
       VALUES (?, (SELECT count(*) + 1 FROM saga_steps WHERE saga_id = ?), ?, ?, ?)`,
    )
    .run(sagaId, sagaId, step, outcome, ground.clock.now());
}

export const stepsOf = (ground: Ground, sagaId: string): readonly SagaStepRow[] =>
  ground
    .sql('SELECT step, outcome, at FROM saga_steps WHERE saga_id = ? ORDER BY seq')
    .all(sagaId) as SagaStepRow[];

/** What is due of a kind at an instant, the longest due first. */
export const dueSagas = (
  ground: Ground,
  kind: string,
  nowMs: number,
  limit: number,
): readonly SagaRow[] =>
  (
    ground
      .sql('SELECT * FROM sagas WHERE kind = ? AND due_at <= ? ORDER BY due_at, saga_id LIMIT ?')
      .all(kind, nowMs, limit) as Stored[]
  ).map(sagaOf);

/** Of these kinds (a JSON list), those of which something is due at an instant. */
export const kindsDue = (ground: Ground, kinds: string, nowMs: number): readonly string[] =>
  ground
    .sql(
      `SELECT value FROM json_each(?) AS kinds
       WHERE EXISTS (SELECT 1 FROM sagas WHERE kind = kinds.value AND due_at <= ?)`,
    )
    .pluck()
    .all(kinds, nowMs) as string[];

export const nextDueAt = (ground: Ground): number | undefined =>
  (ground.sql('SELECT min(due_at) FROM sagas WHERE due_at IS NOT NULL').pluck().get() as
    number | null) ?? undefined;
