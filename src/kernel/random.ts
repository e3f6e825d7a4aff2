import { derivedBytes } from './ids.js';

/** A stream of chance: the same seed and name give the same draws. */
export interface RandomStream {
  /** Uniform in [0, 1), 32 bits. */
  next(): number;
  /** Uniform integer in [low, high], both included. */
  integer(low: number, high: number): number;
  pick<T>(items: readonly T[]): T;
}

/** xoshiro128** (Blackman, Vigna), seeded by HMAC so that streams of one seed are independent. */
export function randomStream(seed: string, ...name: readonly string[]): RandomStream {
  const bytes = derivedBytes(seed, 'stream', ...name);
  let a = bytes.readUInt32LE(0) | 1; // never the all-zero state
  let b = bytes.readUInt32LE(4);
  let c = bytes.readUInt32LE(8);
  let d = bytes.readUInt32LE(12);
  const rotate = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

  const next = (): number => {
    const drawn = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return drawn / 2 ** 32;
  };
  const integer = (low: number, high: number): number =>
    low + Math.floor(next() * (high - low + 1));
  return {
    next,
    integer,
    pick: (items) => items[integer(0, items.length - 1)] as (typeof items)[number],
  };
}
