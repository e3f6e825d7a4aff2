import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAmount } from '../kernel/money.js';
import { moneyStep } from './history.js';
import type { MoneyStep } from './history.js';
import type { StepAnswer } from './steps.js';
import type { Target } from './target.js';
import { proveTournament } from './tournament-proof.js';

type Row = Record<string, unknown>;

const PLAN = {
  name: 'cup',
  buyIn: '5.00',
  fee: '0.50',
  guarantee: '18.00',
  points: { perRound: 0, perWagered: 1 },
  tiers: [
    { from: 1, to: 1, millionths: 600_000 },
    { from: 2, to: 3, millionths: 200_000 },
  ],
  endsWith: 'closing',
};

const at = (second: number): string => `2026-01-01T00:00:${String(second).padStart(2, '0')}.000Z`;
const money = (minor: number): string => formatAmount(minor, 'EUR');

interface Said {
  readonly playerId: string;
  readonly operation: MoneyStep['step']['operation'];
  readonly name: string;
  readonly second: number;
  readonly input: Row;
  readonly body?: Row;
}

interface Cup {
  readonly tournament: Row;
  readonly standings: Row[];
  readonly statements: Map<string, Row[]>;
  readonly history: MoneyStep[];
  readonly closings: StepAnswer[];
  prove(): Promise<{ readonly rules: readonly string[]; readonly dues: readonly string[] }>;
}

/**
 * Three players, entered at second 10 of a cup that ends at 40: a has 8.00 settled in time, b and c
 * 3.00 each; what was staked before the entry, after the end, never settled or taken back counts
 * for nothing.
 */
function stage(): Cup {
  const history: MoneyStep[] = [];
  const statements = new Map<string, Row[]>();
  const told = (said: Said): void => {
    const { playerId, operation, name, second, input, body = {} } = said;
    const step = { operation, key: name, input: { player_id: playerId, ...input } };
    const answer = { outcome: 'ok', status: 200, body: { txn_id: `t_${name}`, ...body } } as const;
    history.push(moneyStep(step, answer));
    const rows = statements.get(playerId) ?? [];
    rows.push({ txn_id: `t_${name}`, created_at: at(second) });
    statements.set(playerId, rows);
  };
  const round = (playerId: string, name: string, minor: number, times: readonly number[]): void => {
    const [from = 0, to] = times;
    const stake = { round_id: name, amount: money(minor), meta: { game_id: 'g' } };
    const operation = 'debitRound';
    told({ playerId, operation, name: `d-${name}`, second: from, input: stake });
    if (to === undefined) return;
    const win = { round_id: name, win_amount: '0.00', txn_ref: `t_d-${name}` };
    told({ playerId, operation: 'creditRound', name: `c-${name}`, second: to, input: win });
  };
  for (const playerId of ['a', 'b', 'c']) {
    round(playerId, `${playerId}-early`, 900, [5, 6]);
    const body = { buy_in: '5.00', fee: '0.50' };
    const entry = { playerId, operation: 'enterTournament', name: `e-${playerId}` } as const;
    told({ ...entry, second: 10, input: {}, body });
    round(playerId, `${playerId}-counts`, 300, [20, 21]);
    round(playerId, `${playerId}-late`, 900, [41, 42]);
    round(playerId, `${playerId}-open`, 900, [22]);
  }
  round('a', 'a-more', 500, [39, 41]);
  round('b', 'b-back', 700, [25]);
  const back = { round_id: 'b-back', txn_ref: 't_d-b-back' };
  told({ playerId: 'b', operation: 'rollbackRound', name: 'r-b', second: 26, input: back });
  const standings: Row[] = [
    { rank: 1, player_id: 'a', score: '8.00', prize: '10.80', prize_txn_id: 't_pa' },
    { rank: 2, player_id: 'b', score: '3.00', prize: '3.60', prize_txn_id: 't_pb' },
    { rank: 2, player_id: 'c', score: '3.00', prize: '3.60', prize_txn_id: 't_pc' },
  ];
  const tournament: Row = {
    status: 'closed',
    entrants: 3,
    collected: '15.00',
    prize_pool: '18.00',
    ends_at: at(40),
    settled_at: at(45),
    payout: { top_up: '3.00', paid: '18.00', returned: '0.00' },
  };
  const closing: StepAnswer = { outcome: 'ok', status: 200, body: { ...tournament } };
  const cup = { tournament, standings, statements, history, closings: [closing] };
  return { ...cup, prove: () => proven(cup) };
}

