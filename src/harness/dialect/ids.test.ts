import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { idSourceOf } from './ids.js';
import type { Wire } from './wire.js';

const made = (ids: Wire['ids'], count: number): readonly number[] => {
  const source = idSourceOf({ ids } as Wire);
  return Array.from({ length: count }, () => Number(source?.('k', Buffer.alloc(0))));
};

test('numbers of a run never meet those of the run right after it', async () => {
  // A fast wallet is asked several thousand times a second: ids of a millisecond’s clock met.
  const first = made({ format: 'number' }, 1_000);
  await setTimeout(5);
  const second = made({ format: 'number' }, 1_000);
  assert.ok((first.at(-1) ?? Infinity) < (second[0] ?? 0));
  assert.ok(second.every(Number.isSafeInteger));
  assert.equal(new Set([...first, ...second]).size, 2_000);
});

test('numbers begin where the target file says', () => {
  assert.deepEqual(made({ format: 'number', start: 41 }, 2), [42, 43]);
});
