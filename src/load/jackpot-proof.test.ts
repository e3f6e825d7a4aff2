import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256Hex } from '../kernel/ids.js';
import { formatAmount } from '../kernel/money.js';
import { moneyStep } from './history.js';
import type { MoneyStep } from './history.js';
import { proveJackpot } from './jackpot-proof.js';
import type { Target } from './target.js';

type Row = Record<string, unknown>;

const PLAN = { name: 'pot', seed: '20.00', contribution: '0.033333', below: '30.00' };
const SEED_MINOR = 2_000;
const DROP_MINOR = 2_050;
const SALT = 'salt';
const money = (minor: number): string => formatAmount(minor, 'EUR');

interface Pot {
  readonly jackpot: Row;
  readonly hits: Row[];
  readonly history: MoneyStep[];
  readonly shown: Map<unknown, unknown>;
  prove(): Promise<readonly string[]>;
}

/** A pot kept by hand: eighty stakes of one unit, which brings it to its drop point. */
function stage(): Pot {
  const history: MoneyStep[] = [];
  const hits: Row[] = [];
  let millionths = 0n;
  let left = 0n;
  let number = 1;
  for (let at = 0; at < 80; at += 1) {
    millionths += 100n * 33_333n;
    left += 100n * 33_333n;
    const totalMinor = SEED_MINOR + Number(left / 1_000_000n);
    const wins: Row[] = [];
    if (totalMinor >= DROP_MINOR) {
      const hit = hitOf(number, at, totalMinor);
      hits.push(hit);
      wins.push({
        jackpot_id: 'j',
        hit_id: hit['hit_id'],
        amount: hit['amount'],
        txn_id: `w${number}`,
      });
      left -= BigInt(DROP_MINOR - SEED_MINOR) * 1_000_000n;
      number += 1;
    }
    history.push(debit(at, wins));
  }
  const lies = SEED_MINOR + Number(left / 1_000_000n);
  const contributed = String(millionths).padStart(9, '0');
  const jackpot: Row = {
    pot: money(lies),
    overflow: '0.00',
    fraction: `0.00${String(left % 1_000_000n).padStart(6, '0')}`,
    seeded: money(SEED_MINOR * (hits.length + 1)),
    contributions: `${contributed.slice(0, -8) || '0'}.${contributed.slice(-8)}`,
    payouts: money(DROP_MINOR * hits.length),
    hits: hits.length,
  };
  const shown = new Map<unknown, unknown>(hits.map((hit) => [hit['number'], commitmentOf(hit)]));
  const pot = { jackpot, hits, history, shown };
  return { ...pot, prove: () => proven(pot) };
}

const commitmentOf = (hit: Row): unknown => (hit['proof'] as Row)['commitment'];

function hitOf(number: number, at: number, totalMinor: number): Row {
  const point = money(DROP_MINOR);
  return {
    hit_id: `h${number}`,
    jackpot_id: 'j',
    number,
    player_id: 'p',
    txn_ref: `t${at}`,
    txn_id: `w${number}`,
    amount: point,
    pot_before: money(totalMinor),
    pot_after: money(totalMinor - DROP_MINOR + SEED_MINOR),
    parameters: { seed: PLAN.seed },
    proof: { drop_point: point, salt: SALT, commitment: sha256Hex(`j:${number}:${point}:${SALT}`) },
  };
}

function debit(at: number, wins: readonly Row[]): MoneyStep {
  const input = { player_id: 'p', amount: '1.00', meta: { game_id: 'g' } };
  const won = wins.length > 0 ? { jackpot_wins: wins } : {};
  const body = { txn_id: `t${at}`, status: 'committed', ...won };
  const step = { operation: 'debitRound', key: `d${at}`, input } as const;
  return moneyStep(step, { outcome: 'ok', status: 200, body });
}

async function proven(told: Omit<Pot, 'prove'>): Promise<readonly string[]> {
  const call: Target['call'] = async (operation) => {
    const page = { items: told.hits, next_cursor: null };
    const body = operation === 'getJackpot' ? told.jackpot : page;
    return { outcome: 'ok', status: 200, body };
  };
  const filled = { target: { call }, jackpotId: 'j', plan: PLAN, gameId: 'g', shown: told.shown };
  const { violations } = await proveJackpot(filled, told.history);
  return [...new Set(violations.map(({ rule }) => rule))];
}

test('a sound pot is proven, to the last fraction of a minor unit', async () => {
  const pot = stage();
  assert.equal(pot.hits.length, 5);
  assert.deepEqual(await pot.prove(), []);
});

test('a pot that lost a minor unit is noticed', async () => {
  const pot = stage();
  pot.jackpot['pot'] = money(SEED_MINOR);
  assert.deepEqual(await pot.prove(), ['POT_UNBALANCED']);
});

test('a share that never arrived is noticed, also where the pot balances', async () => {
  const pot = stage();
  pot.history.push(debit(99, []));
  assert.deepEqual(await pot.prove(), ['POT_UNBALANCED']);
});

test('a pot that was won by nobody who was told is noticed', async () => {
  const pot = stage();
  const at = pot.history.findIndex(({ wins }) => wins.length > 0);
  pot.history.splice(at, 1, debit(at, []));
  assert.deepEqual(await pot.prove(), ['HIT_WRONG']);
});

test('two winners of one pot are noticed', async () => {
  const pot = stage();
  const win = { jackpot_id: 'j', hit_id: 'h1', amount: money(DROP_MINOR), txn_id: 'w1' };
  pot.history.splice(3, 1, debit(3, [win]));
  assert.deepEqual(await pot.prove(), ['HIT_WRONG']);
});

test('a pot that is paid twice is noticed', async () => {
  const pot = stage();
  pot.hits.push({ ...pot.hits[0], hit_id: 'h9' });
  const rules = await pot.prove();
  assert.ok(rules.includes('HIT_WRONG') && rules.includes('POT_UNBALANCED'), rules.join());
});

test('a drop point other than the one it was bound to is noticed', async () => {
  const pot = stage();
  const [first] = pot.hits;
  assert.ok(first);
  first['proof'] = { ...(first['proof'] as Row), salt: 'another' };
  assert.deepEqual(await pot.prove(), ['HIT_WRONG']);
});

test('a commitment that was changed while the pot ran is noticed', async () => {
  const pot = stage();
  pot.shown.set(2, sha256Hex('another'));
  assert.deepEqual(await pot.prove(), ['HIT_WRONG']);
});

test('a drop that pays more than its point, or comes too late, is noticed', async () => {
  const paid = stage();
  const [first, second] = paid.hits;
  assert.ok(first && second);
  second['pot_before'] = money(DROP_MINOR + 400);
  second['pot_after'] = money(SEED_MINOR + 400);
  assert.deepEqual(await paid.prove(), ['HIT_WRONG']);
});
