import { realClock } from '../../kernel/time.js';
import type { IdSource } from '../names.js';
import type { Wire } from './wire.js';

/** The ids a target takes; undefined: our own. Numbers count on from where no earlier run was. */
export function idSourceOf({ ids }: Wire): IdSource | undefined {
  switch (ids.format) {
    case 'text':
      return undefined;
    case 'hex':
      return (_prefix, bytes) => bytes.toString('hex').slice(0, 32);
    case 'uuid':
      return (_prefix, bytes) => uuidOf(bytes);
    case 'number': {
      // Microseconds: a run would have to make a million ids a second to meet the next one.
      // They are safe integers until the year 2255.
      let next = ids.start ?? realClock.now() * 1_000;
      return () => String((next += 1));
    }
  }
}

/** Version 8 (RFC 9562): the bits are ours. */
function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex').slice(0, 32).split('');
  hex[12] = '8';
  hex[16] = '89ab'.charAt(Number.parseInt(hex[16] ?? '0', 16) % 4);
  const text = hex.join('');
  return [8, 12, 16, 20, 32]
    .map((end, nth, ends) => text.slice(nth ? ends[nth - 1] : 0, end))
    .join('-');
}
