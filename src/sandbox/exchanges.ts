import { withoutPans } from '../kernel/pan.js';
import type { ServedExchange } from '../server/platform.js';

/** What the sandbox was asked and what it answered, secrets taken out. */
export interface RecordedExchange {
  readonly operation: string | null;
  readonly method: string;
  readonly path: string;
  readonly request_id: string | null;
  readonly request: string;
  readonly status: number;
  readonly response: string;
  readonly ms: number;
}

export interface Exchanges {
  record(exchange: ServedExchange): void;
  /** Newest first. */
  list(operation: string | undefined, limit: number): readonly RecordedExchange[];
  clear(): void;
}

/** Enough to look back on, bounded so that a load run cannot fill the memory. */
const KEPT = 2_000;

const SECRET_MEMBERS =
  /"(access_token|client_secret|launch_token|launch_url|external_id|name|email|date_of_birth)"\s*:\s*"(?:[^"\\]|\\.)*(?:"|$)/gs;
const SECRET_FIELDS = /(^|&)(client_secret)=[^&]*/g;

/** Where no token belongs, and people put them. */
const TOKEN_IN_PATH = /([?&](?:access_)?token=)[^&]*/g;

const redacted = (text: string): string =>
  withoutPans(
    text.replace(SECRET_MEMBERS, '"$1":"[redacted]"').replace(SECRET_FIELDS, '$1$2=[redacted]'),
  );

export function createExchanges(): Exchanges {
  const ring: ServedExchange[] = [];
  let next = 0;
  return {
    record(exchange) {
      ring[next % KEPT] = exchange;
      next += 1;
    },
    list(operation, limit) {
      const found: RecordedExchange[] = [];
      for (let at = next - 1; at >= Math.max(0, next - KEPT) && found.length < limit; at -= 1) {
        const exchange = ring[at % KEPT];
        if (!exchange) continue;
        const id = exchange.operation?.id ?? null;
        if (operation === undefined || operation === id) found.push(shown(exchange, id));
      }
      return found;
    },
    clear() {
      ring.length = 0;
      next = 0;
    },
  };
}

// Redaction waits until somebody looks: recording stays off the hot path.
const shown = (exchange: ServedExchange, operation: string | null): RecordedExchange => ({
  operation,
  method: exchange.method,
  path: exchange.path.replace(TOKEN_IN_PATH, '$1[redacted]'),
  request_id: exchange.responseHeaders['X-Request-ID'] ?? null,
  request: redacted(exchange.requestBody),
  status: exchange.status,
  response: redacted(exchange.responseBody),
  ms: exchange.ms,
});
