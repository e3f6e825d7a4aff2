import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openStage } from './stage.js';

async function stage() {
  const on = await openStage();
  const player = await on.player();
  const place = { player_id: player, round_id: 'r1' };
  const debit = { ...place, amount: '2', currency: 'EUR' };
  const { body } = await on.call('debitRound', debit, { key: 'k1' });
  await on.call('debitRound', { ...debit, round_id: 'r2' }, { key: 'k2' });
  await on.call('creditRound', { ...place, txn_ref: body['txn_id'], win_amount: '3' });
  await on.world.platform().asSandbox('test', (ctx) => {
    ctx.parts.ledger.openPot(ctx, 'pot_x', 'EUR');
    const set = { type: 'pot_seed', amount: 700, postings: { house: -700, pot: 700 } } as const;
    ctx.parts.ledger.postHouse(ctx, { ...set, currency: 'EUR', pot: 'pot_x' }, 't_pot');
  });
  return { ...on, player };
}

const GUARDS = `
  PRAGMA ignore_check_constraints = ON;
  DROP TRIGGER wallets_move_by_posting; DROP TRIGGER wallets_stay;
  DROP TRIGGER books_move_by_posting; DROP TRIGGER books_open_by_posting; DROP TRIGGER books_stay;
  DROP TRIGGER transactions_keep; DROP TRIGGER transactions_stay; DROP TRIGGER transactions_post;
  DROP TRIGGER transactions_book; DROP TRIGGER transactions_pot; DROP TRIGGER pots_start_empty;
  DROP TRIGGER pots_move_by_posting; DROP TRIGGER pots_stay;`;

/** The transaction of a type, of the player with the two debits and the credit. */
const of = (type: string): string =>
  `seq = (SELECT max(seq) FROM transactions WHERE type = '${type}' AND player = 'player_1')`;

const payment = (kind: string, status: string): string =>
  `INSERT INTO payments (payment_id, kind, player, method, amount, currency, status, created_at,
     updated_at) VALUES ('pay_x', '${kind}', 'player_1', 'pm_x', 100, 'EUR', '${status}', 0, 0)`;

