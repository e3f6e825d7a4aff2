import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sha256Hex } from '../../kernel/ids.js';
import { openStage } from '../../sandbox/stage.js';
import type { Members } from '../../sandbox/stage.js';
import { carry, dropPointOf, isDrawn, MILLION, shareOf, standing } from './model.js';
import type { JackpotRow, Terms } from './model.js';

const TERMS: Terms = {
  ...{ games: ['moonshot'], seed: 1_000, share: 10_000, ceiling: null },
  trigger: { kind: 'odds', one_in: 4, per: 'stake' },
};

const row = (terms: Partial<Terms>, over: Partial<JackpotRow> = {}): JackpotRow => ({
  ...{ seq: 1, jackpot_id: 'jp_1', name: 'One', currency: 'EUR', status: 'active', number: 1 },
  ...{ terms: { ...TERMS, ...terms }, next_terms: null, fraction: 0, seeded: 0, contributed: 0n },
  ...{ paid: 0, hits: 0, drop_point: null, commitment: null, created_at: 0, ...over },
});

async function stage() {
  const on = await openStage();
  const player = await on.player({ cash: '1000' });
  const rounds: string[] = [];
  let keys = 0;
  const make = async (over: Members = {}): Promise<string> => {
    const wish = { name: 'Drop', currency: 'EUR', games: ['moonshot'], seed: '10.00' };
    const terms = { contribution: '0.01', trigger: { kind: 'odds', one_in: 1_000_000_000 } };
    const key = `make_${(keys += 1)}`;
    return String(
      (await on.call('createJackpot', { ...wish, ...terms, ...over }, { key })).body['jackpot_id'],
    );
  };
  const stake = (amount: string, over: Members = {}) => {
    const round = `r_${(keys += 1)}`;
    rounds.push(round);
    const members = { player_id: player, round_id: round, amount, currency: 'EUR' };
    return on.call(
      'debitRound',
      { ...members, meta: { game_id: 'moonshot' }, ...over },
      { key: round },
    );
  };
  const back = (key: string) =>
    on.call(
      'rollbackRound',
      { player_id: player, round_id: key, debit_key: key },
      { key: `b_${key}` },
    );
  const read = async (id: string) => (await on.call('getJackpot', { jackpot_id: id })).body;
  return { ...on, player, rounds, make, stake, back, read };
}

test('shares are carried exactly, whatever their order, and given back to the last millionth', () => {
  const amounts = fc.array(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), { maxLength: 30 });
  const shares = fc.integer({ min: 1, max: 1_000_000 });
  fc.assert(
    fc.property(amounts, shares, fc.nat(999_999), (stakes, share, start) => {
      const sum = (list: readonly number[], sign: bigint) =>
        list.reduce(
          (held, amount) => {
            const { whole, fraction } = carry(held.fraction, sign * shareOf(amount, share));
            return { whole: held.whole + BigInt(whole), fraction };
          },
          { whole: 0n, fraction: start },
        );
      const put = sum(stakes, 1n);
      assert.deepEqual(put, sum(stakes.toReversed(), 1n));
      const exact = stakes.reduce((all, amount) => all + shareOf(amount, share), BigInt(start));
      assert.equal(put.whole * MILLION + BigInt(put.fraction), exact);
      const taken = sum(stakes, -1n);
      assert.equal(taken.whole * MILLION + BigInt(taken.fraction), 2n * BigInt(start) - exact);
    }),
  );
});

test('a drop point lies above what the pot starts with and at its limit at most', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.nat(5_000),
      fc.integer({ min: 1, max: 5_000 }),
      (seed, total, below) => {
        const jackpot = row({ trigger: { kind: 'must_drop', below } });
        const point = dropPointOf(seed, jackpot, total) ?? 0;
        const { pot, overflow } = standing(jackpot.terms, total);
        assert.ok(pot < below && pot + overflow === total);
        assert.ok(point > pot && point <= below, `${point} for ${total} below ${below}`);
      },
    ),
  );
  assert.equal(dropPointOf('1', row({}), 0), null);
});

