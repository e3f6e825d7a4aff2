import { isClient } from '../access/index.js';
import type { AuditEntry } from '../audit/index.js';
import type { Domain, Ground } from '../context.js';
import { command, query } from '../context.js';
import {
  causeHeaders,
  derivedWebhookSecret,
  endsEndpoint,
  isWanted,
  secretsInForce,
  signedHeaders,
  verdictOn,
  webhookBody,
  webhookRetryMs,
} from './model.js';
import type { Attempt, DeliveryRow, EndpointRow, Signing } from './model.js';
import { listWebhookDeliveries, redeliverWebhook } from './operations/deliveries.js';
import {
  checkEndpoint,
  createWebhookEndpoint,
  getWebhookEndpoint,
  listWebhookEndpoints,
  rotateWebhookSecret,
  setWebhookEndpointStatus,
} from './operations/endpoints.js';
import { firstWaiting } from './store.js';
import { tables } from './tables.js';

export type { Attempt, DeliveryRow, EndpointRow, Signing } from './model.js';
export { outgoingOf, postpone, recordEvents, settleAttempt } from './operations/sending.js';
export type { Outgoing } from './operations/sending.js';
export {
  dueDeliveries,
  dueEndpoints,
  firstListenedTo,
  isListenedTo,
  nextDeliveryAt,
} from './store.js';

type Headers = Readonly<Record<string, string>>;

/** The decisions of webhooks that go out (NET-05). */
export interface WebhookRules {
  secretOf(ground: Ground, endpointId: string, generation: number): string;
  isOwn(clientId: string, endpoint: EndpointRow): boolean;
  /** Whether anything is sent there. */
  isOpen(endpoint: EndpointRow): boolean;
  /** Whether an endpoint is told of an event: by type, and by whose doing it is. */
  isFor(ground: Ground, endpoint: EndpointRow, entry: AuditEntry): boolean;
  /** Whether a new event of a player must wait for earlier ones. */
  waits(ground: Ground, endpointId: string, player: string | null): boolean;
  idOf(ground: Ground, delivery: DeliveryRow): string;
  bodyOf(ground: Ground, webhookId: string, entry: AuditEntry): string;
  /** Newest first. */
  secretsOf(endpoint: EndpointRow, nowMs: number): readonly string[];
  sign(signing: Signing): Headers;
  causeOf(ground: Ground, delivery: DeliveryRow, entry: AuditEntry): Headers;
  /** Milliseconds until the next try, after so many that failed. */
  retryMs(ground: Ground, delivery: DeliveryRow, tries: number): number;
  verdictOn(attempt: Attempt, tries: number): DeliveryRow['status'];
  endsEndpoint(attempt: Attempt): boolean;
}

export const soundWebhooks: WebhookRules = {
  secretOf: (ground, endpointId, generation) =>
    derivedWebhookSecret(ground.seed, endpointId, generation),
  isOwn: (clientId, endpoint) => endpoint.client === clientId,
  isOpen: ({ status }) => status === 'enabled',
  isFor: (ground, { events, client }, entry) =>
    isWanted(JSON.parse(events) as readonly string[], entry.type) &&
    (entry.client_id === client || !isClient(ground, entry.client_id)),
  waits(ground, endpointId, player) {
    const first = firstWaiting(ground, endpointId, player);
    // Untried and yet due later only what a test of receivers puts back, to be overtaken.
    const putBack = first?.tries === 0 && (first.due_at ?? 0) > ground.clock.now();
    return first !== undefined && !putBack;
  },
  idOf: (_ground, { webhook_id }) => webhook_id,
  bodyOf: (_ground, webhookId, entry) => webhookBody(webhookId, entry),
  secretsOf: secretsInForce,
  sign: signedHeaders,
  causeOf: (ground, delivery, entry) => causeHeaders(ground.seed, delivery, entry),
  retryMs: (ground, { delivery_id }, tries) => webhookRetryMs(ground.seed, delivery_id, tries),
  verdictOn,
  endsEndpoint,
};

export const webhooks: Domain = {
  name: 'webhooks',
  tables,
  operations: {
    createWebhookEndpoint: command(createWebhookEndpoint, checkEndpoint),
    listWebhookEndpoints: query(listWebhookEndpoints),
    getWebhookEndpoint: query(getWebhookEndpoint),
    setWebhookEndpointStatus: command(setWebhookEndpointStatus),
    rotateWebhookSecret: command(rotateWebhookSecret),
    listWebhookDeliveries: query(listWebhookDeliveries),
    redeliverWebhook: command(redeliverWebhook),
  },
};
