import type { Ground } from '../context.js';
import type { CaseRow, CaseStatus, DocumentRow, ScreeningRow } from './model.js';

export const findCase = (ground: Ground, caseId: string): CaseRow | undefined =>
  ground.sql('SELECT * FROM kyc_cases WHERE case_id = ?').get(caseId) as CaseRow | undefined;

/** A rejected case is over; every other is in force. */
export const findCaseInForce = (ground: Ground, player: string): CaseRow | undefined =>
  ground.sql(`SELECT * FROM kyc_cases WHERE player = ? AND status <> 'rejected'`).get(player) as
    CaseRow | undefined;

export const countCases = (ground: Ground, player: string): number =>
  ground.sql('SELECT count(*) FROM kyc_cases WHERE player = ?').pluck().get(player) as number;

export function insertCase(ground: Ground, row: CaseRow): void {
  ground
    .sql(
      `INSERT INTO kyc_cases (case_id, player, status, reason, created_at, updated_at)
       VALUES (@case_id, @player, @status, @reason, @created_at, @updated_at)`,
    )
    .run(row);
}

export function updateCase(
  ground: Ground,
  caseId: string,
  status: CaseStatus,
  reason: string | null,
): void {
  ground
    .sql('UPDATE kyc_cases SET status = ?, reason = ?, updated_at = ? WHERE case_id = ?')
    .run(status, reason, ground.clock.now(), caseId);
}

export const documentsOf = (ground: Ground, caseId: string): readonly DocumentRow[] =>
  ground
    .sql('SELECT * FROM kyc_documents WHERE case_id = ? ORDER BY seq')
    .all(caseId) as DocumentRow[];

export const findDocument = (ground: Ground, documentId: string): DocumentRow | undefined =>
  ground.sql('SELECT * FROM kyc_documents WHERE document_id = ?').get(documentId) as
    DocumentRow | undefined;

export function insertDocument(ground: Ground, row: DocumentRow): void {
  ground
    .sql(
      `INSERT INTO kyc_documents (document_id, case_id, type, country, number, number_end,
         number_hash, expires_on, status, added_at)
       VALUES (@document_id, @case_id, @type, @country, @number, @number_end,
         @number_hash, @expires_on, @status, @added_at)`,
    )
    .run(row);
}

/** The provider has it, or needs it no more: the number goes. */
export function passOn(ground: Ground, documentId: string, status: 'sent' | 'checked'): void {
  ground
    .sql('UPDATE kyc_documents SET status = ?, number = NULL WHERE document_id = ?')
    .run(status, documentId);
}