test('chance hangs on seed, jackpot and stake, and comes as often as the odds say', () => {
  const wins = (terms: Partial<Terms>, amount: number, decimals = 2): number => {
    let count = 0;
    for (let turn = 0; turn < 4_000; turn += 1) {
      if (isDrawn('1', row(terms), { txnId: `t_${turn}`, amount }, decimals)) count += 1;
    }
    return count;
  };
  const per = (odds: number, kind: 'stake' | 'unit'): Partial<Terms> => ({
    trigger: { kind: 'odds', one_in: odds, per: kind },
  });
  // Four standard deviations of 1000 in 4000 are 110.
  assert.ok(Math.abs(wins(per(4, 'stake'), 1) - 1_000) < 110);
  assert.ok(Math.abs(wins(per(400, 'unit'), 10_000) - 1_000) < 110);
  assert.ok(Math.abs(wins(per(40_000, 'unit'), 10_000, 0) - 1_000) < 110);
  assert.deepEqual([wins(per(1, 'stake'), 1), wins(per(5, 'unit'), 500)], [4_000, 4_000]);
  const [one, same] = [wins(per(4, 'stake'), 1), wins(per(4, 'stake'), 900)];
  assert.equal(one, same);
});

test('a jackpot is seeded, fed, won and begun anew in books that balance', async () => {
  const { make, stake, read, books, call, run } = await stage();
  const id = await make({ trigger: { kind: 'must_drop', below: '11.00' }, contribution: '0.5' });
  const before = await read(id);
  const told = await stake('4.00');
  const [win] = told.body['jackpot_wins'] as readonly Members[];
  const [hit] = (await call('listJackpotHits', { jackpot_id: id })).body['items'] as Members[];
  const { drop_point, salt, commitment } = hit?.['proof'] as Readonly<Record<string, string>>;
  assert.equal(commitment, before['drop_commitment']);
  assert.equal(sha256Hex([id, 1, drop_point, salt].join(':')), commitment);
  assert.deepEqual([win?.['amount'], hit?.['amount']], [drop_point, drop_point]);
  assert.equal((await read(id))['number'], 2);
  assert.deepEqual(books().violations, []);
  assert.throws(() => run("UPDATE jackpot_hits SET player = 'x'"), /never changes/);
  assert.throws(() => run('DELETE FROM jackpot_hits'), /is kept/);
});

test('a stake that fed no jackpot reads and writes nothing of them', async () => {
  const { make, stake, sql, call } = await stage();
  await make();
  await stake('1.00', { meta: {} });
  await stake('1.00', { meta: { game_id: 'book_of_stakes' } });
  assert.deepEqual(sql('SELECT * FROM jackpot_shares'), []);
  const entries = (await call('listAuditEntries', { limit: 100 })).body['items'] as Members[];
  const debits = entries.filter(({ type }) => type === 'round.debited');
  assert.deepEqual(
    debits.map(({ data }) => Object.keys(data as object).includes('jackpots')),
    [false, false],
  );
});

test('whatever is staked, undone and changed, each pot is seeds + contributions − payouts', async () => {
  const step = fc.record({
    what: fc.constantFrom('stake', 'stake', 'stake', 'back', 'change', 'switch'),
    minor: fc.integer({ min: 1, max: 2_000 }),
    at: fc.nat(20),
  });
  const exact = (text: unknown): bigint => {
    const [whole = '', decimals = ''] = String(text).split('.');
    return BigInt(whole + decimals.padEnd(12, '0'));
  };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const on = await stage();
      const ids = [
        await on.make({ trigger: { kind: 'must_drop', below: '10.50' }, contribution: '0.033333' }),
        await on.make({
          trigger: { kind: 'odds', one_in: 5 },
          contribution: '0.4',
          ceiling: '12.00',
        }),
      ];
      for (const { what, minor, at } of steps) {
        const id = ids[at % 2] ?? '';
        const change = { jackpot_id: id, reason: 'test' };
        if (what === 'stake') {
          const told = await on.stake((minor / 100).toString());
          assert.equal(told.outcome, 'success');
        } else if (what === 'back') {
          const told = await on.back(on.rounds[at % (on.rounds.length || 1)] ?? 'never');
          assert.ok(['success', 'ROUND_SETTLED'].includes(told.outcome), told.outcome);
        } else if (what === 'change') {
          await on.call('updateJackpot', {
            ...change,
            contribution: `0.${String(minor).padStart(6, '0')}`,
          });
        } else {
          await on.call('updateJackpot', { ...change, status: at < 5 ? 'disabled' : 'active' });
        }
        for (const one of ids) {
          const { pot, overflow, fraction, seeded, contributions, payouts } = await on.read(one);
          const lies = exact(pot) + exact(overflow) + exact(fraction);
          assert.equal(lies, exact(seeded) + exact(contributions) - exact(payouts));
        }
      }
      assert.deepEqual(on.books().violations, []);
      on.world.close();
    }),
    { numRuns: 25 },
  );
});
