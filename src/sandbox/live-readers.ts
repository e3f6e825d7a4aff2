import type { Ground } from '../domains/context.js';
import { CLOSE } from '../server/live/model.js';
import type { Reader } from './live-reader.js';

/** Everybody who is connected, and when the first of their tokens ends. */
export interface Readers {
  add(reader: Reader): void;
  delete(reader: Reader): void;
  /** Milliseconds since the epoch. */
  firstEndMs(): number | undefined;
  /** SEC-01: nobody is told anything under a token that is over. Answers how many were. */
  endExpired(): number;
  endAll(): void;
}

export function createReaders(ground: Ground): Readers {
  const readers = new Set<Reader>();
  const endOf = ({ wish }: Reader): number => ground.parts.live.endsAt(wish.client) ?? Infinity;
  // Never later than the first end: asked at every commit, it must not look at everybody.
  let firstMs = Infinity;
  return {
    add(reader) {
      readers.add(reader);
      firstMs = Math.min(firstMs, endOf(reader));
    },
    delete: (reader) => void readers.delete(reader),
    firstEndMs: () => (firstMs === Infinity ? undefined : firstMs),
    endExpired() {
      const nowMs = ground.clock.now();
      if (nowMs < firstMs) return 0;
      const over = [...readers].filter((reader) => endOf(reader) <= nowMs);
      for (const reader of over) reader.end(CLOSE.expired, 'the token has expired');
      firstMs = [...readers].reduce((first, reader) => Math.min(first, endOf(reader)), Infinity);
      return over.length;
    },
    endAll() {
      for (const reader of [...readers]) reader.end(CLOSE.restart, 'the platform restarts');
    },
  };
}
