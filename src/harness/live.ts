import { judgeAnswer, openLive } from '../client/index.js';
import type { ClientHandle, LiveFeed, LiveMessage, LiveWish, Received } from '../client/index.js';
import { validateLiveMessage } from '../contract/live.js';
import { answerOf } from './answer.js';
import type { Answer } from './answer.js';
import { ExpectationFailed, TargetLost } from './failures.js';
import type { Session } from './session.js';

export interface LiveAsk extends Omit<LiveWish, 'baseUrl' | 'heard' | 'keeps'> {
  /** Whose token to use; default the run's own client. */
  readonly as?: ClientHandle;
  /** false: take refusal and messages as they come, whatever the contract says of them. */
  readonly judge?: boolean;
}

/** A live line of a check: it ends with the check. */
export interface CheckedFeed extends LiveFeed {
  /** How the line was opened, or refused, for `expect`. */
  readonly answer: Answer;
}

/**
 * The live channels of the target. Every message is judged by the contract, and so is the order of
 * its numbers; leaving it fails the check even where the scenario expects nothing of that message.
 */
export interface Live {
  /** Opens a line; a refusal is an answer like any. */
  open(ask: LiveAsk): Promise<CheckedFeed>;
}

export const liveOf = (session: Session): Live => ({
  async open(ask) {
    if (session.over) throw new TargetLost(`${session.check} is over`);
    const { connection, names } = session;
    const { as = connection.client, judge = true, ...wish } = ask;
    const token = wish.token === undefined ? await connection.tokens.of(as) : wish.token;
    const { baseUrl } = connection.sender;
    const headers = {
      'x-request-id': names.id('req'),
      traceparent: names.traceparent(),
      ...wish.headers,
    };
    const order = judge ? judgeOf(session, wish.from_seq) : undefined;
    const feed = await opened({ ...wish, baseUrl, token, headers, heard: order?.heard });
    session.endings.push(feed.close);
    const send: LiveFeed['send'] = (request) => {
      order?.asked(request);
      feed.send(request);
    };
    return { ...feed, send, answer: openingOf(session, feed, headers, judge) };
  },
});

async function opened(wish: LiveWish): Promise<LiveFeed> {
  try {
    return await openLive(wish);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new ExpectationFailed({ kind: 'target', message: `no live line was opened: ${why}` });
  }
}

function openingOf(
  session: Session,
  feed: LiveFeed,
  sent: Readonly<Record<string, string>>,
  judge: boolean,
): Answer {
  const { contract, sender } = session.connection;
  const spec = contract.operations.streamLive;
  const { status, headers, text, transport } = feed;
  const path = transport === 'ws' ? '/v1/live' : spec.path;
  const request = { method: 'GET', path, headers: sent, body: undefined };
  const delivery: Received = { kind: 'received', status, headers, text, ms: 0 };
  const answer = answerOf(
    sender.baseUrl,
    { operation: spec.id, spec, input: {}, request },
    delivery,
  );
  // Switching protocols is no status of an operation.
  for (const breach of judge && status !== 101 ? judgeAnswer(spec, request, delivery) : []) {
    const message = `${path} left the contract (${breach.rule}): ${breach.message}`;
    session.breaches.push({ kind: 'contract', message, exchange: answer.exchange });
  }
  return answer;
}

/** NET-02, NET-03: numbers of a channel grow, those of the line never fall, no event is left out. */
function judgeOf(session: Session, from: number | undefined) {
  const lastIn = new Map<string, number>();
  let last = 0;
  /** Who asks again for what it has heard is told it again. */
  const asked = (request: object | string): void => {
    const { channels = [], from_seq: again } =
      typeof request === 'string' ? {} : (request as Again);
    if (again === undefined) return;
    last = again;
    for (const channel of channels) lastIn.set(channel, again);
  };
  const complain = (message: string): void => {
    if (session.breaches.some((known) => known.message === message)) return;
    session.breaches.push({ kind: 'contract', message });
  };
  const heard = (message: LiveMessage): void => {
    const [violation] = validateLiveMessage(message);
    if (violation) {
      const { field, rule } = violation;
      return complain(`a live message left the contract (${rule}) at "${field}"`);
    }
    const { seq, previous_seq: previous, channel, type } = message;
    const where = `${type} of ${channel}`;
    if (seq < last) complain(`live: the number of a ${where} fell from ${last} to ${seq}`);
    last = Math.max(seq, last);
    if (channel === null || type === 'error') return;
    const known = lastIn.get(channel) ?? from;
    if (previous !== undefined && known !== undefined) {
      if (seq <= known) complain(`live: ${where} came under number ${seq}, after ${known}`);
      const isEvent = type.includes('.');
      if (isEvent && previous > known) complain(`live: a ${where} is missing after ${known}`);
    }
    lastIn.set(channel, Math.max(seq, known ?? 0));
  };
  return { heard, asked };
}

interface Again {
  readonly channels?: readonly string[];
  readonly from_seq?: number;
}
