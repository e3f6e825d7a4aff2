import type { Ground } from '../context.js';
import type { DeliveryRow, EndpointRow } from './model.js';

export const findEndpoint = (ground: Ground, endpointId: string): EndpointRow | undefined =>
  ground.sql('SELECT * FROM webhook_endpoints WHERE endpoint_id = ?').get(endpointId) as
    EndpointRow | undefined;

export function insertEndpoint(ground: Ground, row: Omit<EndpointRow, 'seq'>): void {
  ground
    .sql(
      `INSERT INTO webhook_endpoints (endpoint_id, client, url, events, status, after_seq,
         until_seq, secret, generation, previous, previous_until, created_at)
       VALUES (@endpoint_id, @client, @url, @events, @status, @after_seq, @until_seq, @secret,
         @generation, @previous, @previous_until, @created_at)`,
    )
    .run(row);
}

export const countEndpoints = (ground: Ground, client: string): number =>
  ground
    .sql('SELECT count(*) FROM webhook_endpoints WHERE client = ?')
    .pluck()
    .get(client) as number;

/** Newest first, below a number. */
export const endpointsBelow = (
  ground: Ground,
  client: string,
  below: number,
  limit: number,
): readonly EndpointRow[] =>
  ground
    .sql('SELECT * FROM webhook_endpoints WHERE client = ? AND seq < ? ORDER BY seq DESC LIMIT ?')
    .all(client, below, limit) as EndpointRow[];

export function writeSecret(ground: Ground, row: EndpointRow): void {
  ground
    .sql(
      `UPDATE webhook_endpoints SET secret = ?, generation = ?, previous = ?, previous_until = ?
       WHERE endpoint_id = ?`,
    )
    .run(row.secret, row.generation, row.previous, row.previous_until, row.endpoint_id);
}

export function writeStatus(ground: Ground, row: EndpointRow): void {
  ground
    .sql(
      `UPDATE webhook_endpoints SET status = ?, after_seq = ?, until_seq = ? WHERE endpoint_id = ?`,
    )
    .run(row.status, row.after_seq, row.until_seq, row.endpoint_id);
}

/** Those to be told of some entry of the journal from the first to the last. */
export const endpointsWithin = (
  ground: Ground,
  first: number,
  last: number,
): readonly EndpointRow[] =>
  ground
    .sql(
      `SELECT * FROM webhook_endpoints
       WHERE after_seq < ? AND (until_seq IS NULL OR until_seq >= ?) ORDER BY seq`,
    )
    .all(last, first) as EndpointRow[];

/** The entry of the journal after which the first endpoint listens; undefined without any. */
export const firstListenedTo = (ground: Ground): number | undefined =>
  (ground.sql('SELECT min(after_seq) FROM webhook_endpoints').pluck().get() as number | null) ??
  undefined;

export const isListenedTo = (ground: Ground): boolean =>
  ground.sql("SELECT 1 FROM webhook_endpoints WHERE status = 'enabled' LIMIT 1").get() !==
  undefined;

/** False when this event has its delivery at this endpoint already. */
export function insertDelivery(ground: Ground, row: Omit<DeliveryRow, 'seq'>): boolean {
  const { changes } = ground
    .sql(
      `INSERT INTO webhook_deliveries (delivery_id, endpoint, client, entry, webhook_id, type,
         player, status, attempts, tries, due_at, last_status, last_error, created_at, delivered_at)
       VALUES (@delivery_id, @endpoint, @client, @entry, @webhook_id, @type, @player, @status,
         @attempts, @tries, @due_at, @last_status, @last_error, @created_at, @delivered_at)
       ON CONFLICT DO NOTHING`,
    )
    .run(row);
  return changes > 0;
}

export const findDelivery = (ground: Ground, deliveryId: string): DeliveryRow | undefined =>
  ground.sql('SELECT * FROM webhook_deliveries WHERE delivery_id = ?').get(deliveryId) as
    DeliveryRow | undefined;