/** [what went wrong in the store, how, the violations that tell]. */
const CORRUPTIONS: readonly (readonly [string, string, readonly RegExp[]])[] = [
  [
    'a posting was changed',
    `UPDATE transactions SET house = house + 1 WHERE ${of('credit')}`,
    [/do not sum to zero/, /house is not the sum/],
  ],
  [
    'a balance was raised',
    "UPDATE wallets SET cash = cash + 1 WHERE player = 'player_1'",
    [/^the balance is not the sum of its postings for player: player_1$/],
  ],
  [
    'held money was taken',
    "UPDATE wallets SET held = held - 1 WHERE player = 'player_1'",
    [
      /^the balance is not the sum/,
      /^a balance is negative for player: player_1$/,
      /^held money is not that of the open withdrawals for player: player_1$/,
    ],
  ],
  ['the house was moved', "UPDATE books SET house = 0 WHERE currency = 'EUR'", [/house .*: EUR$/]],
  [
    'a house appeared',
    "INSERT INTO books (currency, house, settlement) VALUES ('SEK', 5, -5)",
    [/house .*: SEK$/],
  ],
  ['the house vanished', "DELETE FROM books WHERE currency = 'EUR'", [/house .*: EUR$/]],
  ['a pot was lowered', 'UPDATE pots SET balance = balance - 1', [/^the pot is not .*: pot_x$/]],
  ['a pot vanished', 'DELETE FROM pots', [/^the pot is not .*: pot_x$/]],
  [
    'a pot appeared',
    "INSERT INTO pots (pot_id, currency, balance) VALUES ('pot_y', 'EUR', 1)",
    [/^the pot is not the sum of its postings in pot: pot_y$/],
  ],
  [
    'a pot was overdrawn',
    "UPDATE pots SET balance = -1 WHERE pot_id = 'pot_x'",
    [/^the pot is not .*: pot_x$/, /^a balance is negative in pot: pot_x$/],
  ],
  [
    'what was set aside vanished',
    "DELETE FROM transactions WHERE player = ''",
    [/house is not the sum/, /^the pot is not .*: pot_x$/],
  ],
  [
    'a jackpot was said to be larger',
    `INSERT INTO jackpots (seq, jackpot_id, name, currency, status, number, terms, contributed,
       created_at) VALUES (1, 'pot_x', 'X', 'EUR', 'active', 1, '{}', '700000001', 0)`,
    [/^the pot is not its seeds and contributions .*: pot_x$/],
  ],
  [
    'a hit was left out',
    `INSERT INTO jackpots (seq, jackpot_id, name, currency, status, number, terms, seeded, paid,
       hits, created_at) VALUES (1, 'pot_x', 'X', 'EUR', 'active', 2, '{}', 800, 100, 1, 0)`,
    [/^the hits are not what was won in jackpot: pot_x$/],
  ],
  [
    'a wallet vanished',
    "DELETE FROM wallets WHERE player = 'player_1'",
    [/does not begin with the newest transaction of player: player_1$/],
  ],
  [
    'a transaction stands twice',
    `INSERT INTO transactions SELECT 9999, txn_id, player, client, type, status, 0, currency, round,
       reference, 0, 0, 0, 0, 0, 0, balance_after, balance_after, seq, at, 0, NULL
     FROM transactions WHERE ${of('credit')};
     UPDATE wallets SET last_txn = 9999 WHERE player = 'player_1'`,
    [/^a txn_id stands twice/],
  ],
  [
    'a transaction vanished',
    `DELETE FROM transactions WHERE ${of('debit')}`,
    [/balance is not the sum/, /balance before is not the last/, /statement leaves out/],
  ],
  [
    'the newest transaction vanished',
    `DELETE FROM transactions WHERE ${of('credit')}`,
    [/balance is not the sum/, /house is not/, /does not begin with the newest/],
  ],
  [
    'the statement was cut',
    `UPDATE transactions SET previous = NULL WHERE ${of('credit')}`,
    [/balance before is not the last/, /leaves out what comes before transaction/],
  ],
  [
    'a balance was told wrongly',
    `UPDATE transactions SET balance_before = 1, balance_after = balance_after
     WHERE ${of('credit')}`,
    [/^the balance before is not the last balance after/],
  ],
  [
    'a stake was settled beside the books',
    `UPDATE stakes SET status = 'settled' WHERE status = 'open'`,
    [/open stakes for player: player_1$/, /open stakes in round: r2$/],
  ],
  [
    'a withdrawal holds nothing',
    payment('withdrawal', 'held'),
    [
      /^held money is not that of the open withdrawals for player: player_1$/,
      /^money moved other than its status says for payment: pay_x$/,
    ],
  ],
  [
    'a deposit was completed and not credited',
    payment('deposit', 'completed'),
    [/^money moved other than its status says for payment: pay_x$/],
  ],
  [
    "a round's money in play was changed",
    "UPDATE rounds SET in_play = 0 WHERE round_id = 'r2'",
    [/^money in play is not that of the open stakes in round: r2$/],
  ],
];

test('sound books have no violations', async () => {
  const { books } = await stage();
  const proof = books();
  assert.deepEqual([proof.balanced, proof.violations], [true, []]);
  assert.match(proof.hash, /^[0-9a-f]{64}$/);
  assert.ok(proof.transactions > 3);
});

test('each corruption of the store is told by its own violations', async () => {
  for (const [name, statements, told] of CORRUPTIONS) {
    const { world, books } = await stage();
    world.platform().store.db.exec(GUARDS);
    assert.deepEqual(books().violations, [], 'without guards the books are still sound');
    world.platform().store.db.exec(statements);
    const { balanced, violations } = books();
    assert.equal(balanced, false, name);
    for (const pattern of told) {
      assert.ok(
        violations.some((one) => pattern.test(one)),
        `${name}: ${pattern} in ${violations.join('; ')}`,
      );
    }
    for (const one of violations) {
      assert.ok(
        told.some((pattern) => pattern.test(one)),
        `${name} also told: ${one}`,
      );
    }
    world.close();
  }
});

test('the hash knows what stands, not what was undone nor which of two equals won', async () => {
  const [one, other] = [await stage(), await stage()];
  assert.equal(one.books().hash, other.books().hash);
  const place = { player_id: one.player, round_id: 'r3' };
  await one.call('debitRound', { ...place, amount: '1', currency: 'EUR' }, { key: 'undone' });
  assert.notEqual(one.books().hash, other.books().hash);
  await one.call('rollbackRound', { ...place, debit_key: 'undone' }, { key: 'back' });
  assert.equal(one.books().hash, other.books().hash);
  const stake = { ...place, amount: '1', currency: 'EUR' };
  await one.call('debitRound', stake, { key: 'this' });
  await other.call('debitRound', stake, { key: 'that' });
  assert.equal(one.books().hash, other.books().hash);
  await one.call('debitRound', { ...stake, round_id: 'r4' }, { key: 'more' });
  assert.notEqual(one.books().hash, other.books().hash);
});
