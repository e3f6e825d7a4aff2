import type { LiveRules, LiveWish, Queueable, Waiting } from '../domains/live/index.js';
import { CLOSE } from '../server/live/model.js';
import type { LiveCounts, LiveMessage, LiveSink } from '../server/live/model.js';

/** A message that knows whether a newer one makes it worthless. */
export interface ToldMessage extends LiveMessage, Queueable {}

/** One who is told, as long as the line holds. */
export interface Reader {
  readonly wish: LiveWish;
  /** The channels it listens to. */
  readonly names: Set<string>;
  /** Whether it was cut off or hung up: what still comes from it is not heard. */
  isOver(): boolean;
  tell(message: ToldMessage): void;
  /** The line takes messages again. */
  drained(): void;
  end(code: number, reason: string): void;
}

export type Tally = { -readonly [Name in keyof LiveCounts]: number };

interface ReaderOptions {
  readonly wish: LiveWish;
  readonly sink: LiveSink;
  readonly rules: LiveRules;
  readonly tally: Tally;
  readonly ended: (reader: Reader) => void;
}

/**
 * NET-03: while the line takes all, nothing is kept. Once it is full, messages wait here: of each
 * state the newest, of events so many and no more; then the reader is cut off, and may resume.
 */
export function createReader({ wish, sink, rules, tally, ended }: ReaderOptions): Reader {
  let waiting: Waiting<ToldMessage> | undefined;
  let isOver = false;
  const reader: Reader = {
    wish,
    names: new Set(),
    isOver: () => isOver,
    tell(message) {
      if (isOver) return;
      tally.told += 1;
      if (waiting === undefined) {
        if (!sink.send(message)) waiting = { messages: new Map(), events: 0, conflated: 0 };
        return;
      }
      const before = waiting.conflated;
      rules.queue(waiting, message);
      tally.conflated += waiting.conflated - before;
      if (!rules.isTooMuch(waiting)) return;
      tally.overflows += 1;
      reader.end(CLOSE.overflow, 'too many events wait');
    },
    drained() {
      if (waiting === undefined) return;
      for (const [key, message] of waiting.messages) {
        waiting.messages.delete(key);
        if (message.state === null) waiting.events -= 1;
        if (!sink.send(message)) return;
      }
      waiting = undefined;
    },
    end(code, reason) {
      if (isOver) return;
      isOver = true;
      waiting = undefined;
      ended(reader);
      sink.end(code, reason);
    },
  };
  return reader;
}
