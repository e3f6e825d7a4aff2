import type { AuditEntry } from '../audit/index.js';
import type { OperationId } from '../../contract/operations.js';
import type { Schema } from '../../contract/types.js';
import { derivedBytes, derivedId } from '../../kernel/ids.js';
import { randomStream } from '../../kernel/random.js';
import { bodySignature, standardSignature } from '../../kernel/signature.js';
import { DAY_MS, formatTime, HOUR_MS, SECOND_MS } from '../../kernel/time.js';

/** How long a rotated secret still signs. */
export const WEBHOOK_SECRET_OVERLAP_MS = DAY_MS;
/** After so many attempts without a 2xx a delivery is dead. */
export const MOST_TRIES = 8;

export interface EndpointRow {
  readonly seq: number;
  readonly endpoint_id: string;
  readonly client: string;
  readonly url: string;
  /** JSON list of patterns. */
  readonly events: string;
  readonly status: 'enabled' | 'disabled';
  /** It is told of journal entries after this one, up to `until_seq` once it is disabled. */
  readonly after_seq: number;
  readonly until_seq: number | null;
  readonly secret: string;
  readonly generation: number;
  readonly previous: string | null;
  readonly previous_until: number | null;
  readonly created_at: number;
}

export interface DeliveryRow {
  readonly seq: number;
  readonly delivery_id: string;
  readonly endpoint: string;
  readonly client: string;
  /** The journal entry it tells of. */
  readonly entry: number;
  readonly webhook_id: string;
  readonly type: string;
  readonly player: string | null;
  readonly status: 'pending' | 'delivered' | 'dead';
  /** Ever sent; and sent since it was made or redelivered. */
  readonly attempts: number;
  readonly tries: number;
  /** Null while it waits for its turn, for its endpoint, or for nothing any more. */
  readonly due_at: number | null;
  readonly last_status: number | null;
  readonly last_error: DeliveryError | null;
  readonly created_at: number;
  readonly delivered_at: number | null;
}

export type DeliveryError = 'timeout' | 'unreachable' | 'address_not_allowed' | 'refused';

/** What came of one attempt; status 0 when no answer came. */
export interface Attempt {
  readonly status: number;
  readonly error: DeliveryError | null;
}

/** The same seed gives an endpoint the same secrets: a sandbox's secrets guard nothing. */
export const derivedWebhookSecret = (
  seed: string,
  endpointId: string,
  generation: number,
): string => {
  const bytes = derivedBytes(seed, 'webhook-secret', endpointId, String(generation));
  return `whsec_${bytes.toString('base64')}`;
};

/** One event has one id, at whatever endpoint it arrives. */
export const webhookIdOf = (seed: string, entry: AuditEntry): string =>
  derivedId(seed, 'evt', entry.hash);

/** The platform's words on webhooks are no webhooks: a letter on a dead letter would never end. */
const OWN_WORDS = 'webhook.';

export const isWanted = (patterns: readonly string[], type: string): boolean =>
  !type.startsWith(OWN_WORDS) &&
  patterns.some((pattern) =>
    pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern,
  );

/** Operations in which somebody gives a reason in their own words. */
const WRITTEN_IN: ReadonlySet<string> = new Set<OperationId>([
  'setPlayerStatus',
  'setGameStatus',
  'closeRound',
  'erasePlayer',
]);
const CODE = /^[a-z][a-z0-9_]{0,63}$/;

/** A reason goes out as a code, or not at all: what is written about a person stays (GDPR-01). */
function toldOf({ data, operation, player_id }: AuditEntry): Readonly<Record<string, unknown>> {
  const { reason, ...rest } = data;
  const isCode = typeof reason === 'string' && CODE.test(reason) && !WRITTEN_IN.has(operation);
  return { ...(isCode || reason === null ? data : rest), player_id };
}

