import { createHmac } from 'node:crypto';
import { sha256Hex } from './ids.js';

/**
 * The provably fair stream: anybody who knows these three can draw the same again.
 *
 * - Before play the house publishes the commit: SHA-256 of the server seed's text, in hex. The seed
 *   itself it publishes once no round will use it any more.
 * - Block `i` (from 0) is HMAC-SHA256 with the server seed's text as key over the text
 *   `<client_seed>:<nonce>:<i>`: 32 bytes, read as eight unsigned 32-bit numbers, big-endian.
 * - The numbers of block 0, 1, 2 … are used one after the other. To draw a whole number below `n`,
 *   a number of the stream at or above the greatest multiple of `n` within 2^32 is passed over, so
 *   that none is likelier than another; of the first that is not, the draw is the rest by `n`.
 */
export interface FairInputs {
  /** 64 lower-case hex digits. */
  readonly server_seed: string;
  readonly client_seed: string;
  /** A whole number from 0; each is used for one round. */
  readonly nonce: number;
}

/** Draws a uniform whole number from 0 to below `n`; `n` is at most 2^32. */
export type Draw = (n: number) => number;

const RANGE = 2 ** 32;
const NUMBERS_IN_BLOCK = 8;

/** What is published before play. */
export const commitOf = (serverSeed: string): string => sha256Hex(serverSeed);

/** A stream of its own for each round, from its first number on. */
export function fairStream(inputs: FairInputs): Draw {
  let block = blockOf(inputs, 0);
  let cursor = 0;
  const next = (): number => {
    const at = cursor % NUMBERS_IN_BLOCK;
    if (cursor > 0 && at === 0) block = blockOf(inputs, cursor / NUMBERS_IN_BLOCK);
    cursor += 1;
    return block.readUInt32BE(at * 4);
  };
  return (n) => {
    const end = RANGE - (RANGE % n);
    for (;;) {
      const number = next();
      if (number < end) return number % n;
    }
  };
}

const blockOf = ({ server_seed, client_seed, nonce }: FairInputs, index: number): Buffer =>
  createHmac('sha256', server_seed).update(`${client_seed}:${nonce}:${index}`).digest();