async function proven(cup: Omit<Cup, 'prove'>): Promise<{ rules: string[]; dues: string[] }> {
  const call: Target['call'] = async (operation, { player_id: playerId }) => {
    if (operation === 'getTournament') return { outcome: 'ok', status: 200, body: cup.tournament };
    const rows =
      operation === 'getLeaderboard' ? cup.standings : cup.statements.get(String(playerId));
    return { outcome: 'ok', status: 200, body: { items: rows ?? [], next_cursor: null } };
  };
  const played = {
    target: { call },
    tournamentId: 'x',
    plan: PLAN,
    gameId: 'g',
    closings: cup.closings,
  };
  const { violations, dues } = await proveTournament(played, cup.history);
  return {
    rules: [...new Set(violations.map(({ rule }) => rule))],
    dues: dues.map(({ playerId, effect }) => `${playerId} ${effect.txnId} ${effect.minor}`),
  };
}

test('a sound cup is proven, and its prizes are due to the books', async () => {
  const { rules, dues } = await stage().prove();
  assert.deepEqual(rules, []);
  assert.deepEqual(dues, ['a t_pa 1080', 'b t_pb 360', 'c t_pc 360']);
});

test('a score that the history does not bear out is noticed', async () => {
  const cup = stage();
  Object.assign(cup.standings[1] ?? {}, { score: '12.00' });
  assert.deepEqual((await cup.prove()).rules, ['LEADERBOARD_WRONG']);
});

test('who arrived first is no better: a tie that is broken is noticed', async () => {
  const cup = stage();
  Object.assign(cup.standings[2] ?? {}, { rank: 3 });
  assert.deepEqual((await cup.prove()).rules, ['LEADERBOARD_WRONG']);
});

test('an entry that is not in the pool, and a pool that is not paid out, are noticed', async () => {
  const cup = stage();
  cup.tournament['prize_pool'] = '19.00';
  assert.deepEqual((await cup.prove()).rules, ['POOL_WRONG']);
  const other = stage();
  other.tournament['payout'] = { top_up: '3.00', paid: '18.00', returned: '1.00' };
  other.closings.length = 0;
  assert.deepEqual((await other.prove()).rules, ['POOL_WRONG']);
  const third = stage();
  third.tournament['entrants'] = 2;
  assert.deepEqual((await third.prove()).rules, ['POOL_WRONG']);
});

test('a prize that the rule does not give is noticed, and is not due', async () => {
  const cup = stage();
  Object.assign(cup.standings[0] ?? {}, { prize: '10.81' });
  const { rules, dues } = await cup.prove();
  assert.deepEqual(rules, ['PRIZE_WRONG']);
  assert.equal(dues[0], 'a t_pa 1080', 'what is due is what the rule gives');
});

test('a cup that has ended and was never closed is noticed', async () => {
  const cup = stage();
  Object.assign(cup.tournament, { status: 'ended', payout: null, settled_at: null });
  cup.closings.length = 0;
  assert.deepEqual((await cup.prove()).rules, ['PRIZE_WRONG']);
});

test('closing again that is refused, or that says something else, is noticed', async () => {
  const refused = stage();
  refused.closings.push({ outcome: 'unknown', status: 500, body: {} });
  assert.deepEqual((await refused.prove()).rules, ['PRIZE_WRONG']);
  const other = stage();
  const payout = { top_up: '3.00', paid: '18.00', returned: '18.00' };
  other.closings.push({ outcome: 'ok', status: 200, body: { payout } });
  assert.deepEqual((await other.prove()).rules, ['PRIZE_WRONG']);
});
