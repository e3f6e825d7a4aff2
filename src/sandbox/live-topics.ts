import type { AuditEntry } from '../domains/audit/index.js';
import type { Ground, LiveChannel, Principal } from '../domains/context.js';
import { refuse } from '../kernel/errors.js';
import type { Reader } from './live-reader.js';

/** A channel that somebody listens to; of events one for each client, for each hears its own. */
export interface Topic {
  readonly name: string;
  readonly key: string;
  readonly channel: LiveChannel;
  readonly clientId: string;
  readonly readers: Set<Reader>;
  /** The number of the last message, or that from which it was listened to. */
  last: number;
}

export interface Topics {
  /** How many channels somebody listens to. */
  readonly size: number;
  /** Refuses a name that is none, or whose scope the client lacks. */
  known(client: Principal, name: string): Pick<Topic, 'name' | 'key' | 'channel'>;
  /** The topic of a channel for a client, made when it is the first to listen, `from` that number. */
  enter(reader: Reader, known: Pick<Topic, 'name' | 'key' | 'channel'>, from: number): Topic;
  leave(reader: Reader, name: string): void;
  /** Those of whose readers an entry tells something. */
  touchedBy(entry: AuditEntry): readonly Topic[];
}

export function createTopics(ground: Ground, channels: ReadonlyMap<string, LiveChannel>): Topics {
  const rules = ground.parts.live;
  const byName = new Map<string, Map<string, Topic>>();
  const listenerOf = ({ kind }: LiveChannel, client: Principal): string =>
    kind === 'events' ? client.clientId : '';
  return {
    get size() {
      return byName.size;
    },
    known(client, name) {
      const cut = name.indexOf(':');
      const channel = channels.get(name.slice(0, cut));
      if (!channel) return refuse('VALIDATION_ERROR', { field: 'channels', rule: 'enum', name });
      const { scope } = channel;
      if (!rules.mayRead(client, scope)) refuse('SCOPE_MISSING', { scope });
      return { name, key: name.slice(cut + 1), channel };
    },
    enter(reader, known, from) {
      const clientId = listenerOf(known.channel, reader.wish.client);
      const alike = byName.get(known.name) ?? new Map<string, Topic>();
      byName.set(known.name, alike);
      const topic = alike.get(clientId) ?? { ...known, clientId, readers: new Set(), last: from };
      alike.set(clientId, topic);
      topic.readers.add(reader);
      reader.names.add(known.name);
      return topic;
    },
    leave(reader, name) {
      reader.names.delete(name);
      const alike = byName.get(name);
      for (const [clientId, { readers }] of alike ?? []) {
        if (readers.delete(reader) && readers.size === 0) alike?.delete(clientId);
      }
      if (alike?.size === 0) byName.delete(name);
    },
    touchedBy: (entry) =>
      [...channels.values()].flatMap((channel) =>
        channel.touchedBy(entry).flatMap((key) => {
          const alike = byName.get(`${channel.name}:${key}`);
          if (alike === undefined) return [];
          const topics = [...alike.values()];
          if (channel.kind === 'state') return topics;
          return topics.filter(({ clientId }) => rules.isFor(ground, clientId, entry));
        }),
      ),
  };
}