/** False when this event was heard before. */
export const noteEvent = (
  ground: Ground,
  event: { readonly event_id: string; readonly case_id: string; readonly decision: string },
): boolean =>
  ground
    .sql(
      'INSERT INTO kyc_events (event_id, case_id, decision, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    )
    .run(event.event_id, event.case_id, event.decision, ground.clock.now()).changes > 0;

export const countScreenings = (ground: Ground, player: string): number =>
  ground.sql('SELECT count(*) FROM kyc_screenings WHERE player = ?').pluck().get(player) as number;

type StoredScreening = Omit<ScreeningRow, 'matches'> & { readonly matches: string };

export function findScreening(ground: Ground, screeningId: string): ScreeningRow | undefined {
  const row = ground.sql('SELECT * FROM kyc_screenings WHERE screening_id = ?').get(screeningId) as
    StoredScreening | undefined;
  return row && { ...row, matches: JSON.parse(row.matches) as ScreeningRow['matches'] };
}

export function insertScreening(ground: Ground, row: ScreeningRow): void {
  ground
    .sql(
      `INSERT INTO kyc_screenings (screening_id, player, decision, reason, matches, created_at,
         updated_at)
       VALUES (@screening_id, @player, @decision, @reason, @matches, @created_at, @updated_at)`,
    )
    .run({ ...row, matches: JSON.stringify(row.matches) });
}

export function updateScreening(ground: Ground, row: ScreeningRow): void {
  ground
    .sql(
      `UPDATE kyc_screenings SET decision = @decision, reason = @reason, matches = @matches,
         updated_at = @updated_at WHERE screening_id = @screening_id`,
    )
    .run({
      screening_id: row.screening_id,
      decision: row.decision,
      reason: row.reason,
      matches: JSON.stringify(row.matches),
      updated_at: ground.clock.now(),
    });
}

export const hasReview = (ground: Ground, player: string): boolean =>
  ground
    .sql(`SELECT 1 FROM kyc_screenings WHERE player = ? AND decision = 'review' LIMIT 1`)
    .get(player) !== undefined;

/** The oldest first. */
export const casesOf = (ground: Ground, player: string): readonly CaseRow[] =>
  ground
    .sql('SELECT * FROM kyc_cases WHERE player = ? ORDER BY created_at, case_id')
    .all(player) as CaseRow[];

/** The oldest first. */
export const screeningIdsOf = (ground: Ground, player: string): readonly string[] =>
  ground
    .sql(
      'SELECT screening_id FROM kyc_screenings WHERE player = ? ORDER BY created_at, screening_id',
    )
    .pluck()
    .all(player) as string[];

/** A payment that has completed, as the AML rules look at it; amounts in minor units. */
export interface SeenPayment {
  readonly payment_id: string;
  readonly player: string;
  readonly kind: 'deposit' | 'withdrawal';
  readonly amount: number;
  readonly at: number;
}

/** False when it was seen before. */
export const insertPayment = (ground: Ground, seen: SeenPayment): boolean =>
  ground
    .sql(
      `INSERT INTO kyc_payments (payment_id, player, kind, amount, at)
       VALUES (@payment_id, @player, @kind, @amount, @at) ON CONFLICT DO NOTHING`,
    )
    .run(seen).changes > 0;

/** Deposits from one instant to another, both included, the oldest first. */
export const depositsBetween = (
  ground: Ground,
  player: string,
  fromMs: number,
  toMs: number,
): readonly SeenPayment[] =>
  ground
    .sql(
      `SELECT * FROM kyc_payments WHERE player = ? AND kind = 'deposit' AND at BETWEEN ? AND ?
       ORDER BY at, payment_id`,
    )
    .all(player, fromMs, toMs) as SeenPayment[];

export interface AlertRow {
  readonly alert_id: string;
  readonly player: string;
  readonly rule: 'structuring' | 'rapid_in_out' | 'third_party_method';
  readonly payments: readonly string[];
  readonly explanation: string;
  readonly at: number;
}

export function insertAlert(ground: Ground, row: AlertRow): void {
  ground
    .sql(
      `INSERT INTO kyc_alerts (alert_id, player, rule, payments, explanation, at)
       VALUES (@alert_id, @player, @rule, @payments, @explanation, @at)`,
    )
    .run({ ...row, payments: JSON.stringify(row.payments) });
}

/** The newest first. */
export const alertsOf = (ground: Ground, player: string): readonly AlertRow[] =>
  (
    ground.sql('SELECT * FROM kyc_alerts WHERE player = ? ORDER BY seq DESC').all(player) as (Omit<
      AlertRow,
      'payments'
    > & { readonly payments: string })[]
  ).map((row) => ({ ...row, payments: JSON.parse(row.payments) as string[] }));

/** A screening that nobody has answered or decided, or that found a sanctioned person. */
export const hasOpenScreening = (ground: Ground, player: string): boolean =>
  ground
    .sql(`SELECT 1 FROM kyc_screenings WHERE player = ? AND decision <> 'clear' LIMIT 1`)
    .get(player) !== undefined;

export const documentsOfPlayer = (ground: Ground, player: string): readonly DocumentRow[] =>
  ground
    .sql(
      `SELECT d.* FROM kyc_documents d JOIN kyc_cases c ON c.case_id = d.case_id
       WHERE c.player = ? ORDER BY d.seq`,
    )
    .all(player) as DocumentRow[];

/** GDPR-01: that there was a document, and a match, stays; whose it was goes. */
export function overwriteEvidence(ground: Ground, player: string): void {
  ground
    .sql(
      `UPDATE kyc_documents SET status = 'checked', number = NULL, number_end = '',
         number_hash = '', expires_on = NULL
       WHERE case_id IN (SELECT case_id FROM kyc_cases WHERE player = ?)`,
    )
    .run(player);
  ground
    .sql(`UPDATE kyc_screenings SET matches = '[]', reason = NULL WHERE player = ?`)
    .run(player);
}
