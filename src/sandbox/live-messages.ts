import type { AuditEntry } from '../domains/audit/index.js';
import type { Ground } from '../domains/context.js';
import type { ApiError } from '../kernel/errors.js';
import { formatTime } from '../kernel/time.js';
import type { ToldMessage } from './live-reader.js';
import type { Policy } from './policy.js';

/** The messages of the contract, each turned into text once for all readers. */
export interface Messages {
  /** `last` is the number of the message before it in its channel. */
  update(channel: string, seq: number, last: number, data: object): ToldMessage;
  event(channel: string, seq: number, last: number, entry: AuditEntry, data: object): ToldMessage;
  snapshot(channel: string, seq: number, data: object): ToldMessage;
  /** Everything up to `seq` was told; from here on it is live. */
  subscribed(channel: string, seq: number): ToldMessage;
  unsubscribed(channel: string, seq: number): ToldMessage;
  /** What was missed is not told again. */
  reset(channel: string, seq: number): ToldMessage;
  pong(seq: number, clientTime: string): ToldMessage;
  /** `channel` is null where the request as a whole is refused. */
  error(channel: string | null, seq: number, refused: ApiError, traceId: string): ToldMessage;
}

interface Facts {
  readonly seq: number;
  readonly channel: string | null;
  readonly type: string;
}

const NOTHING = { data: {} };

export function createMessages(ground: Ground, errorText: Policy['errorText']): Messages {
  const { live } = ground.parts;
  const made = (facts: Facts, more: object, state: string | null = null): ToldMessage => {
    const when = { server_time: formatTime(live.serverTime(ground)) };
    return { seq: facts.seq, state, text: JSON.stringify({ ...facts, ...more, ...when }) };
  };
  /** Who asks again and again without listening is answered once. */
  const standing = (facts: Facts): ToldMessage =>
    made(facts, NOTHING, `${facts.type} ${facts.channel}`);
  return {
    update: (channel, seq, last, data) =>
      made({ seq, channel, type: 'update' }, { previous_seq: last, data }, channel),
    event: (channel, seq, last, { type }, data) =>
      made({ seq, channel, type }, { previous_seq: last, data }),
    snapshot: (channel, seq, data) => made({ seq, channel, type: 'snapshot' }, { data }, channel),
    subscribed: (channel, seq) => standing({ seq, channel, type: 'subscribed' }),
    unsubscribed: (channel, seq) => standing({ seq, channel, type: 'unsubscribed' }),
    reset: (channel, seq) => made({ seq, channel, type: 'reset' }, NOTHING),
    pong: (seq, clientTime) =>
      made({ seq, channel: null, type: 'pong' }, { client_time: clientTime, ...NOTHING }),
    error(channel, seq, { code, details }, traceId) {
      const data: unknown = JSON.parse(errorText(code, details, traceId));
      return made({ seq, channel, type: 'error' }, { data });
    },
  };
}
