import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { DAY_MS, formatTime } from '../../kernel/time.js';
import { openStage } from '../../sandbox/stage.js';
import type { Members, StageOptions } from '../../sandbox/stage.js';
import { awardsOf, placesWorth } from './operations/prizes.js';

async function stage(options: StageOptions = {}) {
  const on = await openStage(options);
  let keys = 0;
  const key = () => ({ key: `key-${(keys += 1)}` });
  const announce = async (terms: Members = {}): Promise<string> => {
    const wish = {
      ...{ name: 'Test', currency: 'EUR', starts_at: formatTime(on.clock.now()) },
      ...{ ends_at: formatTime(on.clock.now() + DAY_MS), score: { rule: 'wagered' } },
      ...{ entry: { buy_in: '5', fee: '0.5' }, prizes: [{ from: 1, to: 1, share: '1' }], ...terms },
    };
    const told = await on.call('createTournament', wish, key());
    assert.equal(told.outcome, 'success', told.text);
    return String(told.body['tournament_id']);
  };
  const enter = (tournament: string, player: string) =>
    on.call('enterTournament', { tournament_id: tournament, player_id: player }, key());
  const debit = (player: string, round: string, more: Members = {}) => {
    const stake = { player_id: player, round_id: round, amount: '1', currency: 'EUR', ...more };
    return on.call('debitRound', stake, key());
  };
  const board = async (tournament: string) =>
    (await on.call('getLeaderboard', { tournament_id: tournament })).body['items'] as Members[];
  const events = (type: string) =>
    on
      .sql('SELECT data FROM journal WHERE type = ? ORDER BY seq', type)
      .map(({ data }) => JSON.parse(String(data)) as Members);
  return { ...on, announce, enter, debit, board, events };
}

test('the events of a round name the tournaments it counts in, and those of others do not', async () => {
  const { announce, enter, debit, call, player, events } = await stage();
  const [tournament, other] = [await announce(), await announce()];
  const [one, two] = [await player(), await player()];
  await enter(tournament, one);
  await enter(other, one);
  const taken = await debit(one, 'r1');
  await debit(two, 'r1');
  const both = [tournament, other];
  assert.deepEqual(
    events('round.debited').map(({ tournaments }) => tournaments),
    [both, undefined],
  );
  const credit = { player_id: one, round_id: 'r1', win_amount: '1', txn_ref: taken.body['txn_id'] };
  await call('creditRound', credit);
  assert.deepEqual(events('round.credited')[0]?.['tournaments'], both);
});

test('stakes are kept for open rounds only', async () => {
  const { announce, enter, debit, call, player, sql } = await stage();
  const tournament = await announce();
  const id = await player();
  await enter(tournament, id);
  await debit(id, 'r1');
  const taken = await debit(id, 'r2');
  assert.equal(sql('SELECT 1 FROM tournament_stakes').length, 2);
  await call('closeRound', { player_id: id, round_id: 'r1' });
  const back = { player_id: id, round_id: 'r2', txn_ref: taken.body['txn_id'] };
  await call('rollbackRound', back, { key: 'back' });
  assert.equal(sql('SELECT 1 FROM tournament_stakes').length, 0);
});

test('a later stake counts on the game its round began on', async () => {
  const { announce, enter, debit, call, player, board } = await stage();
  const games = (await call('listGames')).body['items'] as Members[];
  const { game_id: game } = games.find(({ status }) => status === 'enabled') ?? {};
  const tournament = await announce({ games: [game] });
  const id = await player();
  await enter(tournament, id);
  await debit(id, 'r1', { meta: { game_id: game } });
  await debit(id, 'r1');
  await call('closeRound', { player_id: id, round_id: 'r1' });
  assert.equal((await board(tournament))[0]?.['score'], '2.00');
});

