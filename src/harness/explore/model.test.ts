import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REFERENCE_KNOBS } from '../dialect/knobs.js';
import type { Knobs } from '../dialect/knobs.js';
import { frontierOf, stepOf } from './frontier.js';
import type { Seen } from './frontier.js';
import { possibilitiesOf } from './model.js';
import { walletsOf } from './wallets.js';
import type { Asked, Rules, Wallets } from './wallets.js';

const rulesOf = (knobs: Partial<Knobs> = {}, isForeign = false): Rules => ({
  knobs: { ...REFERENCE_KNOBS, ...knobs },
  isForeign,
  tellsFinal: true,
});
const place = { player: 'p', round: 'r' };
const debit = (key: string, amount = 10): Asked => ({ kind: 'debit', ...place, amount, key });
const credit = (stake: string, amount: number, final: boolean, key: string): Asked => ({
  kind: 'credit',
  ...place,
  stake,
  amount,
  final,
  key,
});
const rollback = (stake: string, key: string): Asked => ({
  kind: 'rollback',
  ...place,
  stake,
  by: 'txn',
  key,
});

/** What the reference wallet answers to each of these, one after the other: codes or balances. */
function story(
  opening: number,
  ...asked: readonly Asked[]
): readonly (string | number | undefined)[] {
  let wallets: Wallets = walletsOf({ p: opening });
  return asked.map((each) => {
    const [only, ...others] = possibilitiesOf(wallets, each, rulesOf());
    assert.ok(only);
    assert.deepEqual(others, [], 'the reference contract leaves no choice');
    wallets = only.next;
    return only.reply.outcome === 'refused' ? only.reply.code : only.reply.balance;
  });
}

test('the reference wallet knows each rule of play', () => {
  const stories: readonly (readonly [readonly Asked[], readonly (string | number)[]])[] = [
    [
      [debit('a'), debit('b', 90), debit('c', 1)],
      [90, 0, 'INSUFFICIENT_FUNDS'],
    ],
    [
      [debit('a', 0), debit('a', 10)],
      ['VALIDATION_ERROR', 90],
    ],
    [
      [debit('a'), debit('b'), debit('a')],
      [90, 80, 90],
    ],
    [
      [debit('a'), debit('a', 11)],
      [90, 'IDEMPOTENCY_CONFLICT'],
    ],
    [
      [debit('a', 101), credit('a', 5, true, 'w')],
      ['INSUFFICIENT_FUNDS', 'TXN_NOT_FOUND'],
    ],
    [
      [debit('a'), credit('a', 25, true, 'w'), debit('b')],
      [90, 115, 'ROUND_CLOSED'],
    ],
    [
      [debit('a'), credit('a', 5, false, 'w'), credit('a', 0, true, 'x'), debit('b')],
      [90, 95, 95, 'ROUND_CLOSED'],
    ],
    [
      [debit('a'), rollback('a', 'x'), rollback('a', 'y'), rollback('a', 'x')],
      [90, 100, 100, 100],
    ],
    [
      [debit('a'), rollback('a', 'x'), credit('a', 5, true, 'w')],
      [90, 100, 'TXN_ROLLED_BACK'],
    ],
    [
      [debit('a'), credit('a', 5, false, 'w'), rollback('a', 'x')],
      [90, 95, 'ROUND_SETTLED'],
    ],
    [
      [rollback('a', 'x'), debit('a'), debit('a')],
      [100, 'DEBIT_VOIDED', 'DEBIT_VOIDED'],
    ],
    [
      [debit('a'), debit('b'), credit('a', 0, true, 'w'), rollback('b', 'x')],
      [90, 80, 80, 'ROUND_SETTLED'],
    ],
  ];
  for (const [asked, answers] of stories) assert.deepEqual(story(100, ...asked), answers);
});

