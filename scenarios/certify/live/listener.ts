import type { LiveMessage } from '../../../src/client/index.js';
import type { PlayerRef } from '../../../src/harness/given.js';
import type { CheckedFeed, LiveAsk } from '../../../src/harness/live.js';
import type { Stage } from '../../../src/harness/scenario.js';

export const TRANSPORTS = ['ws', 'sse'] as const;

export const balanceOf = ({ player_id }: PlayerRef): string => `balance:${player_id}`;
export const roundsOf = ({ player_id }: PlayerRef): string => `rounds:${player_id}`;

/** A line on which everything wished for is live; its opening must succeed. */
export async function listening(stage: Stage, ask: LiveAsk): Promise<CheckedFeed> {
  const feed = await stage.live.open(ask);
  stage.expect.that(feed.status, 'the status of the opening').isOneOf([101, 200]);
  for (const channel of ask.channels ?? [])
    await heard(stage, feed, { type: 'subscribed', channel });
  return feed;
}

/** The next message that matches; it must come. */
export async function heard(
  { expect }: Stage,
  feed: CheckedFeed,
  match: Partial<LiveMessage> | ((message: LiveMessage) => boolean),
  timeoutMs?: number,
): Promise<LiveMessage> {
  const message = await feed.next(match, timeoutMs);
  const what = typeof match === 'function' ? 'the message' : `the message ${JSON.stringify(match)}`;
  expect.that(message === undefined ? 'never came' : 'came', what).equals('came');
  if (!message) throw new TypeError('the expectation before this has ended the check');
  return message;
}

/** The wallet as a balance message tells it, once it has this much cash. */
export const withCash = (
  stage: Stage,
  feed: CheckedFeed,
  cash: string,
  timeoutMs?: number,
): Promise<LiveMessage> =>
  heard(
    stage,
    feed,
    ({ channel, data }) => Boolean(channel?.startsWith('balance:')) && data['cash'] === cash,
    timeoutMs,
  );

/** What happened, of all that was told on a channel. */
export const eventsOn = (feed: CheckedFeed, channel: string): readonly LiveMessage[] =>
  feed.messages.filter((message) => message.channel === channel && message.type.includes('.'));

export const keysOf = (messages: readonly LiveMessage[]): readonly unknown[] =>
  messages.map(({ type, data }) => `${type} ${String(data['round_id'])}`);

/** Stakes so often, one after the other, and answers the rounds. */
export async function stakes(
  { platform, given, expect }: Stage,
  player: PlayerRef,
  count: number,
): Promise<readonly string[]> {
  const rounds: string[] = [];
  for (let each = 0; each < count; each += 1) {
    const debit = given.debit(player, { amount: '1.00' });
    expect(await platform.debitRound(debit)).accepted();
    rounds.push(debit.round_id);
  }
  return rounds;
}

/** Waits until a line has told all that happened so far. */
export async function settled(stage: Stage, feed: CheckedFeed): Promise<void> {
  const told = { client_time: stage.given.id('settled') };
  feed.send({ op: 'ping', ...told });
  await heard(stage, feed, { type: 'pong', ...told });
}
