import type { Input } from '../../../contract/types.js';
import { refuse } from '../../../kernel/errors.js';
import { derivedId } from '../../../kernel/ids.js';
import { formatTime } from '../../../kernel/time.js';
import { emit, headOf } from '../../audit/index.js';
import type { Context, Ground, Operation } from '../../context.js';
import { endpointBody, WEBHOOK_SECRET_OVERLAP_MS } from '../model.js';
import type { EndpointRow } from '../model.js';
import {
  countEndpoints,
  endpointsBelow,
  findEndpoint,
  insertEndpoint,
  writeSecret,
} from '../store.js';
import { switchEndpoint } from './turns.js';

/** Before the key is looked at, because a name must be asked for: the address is public, or none. */
export async function checkEndpoint(
  ground: Ground,
  { url }: Input<'createWebhookEndpoint'>,
): Promise<void> {
  const wrong = (rule: string): never => refuse('VALIDATION_ERROR', { field: 'url', rule });
  const { protocol, hostname, username, password } = parsedUrl(url) ?? wrong('format');
  if (username !== '' || password !== '') wrong('format');
  if (ground.addresses.privateAllowed) return;
  if (protocol !== 'https:') wrong('https');
  if (!(await ground.addresses.isPublic(hostname))) wrong('public address');
}

function parsedUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

export const createWebhookEndpoint: Operation<'createWebhookEndpoint'> = (ctx, input) => {
  const { clientId } = ctx.call.client;
  // Counted: endpoints are never removed, so the next number is one nobody had.
  const number = countEndpoints(ctx, clientId) + 1;
  const endpointId = derivedId(ctx.seed, 'whe', clientId, String(number));
  emit(ctx, 'webhook.endpoint_created', null, { endpoint_id: endpointId, events: input.events });
  const row = {
    endpoint_id: endpointId,
    client: clientId,
    url: input.url,
    events: JSON.stringify(input.events),
    status: 'enabled',
    after_seq: headOf(ctx).seq,
    until_seq: null,
    secret: ctx.parts.webhooks.secretOf(ctx, endpointId, 1),
    generation: 1,
    previous: null,
    previous_until: null,
    created_at: ctx.clock.now(),
  } as const;
  insertEndpoint(ctx, row);
  return { ...endpointBody({ seq: number, ...row }), secret: row.secret };
};

/** The endpoint, when it is one of the caller's: others do not exist for it (SEC-02). */
export function ownEndpoint(ctx: Context, endpointId: string): EndpointRow {
  const row = findEndpoint(ctx, endpointId);
  if (row && ctx.parts.webhooks.isOwn(ctx.call.client.clientId, row)) return row;
  return refuse('ENDPOINT_NOT_FOUND', { endpoint_id: endpointId });
}

const CURSOR = /^w[0-9]{1,15}$/;

/** A cursor names the number below which the page begins, so it holds while newer ones arrive. */
export function numberBelow(cursor: string | undefined): number {
  if (cursor === undefined) return Number.MAX_SAFE_INTEGER;
  if (CURSOR.test(cursor)) return Number(cursor.slice(1));
  return refuse('VALIDATION_ERROR', { field: 'cursor', rule: 'cursor' });
}

/** One more than the page was asked for: whether there is another page. */
export function pageOf<Row extends { readonly seq: number }>(found: readonly Row[], limit: number) {
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return { rows, next_cursor: found.length > limit && last ? `w${last.seq}` : null };
}

export const listWebhookEndpoints: Operation<'listWebhookEndpoints'> = (ctx, input) => {
  const limit = input.limit ?? 20;
  const below = numberBelow(input.cursor);
  const found = endpointsBelow(ctx, ctx.call.client.clientId, below, limit + 1);
  const { rows, next_cursor } = pageOf(found, limit);
  return { items: rows.map(endpointBody), next_cursor };
};

export const getWebhookEndpoint: Operation<'getWebhookEndpoint'> = (ctx, input) =>
  endpointBody(ownEndpoint(ctx, input.endpoint_id));

export const setWebhookEndpointStatus: Operation<'setWebhookEndpointStatus'> = (ctx, input) => {
  const row = ownEndpoint(ctx, input.endpoint_id);
  return endpointBody(switchEndpoint(ctx, row, input.status, 'asked for'));
};

/** SEC-04: the old secret signs beside the new one for a day; the new one is shown this once. */
export const rotateWebhookSecret: Operation<'rotateWebhookSecret'> = (ctx, input) => {
  const row = ownEndpoint(ctx, input.endpoint_id);
  const generation = row.generation + 1;
  const secret = ctx.parts.webhooks.secretOf(ctx, row.endpoint_id, generation);
  const until = ctx.clock.now() + WEBHOOK_SECRET_OVERLAP_MS;
  writeSecret(ctx, { ...row, secret, generation, previous: row.secret, previous_until: until });
  emit(ctx, 'webhook.secret_rotated', null, { endpoint_id: row.endpoint_id, generation });
  return { endpoint_id: row.endpoint_id, secret, previous_signs_until: formatTime(until) };
};
