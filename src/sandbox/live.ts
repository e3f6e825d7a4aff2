import type { AuditEntry } from '../domains/audit/index.js';
import { entriesAfter, headOf } from '../domains/audit/index.js';
import type { Ground, LiveState } from '../domains/context.js';
import type { LiveWish } from '../domains/live/index.js';
import { ApiError } from '../kernel/errors.js';
import { CLOSE } from '../server/live/model.js';
import type { LiveCounts, LiveSession, OpenLive } from '../server/live/model.js';
import type { Composition } from './composition.js';
import { LIVE_CHANNELS } from './composition.js';
import { createMessages } from './live-messages.js';
import type { Messages } from './live-messages.js';
import { createReader } from './live-reader.js';
import type { Reader, Tally } from './live-reader.js';
import { createReaders } from './live-readers.js';
import { readLiveRequest } from './live-requests.js';
import { subscribe } from './live-subscriptions.js';
import { createTopics } from './live-topics.js';
import type { Topic, Topics } from './live-topics.js';
import type { DueWork } from './scheduler.js';

/**
 * Tells readers what was committed, in the order of the journal. It keeps no position over a
 * restart as the outbox does: a reader that comes back says itself what it heard last.
 */
export interface LiveHub extends DueWork {
  open(wish: LiveWish): OpenLive;
  /** Whether anybody listens. */
  isHeard(): boolean;
  counts(): LiveCounts;
  /** Ends every line, as a restart does; readers come back. */
  close(): void;
}

/** What the parts of the hub share. */
export interface LiveStage {
  readonly ground: Ground;
  readonly topics: Topics;
  readonly messages: Messages;
  /** Tells all that is committed, and answers the number of the newest entry. */
  catchUp(): number;
}

export function createLiveHub(ground: Ground, composition: Composition): LiveHub {
  const rules = ground.parts.live;
  const topics = createTopics(ground, LIVE_CHANNELS);
  const messages = createMessages(ground, composition.policy.errorText);
  const readers = createReaders(ground);
  const tally: Tally = { told: 0, conflated: 0, overflows: 0 };
  let position = 0;
  const pump = (): number => {
    if (topics.size === 0) return 0;
    const entries = [...entriesAfter(ground, position)];
    position = entries.at(-1)?.seq ?? position;
    tellAll(stage, entries);
    return entries.length;
  };
  const stage: LiveStage = {
    ground,
    topics,
    messages,
    catchUp() {
      pump();
      return (position = headOf(ground).seq);
    },
  };
  const ended = (reader: Reader): void => {
    readers.delete(reader);
    for (const name of [...reader.names]) topics.leave(reader, name);
  };
  return {
    open: (wish) => (sink) => {
      const reader = createReader({ wish, sink, rules, tally, ended });
      readers.add(reader);
      return sessionOf(stage, composition, reader);
    },
    isHeard: () => topics.size > 0,
    counts: () => tally,
    nextDueMs: readers.firstEndMs,
    runDue: () => Promise.resolve(pump() + readers.endExpired()),
    close: readers.endAll,
  };
}

/** Events one by one, states as they stand now, all in the order of their numbers. */
function tellAll(stage: LiveStage, entries: readonly AuditEntry[]): void {
  const rules = stage.ground.parts.live;
  const told = new Map<unknown, { readonly topic: Topic; readonly entry: AuditEntry }>();
  for (const entry of entries) {
    for (const topic of stage.topics.touchedBy(entry)) {
      const each = topic.channel.kind === 'state' ? topic : { topic, entry };
      told.delete(each); // once, and where it was touched last
      told.set(each, { topic, entry });
    }
  }
  for (const { topic, entry } of told.values()) {
    const seq = rules.seqOf(entry);
    const message = messageOf(stage, topic, entry, seq);
    topic.last = seq;
    if (message) for (const reader of topic.readers) reader.tell(message);
  }
}

function messageOf({ ground, messages }: LiveStage, topic: Topic, entry: AuditEntry, seq: number) {
  const { channel, name, key, last } = topic;
  if (channel.kind === 'events') return messages.event(name, seq, last, entry, channel.tell(entry));
  const state = stateOf(ground, channel, key);
  return state && messages.update(name, seq, last, state);
}

/** Nothing when it is there no more: who reads it over HTTP is told so. */
function stateOf(ground: Ground, channel: LiveState, key: string): object | undefined {
  try {
    return ground.parts.live.standing(ground, channel, key);
  } catch (failure) {
    if (failure instanceof ApiError) return undefined;
    throw failure;
  }
}

function sessionOf(stage: LiveStage, composition: Composition, reader: Reader): LiveSession {
  const { ground, messages, topics } = stage;
  const { channels, fromSeq, follow, traceId } = reader.wish;
  const answered = (work: () => void): void => {
    try {
      if (!reader.isOver()) work();
    } catch (failure) {
      const refused = failure instanceof ApiError ? failure : new ApiError('INTERNAL_ERROR');
      reader.tell(messages.error(null, stage.catchUp(), refused, traceId));
    }
  };
  answered(() => subscribe(stage, reader, channels, fromSeq));
  if (!follow) reader.end(CLOSE.done, 'all is told');
  return {
    hear: (bytes) =>
      answered(() => {
        const asked = readLiveRequest(ground, composition.admission, reader, bytes);
        const head = (): number => stage.catchUp();
        if (asked.op === 'ping') reader.tell(messages.pong(head(), asked.client_time));
        else if (asked.op === 'subscribe') subscribe(stage, reader, asked.channels, asked.from_seq);
        else {
          for (const name of asked.channels) {
            topics.leave(reader, name);
            reader.tell(messages.unsubscribed(name, head()));
          }
        }
      }),
    drained: reader.drained,
    left: () => reader.end(CLOSE.done, 'gone'),
  };
}