/** NET-05: POST {id, type, created_at, data}; the bytes that are signed are the bytes sent. */
export const webhookBody = (webhookId: string, entry: AuditEntry): string =>
  JSON.stringify({
    id: webhookId,
    type: entry.type,
    created_at: entry.at,
    data: toldOf(entry),
  });

/** The secrets that sign now, the newest first (SEC-04). */
export function secretsInForce(endpoint: EndpointRow, nowMs: number): readonly string[] {
  const overlaps = endpoint.previous !== null && (endpoint.previous_until ?? 0) > nowMs;
  return overlaps ? [endpoint.secret, endpoint.previous] : [endpoint.secret];
}

/** What is signed, and with what. */
export interface Signing {
  readonly id: string;
  readonly timestampS: number;
  readonly rawBody: string;
  readonly secrets: readonly string[];
}

/** Standard Webhooks, and `X-Signature` keyed with the secret as it is written. */
export const signedHeaders = ({ secrets, ...message }: Signing) => ({
  'webhook-id': message.id,
  'webhook-timestamp': String(message.timestampS),
  'webhook-signature': secrets.map((secret) => standardSignature(secret, message)).join(' '),
  'x-signature': secrets.map((secret) => bodySignature(secret, message.rawBody)).join(' '),
});

/** The trace of the cause goes on, in a span of this attempt (OBS-01). */
export function causeHeaders(
  seed: string,
  delivery: DeliveryRow,
  entry: AuditEntry,
): Readonly<Record<string, string>> {
  const { delivery_id, attempts } = delivery;
  const span = derivedBytes(seed, 'span', delivery_id, String(attempts)).toString('hex');
  // What the sandbox does by itself has no trace, and a trace-id of zeros is none (W3C).
  const traced = !/^0+$/.test(entry.trace_id);
  return {
    'x-request-id': entry.request_id,
    ...(traced && { traceparent: `00-${entry.trace_id}-${span.slice(0, 16)}-01` }),
  };
}

const FIRST_RETRY_MS = 5 * SECOND_MS;
const LONGEST_RETRY_MS = 6 * HOUR_MS;

/**
 * Each wait four times as long as the one before, half of it drawn by chance: what failed together
 * does not return together. `tries` is how often it failed so far.
 */
export function webhookRetryMs(seed: string, deliveryId: string, tries: number): number {
  const full = Math.min(FIRST_RETRY_MS * 4 ** Math.max(0, tries - 1), LONGEST_RETRY_MS);
  const drawn = randomStream(seed, 'webhook', deliveryId, String(tries)).next();
  return Math.round(full / 2 + (full / 2) * drawn);
}

/** What a delivery is after an attempt; `tries` counts this one too. */
export function verdictOn({ status }: Attempt, tries: number): DeliveryRow['status'] {
  if (status >= 200 && status < 300) return 'delivered';
  return tries >= MOST_TRIES ? 'dead' : 'pending';
}

/** What is as false now as at any later time: the receiver says that it is gone (410). */
export const endsEndpoint = ({ status }: Attempt): boolean => status === 410;

export const endpointBody = (row: EndpointRow): Schema<'WebhookEndpoint'> => ({
  endpoint_id: row.endpoint_id,
  url: row.url,
  events: JSON.parse(row.events) as Schema<'EventPattern'>[],
  status: row.status,
  created_at: formatTime(row.created_at),
});

const instantOf = (ms: number | null): string | null => (ms === null ? null : formatTime(ms));

export const deliveryBody = (row: DeliveryRow): Schema<'WebhookDelivery'> => ({
  delivery_id: row.delivery_id,
  endpoint_id: row.endpoint,
  webhook_id: row.webhook_id,
  type: row.type,
  player_id: row.player,
  status: row.status,
  attempts: row.attempts,
  last_status: row.last_status,
  last_error: row.last_error,
  next_attempt_at: instantOf(row.due_at),
  created_at: formatTime(row.created_at),
  delivered_at: instantOf(row.delivered_at),
});
