import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fairStream } from '../kernel/fair-stream.js';
import { fixtureGames } from '../sandbox/fixtures.js';
import { mathematics } from '../partners/studio/mathematics.js';
import type { GameMath, SlotMath } from '../partners/studio/mathematics.js';
import { exactReturn, referenceRound } from '../partners/studio/returns.js';
import { main } from './main.js';
import { isSound, rtpRows } from './rtp.js';
import { sampleOf } from './rtp-lane.js';

function mathOf(game: string): GameMath {
  const math = mathematics()[game];
  assert.ok(math, game);
  return math;
}

async function run(...words: readonly string[]) {
  let [out, err] = ['', ''];
  const code = await main(['rtp', ...words], {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    isTerminal: false,
    colour: false,
    environment: {},
    onInterrupt: () => () => undefined,
  });
  return { code, out, err };
}

test('every game declares what it pays: counted, and played four hundred thousand times', async () => {
  const rows = await rtpRows(mathematics(), 400_000, '1');
  assert.deepEqual(
    rows.map(({ game }) => game),
    Object.keys(mathematics()),
  );
  for (const row of rows) {
    assert.ok(isSound(row), JSON.stringify(row));
    const error = 4 * Math.sqrt((row.hit_rate * (1 - row.hit_rate)) / row.rounds);
    assert.ok(Math.abs(row.simulated_hit_rate - row.hit_rate) < error, `${row.game}: hit rate`);
  }
});

test('what the catalogue declares is what the mathematics declare', () => {
  for (const { game_id, kind, name, status, declared_rtp } of fixtureGames()) {
    if (status === 'disabled') continue;
    const math = mathOf(game_id);
    const { declared_rtp: declared } = math;
    assert.deepEqual([kind, name, declared_rtp], [math.kind, math.name, declared]);
  }
});

test('one wrong number in a paytable does not pass', async () => {
  const sound = mathOf('book_of_stakes') as SlotMath;
  const wrong = { ...sound, pays: { ...sound.pays, T: { '3': 5, '4': 13, '5': 81 } } };
  const [row] = await rtpRows({ book_of_stakes: wrong }, 1_000, '1');
  assert.equal(row?.declared_holds, false);
});

test('one wrong symbol on a strip does not pass', () => {
  const sound = mathOf('crown_jewels') as SlotMath;
  const [first = '', ...others] = sound.reels;
  const wrong = { ...sound, reels: [first.replace('L', 'C'), ...others] };
  assert.ok(Math.abs(exactReturn(wrong).rtp - Number(sound.declared_rtp)) > 0.01);
});

test('a slot small enough to count by hand pays what the hand says', () => {
  const math: SlotMath = {
    kind: 'slot',
    name: 'By hand',
    declared_rtp: '1.0000',
    rules: 'Two reels of two; A A pays 2, and the scatter on both gives two spins that pay 3 each.',
    stake: { min: 1, max: 1, step: 1 },
    symbols: { A: 'A', S: 'S' },
    scatter: 'S',
    rows: 1,
    reels: ['AS', 'AS'],
    lines: [[0, 0]],
    pays: { A: { '2': 2 } },
    free_spins: { scatters: 2, spins: 2, multiplier: 1.5, reels: ['A', 'A'] },
  };
  // A A wins 2, S S wins 2 × 1.5 × 2 = 6, the other two nothing: mean 2, mean square 10.
  assert.deepEqual(exactReturn(math), {
    rtp: 2,
    hitRate: 0.5,
    volatility: Math.sqrt(10 - 4),
    spread: 0,
  });
});

test('what a share came to depends on nothing but the share', () => {
  const share = { math: mathOf('moonshot'), seed: '1', game: 'moonshot', index: 3, rounds: 1_000 };
  assert.deepEqual(sampleOf(share), sampleOf(share));
  assert.notDeepEqual(sampleOf(share), sampleOf({ ...share, index: 4 }));
});

test('drawn from the provably fair stream, the games return the same', () => {
  const rounds = 20_000;
  for (const [game, math] of Object.entries(mathematics())) {
    const { stakeUnits, play } = referenceRound(math);
    let units = 0;
    for (let nonce = 0; nonce < rounds; nonce += 1) {
      units += play(fairStream({ server_seed: '5eed'.repeat(16), client_seed: game, nonce }));
    }
    const { rtp, volatility } = exactReturn(math);
    const error = (4 * volatility) / Math.sqrt(rounds);
    assert.ok(Math.abs(units / rounds / stakeUnits - rtp) < error, game);
  }
});

test('the command prints each game and ends with 0', async () => {
  const { code, out } = await run('--rounds', '50000');
  assert.equal(code, 0);
  for (const game of Object.keys(mathematics()))
    assert.match(out, new RegExp(`^${game} .* ok$`, 'm'));
  const { out: json } = await run('moonshot', '--rounds', '50000', '--json');
  const told = JSON.parse(json) as { games: { game: string; rounds: number }[] };
  assert.deepEqual(
    told.games.map(({ game, rounds }) => [game, rounds]),
    [['moonshot', 50_000]],
  );
});

test('a game nobody knows and no rounds are mistakes of the caller', async () => {
  assert.equal((await run('poker')).code, 2);
  assert.equal((await run('--rounds', '0')).code, 2);
});