export interface DeliveryFilter {
  readonly client: string;
  readonly endpoint: string | null;
  readonly status: string | null;
  readonly below: number;
  readonly limit: number;
}

/** Newest first, below a number. */
export function deliveriesBelow(ground: Ground, filter: DeliveryFilter): readonly DeliveryRow[] {
  const place = filter.endpoint === null ? 'client = @client' : 'endpoint = @endpoint';
  return ground
    .sql(
      `SELECT * FROM webhook_deliveries
       WHERE ${place} AND seq < @below AND (@status IS NULL OR status = @status)
         AND (@endpoint IS NULL OR client = @client)
       ORDER BY seq DESC LIMIT @limit`,
    )
    .all(filter) as DeliveryRow[];
}

export function updateDelivery(ground: Ground, row: DeliveryRow): void {
  ground
    .sql(
      `UPDATE webhook_deliveries SET status = @status, attempts = @attempts, tries = @tries,
         due_at = @due_at, last_status = @last_status, last_error = @last_error,
         delivered_at = @delivered_at WHERE delivery_id = @delivery_id`,
    )
    .run({
      delivery_id: row.delivery_id,
      status: row.status,
      attempts: row.attempts,
      tries: row.tries,
      due_at: row.due_at,
      last_status: row.last_status,
      last_error: row.last_error,
      delivered_at: row.delivered_at,
    });
}

/** The oldest pending delivery of a player at an endpoint, or the oldest after an entry. */
export const firstWaiting = (
  ground: Ground,
  endpoint: string,
  player: string | null,
  after = 0,
): DeliveryRow | undefined =>
  ground
    .sql(
      `SELECT * FROM webhook_deliveries
       WHERE endpoint = ? AND player IS ? AND status = 'pending' AND entry > ?
       ORDER BY entry LIMIT 1`,
    )
    .get(endpoint, player, after) as DeliveryRow | undefined;

/** Every player with something pending at an endpoint. */
export const playersWaiting = (ground: Ground, endpoint: string): readonly (string | null)[] =>
  ground
    .sql("SELECT DISTINCT player FROM webhook_deliveries WHERE endpoint = ? AND status = 'pending'")
    .pluck()
    .all(endpoint) as (string | null)[];

export function holdAll(ground: Ground, endpoint: string): void {
  ground
    .sql("UPDATE webhook_deliveries SET due_at = NULL WHERE endpoint = ? AND status = 'pending'")
    .run(endpoint);
}

/** All but the one whose turn it is wait. */
export function holdOthers(ground: Ground, first: DeliveryRow): void {
  ground
    .sql(
      `UPDATE webhook_deliveries SET due_at = NULL
       WHERE endpoint = ? AND player IS ? AND status = 'pending' AND entry <> ?
         AND due_at IS NOT NULL`,
    )
    .run(first.endpoint, first.player, first.entry);
}

/** Endpoints with something due at an instant. */
export const dueEndpoints = (ground: Ground, nowMs: number): readonly string[] =>
  ground
    .sql('SELECT DISTINCT endpoint FROM webhook_deliveries WHERE due_at <= ?')
    .pluck()
    .all(nowMs) as string[];

/** The longest due first. */
export const dueDeliveries = (
  ground: Ground,
  endpoint: string,
  nowMs: number,
  limit: number,
): readonly DeliveryRow[] =>
  ground
    .sql(
      `SELECT * FROM webhook_deliveries WHERE endpoint = ? AND due_at <= ?
       ORDER BY due_at, seq LIMIT ?`,
    )
    .all(endpoint, nowMs, limit) as DeliveryRow[];

export const nextDeliveryAt = (ground: Ground): number | undefined =>
  (ground
    .sql('SELECT min(due_at) FROM webhook_deliveries WHERE due_at IS NOT NULL')
    .pluck()
    .get() as number | null) ?? undefined;
