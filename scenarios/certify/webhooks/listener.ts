import type { ClientHandle, Inbox, ReceivedWebhook } from '../../../src/client/index.js';
import type { Output } from '../../../src/contract/types.js';
import type { PlayerRef } from '../../../src/harness/given.js';
import type { Stage } from '../../../src/harness/scenario.js';
import { parseTime } from '../../../src/kernel/time.js';

/** A client of its own that has events sent to an inbox of its own. */
export interface Listener {
  readonly as: ClientHandle;
  readonly inbox: Inbox;
  readonly endpoint_id: string;
  readonly secret: string;
}

export async function listening(
  stage: Stage,
  { events = ['round.*'], as }: { events?: readonly string[]; as?: ClientHandle } = {},
): Promise<Listener> {
  const { given, platform, expect, run } = stage;
  const client = as ?? (await given.client());
  const inbox = await given.inbox();
  const wish = { url: inbox.url, events };
  const made = expect(await platform.createWebhookEndpoint(wish, { as: client })).accepted();
  const ended = { endpoint_id: made.endpoint_id, status: 'disabled' };
  run.afterwards(() => platform.setWebhookEndpointStatus(ended, { as: client }));
  return { as: client, inbox, endpoint_id: made.endpoint_id, secret: made.secret };
}

export type Deliveries = Output<'listWebhookDeliveries'>['items'];

const GLANCES = 120;
const GLANCE_MS = 25;

/** The deliveries to an endpoint, newest first: as soon as they are as wished, or after a while. */
export async function deliveriesOnce(
  { platform, expect, run }: Stage,
  { as, endpoint_id }: Listener,
  wished: (items: Deliveries) => boolean,
): Promise<Deliveries> {
  for (let glance = 1; ; glance += 1) {
    const answer = await platform.listWebhookDeliveries({ endpoint_id, limit: 100 }, { as });
    const { items } = expect(answer).accepted();
    if (wished(items) || glance >= GLANCES) return items;
    await run.wait(GLANCE_MS);
  }
}

/** Has been tried so often. */
export const tried =
  (times: number, count = 1) =>
  (items: Deliveries): boolean =>
    items.filter(({ attempts }) => attempts >= times).length >= count;

export const ofPlayer =
  ({ player_id }: PlayerRef) =>
  ({ playerId }: ReceivedWebhook): boolean =>
    playerId === player_id;

export const typesOf = (webhooks: readonly ReceivedWebhook[]): readonly unknown[] =>
  webhooks.map(({ type }) => type);

export const nowMs = async ({ control }: Stage): Promise<number> =>
  parseTime(await control.now()) ?? 0;

/** One accepted stake of a new player, told to the listener. */
export async function staked({ platform, given, expect }: Stage, { as }: Listener) {
  // Named before anything is awaited: of several at once, each keeps its own names in every run.
  const named = { round_id: given.roundId(), idempotency_key: given.key() };
  const player = await given.player({ balance: '100.00' });
  const taken = await platform.debitRound(given.debit(player, named), { as });
  expect(taken).accepted();
  return { player, taken };
}