test('where published contracts disagree, each declared answer is one', () => {
  const after = (
    asked: readonly Asked[],
    last: Asked,
    knobs: Partial<Knobs>,
  ): readonly string[] => {
    let wallets = walletsOf({ p: 100 });
    const rules = rulesOf(knobs, true);
    for (const each of asked) wallets = possibilitiesOf(wallets, each, rules)[0]?.next ?? wallets;
    return possibilitiesOf(wallets, last, rules).map(({ reply }) => reply.outcome);
  };
  const back = rollback('a', 'x');
  assert.deepEqual(after([], back, { rollback_unknown: 'error' }), ['refused']);
  assert.deepEqual(after([], back, { rollback_unknown: 'parked' }), ['ok', 'refused']);
  assert.deepEqual(after([back], debit('a'), { late_debit: 'ignored' }), ['ok']);
  assert.deepEqual(after([back], debit('a'), { late_debit: 'accepted' }), ['ok']);
  assert.deepEqual(after([], debit('a', 0), { zero_bet: 'accepted' }), ['refused', 'ok']);
  assert.deepEqual(after([], credit('a', 5, true, 'w'), { win_without_bet: 'accepted' }), [
    'refused',
    'ok',
  ]);
  const ended = [debit('a'), credit('a', 5, true, 'w')];
  assert.deepEqual(after(ended, debit('b'), { after_close: 'accepted' }), ['refused', 'ok']);
  assert.deepEqual(after(ended, rollback('a', 'x'), { cancel_after_settle: 'accepted' }), [
    'refused',
    'ok',
  ]);
});

test('a wallet that keeps only what it booked may take the key of a refusal for any request', () => {
  const answersTo = (last: Asked, knobs: Partial<Knobs>): readonly (string | undefined)[] => {
    const rules = rulesOf(knobs, true);
    const [first] = possibilitiesOf(walletsOf({ p: 100 }), debit('a', 101), rules);
    assert.ok(first);
    return possibilitiesOf(first.next, last, rules).map(({ reply }) =>
      reply.outcome === 'ok' ? String(reply.balance) : reply.code,
    );
  };
  const anew = { refused_repeat: 'anew' } as const;
  const final = { refused_repeat: 'final' } as const;
  assert.deepEqual(answersTo(debit('a', 1), anew), ['INSUFFICIENT_FUNDS', '99']);
  assert.deepEqual(answersTo(debit('a', 101), anew), ['INSUFFICIENT_FUNDS', 'INSUFFICIENT_FUNDS']);
  assert.deepEqual(answersTo(debit('a', 1), final), ['IDEMPOTENCY_CONFLICT']);
  assert.deepEqual(answersTo(debit('a', 101), final), ['INSUFFICIENT_FUNDS']);
});

test('what was taken under the key of a refusal is taken once', () => {
  const rules = rulesOf({ refused_repeat: 'anew' }, true);
  let frontier = frontierOf(walletsOf({ p: 100 }));
  const hear = (asked: Asked, seen: Seen): boolean => {
    const step = stepOf(frontier, asked, seen, rules);
    frontier = step.frontier ?? frontier;
    return step.frontier !== undefined;
  };
  const no: Seen = { outcome: 'refused', code: undefined };
  assert.ok(hear(debit('a', 101), no));
  assert.ok(hear(debit('a', 1), ok(99)), 'another request is new to it');
  assert.ok(!hear(debit('a', 1), ok(98)), 'its repeat is not');
  assert.ok(hear(debit('a', 1), ok(99)));
  assert.ok(hear(debit('a', 101), no), 'and the refused one is another request now');
});

const ok = (balance: number): Seen => ({
  outcome: 'ok',
  balance,
  status: undefined,
  replayed: undefined,
  held: undefined,
});

test('what was never answered may have happened, may happen yet, or not', () => {
  const rules = rulesOf();
  const start = frontierOf(walletsOf({ p: 100 }));
  const lost = stepOf(start, debit('a'), { outcome: 'unknown' }, rules).frontier;
  assert.ok(lost);
  const read: Asked = { kind: 'read', player: 'p' };
  const before = stepOf(lost, read, ok(100), rules).frontier;
  assert.ok(before, 'not yet');
  const happened = stepOf(before, read, ok(90), rules).frontier;
  assert.ok(happened, 'later');
  assert.equal(stepOf(happened, read, ok(100), rules).frontier, undefined, 'and never back');
  assert.equal(stepOf(lost, read, ok(80), rules).frontier, undefined, 'and never twice');
  const repeated = stepOf(lost, debit('a'), ok(90), rules).frontier;
  assert.ok(repeated, 'a repeat settles it');
  assert.equal(stepOf(repeated, read, ok(80), rules).frontier, undefined);
});

test('what a sound wallet could have answered is told where it did not', () => {
  const { frontier, expected } = stepOf(
    frontierOf(walletsOf({ p: 100 })),
    debit('a'),
    ok(95),
    rulesOf(),
  );
  assert.equal(frontier, undefined);
  assert.deepEqual(expected, [
    { outcome: 'ok', balance: 90, status: 'committed', replayed: false },
  ]);
});
