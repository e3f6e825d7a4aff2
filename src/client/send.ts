import { Pool } from 'undici';
import { realClock } from '../kernel/time.js';
import type { WireRequest } from './build.js';
import { lossOf } from './delivery.js';
import type { Delivery, Received, TlsMaterial } from './delivery.js';
import { hangUp } from './hang-up.js';

export interface SendOptions {
  readonly timeoutMs?: number | undefined;
  /** Write the request whole, wait this long, drop the line unread: the outcome is unknown. */
  readonly hangUpAfterMs?: number | undefined;
}

/** One pool of connections to one origin. `send` answers for everything the network can do. */
export interface Sender {
  readonly baseUrl: string;
  send(request: WireRequest, options?: SendOptions): Promise<Delivery>;
  close(): Promise<void>;
}

export interface SenderOptions {
  /** Origin with an optional path prefix. */
  readonly baseUrl: string;
  readonly connections?: number | undefined;
  /** For the whole exchange. Default 10 s. */
  readonly timeoutMs?: number | undefined;
  /** The client's own certificate and whom it trusts, PEM. */
  readonly tls?: TlsMaterial | undefined;
}

export function openSender(options: SenderOptions): Sender {
  const url = new URL(options.baseUrl);
  const prefix = url.pathname.replace(/\/+$/, '');
  const pool = new Pool(url.origin, {
    connections: options.connections ?? 64,
    connect: { timeout: options.timeoutMs ?? 10_000, ...options.tls },
  });
  const patienceMs = options.timeoutMs ?? 10_000;

  const delivered: Sender['send'] = async (request, sending = {}) => {
    const startedMs = performance.now();
    const path = prefix + request.path;
    if (sending.hangUpAfterMs !== undefined) {
      return hangUp(url.origin, { ...request, path }, sending.hangUpAfterMs, options.tls);
    }
    const patience = new AbortController();
    const timeoutMs = sending.timeoutMs ?? patienceMs;
    const timer = setTimeout(() => patience.abort(), timeoutMs);
    try {
      return await exchange(pool, { ...request, path }, patience.signal, startedMs);
    } catch (thrown) {
      const ms = performance.now() - startedMs;
      if (!patience.signal.aborted) return lossOf(thrown, ms);
      return { kind: 'lost', reason: 'timeout', message: `no answer within ${timeoutMs} ms`, ms };
    } finally {
      clearTimeout(timer);
    }
  };
  const send: Sender['send'] = async (request, sending) => {
    const sentAt = realClock.now();
    return { ...(await delivered(request, sending)), sentAt };
  };
  return { baseUrl: url.origin + prefix, send, close: () => pool.destroy() };
}

async function exchange(
  pool: Pool,
  request: WireRequest,
  signal: AbortSignal,
  startedMs: number,
): Promise<Received> {
  const answer = await pool.request({
    method: request.method,
    path: request.path,
    headers: request.headers,
    body: request.body ?? null,
    signal,
    headersTimeout: 0, // its timers are a second off; ours counts the whole exchange
    bodyTimeout: 0,
  });
  const text = await answer.body.text();
  return {
    kind: 'received',
    status: answer.statusCode,
    headers: flatten(answer.headers),
    text,
    ms: performance.now() - startedMs,
  };
}

function flatten(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return flat;
}
