/** How a partner stands: well, answering late, or dropping every connection and telling nothing. */
export type Mode = 'ok' | 'slow' | 'down';

/** A webhook that waits for its time. Rows of one subject go out one after the other. */
export interface Webhook {
  /** Order among those due at the same instant. */
  readonly seq: number;
  readonly event_id: string;
  /** What it is about: a payment, a case. */
  readonly subject: string;
  /** Without `event_id` and `timestamp`, which are added as it is sent. */
  readonly body: Readonly<Record<string, string>>;
  due_at: number;
  attempts: number;
  /** False for one that is not repeated, whatever is answered. */
  readonly repeats: boolean;
  /** The trace and the request that led to it, passed on. */
  readonly traceparent: string | null;
  readonly request_id: string | null;
  /** Instead of the partner's own secret and the time of sending. */
  readonly secret: string | null;
  readonly timestamp: string | null;
}

/** What a partner answered under an idempotency key. */
export interface Receipt {
  readonly fingerprint: string;
  readonly status: number;
  readonly text: string;
}

export interface LogEntry {
  readonly at: string;
  /** `asked`: the platform asked us. `sent`: we sent it a webhook. */
  readonly direction: 'asked' | 'sent';
  /** Method and path, or the event. */
  readonly what: string;
  readonly request_id: string | null;
  readonly traceparent: string | null;
  /** The idempotency key it was asked under. */
  readonly key?: string | null;
  /** Personal data and card numbers taken out. */
  readonly body: unknown;
  /** 0 when no answer came. */
  readonly status: number;
  readonly attempt: number;
}

/** All a partner remembers, as JSON: a snapshot is this value as text. */
export interface PartnerState<Book = unknown> {
  secret: string;
  mode: Mode;
  latency_ms: number;
  seq: number;
  /** How many webhooks were planned for each subject: the nth has the nth id. */
  told: Record<string, number>;
  waiting: Webhook[];
  receipts: Record<string, Receipt>;
  log: LogEntry[];
  readonly book: Book;
}

/** How late `slow` is unless told: later than the platform waits. */
export const SLOW_MS = 3_000;

export const newState = <Book>(secret: string, book: Book): PartnerState<Book> => ({
  secret,
  mode: 'ok',
  latency_ms: SLOW_MS,
  seq: 0,
  told: {},
  waiting: [],
  receipts: {},
  log: [],
  book,
});

/** Enough to look back on, bounded so that a load run cannot fill the memory. */
const LOG_KEPT = 1_000;

const PRIVATE = new Set([
  ...['pan', 'name', 'date_of_birth', 'number', 'holder', 'given', 'listed'],
  'launch_token', // whoever reads it plays with the player's money (PLAY-12)
]);

export function writeLog(state: PartnerState, entry: LogEntry): void {
  state.log.push({ ...entry, body: withoutPrivate(entry.body) });
  if (state.log.length > LOG_KEPT) state.log.splice(0, state.log.length - LOG_KEPT);
}

function withoutPrivate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPrivate);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      PRIVATE.has(name) ? '[redacted]' : withoutPrivate(member),
    ]),
  );
}
