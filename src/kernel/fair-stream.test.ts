import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import { commitOf, fairStream } from './fair-stream.js';

const stage = (over: object = {}) => ({
  server_seed: 'ab'.repeat(32),
  client_seed: 'lucky',
  nonce: 7,
  ...over,
});

/** As an outsider would write it down from the description alone. */
function outsidersNumbers(seed: string, client: string, nonce: number, count: number): number[] {
  const numbers: number[] = [];
  for (let block = 0; numbers.length < count; block += 1) {
    const hex = createHmac('sha256', seed).update(`${client}:${nonce}:${block}`).digest('hex');
    for (let at = 0; at < 64; at += 8) numbers.push(Number(`0x${hex.slice(at, at + 8)}`));
  }
  return numbers.slice(0, count);
}

test('the stream is the numbers of the HMAC blocks, one after the other', () => {
  const { server_seed, client_seed, nonce } = stage();
  const draw = fairStream(stage());
  const drawn = Array.from({ length: 20 }, () => draw(2 ** 32));
  assert.deepEqual(drawn, outsidersNumbers(server_seed, client_seed, nonce, 20));
});

test('each input makes a stream of its own, and the same inputs the same one', () => {
  const first = (over: object) => fairStream(stage(over))(2 ** 32);
  const firsts = [{}, { nonce: 8 }, { client_seed: 'unlucky' }, { server_seed: 'ac'.repeat(32) }];
  assert.equal(new Set(firsts.map(first)).size, 4);
  assert.equal(first({}), first({}));
});

test('numbers past the greatest multiple are passed over', () => {
  const n = 3 * 2 ** 30; // a quarter of all numbers cannot be taken
  const { server_seed, client_seed, nonce } = stage();
  const taken = outsidersNumbers(server_seed, client_seed, nonce, 40).filter((one) => one < n);
  const draw = fairStream(stage());
  assert.deepEqual(
    taken.slice(0, 20).map(() => draw(n)),
    taken.slice(0, 20),
  );
  assert.ok(taken.length < 40);
});

test('no pocket of thirty-seven is likelier than another', () => {
  const seen = new Array<number>(37).fill(0);
  const rounds = 74_000;
  for (let nonce = 0; nonce < rounds / 10; nonce += 1) {
    const draw = fairStream(stage({ nonce }));
    for (let turn = 0; turn < 10; turn += 1) {
      const pocket = draw(37);
      seen[pocket] = (seen[pocket] ?? 0) + 1;
    }
  }
  const expected = rounds / 37;
  const chiSquared = seen.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // 36 degrees of freedom: beyond 67.99 once in a thousand; these inputs are always the same.
  assert.ok(chiSquared < 67.99, `chi-squared ${chiSquared}`);
});

test('the commit is the SHA-256 of the seed’s text', () => {
  const { server_seed } = stage();
  assert.equal(commitOf(server_seed), createHash('sha256').update(server_seed).digest('hex'));
});
