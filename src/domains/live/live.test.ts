import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MINUTE_MS } from '../../kernel/time.js';
import { openStage } from '../../sandbox/stage.js';
import { soundLive } from './index.js';
import type { Queueable, Waiting } from './index.js';

interface Told extends Queueable {
  readonly seq: number;
}

const nothingWaits = (): Waiting<Told> => ({ messages: new Map(), events: 0, conflated: 0 });

test('whatever waits, the newest state of each is there once, in order, and every event', () => {
  const states = fc.constantFrom('balance:a', 'balance:b', 'jackpot:c', null);
  fc.assert(
    fc.property(fc.array(states), (kinds) => {
      const waiting = nothingWaits();
      const told = kinds.map((state, seq) => ({ state, seq }));
      for (const message of told) soundLive.queue(waiting, message);
      const left = [...waiting.messages.values()];
      const expected = told.filter(
        ({ state, seq }) => state === null || kinds.lastIndexOf(state) === seq,
      );
      assert.deepEqual(left, expected);
      assert.equal(waiting.events, kinds.filter((state) => state === null).length);
      assert.equal(waiting.conflated, told.length - left.length);
    }),
  );
});

test('states alone are never too much, events are from 257 on', () => {
  const waiting = nothingWaits();
  for (let seq = 0; seq < 10_000; seq += 1) soundLive.queue(waiting, { state: 'balance:a', seq });
  assert.equal(soundLive.isTooMuch(waiting), false);
  for (let seq = 0; seq < 256; seq += 1) soundLive.queue(waiting, { state: null, seq });
  assert.equal(soundLive.isTooMuch(waiting), false);
  soundLive.queue(waiting, { state: null, seq: 0 });
  assert.equal(soundLive.isTooMuch(waiting), true);
});

test('a reader resumes for 15 minutes after what it missed first, and never from the future', async () => {
  const { world, player, advance } = await openStage();
  const { ground } = world.platform();
  const head = (): number => Number(ground.sql('SELECT max(seq) FROM journal').pluck().get());
  const heard = head();
  const resumes = (from: number): boolean => soundLive.isResumable(ground, from, head());
  advance(20 * MINUTE_MS);
  assert.deepEqual([resumes(heard), resumes(heard + 1)], [true, false]);
  await player();
  advance(15 * MINUTE_MS);
  assert.equal(resumes(heard), true);
  advance(1);
  assert.equal(resumes(heard), false);
  assert.equal(resumes(head()), true);
});
