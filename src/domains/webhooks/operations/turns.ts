import { emit, headOf } from '../../audit/index.js';
import type { Context, Ground } from '../../context.js';
import type { EndpointRow } from '../model.js';
import {
  firstWaiting,
  holdAll,
  holdOthers,
  playersWaiting,
  updateDelivery,
  writeStatus,
} from '../store.js';

/** Of what a player has pending at an endpoint only the oldest is due. */
export function giveTurn(ground: Ground, endpoint: EndpointRow, player: string | null): void {
  const first = firstWaiting(ground, endpoint.endpoint_id, player);
  if (!first) return;
  holdOthers(ground, first);
  if (first.due_at !== null || !ground.parts.webhooks.isOpen(endpoint)) return;
  updateDelivery(ground, { ...first, due_at: ground.clock.now() });
}

/** What waits stays; what happens from here on while it is disabled is never sent to it. */
export function switchEndpoint(
  ctx: Context,
  row: EndpointRow,
  status: EndpointRow['status'],
  reason: string,
): EndpointRow {
  if (row.status === status) return row;
  emit(ctx, `webhook.endpoint_${status}`, null, { endpoint_id: row.endpoint_id, reason });
  const { seq } = headOf(ctx);
  const switched: EndpointRow =
    status === 'enabled'
      ? { ...row, status, after_seq: seq, until_seq: null }
      : { ...row, status, until_seq: seq };
  writeStatus(ctx, switched);
  if (!ctx.parts.webhooks.isOpen(switched)) holdAll(ctx, row.endpoint_id);
  for (const player of playersWaiting(ctx, row.endpoint_id)) giveTurn(ctx, switched, player);
  ctx.effects.wake = true;
  return switched;
}