test('the books prove the pools: as many buy-ins as entries, and nothing once settled', async () => {
  const { announce, enter, debit, call, player, books, advance, sql } = await stage();
  const [closing, cancelling] = [await announce({ guarantee: '100' }), await announce()];
  for (let nth = 0; nth < 3; nth += 1) {
    const id = await player();
    await enter(closing, id);
    await enter(cancelling, id);
    await debit(id, 'r1');
    await call('closeRound', { player_id: id, round_id: 'r1' });
  }
  assert.deepEqual(books().violations, []);
  assert.deepEqual(
    sql('SELECT balance FROM pots').map(({ balance }) => balance),
    [1_500, 1_500],
  );
  await call('cancelTournament', { tournament_id: cancelling, reason: 'test' });
  advance(DAY_MS);
  const closed = await call('closeTournament', { tournament_id: closing });
  assert.deepEqual(closed.body['payout'], {
    ...{ top_up: '85.00', paid: '100.00', returned: '0.00', winners: 3 },
  });
  assert.deepEqual(books().violations, []);
  assert.deepEqual(
    sql('SELECT balance FROM pots').map(({ balance }) => balance),
    [0, 0],
  );
});

test('a score and the right to close survive the process', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tablestakes-tournaments-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const { announce, enter, debit, call, player, board, advance, world } = await stage({
    file: join(folder, 'books.db'),
  });
  const tournament = await announce();
  const id = await player();
  await enter(tournament, id);
  await debit(id, 'r1');
  await call('closeRound', { player_id: id, round_id: 'r1' });
  const before = await board(tournament);
  world.restart(true);
  assert.deepEqual(await board(tournament), before);
  advance(DAY_MS);
  const first = await call('closeTournament', { tournament_id: tournament });
  world.restart(true);
  const again = await call('closeTournament', { tournament_id: tournament }, { key: 'late' });
  assert.deepEqual(again.body, first.body);
});

test('a player in a tournament that is not settled is not erased, and then is', async () => {
  const { announce, enter, call, player } = await stage();
  const tournament = await announce();
  const id = await player({ cash: '5.50' });
  await enter(tournament, id);
  const erase = () => call('erasePlayer', { player_id: id, reason: 'asked for' });
  const exported = (await call('exportPlayerData', { player_id: id })).body['tournaments'];
  assert.equal((exported as { items: Members[] }).items[0]?.['tournament_id'], tournament);
  assert.deepEqual((await erase()).details['open'], ['tournament']);
  await call('cancelTournament', { tournament_id: tournament, reason: 'test' });
  assert.deepEqual((await erase()).details['open'], ['cash']);
});

const MILLION = 1_000_000;

test('prizes of whole pools are the whole pool, for any shares, pool and ties', () => {
  const cuts = fc.array(fc.integer({ min: 1, max: MILLION - 1 }), { maxLength: 8 });
  const ranks = fc.array(fc.boolean(), { maxLength: 12 });
  fc.assert(
    fc.property(cuts, fc.integer({ min: 0, max: 10_000_000 }), ranks, (at, pool, ties) => {
      const edges = [0, ...new Set(at.toSorted((one, other) => one - other)), MILLION];
      const tiers = edges.slice(1).map((edge, nth) => {
        const share = `0.${String(edge - (edges[nth] ?? 0)).padStart(6, '0')}`;
        return {
          from: nth + 1,
          to: nth + 1,
          share: edge - (edges[nth] ?? 0) === MILLION ? '1' : share,
        };
      });
      const worth = placesWorth(tiers, pool, Number);
      assert.equal(sumOf(worth), pool);
      let rank = 1;
      const contenders = [false, ...ties].map((tied, nth) => {
        if (!tied) rank = nth + 1;
        return { player: `p${String(nth).padStart(2, '0')}`, rank };
      });
      const awards = awardsOf(contenders, worth);
      const taken = sumOf(worth.slice(0, contenders.length));
      assert.equal(sumOf(awards.map(({ amount }) => amount)), taken);
      for (const { rank: shared } of awards) {
        const group = awards.filter((award) => award.rank === shared);
        const amounts = group.map(({ amount }) => amount);
        assert.ok(Math.max(...amounts) - Math.min(...amounts) <= 1);
      }
    }),
  );
});

const sumOf = (amounts: readonly number[]): number =>
  amounts.reduce((sum, amount) => sum + amount, 0);
