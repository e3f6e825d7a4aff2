import { derivedId } from '../../../kernel/ids.js';
import { emit } from '../../audit/index.js';
import type { Context } from '../../context.js';
import type { PaymentRow } from '../model.js';
import { insertIncident } from '../store.js';

export type IncidentKind = 'amount_mismatch' | 'unknown_payment' | 'contradiction';

export interface Incident {
  readonly kind: IncidentKind;
  /** What the partner called it, whether we know it or not. */
  readonly paymentId: string;
  readonly payment?: PaymentRow | undefined;
  /** The event or question it was told by: the same telling is one incident. */
  readonly source: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Something people must look at: kept once, and told to whoever listens (PAY-03). */
export function recordIncident(ctx: Context, incident: Incident): void {
  const { kind, paymentId, payment, source, data } = incident;
  const player = payment?.player ?? null;
  const incidentId = derivedId(ctx.seed, 'inc', kind, paymentId, source);
  const told = { incident_id: incidentId, payment_id: paymentId, source, ...data };
  const row = { incident_id: incidentId, kind, payment: paymentId, player, data };
  if (insertIncident(ctx, row)) emit(ctx, `incident.${kind}`, player, told);
}
