import { createWait } from '../kernel/parallel.js';
import { bodySignature, SIGNATURE_TOLERANCE_MS } from '../kernel/signature.js';
import type { Clock } from '../kernel/time.js';
import { formatTime, HOUR_MS, MINUTE_MS, SECOND_MS } from '../kernel/time.js';
import type { Memory } from './memory.js';
import type { Post } from './post.js';
import type { PartnerState, Webhook } from './state.js';
import { writeLog } from './state.js';

/** After each attempt without a 2xx; after the last the webhook is given up. */
export const RETRY_MS: readonly number[] = [
  SECOND_MS,
  5 * SECOND_MS,
  30 * SECOND_MS,
  5 * MINUTE_MS,
  HOUR_MS,
  6 * HOUR_MS,
  24 * HOUR_MS,
];

/** What may befall a webhook on its way, as a test wishes it. */
export interface WebhookFault {
  readonly kind: string;
  readonly latency_ms?: number | undefined;
}

export interface CourierOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly state: () => PartnerState;
  /** Where webhooks go; known once the platform listens. */
  readonly url: () => string;
  readonly post: Post;
  readonly memory: Memory;
  readonly disturb: (body: Readonly<Record<string, string>>) => WebhookFault | undefined;
}

/** Sends what falls due, signed, until it is taken: a source of due work for a scheduler. */
export interface Courier {
  nextDueMs(): number | undefined;
  runDue(): Promise<number>;
}

/** On a real clock this many subjects are told at once; on a virtual one all goes in order. */
const WIDTH = 64;
/** How far `reorder` puts a webhook back unless told. */
const OVERTAKEN_MS = SECOND_MS;

export function createCourier(options: CourierOptions): Courier {
  const { clock, state } = options;
  const width = clock.kind === 'virtual' ? 1 : WIDTH;
  const underWay = new Map<Webhook, Promise<void>>();
  const busy = new Set<string>();
  const wait = createWait(underWay);
  const send = (row: Webhook): void => {
    busy.add(row.subject);
    const sent = deliver(options, row).finally(() => {
      underWay.delete(row);
      busy.delete(row.subject);
    });
    underWay.set(row, sent);
    // On a real clock the next one does not wait to be called; on a virtual one it has its turn.
    sent.then(width > 1 ? takeUp : undefined, () => undefined);
  };
  const takeUp = (): void => {
    if (underWay.size >= width || state().mode === 'down') return;
    const nowMs = clock.now();
    for (const row of inOrder(state().waiting.filter(({ due_at }) => due_at <= nowMs))) {
      if (underWay.size >= width) return;
      if (!busy.has(row.subject)) send(row);
    }
  };
  return {
    // Who is down tells nothing; what has fallen due meanwhile goes out on return.
    nextDueMs: () => (state().mode === 'down' ? undefined : inOrder(state().waiting)[0]?.due_at),
    runDue() {
      takeUp();
      return wait();
    },
  };
}

const inOrder = (waiting: readonly Webhook[]): readonly Webhook[] =>
  waiting.length < 2 ? waiting : waiting.toSorted((a, b) => a.due_at - b.due_at || a.seq - b.seq);

async function deliver(options: CourierOptions, row: Webhook): Promise<void> {
  const { clock, state } = options;
  const fault = options.disturb(row.body);
  if (fault?.kind === 'reorder' || fault?.kind === 'latency') {
    row.due_at = clock.now() + (fault.latency_ms ?? OVERTAKEN_MS);
    return remember(options, row);
  }
  row.attempts += 1;
  const copies = fault?.kind === 'duplicate' ? 2 : 1;
  let status = 0;
  for (let copy = 0; copy < copies; copy += 1) {
    status = await attempt(options, row, fault?.kind);
    if (!state().waiting.includes(row)) return; // the world was reset under it
  }
  const lastRetry = !row.repeats || row.attempts > RETRY_MS.length;
  if ((status >= 200 && status < 300) || lastRetry) remove(state(), row);
  else row.due_at = clock.now() + (RETRY_MS[row.attempts - 1] ?? 0);
  remember(options, row);
}

/** What is not kept is told again after a crash, which is harmless: an event counts once. */
function remember({ memory, state }: CourierOptions, row: Webhook): void {
  memory.note(['waiting', String(row.seq)], state().waiting.includes(row) ? row : undefined);
  memory.keep();
}

function remove({ waiting }: PartnerState, row: Webhook): void {
  waiting.splice(waiting.indexOf(row), 1);
}

/** The status answered; 0 when none came, or when a fault lost the webhook or its answer. */
async function attempt(options: CourierOptions, row: Webhook, fault?: string): Promise<number> {
  const { clock, post } = options;
  const state = options.state();
  const staleMs = fault === 'stale_timestamp' ? 2 * SIGNATURE_TOLERANCE_MS : 0;
  // Told anew at each attempt: the time of the first would be refused after five minutes.
  const timestamp = row.timestamp ?? formatTime(clock.now() - staleMs);
  const body = { event_id: row.event_id, ...row.body, timestamp };
  const text = JSON.stringify(body);
  const secret = fault === 'corrupt_signature' ? `not ${state.secret}` : state.secret;
  const headers = {
    'content-type': 'application/json',
    'user-agent': `tablestakes-${options.name}`,
    'x-signature': bodySignature(row.secret ?? secret, text),
    ...(row.request_id !== null && { 'x-request-id': row.request_id }),
    ...(row.traceparent !== null && { traceparent: row.traceparent }),
  };
  const answered = fault === 'reset_before' ? 0 : await post(options.url(), headers, text);
  const status = fault === 'reset_after_commit' ? 0 : answered;
  writeLog(state, {
    at: formatTime(clock.now()),
    direction: 'sent',
    what: `webhook ${row.event_id}`,
    request_id: row.request_id,
    traceparent: row.traceparent,
    body,
    status,
    attempt: row.attempts,
  });
  return status;
}
