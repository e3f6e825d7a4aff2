import { MINUTE_MS, parseTime } from '../../kernel/time.js';
import type { AuditEntry } from '../audit/index.js';
import { entriesAfter } from '../audit/index.js';
import type { Ground, LiveState, Principal } from '../context.js';

/** What a caller wants to be told live. */
export interface LiveWish {
  readonly client: Principal;
  /** Under which trace it is refused what it may not have. */
  readonly traceId: string;
  /** `<name>:<key>` each. */
  readonly channels: readonly string[];
  /** The last number it heard. */
  readonly fromSeq?: number | undefined;
  /** Whether it wants to hear on, once it knows how things stand. */
  readonly follow: boolean;
}

/** A message that may have to wait for its reader. */
export interface Queueable {
  /** What it tells the newest of, so that a newer one makes it worthless; null for all others. */
  readonly state: string | null;
}

/** What waits for one reader that lags. */
export interface Waiting<Message extends Queueable> {
  /** In the order in which it will be sent. */
  readonly messages: Map<unknown, Message>;
  /** How many of them are no states. */
  events: number;
  /** States that were overtaken and never sent. */
  conflated: number;
}

/** Events that may wait for one reader. */
const MOST_EVENTS = 256;
export const MOST_CHANNELS = 100;

/** Behind all that waits, so that numbers never fall on a connection; the overtaken state goes. */
export function queue<Message extends Queueable>(
  waiting: Waiting<Message>,
  message: Message,
): void {
  const { messages } = waiting;
  if (message.state === null) {
    waiting.events += 1;
    messages.set(message, message);
    return;
  }
  if (messages.delete(message.state)) waiting.conflated += 1;
  messages.set(message.state, message);
}

export const isTooMuch = ({ events }: Waiting<Queueable>): boolean => events > MOST_EVENTS;

/** How far back a reader may resume: in time, in entries of the journal, in messages. */
const RESUMABLE_MS = 15 * MINUTE_MS;
const RESUMABLE_ENTRIES = 50_000;
export const RESUMABLE_MESSAGES = 1_000;

/** Whether all that happened since is still told; a number ahead of all is of another journal. */
export function isResumable(ground: Ground, fromSeq: number, head: number): boolean {
  if (fromSeq > head || head - fromSeq > RESUMABLE_ENTRIES) return false;
  const [next] = fromSeq === head ? [] : entriesAfter(ground, fromSeq, 1);
  const atMs = next === undefined ? undefined : parseTime(next.at);
  return atMs === undefined || ground.clock.now() - atMs <= RESUMABLE_MS;
}

/** The decisions of what is told live (NET-02, NET-03). */
export interface LiveRules {
  /** SEC-02: each channel asks for its own scope. */
  mayRead(client: Principal, scope: string): boolean;
  /** Whether a client is told of an event: of its own doings, and of those of no client. */
  isFor(ground: Ground, clientId: string, entry: AuditEntry): boolean;
  /** The number under which an entry of the journal is told. */
  seqOf(entry: Pick<AuditEntry, 'seq'>): number;
  isResumable(ground: Ground, fromSeq: number, head: number): boolean;
  /** What of that which was missed is told again. */
  replayed<Told>(missed: readonly Told[]): readonly Told[];
  /** How a thing stands now. */
  standing(ground: Ground, channel: LiveState, key: string): object;
  /** What of that is told to who subscribes. */
  greeting(standing: object): object | undefined;
  /** Channels of one line. */
  readonly mostChannels: number;
  queue<Message extends Queueable>(waiting: Waiting<Message>, message: Message): void;
  isTooMuch(waiting: Waiting<Queueable>): boolean;
  /** NET-04, in milliseconds since the epoch. */
  serverTime(ground: Ground): number;
  /** When a client's right to be told ends, in milliseconds since the epoch; undefined: never. */
  endsAt(client: Principal): number | undefined;
}
