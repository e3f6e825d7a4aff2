import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openStage } from '../../sandbox/stage.js';
import type { Members, Stage } from '../../sandbox/stage.js';

async function stage() {
  const on = await openStage();
  const player = await on.player({ bonus: '5' });
  const place = { player_id: player, round_id: 'r1' };
  await on.call('debitRound', { ...place, amount: '1', currency: 'EUR' }, { key: 'k1' });
  const setAside = (amount: number, txnId: string) =>
    on.world.platform().asSandbox('test', (ctx) => {
      const entry = { type: 'pot_seed', amount: Math.abs(amount), currency: 'EUR' } as const;
      const postings = { house: -amount, pot: amount };
      ctx.parts.ledger.postHouse(ctx, { ...entry, postings, pot: 'pot_1' }, txnId);
    });
  await on.world.platform().asSandbox('test', (ctx) => {
    ctx.parts.ledger.openPot(ctx, 'pot_1', 'EUR');
  });
  await setAside(500, 't_pot_1');
  return { ...on, player, setAside };
}

/** Inserts a transaction as an intruder with SQL would. */
function forge(on: Pick<Stage, 'run'>, members: Members): number {
  const row = {
    ...{ txn_id: 'forged', client: 'x', type: 'adjustment', status: 'committed', amount: 0 },
    ...{ currency: 'EUR', cash: 0, bonus: 0, held: 0, in_play: 0, house: 0, settlement: 0 },
    ...{ balance_before: 0, balance_after: 0, at: 0, ...members },
  };
  const names = Object.keys(row);
  return on.run(
    `INSERT INTO transactions (${names.join()}) VALUES (${names.map(() => '?').join()})`,
    ...Object.values(row),
  );
}

/** [what is tried with SQL at hand, the statement, who refuses it]. */
const INTRUSIONS: readonly (readonly [string, string, RegExp])[] = [
  ['raising a balance', 'UPDATE wallets SET cash = cash + 1', /only by a posting/],
  ['lowering a balance', 'UPDATE wallets SET bonus = 0, cash = 0', /only by a posting/],
  [
    'another currency',
    "UPDATE wallets SET currency = 'USD', last_txn = 99999",
    /only by a posting/,
  ],
  [
    'applying an old posting again',
    `UPDATE wallets SET cash = cash + 10000,
       last_txn = (SELECT min(seq) FROM transactions WHERE player = wallets.player)
     WHERE player = 'player_1'`,
    /only by a posting/,
  ],
  ['removing a wallet', 'DELETE FROM wallets', /a wallet is kept/],
  [
    'replacing a wallet',
    `INSERT OR REPLACE INTO wallets (player, currency) VALUES ('player_1', 'EUR')`,
    /a wallet is kept/,
  ],
  [
    'a wallet that starts full',
    `INSERT INTO wallets (player, currency, cash) VALUES ('new', 'EUR', 1)`,
    /starts empty/,
  ],
  ['changing a transaction', "UPDATE transactions SET round = 'r2'", /never changes/],
  ['removing a transaction', 'DELETE FROM transactions', /a transaction is kept/],
  [
    'replacing a transaction',
    `INSERT OR REPLACE INTO transactions SELECT * FROM transactions LIMIT 1`,
    /a transaction is kept/,
  ],
  ['moving the house', 'UPDATE books SET house = house + 1', /only by a posting/],
  ['moving the house back in time', 'UPDATE books SET last_txn = 1', /only by a posting/],
  [
    'a house from nowhere',
    `INSERT INTO books (currency, house, settlement, last_txn) VALUES ('SEK', 5, -5, 1)`,
    /only by a posting/,
  ],
  ['removing the house', 'DELETE FROM books', /the house is kept/],
  ['raising a pot', 'UPDATE pots SET balance = balance + 1', /a pot moves only by a posting/],
  [
    'raising a pot again',
    `UPDATE pots SET balance = balance + 500, last_txn = last_txn`,
    /a pot moves only by a posting/,
  ],
  [
    'a pot that starts full',
    `INSERT INTO pots (pot_id, currency, balance) VALUES ('pot_2', 'EUR', 1)`,
    /starts empty/,
  ],
  ['removing a pot', 'DELETE FROM pots', /a pot is kept/],
  [
    'replacing a pot',
    `INSERT OR REPLACE INTO pots (pot_id, currency) VALUES ('pot_1', 'EUR')`,
    /a pot is kept/,
  ],
  ['changing a receipt', "UPDATE receipts SET body = '{}'", /a receipt never changes/],
  ['removing a receipt', 'DELETE FROM receipts', /a receipt is kept/],
];

