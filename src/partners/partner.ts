import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { derivedId } from '../kernel/ids.js';
import type { Clock } from '../kernel/time.js';
import type { Courier, WebhookFault } from './courier.js';
import { createCourier } from './courier.js';
import type { Asked, PartnerRoute } from './desk.js';
import { createDesk } from './desk.js';
import { createPoster } from './post.js';
import type { Memory, Place } from './memory.js';
import { createMemory } from './memory.js';
import type { LogEntry, PartnerState, Webhook } from './state.js';
import { newState } from './state.js';
import type { StudioRules } from './studio/rules.js';

export interface PartnerSurroundings {
  readonly clock: Clock;
  /** What the partner draws derives from it. */
  readonly seed: () => string;
  /** Where the platform is reached: all a partner knows of it. */
  readonly platform: () => string;
  /** Told when something may have fallen due. */
  readonly wake: () => void;
  /** Where a partner keeps what it knows; in memory only unless told. */
  readonly file?: ((partner: string) => string) | undefined;
  /** Disturbs a webhook, for tests of exactly that; `operation` is `hook.<partner>`. */
  readonly disturb?: (
    operation: string,
    body: Readonly<Record<string, string>>,
  ) => WebhookFault | undefined;
  /** How the game studio decides; as a sound one unless told. */
  readonly studio?: () => StudioRules;
}

/** A webhook to be sent; those of one subject get ids in the order in which they were planned. */
export interface PlannedWebhook {
  readonly subject: string;
  readonly body: Readonly<Record<string, string>>;
  readonly afterMs?: number | undefined;
  readonly times?: number | undefined;
  readonly eventId?: string | undefined;
  readonly cause?: Pick<Asked, 'requestId' | 'traceparent'> | undefined;
  readonly repeats?: boolean | undefined;
  readonly secret?: string | undefined;
  readonly timestamp?: string | undefined;
}

/** What the trade of a partner stands on. */
export interface Ground<Book> {
  readonly clock: Clock;
  readonly seed: () => string;
  readonly book: () => Book;
  readonly plan: (webhook: PlannedWebhook) => string;
  /** Marks a member of the book as changed: it is kept before the answer leaves. */
  readonly note: (place: Place, value: unknown) => void;
}

export interface Trade<Book> {
  readonly name: string;
  /** The path of the platform that takes its webhooks. */
  readonly hookPath: string;
  newBook(): Book;
  routes(ground: Ground<Book>): readonly PartnerRoute[];
}

/** A partner as its operator sees it: address, state, and the switches of a test. */
export interface Partner {
  readonly name: string;
  readonly url: string;
  readonly courier: Courier;
  state(): PartnerState;
  /** Begins anew, knowing nothing but the secret. */
  begin(secret: string): void;
  /** Goes on from what was kept before this process; false when nothing was. */
  recall(): boolean;
  /** Keeps what was changed from outside. */
  keep(): void;
  load(text: string): void;
  /** Plans a webhook by hand and answers its event_id. */
  plan(webhook: PlannedWebhook): string;
  log(limit: number): readonly LogEntry[];
  close(): Promise<void>;
}

/** The platform hears our answer first, and our webhook as soon as it has dealt with that. */
const AFTER_ANSWER_MS = 20;

/** Opens the partner's own server on a free port of loopback. */
export async function openPartner<Book>(
  trade: Trade<Book>,
  around: PartnerSurroundings,
): Promise<Partner> {
  const { clock, seed } = around;
  let state = newState<Book>('', trade.newBook());
  const memory = createMemory(around.file?.(trade.name), () => state);
  const plan = (webhook: PlannedWebhook): string =>
    addTo(state, webhook, { seed: seed(), nowMs: clock.now(), memory });
  const poster = createPoster();
  const courier = createCourier({
    name: trade.name,
    clock,
    state: () => state,
    url: () => `${around.platform()}${trade.hookPath}`,
    post: poster.post,
    memory,
    disturb: (body) => around.disturb?.(`hook.${trade.name}`, body),
  });
  const desk = createDesk({
    clock,
    state: () => state,
    routes: trade.routes({
      clock,
      seed,
      book: () => state.book,
      plan,
      note: (place, value) => memory.note(['book', ...place], value),
    }),
    memory,
    answered: () => void setTimeout(around.wake, AFTER_ANSWER_MS).unref(),
  });
  const server = createServer(desk);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    name: trade.name,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    courier,
    state: () => state,
    begin(secret) {
      state = newState(secret, trade.newBook());
      memory.renew();
    },
    recall() {
      const kept = memory.recall();
      if (!kept) return false;
      state = kept as PartnerState<Book>;
      memory.renew();
      return true;
    },
    load(text) {
      state = JSON.parse(text) as PartnerState<Book>;
      memory.renew();
    },
    keep: memory.keep,
    plan(webhook) {
      const eventId = plan(webhook);
      memory.keep();
      return eventId;
    },
    log: (limit) => state.log.slice(-limit),
    close() {
      poster.close();
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}

function addTo(
  state: PartnerState,
  webhook: PlannedWebhook,
  { seed, nowMs, memory }: { readonly seed: string; readonly nowMs: number; memory: Memory },
): string {
  const { subject, body, cause, afterMs = 0, times = 1 } = webhook;
  state.told[subject] = (state.told[subject] ?? 0) + 1;
  memory.note(['told', subject], state.told[subject]);
  const nth = String(state.told[subject]);
  const eventId = webhook.eventId ?? derivedId(seed, 'evt', subject, nth);
  for (let time = 0; time < times; time += 1) {
    const row: Webhook = {
      seq: (state.seq += 1),
      event_id: eventId,
      subject,
      body,
      due_at: nowMs + afterMs,
      attempts: 0,
      repeats: webhook.repeats ?? true,
      traceparent: cause?.traceparent ?? null,
      request_id: cause?.requestId ?? null,
      secret: webhook.secret ?? null,
      timestamp: webhook.timestamp ?? null,
    };
    state.waiting.push(row);
    memory.note(['waiting', String(row.seq)], row);
  }
  return eventId;
}
