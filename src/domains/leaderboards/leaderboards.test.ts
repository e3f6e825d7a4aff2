import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomStream } from '../../kernel/random.js';
import { openStage } from '../../sandbox/stage.js';
import type { Ground } from '../context.js';
import { movePlace, NO_SCORE, openBoard, placesBefore, placesBehind } from './index.js';
import { rankAt, ranksOf, scoreKey, takePlace, TOP } from './index.js';

const BOARD = 7;

interface Standing {
  readonly player: string;
  score: bigint;
}

async function stage(players: number, scoreAt: (at: number) => bigint = () => 0n) {
  const on = await openStage();
  const { ground, store } = on.world.platform();
  const field: Standing[] = Array.from({ length: players }, (_, at) => ({
    player: `p${String(at).padStart(6, '0')}`,
    score: scoreAt(at),
  }));
  await store.transact(() => {
    openBoard(ground, BOARD);
    for (const { player, score } of field) {
      takePlace(ground, BOARD, { player, score: scoreKey(score) });
    }
  });
  const bands = () =>
    on.sql('SELECT players FROM board_bands WHERE board = ?', BOARD).map(({ players: n }) => n);
  return { ...on, ground, store, field, bands };
}

function move(ground: Ground, who: Standing, score: bigint): void {
  movePlace(ground, BOARD, { player: who.player, score: scoreKey(who.score) }, scoreKey(score));
  who.score = score;
}

const best = (field: readonly Standing[]): Standing[] =>
  field.toSorted((one, other) =>
    one.score === other.score
      ? one.player < other.player
        ? -1
        : 1
      : one.score > other.score
        ? -1
        : 1,
  );

const rankIn = (field: readonly Standing[], score: bigint): number =>
  1 + field.filter((one) => one.score > score).length;

test('keys sort as the numbers do, of any size', () => {
  const numbers = [0n, 1n, 255n, 256n, 65_535n, 2n ** 53n, 2n ** 106n + 1n, 2n ** 159n];
  const keys = numbers.map(scoreKey);
  assert.deepEqual(keys.toSorted(Buffer.compare), keys);
  assert.deepEqual(keys[0], NO_SCORE);
  assert.ok(keys.every((key) => Buffer.compare(key, TOP.score) < 0));
});

test('ranks and pages are those of a sorted list, after thousands of moves', async () => {
  const { ground, store, field } = await stage(2_000);
  const chance = randomStream('leaderboards', 'moves');
  for (let turn = 0; turn < 4_000; turn += 1) {
    await store.transact(() => {
      const who = chance.pick(field);
      const up = BigInt(chance.integer(1, 40));
      move(ground, who, chance.integer(0, 9) === 0 ? 0n : who.score + up);
    });
  }
  const order = best(field);
  const shown = placesBehind(ground, BOARD, TOP, field.length);
  assert.deepEqual(
    shown.map(({ player }) => player),
    order.map(({ player }) => player),
  );
  const ranks = ranksOf(ground, BOARD, shown);
  assert.deepEqual(
    ranks,
    order.map(({ score }) => rankIn(field, score)),
  );
  for (const at of [0, 1, 700, 1_998]) {
    const here = shown[at] ?? TOP;
    const after = placesBehind(ground, BOARD, here, 50);
    assert.deepEqual(ranksOf(ground, BOARD, after), ranks.slice(at + 1, at + 51));
    const before = placesBefore(ground, BOARD, here, 3).toReversed();
    assert.deepEqual(
      before.map(({ player }) => player),
      order.slice(Math.max(0, at - 3), at).map(({ player }) => player),
    );
  }
});

test('bands stay of a size, however many tie and wherever they go', async () => {
  const { ground, store, field, bands } = await stage(3_000);
  assert.ok(bands().every((players) => Number(players) <= 512));
  assert.equal(rankAt(ground, BOARD, NO_SCORE), 1);
  await store.transact(() => {
    for (const [at, who] of field.entries()) move(ground, who, BigInt(1_000_000 + (at % 3)));
  });
  assert.ok(bands().every((players) => Number(players) <= 512));
  assert.ok(bands().length < 40, `${bands().length} bands for 3,000 players`);
  assert.equal(
    bands().reduce<number>((sum, players) => sum + Number(players), 0),
    3_000,
  );
  assert.equal(rankAt(ground, BOARD, scoreKey(1_000_000n)), 2_001);
  assert.equal(rankAt(ground, BOARD, scoreKey(1_000_002n)), 1);
});

test('what is undone leaves the board as it was', async () => {
  const { ground, store, field, bands } = await stage(600, (at) => BigInt(at));
  const before = [placesBehind(ground, BOARD, TOP, 600), bands()];
  const scores = field.map(({ score }) => score);
  const undone = store.transact(() => {
    for (const who of field) move(ground, who, who.score + 5_000n);
    throw new Error('undone');
  });
  await assert.rejects(undone, /undone/);
  for (const [at, who] of field.entries()) who.score = scores[at] ?? 0n;
  assert.deepEqual([placesBehind(ground, BOARD, TOP, 600), bands()], before);
  assert.equal(rankAt(ground, BOARD, scoreKey(599n)), 1);
});