test('who has SQL at hand cannot change what happened, nor a balance beside the books', async () => {
  const on = await stage();
  const before = on.books();
  for (const [name, statement, refused] of INTRUSIONS) {
    assert.throws(() => on.run(statement), refused, name);
  }
  assert.deepEqual(on.books(), before);
});

/** [what is forged, the row, the guard that refuses it]; the wallet holds 104.00 and 1.00 in play. */
const FORGERIES: readonly (readonly [string, Members, RegExp])[] = [
  ['money from nothing', { cash: 1, balance_after: 1 }, /postings_sum_to_zero/],
  ['a balance that does not follow', { cash: 1, house: -1 }, /balance_follows/],
  ['more than there is', { cash: -10_001, house: 10_001, balance_after: -10_001 }, /CHECK/],
  ['a negative bonus', { bonus: -501, house: 501, balance_after: -501 }, /CHECK/],
  ['more held than there is', { held: -1, house: 1 }, /CHECK/],
  ['more in play than there is', { in_play: -101, house: 101 }, /CHECK/],
  ['another currency', { currency: 'USD', cash: 1, house: -1, balance_after: 1 }, /by a posting/],
  ['a player without a wallet', { player: 'ghost' }, /needs its wallet/],
  ['a negative amount', { amount: -1 }, /CHECK/],
  ['a status nobody knows', { status: 'settled' }, /CHECK/],
  ['a pot from nothing', { pot: 1, pot_id: 'pot_1' }, /postings_sum_to_zero/],
  ['more than the pot holds', { house: 501, pot: -501, pot_id: 'pot_1' }, /CHECK/],
  ['a pot without a name', { house: 1, pot: -1 }, /pot_is_named/],
  ['a pot nobody opened', { house: 1, pot: -1, pot_id: 'ghost' }, /needs its pot/],
  ['a pot of another currency', { currency: 'USD', player: '', pot_id: 'pot_1' }, /a posting/],
  ['money of nobody', { player: '', cash: 1, house: -1, balance_after: 1 }, /nobody_owns_nothing/],
  ['nothing of nobody', { player: '' }, /nobody_owns_nothing/],
  ['half a minor unit', { cash: 0.5, house: -0.5, balance_after: 0.5 }, /cannot store REAL/],
];

test('a transaction that breaks a law of the books cannot be written at all', async () => {
  const on = await stage();
  const before = on.books();
  for (const [name, members, refused] of FORGERIES) {
    assert.throws(() => forge(on, { player: on.player, ...members }), refused, name);
  }
  assert.deepEqual(on.books(), before);
});

test('a transaction that is not committed moves nothing', async () => {
  const on = await stage();
  const wallet = () => on.sql('SELECT * FROM wallets WHERE player = ?', on.player);
  const before = wallet();
  const members = { player: on.player, status: 'pending', cash: 100, house: -100, amount: 100 };
  assert.equal(forge(on, { ...members, balance_after: 100 }), 1);
  assert.deepEqual(wallet(), before);
});

test('the statement links each transaction to the one before and meets the balance', async () => {
  const on = await stage();
  const place = { player_id: on.player, round_id: 'r1' };
  for (const key of ['k2', 'k3', 'k4']) {
    await on.call('debitRound', { ...place, amount: '2.50', currency: 'EUR' }, { key });
    await on.call('rollbackRound', { ...place, debit_key: key }, { key: `back_${key}` });
  }
  const rows = on.sql('SELECT * FROM transactions WHERE player = ? ORDER BY seq', on.player);
  const [wallet] = on.sql('SELECT * FROM wallets WHERE player = ?', on.player);
  let older: Readonly<Record<string, unknown>> | undefined;
  for (const row of rows) {
    assert.equal(row['previous'], older?.['seq'] ?? null);
    assert.equal(row['balance_before'], older?.['balance_after'] ?? 0);
    older = row;
  }
  assert.equal(wallet?.['last_txn'], older?.['seq']);
  assert.equal(rows.length, 2 + 1 + 6);
  assert.equal(Number(wallet?.['cash']) + Number(wallet?.['bonus']), older?.['balance_after']);
});

