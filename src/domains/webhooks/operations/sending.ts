import { assert } from '../../../kernel/errors.js';
import { derivedId } from '../../../kernel/ids.js';
import { parseTime, SECOND_MS } from '../../../kernel/time.js';
import { emit, entriesAfter } from '../../audit/index.js';
import type { AuditEntry } from '../../audit/index.js';
import type { Context, Ground } from '../../context.js';
import { webhookIdOf } from '../model.js';
import type { Attempt, DeliveryRow, EndpointRow } from '../model.js';
import {
  endpointsWithin,
  findDelivery,
  findEndpoint,
  firstWaiting,
  insertDelivery,
  updateDelivery,
} from '../store.js';
import { giveTurn, switchEndpoint } from './turns.js';

/** In one transaction: a delivery for every endpoint that wants one of these events. */
export function recordEvents(ground: Ground, entries: readonly AuditEntry[]): void {
  const [first, last] = [entries[0]?.seq ?? 0, entries.at(-1)?.seq ?? 0];
  const endpoints = endpointsWithin(ground, first, last);
  for (const entry of entries) {
    for (const endpoint of endpoints) {
      if (!listensAt(endpoint, entry.seq)) continue;
      if (ground.parts.webhooks.isFor(ground, endpoint, entry)) record(ground, endpoint, entry);
    }
  }
}

const listensAt = ({ after_seq, until_seq }: EndpointRow, entry: number): boolean =>
  after_seq < entry && (until_seq === null || until_seq >= entry);

function record(ground: Ground, endpoint: EndpointRow, entry: AuditEntry): void {
  const { webhooks } = ground.parts;
  const waits =
    !webhooks.isOpen(endpoint) || webhooks.waits(ground, endpoint.endpoint_id, entry.player_id);
  insertDelivery(ground, {
    delivery_id: derivedId(ground.seed, 'whd', endpoint.endpoint_id, String(entry.seq)),
    endpoint: endpoint.endpoint_id,
    client: endpoint.client,
    entry: entry.seq,
    webhook_id: webhookIdOf(ground.seed, entry),
    type: entry.type,
    player: entry.player_id,
    status: 'pending',
    attempts: 0,
    tries: 0,
    due_at: waits ? null : ground.clock.now(),
    last_status: null,
    last_error: null,
    created_at: parseTime(entry.at) ?? ground.clock.now(),
    delivered_at: null,
  });
}

/** A webhook as it goes out. */
export interface Outgoing {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `aside` is what a test of receivers wants wrong: a signed time, or a signature. */
export function outgoingOf(
  ground: Ground,
  delivery: DeliveryRow,
  aside: { readonly lateMs?: number; readonly forged?: boolean } = {},
): Outgoing {
  const { webhooks } = ground.parts;
  const endpoint = findEndpoint(ground, delivery.endpoint);
  const [entry] = entriesAfter(ground, delivery.entry - 1, 1);
  assert(endpoint && entry, 'a delivery has an endpoint and an event');
  const nowMs = ground.clock.now();
  const id = webhooks.idOf(ground, delivery);
  const rawBody = webhooks.bodyOf(ground, id, entry);
  const secrets = webhooks.secretsOf(endpoint, nowMs);
  const signature = webhooks.sign({
    id,
    timestampS: Math.floor((nowMs - (aside.lateMs ?? 0)) / SECOND_MS),
    rawBody,
    secrets: aside.forged ? [webhooks.secretOf(ground, endpoint.endpoint_id, 0)] : secrets,
  });
  const cause = webhooks.causeOf(ground, delivery, entry);
  return { url: endpoint.url, headers: { ...cause, ...signature }, body: rawBody };
}

/** What an attempt leads to; an attempt at what has changed meanwhile counts for nothing. */
export function settleAttempt(ctx: Context, sent: DeliveryRow, attempt: Attempt): void {
  const { webhooks } = ctx.parts;
  const row = findDelivery(ctx, sent.delivery_id);
  const endpoint = findEndpoint(ctx, sent.endpoint);
  if (!row || !endpoint || row.attempts !== sent.attempts) return;
  const tries = row.tries + 1;
  const status = webhooks.verdictOn(attempt, tries);
  const nowMs = ctx.clock.now();
  const retryMs = webhooks.retryMs(ctx, row, tries);
  updateDelivery(ctx, {
    ...row,
    status,
    tries,
    attempts: row.attempts + 1,
    due_at: status === 'pending' && webhooks.isOpen(endpoint) ? nowMs + retryMs : null,
    last_status: attempt.status === 0 ? null : attempt.status,
    last_error: attempt.error,
    delivered_at: status === 'delivered' ? nowMs : row.delivered_at,
  });
  if (status === 'dead') {
    emit(ctx, 'webhook.dead_lettered', null, {
      delivery_id: row.delivery_id,
      endpoint_id: row.endpoint,
      attempts: tries,
    });
  }
  const after = webhooks.endsEndpoint(attempt)
    ? switchEndpoint(ctx, endpoint, 'disabled', 'the receiver answered 410')
    : endpoint;
  giveTurn(ctx, after, row.player);
  ctx.effects.wake = true;
}

/** Puts it back, and with `overtaken` lets the next one of its player pass it. */
export function postpone(
  ctx: Context,
  { delivery_id }: DeliveryRow,
  { afterMs, overtaken }: { readonly afterMs: number; readonly overtaken: boolean },
): void {
  const row = findDelivery(ctx, delivery_id);
  if (row?.status !== 'pending') return;
  updateDelivery(ctx, { ...row, due_at: ctx.clock.now() + afterMs });
  const next = overtaken ? firstWaiting(ctx, row.endpoint, row.player, row.entry) : undefined;
  if (next) updateDelivery(ctx, { ...next, due_at: ctx.clock.now() });
  ctx.effects.wake = true;
}

/** From the first try on, at once unless an earlier event of its player is still on its way. */
export function sendAnew(ctx: Context, endpoint: EndpointRow, row: DeliveryRow): DeliveryRow {
  const dueAt = ctx.clock.now();
  const anew = { ...row, status: 'pending', tries: 0, due_at: dueAt } as const;
  updateDelivery(ctx, anew);
  giveTurn(ctx, endpoint, row.player);
  ctx.effects.wake = true;
  return findDelivery(ctx, row.delivery_id) ?? anew;
}
