import type { Context, Ground } from '../context.js';
import type { MethodRow, PaymentRow, PaymentStatus } from './model.js';

export const findMethod = (ground: Ground, methodId: string): MethodRow | undefined =>
  ground.sql('SELECT * FROM payment_methods WHERE method_id = ?').get(methodId) as
    MethodRow | undefined;

export const findMethodByToken = (
  ground: Ground,
  player: string,
  token: string,
): MethodRow | undefined =>
  ground
    .sql('SELECT * FROM payment_methods WHERE player = ? AND psp_token = ?')
    .get(player, token) as MethodRow | undefined;

export function insertMethod(
  ground: Ground,
  method: Pick<MethodRow, 'method_id' | 'player' | 'psp_token'>,
): void {
  ground
    .sql(
      `INSERT INTO payment_methods (method_id, player, psp_token, status, created_at)
       VALUES (?, ?, ?, 'unverified', ?)`,
    )
    .run(method.method_id, method.player, method.psp_token, ground.clock.now());
}

export function updateMethod(ground: Ground, method: MethodRow): void {
  ground
    .sql(
      `UPDATE payment_methods SET kind = @kind, brand = @brand, last4 = @last4, holder = @holder, status = @status,
         verifications = @verifications WHERE method_id = @method_id`,
    )
    .run({
      method_id: method.method_id,
      kind: method.kind,
      brand: method.brand,
      last4: method.last4,
      holder: method.holder,
      status: method.status,
      verifications: method.verifications,
    });
}

/** The newest first, below a sequence. */
export const methodsBelow = (ground: Ground, player: string, seq: number, limit: number) =>
  ground
    .sql('SELECT * FROM payment_methods WHERE player = ? AND seq < ? ORDER BY seq DESC LIMIT ?')
    .all(player, seq, limit) as MethodRow[];

export const findPayment = (ground: Ground, paymentId: string): PaymentRow | undefined =>
  ground.sql('SELECT * FROM payments WHERE payment_id = ?').get(paymentId) as
    PaymentRow | undefined;

export type NewPayment = Omit<PaymentRow, 'seq' | 'reason' | 'created_at' | 'updated_at'>;

export function insertPayment(ground: Ground, payment: NewPayment): void {
  ground
    .sql(
      `INSERT INTO payments (payment_id, kind, player, method, amount, currency, status,
         created_at, updated_at)
       VALUES (@payment_id, @kind, @player, @method, @amount, @currency, @status, @now, @now)`,
    )
    .run({ ...payment, now: ground.clock.now() });
}

export function updatePayment(
  ground: Ground,
  payment: PaymentRow,
  status: PaymentStatus,
  reason: string | null,
): PaymentRow {
  const changed = { ...payment, status, reason, updated_at: ground.clock.now() };
  ground
    .sql('UPDATE payments SET status = ?, reason = ?, updated_at = ? WHERE payment_id = ?')
    .run(status, reason, changed.updated_at, payment.payment_id);
  return changed;
}

/** The newest first, below a sequence. */
export const paymentsBelow = (ground: Ground, player: string, seq: number, limit: number) =>
  ground
    .sql('SELECT * FROM payments WHERE player = ? AND seq < ? ORDER BY seq DESC LIMIT ?')
    .all(player, seq, limit) as PaymentRow[];

/** Withdrawals of the player that nobody has begun to pay out. */
export const heldWithdrawals = (ground: Ground, player: string): readonly PaymentRow[] =>
  ground
    .sql(`SELECT * FROM payments WHERE player = ? AND status = 'held' ORDER BY seq`)
    .all(player) as PaymentRow[];

/** What the player's undecided deposits would bring, in minor units. */
export const pendingDeposits = (ground: Ground, player: string): number =>
  ground
    .sql(
      `SELECT coalesce(sum(amount), 0) FROM payments
       WHERE player = ? AND kind = 'deposit' AND status IN ('pending', 'challenge')`,
    )
    .pluck()
    .get(player) as number;

/** GDPR-01: the methods of payments stay, and lead to no holder and no card any more. */
export const forgetHolders = (ground: Ground, player: string): void =>
  void ground
    .sql(
      `UPDATE payment_methods SET holder = NULL, brand = NULL, last4 = NULL, status = 'failed',
         psp_token = 'erased_' || method_id WHERE player = ?`,
    )
    .run(player);

/** Whether money is still on its way in or out, or the PSP is being asked about a method. */
export const hasOpenPayment = (ground: Ground, player: string): boolean =>
  ground
    .sql(
      `SELECT 1 FROM payments WHERE player = @player
         AND status IN ('pending', 'challenge', 'held', 'processing')
       UNION ALL SELECT 1 FROM payment_methods
         WHERE player = @player AND status = 'verifying' LIMIT 1`,
    )
    .get({ player }) !== undefined;

export interface EventRow {
  readonly event_id: string;
  readonly payment: string;
  /** The payment's status after the event: what was answered. */
  readonly status: string;
}

export const findEvent = (ground: Ground, eventId: string): EventRow | undefined =>
  ground
    .sql('SELECT event_id, payment, status FROM payment_events WHERE event_id = ?')
    .get(eventId) as EventRow | undefined;

export function insertEvent(ground: Ground, event: EventRow): void {
  ground
    .sql(
      `INSERT INTO payment_events (event_id, payment, status, at) VALUES (?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
    )
    .run(event.event_id, event.payment, event.status, ground.clock.now());
}

export interface NewIncident {
  readonly incident_id: string;
  readonly kind: string;
  readonly payment: string;
  readonly player: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** False when this incident is on record already. */
export function insertIncident(ctx: Context, incident: NewIncident): boolean {
  const { changes } = ctx
    .sql(
      `INSERT INTO incidents (incident_id, kind, payment, player, data, at)
       VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    )
    .run(
      incident.incident_id,
      incident.kind,
      incident.payment,
      incident.player,
      JSON.stringify(incident.data),
      ctx.clock.now(),
    );
  return changes > 0;
}
