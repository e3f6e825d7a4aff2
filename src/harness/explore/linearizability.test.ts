import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REFERENCE_KNOBS } from '../dialect/knobs.js';
import type { Seen } from './frontier.js';
import { linearityOf } from './linearizability.js';
import type { Call, Linearity } from './linearizability.js';
import { walletsOf } from './wallets.js';
import type { Asked, Rules } from './wallets.js';

const RULES: Rules = { knobs: REFERENCE_KNOBS, isForeign: false, tellsFinal: true };
const ROUND = { player: 'p', round: 'r' };

const debit = (key: string, amount: number): Asked => ({ kind: 'debit', ...ROUND, amount, key });
const rollback = (stake: string, key: string): Asked => ({
  kind: 'rollback',
  ...ROUND,
  stake,
  by: 'key',
  key,
});
const read: Asked = { kind: 'read', player: 'p' };

const told = (balance: number, status?: string, replayed?: boolean): Seen => ({
  outcome: 'ok',
  balance,
  status,
  replayed,
  held: undefined,
});
const heard: Seen = {
  outcome: 'ok',
  balance: undefined,
  status: undefined,
  replayed: undefined,
  held: undefined,
};
const poor: Seen = { outcome: 'refused', code: 'INSUFFICIENT_FUNDS' };

/** A call from one moment to another; without an end it was never answered. */
const call = (asked: Asked, from: number, to: number | undefined, seen: Seen): Call => ({
  asked,
  invokedAt: from,
  endedAt: to ?? Infinity,
  seen,
});
const unheard = (asked: Asked, from: number): Call =>
  call(asked, from, undefined, { outcome: 'unknown' });

const judged = (opening: number, ...calls: readonly Call[]): Linearity =>
  linearityOf(walletsOf({ p: opening }), calls, RULES);

test('what some order explains is sound', () => {
  const histories: readonly (readonly [string, number, readonly Call[]])[] = [
    ['nothing at all', 100, []],
    [
      'one after the other',
      100,
      [call(debit('a', 60), 1, 2, told(40)), call(read, 3, 4, told(40))],
    ],
    [
      'two debits at once, answered in the other order',
      100,
      [call(debit('a', 10), 1, 4, told(70)), call(debit('b', 20), 2, 3, told(80))],
    ],
    [
      'two debits of which only one is covered',
      100,
      [call(debit('a', 60), 1, 4, poor), call(debit('b', 60), 2, 3, told(40))],
    ],
    [
      'the same debit twice at once has one effect',
      100,
      [
        call(debit('a', 60), 1, 4, told(40, 'committed', true)),
        call(debit('a', 60), 2, 3, told(40, 'committed', false)),
        call(read, 5, 6, told(40)),
      ],
    ],
    [
      'a read during a debit sees before or after',
      100,
      [
        call(debit('a', 60), 1, 6, told(40)),
        call(read, 2, 3, told(100)),
        call(read, 4, 5, told(40)),
      ],
    ],
    [
      'a debit never answered that happened later',
      100,
      [unheard(debit('a', 60), 1), call(read, 2, 3, told(100)), call(read, 4, 5, told(40))],
    ],
    [
      'a debit never answered that never happened',
      100,
      [unheard(debit('a', 60), 1), call(read, 2, 3, told(100))],
    ],
    [
      'a rollback that overtook its debit',
      100,
      [
        call(debit('a', 60), 1, 4, { outcome: 'refused', code: 'DEBIT_VOIDED' }),
        call(rollback('a', 'x'), 2, 3, told(100, 'voided')),
      ],
    ],
  ];
  for (const [story, opening, calls] of histories)
    assert.equal(judged(opening, ...calls), 'ok', story);
});

test('what no order explains is broken', () => {
  const histories: readonly (readonly [string, number, readonly Call[]])[] = [
    ['a balance nobody had', 100, [call(debit('a', 60), 1, 2, told(50))]],
    [
      'a read that is older than an answer before it',
      100,
      [call(debit('a', 60), 1, 2, told(40)), call(read, 3, 4, told(100))],
    ],
    [
      'the same money spent twice',
      100,
      [call(debit('a', 60), 1, 4, told(40)), call(debit('b', 60), 2, 3, told(40))],
    ],
    [
      'the same debit twice at once, both first',
      100,
      [
        call(debit('a', 10), 1, 4, told(90, 'committed', false)),
        call(debit('a', 10), 2, 3, told(80, 'committed', false)),
      ],
    ],
    [
      'two reads that contradict each other',
      100,
      [
        call(debit('a', 60), 1, 6, told(40)),
        call(read, 2, 3, told(40)),
        call(read, 4, 5, told(100)),
      ],
    ],
    [
      'what was never answered happened, and then had not',
      100,
      [unheard(debit('a', 60), 1), call(read, 2, 3, told(40)), call(read, 4, 5, told(100))],
    ],
    [
      'a stake that came back twice',
      100,
      [
        call(debit('a', 60), 1, 2, told(40)),
        call(rollback('a', 'x'), 3, 6, told(100, 'rolled_back')),
        call(rollback('a', 'y'), 4, 5, told(160, 'rolled_back')),
      ],
    ],
  ];
  for (const [story, opening, calls] of histories) {
    assert.equal(judged(opening, ...calls), 'broken', story);
  }
});

test('a history too wide to be searched is undecided, never broken', () => {
  const calls = Array.from({ length: 8 }, (_, nth) =>
    call(debit(`k${nth}`, 1), nth + 1, 100 + nth, told(1_000)),
  );
  assert.equal(linearityOf(walletsOf({ p: 100 }), calls, RULES, 5), 'undecided');
  assert.equal(linearityOf(walletsOf({ p: 100 }), calls, RULES), 'broken');
});

test('ten debits at once are searched in no time, because states are remembered', () => {
  const calls = Array.from({ length: 10 }, (_, nth) =>
    call(debit(`k${nth}`, 1), nth + 1, 100 + nth, heard),
  );
  const wrong = call(read, 200, 201, told(89));
  assert.equal(judged(100, ...calls, call(read, 200, 201, told(90))), 'ok');
  assert.equal(judged(100, ...calls, wrong), 'broken');
});

test('a key that was refused for lack of funds is as new where refusals are forgotten', () => {
  const twoRequestsOfOneKey = [
    call(debit('a', 101), 1, 4, poor),
    call(debit('a', 1), 2, 3, { ...heard, balance: 99 }),
    call(read, 5, 6, told(99)),
  ];
  const of = (refusals: 'anew' | 'final', calls: readonly Call[]): Linearity => {
    const knobs = { ...REFERENCE_KNOBS, refused_repeat: refusals };
    return linearityOf(walletsOf({ p: 100 }), calls, { ...RULES, knobs, isForeign: true });
  };
  const [refused, taken, after] = twoRequestsOfOneKey;
  assert.ok(refused && taken && after);
  assert.equal(of('anew', twoRequestsOfOneKey), 'ok');
  const apart = [{ ...refused, endedAt: 1.5 }, taken, after];
  assert.equal(of('anew', apart), 'ok');
  assert.equal(of('final', apart), 'broken');
  assert.equal(of('anew', [...apart, call(read, 7, 8, told(98))]), 'broken', 'but only once');
});
