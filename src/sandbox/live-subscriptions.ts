import type { AuditEntry } from '../domains/audit/index.js';
import { entriesNaming } from '../domains/audit/index.js';
import type { LiveChannel } from '../domains/context.js';
import { RESUMABLE_MESSAGES } from '../domains/live/index.js';
import { ApiError, refuse } from '../kernel/errors.js';
import type { LiveStage } from './live.js';
import type { Reader } from './live-reader.js';
import type { Topic } from './live-topics.js';

/** A channel with how its thing stands; what happened has no standing. */
interface Entered {
  readonly topic: Topic;
  readonly greeting: object | undefined;
}

/**
 * Tells what was missed since `fromSeq` (NET-03), then how things stand; from there on the reader
 * hears what happens. Names that it may not listen to are refused one by one.
 */
export function subscribe(
  stage: LiveStage,
  reader: Reader,
  names: readonly string[],
  fromSeq: number | undefined,
): void {
  const { ground, messages } = stage;
  const head = stage.catchUp();
  const seq = ground.parts.live.seqOf({ seq: head });
  const entered: Entered[] = [];
  for (const name of new Set(names)) {
    try {
      entered.push(enter(stage, reader, name, seq));
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      reader.tell(messages.error(name, seq, failure, reader.wish.traceId));
    }
  }
  const missed = fromSeq === undefined ? [] : missedBy(stage, entered, fromSeq, head);
  if (missed && fromSeq !== undefined) tellAgain(stage, reader, missed, fromSeq);
  for (const { topic, greeting } of entered) {
    const { name } = topic;
    if (missed === undefined) reader.tell(messages.reset(name, seq));
    if (greeting) reader.tell(messages.snapshot(name, seq, greeting));
    reader.tell(messages.subscribed(name, seq));
  }
}

function enter(stage: LiveStage, reader: Reader, name: string, from: number): Entered {
  const { ground, topics } = stage;
  const known = topics.known(reader.wish.client, name);
  const isNew = !reader.names.has(name);
  const maximum = ground.parts.live.mostChannels;
  if (isNew && reader.names.size >= maximum) {
    refuse('VALIDATION_ERROR', { field: 'channels', rule: 'maxItems', maximum });
  }
  const greeting = greetingOf(stage, known);
  if (known.channel.kind === 'events') known.channel.refuseUnlessThere(ground, known.key);
  return { topic: topics.enter(reader, known, from), greeting };
}

function greetingOf(
  { ground }: LiveStage,
  { channel, key }: { readonly channel: LiveChannel; readonly key: string },
): object | undefined {
  if (channel.kind !== 'state') return undefined;
  const rules = ground.parts.live;
  return rules.greeting(rules.standing(ground, channel, key));
}

interface Missed {
  readonly topic: Topic;
  readonly entry: AuditEntry;
}

/** The events since then, in their order; undefined when they are too old or too many. */
function missedBy(
  { ground }: LiveStage,
  entered: readonly Entered[],
  fromSeq: number,
  head: number,
): readonly Missed[] | undefined {
  const rules = ground.parts.live;
  if (!rules.isResumable(ground, fromSeq, head)) return undefined;
  const missed: Missed[] = [];
  for (const { topic } of entered) {
    const { channel, key, clientId } = topic;
    if (channel.kind !== 'events') continue;
    const entries = entriesNaming(ground, key, fromSeq, RESUMABLE_MESSAGES + 1);
    if (entries.length > RESUMABLE_MESSAGES) return undefined;
    for (const entry of entries) {
      const touched = channel.touchedBy(entry).includes(key);
      if (touched && rules.isFor(ground, clientId, entry)) missed.push({ topic, entry });
    }
  }
  return missed.sort((one, other) => one.entry.seq - other.entry.seq);
}

function tellAgain(
  { ground, messages }: LiveStage,
  reader: Reader,
  missed: readonly Missed[],
  fromSeq: number,
): void {
  const rules = ground.parts.live;
  const last = new Map<Topic, number>();
  for (const { topic, entry } of rules.replayed(missed)) {
    const { channel, name } = topic;
    if (channel.kind !== 'events') continue;
    const seq = rules.seqOf(entry);
    const told = channel.tell(entry);
    reader.tell(messages.event(name, seq, last.get(topic) ?? fromSeq, entry, told));
    last.set(topic, seq);
  }
}
