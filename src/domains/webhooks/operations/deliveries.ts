import { refuse } from '../../../kernel/errors.js';
import type { Operation } from '../../context.js';
import { deliveryBody } from '../model.js';
import { deliveriesBelow, findDelivery, findEndpoint } from '../store.js';
import { numberBelow, ownEndpoint, pageOf } from './endpoints.js';
import { sendAnew } from './sending.js';

export const listWebhookDeliveries: Operation<'listWebhookDeliveries'> = (ctx, input) => {
  const limit = input.limit ?? 20;
  const endpoint = input.endpoint_id;
  if (endpoint !== undefined) ownEndpoint(ctx, endpoint);
  const found = deliveriesBelow(ctx, {
    client: ctx.call.client.clientId,
    endpoint: endpoint ?? null,
    status: input.status ?? null,
    below: numberBelow(input.cursor),
    limit: limit + 1,
  });
  const { rows, next_cursor } = pageOf(found, limit);
  return { items: rows.map(deliveryBody), next_cursor };
};

/** NET-05: the same webhook under the same id, tried anew from now on. */
export const redeliverWebhook: Operation<'redeliverWebhook'> = (ctx, input) => {
  const row = findDelivery(ctx, input.delivery_id);
  const endpoint = row && findEndpoint(ctx, row.endpoint);
  if (!row || !endpoint || !ctx.parts.webhooks.isOwn(ctx.call.client.clientId, endpoint)) {
    return refuse('DELIVERY_NOT_FOUND', { delivery_id: input.delivery_id });
  }
  if (endpoint.status === 'disabled') {
    refuse('STATE_CONFLICT', { rule: 'enable the endpoint first' });
  }
  return deliveryBody(sendAnew(ctx, endpoint, row));
};
