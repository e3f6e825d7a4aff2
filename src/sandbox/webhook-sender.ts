import {
  dueDeliveries,
  dueEndpoints,
  firstListenedTo,
  nextDeliveryAt,
  outgoingOf,
  postpone,
  recordEvents,
  settleAttempt,
} from '../domains/webhooks/index.js';
import type { Attempt, DeliveryRow } from '../domains/webhooks/index.js';
import { SIGNATURE_TOLERANCE_MS } from '../kernel/signature.js';
import { SECOND_MS } from '../kernel/time.js';
import type { Fault } from './faults.js';
import type { Recorder } from './outbox.js';
import type { RunningPlatform } from './platform.js';
import type { DueWork } from './scheduler.js';
import type { WebhookLine } from './webhook-line.js';

export interface WebhookSenderOptions {
  readonly platform: RunningPlatform;
  readonly line: WebhookLine;
  /** The fault that meets a webhook on its way, for tests of receivers. */
  readonly strike?: (members: Readonly<Record<string, unknown>>) => Fault | undefined;
}

/** Sends what is due, until the platform's life ends. */
export interface WebhookSender extends DueWork {
  close(): Promise<void>;
}

/** Under way at once, so that a receiver that hangs keeps no other waiting. */
const WIDTH_OF_ENDPOINT = 8;

/** Reads the journal into deliveries: the outbox's part in webhooks. */
export const webhookRecorder = ({ ground }: RunningPlatform): Recorder => ({
  name: 'webhooks',
  listensAfter: () => firstListenedTo(ground),
  record: (entries) => recordEvents(ground, entries),
});

export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const { ground } = options.platform;
  const underWay = new Map<string, { readonly row: DeliveryRow; readonly done: Promise<void> }>();
  const takeUp = (row: DeliveryRow): void => {
    const done = perform(options, row).finally(() => underWay.delete(row.delivery_id));
    underWay.set(row.delivery_id, { row, done });
  };
  const free = (endpoint: string): readonly DeliveryRow[] => {
    const busy = [...underWay.values()].filter(({ row }) => row.endpoint === endpoint).length;
    return dueDeliveries(ground, endpoint, ground.clock.now(), WIDTH_OF_ENDPOINT)
      .filter(({ delivery_id }) => !underWay.has(delivery_id))
      .slice(0, WIDTH_OF_ENDPOINT - busy);
  };
  return {
    nextDueMs: () => nextDeliveryAt(ground),
    async runDue() {
      const due = dueEndpoints(ground, ground.clock.now()).flatMap(free);
      due.forEach(takeUp);
      await Promise.all([...underWay.values()].map(({ done }) => done));
      return due.length;
    },
    close: () => options.line.close(),
  };
}

/** How far `reorder` puts a webhook back unless told. */
const OVERTAKEN_MS = SECOND_MS;

async function perform(options: WebhookSenderOptions, row: DeliveryRow): Promise<void> {
  const { platform, strike } = options;
  const { type, player, endpoint, webhook_id, delivery_id } = row;
  const names = { type, player_id: player, endpoint_id: endpoint, webhook_id, delivery_id };
  const fault = strike?.(names);
  if (fault?.kind === 'latency' || fault?.kind === 'reorder') {
    const afterMs = fault.latency_ms ?? OVERTAKEN_MS;
    const overtaken = fault.kind === 'reorder';
    await platform.asSandbox(WORK, (ctx) => postpone(ctx, row, { afterMs, overtaken }));
    return;
  }
  const attempt = await attempted(options, row, fault);
  await platform.asSandbox(WORK, (ctx) => settleAttempt(ctx, row, attempt));
}

const WORK = 'webhooks.deliver';
const UNREACHABLE: Attempt = { status: 0, error: 'unreachable' };

async function attempted(
  { platform, line }: WebhookSenderOptions,
  row: DeliveryRow,
  fault: Fault | undefined,
): Promise<Attempt> {
  const lateMs = fault?.kind === 'stale_timestamp' ? 2 * SIGNATURE_TOLERANCE_MS : 0;
  const forged = fault?.kind === 'corrupt_signature';
  const outgoing = outgoingOf(platform.ground, row, { lateMs, forged });
  switch (fault?.kind) {
    case 'status':
      return { status: fault.status ?? 500, error: 'refused' };
    case 'reset_before':
      return UNREACHABLE;
    case 'reset_after_commit':
      await line.post(outgoing);
      return UNREACHABLE;
    case 'duplicate':
      await line.post(outgoing);
      return line.post(outgoing);
    default:
      return line.post(outgoing);
  }
}
