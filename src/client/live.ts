import { jsonOf } from './judge.js';
import { openStream } from './live-stream.js';
import { openSocket } from './live-socket.js';

/** A message of the platform as the contract has it. */
export interface LiveMessage {
  readonly seq: number;
  readonly channel: string | null;
  readonly type: string;
  readonly previous_seq?: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly client_time?: string;
  readonly server_time: string;
}

export type LiveTransport = 'ws' | 'sse';

export interface LiveWish {
  /** Origin with an optional path prefix, without a slash at its end. */
  readonly baseUrl: string;
  /** Default `ws`. */
  readonly transport?: LiveTransport | undefined;
  readonly token?: string | null | undefined;
  /** Where the token goes; default the header. `protocol` is for WebSocket, `url` is wrong. */
  readonly tokenIn?: 'header' | 'protocol' | 'url' | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly channels?: readonly string[] | undefined;
  readonly from_seq?: number | undefined;
  /** For server-sent events: in place of `from_seq`, as a browser says it. */
  readonly lastEventId?: string | undefined;
  /** For the opening. Default 10 s. */
  readonly timeoutMs?: number | undefined;
  /** false: messages are handed to `heard` and forgotten, for whoever opens thousands. */
  readonly keeps?: boolean | undefined;
  /** Told of each message as it comes, on the scale of `performance.now()`. */
  readonly heard?: ((message: LiveMessage, atMs: number) => void) | undefined;
}

/** Why a line ended: a close code of WebSocket, also over server-sent events. 1006: it broke. */
export interface LiveEnding {
  readonly code: number;
  readonly reason: string;
}

export type LiveMatch = Partial<LiveMessage> | ((message: LiveMessage) => boolean);

/** One live line to the platform, or its refusal. */
export interface LiveFeed {
  readonly transport: LiveTransport;
  /** 101 or 200 when it was opened; 0 when nothing answered. */
  readonly status: number;
  /** Of the answer; lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Body of a refusal. */
  readonly text: string;
  /** All that came, in order. */
  readonly messages: readonly LiveMessage[];
  /** Ids of server-sent events, one for each message; empty over WebSocket. */
  readonly ids: readonly string[];
  /** Comments of a stream of server-sent events. */
  readonly comments: readonly string[];
  /** The first message that matches and was not given before; undefined when none came. */
  next(match: LiveMatch, timeoutMs?: number): Promise<LiveMessage | undefined>;
  /** The line's end, or undefined when it did not come. */
  ended(timeoutMs?: number): Promise<LiveEnding | undefined>;
  /** An object goes as JSON; over WebSocket only. */
  send(request: object | string): void;
  /** Stops reading from the line: what comes stays in the buffers of both sides. */
  pause(): void;
  resume(): void;
  /** Breaks the line without a word. */
  drop(): void;
  close(): Promise<void>;
}

/** What a transport has to offer; the rest is the same for both. */
export interface LiveLine {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  send(text: string): void;
  pause(): void;
  resume(): void;
  drop(): void;
  close(): void;
}

/** What a transport tells of its line. */
export interface LiveEars {
  text(text: string, id?: string): void;
  comment(text: string): void;
  ended(ending: LiveEnding): void;
}

const PATIENCE_MS = 6_000;

/** Opens a line and answers once it is open or refused; rejects when nothing answers at all. */
export async function openLive(wish: LiveWish): Promise<LiveFeed> {
  const messages: LiveMessage[] = [];
  const comments: string[] = [];
  const ids: string[] = [];
  const watchers = new Set<() => void>();
  let ending: LiveEnding | undefined;
  const given = new Set<LiveMessage>();
  const ears: LiveEars = {
    text(text, id) {
      if (id !== undefined) ids.push(id);
      const message = jsonOf(text) as LiveMessage;
      wish.heard?.(message, performance.now());
      if (wish.keeps !== false) messages.push(message);
      for (const look of watchers) look();
    },
    comment: (text) => void comments.push(text),
    ended(how) {
      ending ??= how;
      for (const look of watchers) look();
    },
  };
  const transport = wish.transport ?? 'ws';
  const line = await (transport === 'ws' ? openSocket(wish, ears) : openStream(wish, ears));
  const isOpen = line.status === 101 || line.status === 200;
  const until = <T>(find: () => T | undefined, timeoutMs = PATIENCE_MS): Promise<T | undefined> =>
    watched(watchers, find, timeoutMs);
  return {
    ...{ transport, status: line.status, headers: line.headers, text: line.text },
    ...{ messages, ids, comments, pause: line.pause, resume: line.resume, drop: line.drop },
    next(match, timeoutMs) {
      let looked = 0; // each message once: thousands may have come
      return until(() => {
        for (; looked < messages.length; looked += 1) {
          const message = messages[looked];
          if (!message || given.has(message) || !fits(message, match)) continue;
          given.add(message);
          return message;
        }
        return undefined;
      }, timeoutMs);
    },
    ended: (timeoutMs) => until(() => ending, timeoutMs),
    send: (request) => line.send(typeof request === 'string' ? request : JSON.stringify(request)),
    async close() {
      if (!isOpen) return; // what was refused never ends
      line.close();
      await until(() => ending, 1_000);
      line.drop();
    },
  };
}

const fits = (message: LiveMessage, match: LiveMatch): boolean => {
  if (typeof match === 'function') return match(message);
  return (Object.keys(match) as (keyof LiveMessage)[]).every(
    (name) => message[name] === match[name],
  );
};

/** Waits until something is found, or for as long as told. */
function watched<T>(
  watchers: Set<() => void>,
  find: () => T | undefined,
  timeoutMs: number,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const finish = (found: T | undefined): void => {
      clearTimeout(timer);
      watchers.delete(look);
      resolve(found);
    };
    const look = (): void => {
      const found = find();
      if (found !== undefined) finish(found);
    };
    const timer = setTimeout(() => finish(find()), timeoutMs);
    watchers.add(look);
    look();
  });
}

/** How far the platform's clock is ahead, in milliseconds, and how exactly that is known. */
export interface ClockOffset {
  readonly offsetMs: number;
  /** Half of the way there and back. */
  readonly uncertaintyMs: number;
}

/**
 * NET-04: the offset of the platform's clock against `nowMs`, from one ping; the answer is taken to
 * tell the time in the middle of the way.
 */
export async function clockOffset(
  feed: LiveFeed,
  nowMs: () => number,
): Promise<ClockOffset | undefined> {
  const askedMs = nowMs();
  const asked = { client_time: String(askedMs) };
  feed.send({ op: 'ping', ...asked });
  const pong = await feed.next({ type: 'pong', ...asked });
  if (!pong) return undefined;
  const uncertaintyMs = (nowMs() - askedMs) / 2;
  return { offsetMs: Date.parse(pong.server_time) - askedMs - uncertaintyMs, uncertaintyMs };
}