test('money is set aside out of the house, paid out of its pot, and never more than it holds', async () => {
  const on = await stage();
  const pot = () => on.sql('SELECT balance FROM pots')[0]?.['balance'];
  const house = () =>
    Number(on.sql("SELECT house FROM books WHERE currency = 'EUR'")[0]?.['house']);
  const before = house();
  await on.setAside(200, 't_pot_2');
  await on.setAside(-100, 't_pot_3');
  assert.deepEqual([pot(), house()], [600, before - 100]);
  await assert.rejects(on.setAside(-601, 't_pot_4'), /CHECK/);
  const win = (amount: number) =>
    on.world.platform().asSandbox('test', (ctx) => {
      const { ledger } = ctx.parts;
      const postings = { cash: amount, pot: -amount };
      const entry = { type: 'jackpot_win', amount, postings, pot: 'pot_1' } as const;
      return ledger.post(ctx, ledger.walletOf(ctx, on.player), entry, `t_win_${amount}`);
    });
  await assert.rejects(win(601), /CHECK/);
  const { balance } = await win(600);
  assert.deepEqual([pot(), house(), balance], [0, before - 100, 10_400 + 600]);
  assert.deepEqual(on.books().violations, []);
  const statement = await on.call('listTransactions', { player_id: on.player });
  const types = (statement.body['items'] as Members[]).map(({ type }) => type);
  assert.deepEqual(types, ['jackpot_win', 'debit', 'adjustment', 'adjustment']);
});

/** A step of play on few players, rounds and keys, so that they meet each other often. */
interface Step {
  readonly kind: 'debitRound' | 'creditRound' | 'rollbackRound' | 'closeRound';
  readonly player: number;
  readonly round: number;
  readonly key: number;
  readonly debit: number;
  readonly amount: number;
  readonly final: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('debitRound', 'debitRound', 'creditRound', 'rollbackRound', 'closeRound'),
  player: fc.nat(1),
  round: fc.nat(2),
  key: fc.nat(20),
  debit: fc.nat(20),
  amount: fc.integer({ min: 0, max: 6_000 }),
  final: fc.boolean(),
});

function membersOf(on: Stage, step: Step): Members {
  const place = { player_id: `player_${step.player}`, round_id: `r${step.round}` };
  const amount = (step.amount / 100).toString();
  const [debit] = on.sql(
    "SELECT txn_id FROM transactions WHERE type = 'debit' ORDER BY seq LIMIT 1 OFFSET ?",
    step.debit % 5,
  );
  const members: Readonly<Record<Step['kind'], Members>> = {
    debitRound: { ...place, amount, currency: 'EUR' },
    creditRound: {
      ...place,
      ...{ win_amount: amount, txn_ref: debit?.['txn_id'] ?? 'none', final: step.final },
    },
    rollbackRound: { ...place, debit_key: `k${step.debit}` },
    closeRound: place,
  };
  return members[step.kind];
}

test('whatever is played, the books balance, nobody goes below zero and nothing is a defect', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
      const on = await openStage();
      for (const at of [0, 1]) {
        await on.player({ player_id: `player_${at}`, cash: '100', bonus: '20' });
      }
      for (const one of steps) {
        const told = await on.call(one.kind, membersOf(on, one), { key: `k${one.key}` });
        assert.notEqual(told.outcome, 'INTERNAL_ERROR');
      }
      assert.deepEqual(on.books().violations, []);
      assert.equal((await on.call('verifyAudit')).body['valid'], true);
      on.world.close();
    }),
    { numRuns: 60 },
  );
});

test('one seed ends in one ledger hash, in whatever order concurrent requests arrive', async () => {
  const work = (on: Stage, player: number, round: number) => async () => {
    const place = { player_id: `player_${player}`, round_id: `r${round}` };
    const name = `${player}_${round}`;
    const stake = { ...place, amount: '3.10', currency: 'EUR' };
    const taken = await on.call('debitRound', stake, { key: `d_${name}` });
    if (round % 3 === 0) {
      await on.call('rollbackRound', { ...place, debit_key: `d_${name}` }, { key: `b_${name}` });
    } else {
      const win = { win_amount: `${round}`, txn_ref: taken.body['txn_id'] };
      await on.call('creditRound', { ...place, ...win });
    }
    return taken.body['txn_id'];
  };
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...Array(12).keys()], { minLength: 12 }),
      async (order) => {
        const outcomes = [];
        for (const turns of [[...Array(12).keys()], order]) {
          const on = await openStage({ seed: 'law' });
          for (const at of [0, 1]) await on.player({ player_id: `player_${at}` });
          const ids = await Promise.all(turns.map((turn) => work(on, turn % 2, turn)()));
          outcomes.push({ hash: on.books().hash, ids: ids.sort() });
          on.world.close();
        }
        assert.deepEqual(outcomes[0], outcomes[1]);
      },
    ),
    { numRuns: 10 },
  );
});
