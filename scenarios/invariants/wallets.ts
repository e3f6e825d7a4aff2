import type { KnownPlayer } from '../../src/harness/history.js';
import { invariant } from '../../src/harness/invariants.js';
import { inParallel } from '../../src/kernel/parallel.js';
import { grouped, minorOf, moneyCalls, witness } from './money-calls.js';
import { movementsOf, reachableFrom } from './movements.js';
import { paidIn, payers, paymentsOf } from './payments.js';
import { entryCalls, wonIn } from './tournaments.js';

/** Wallets read at a time: nothing moves any more. */
const AT_ONCE = 16;

const openingOf = ({ cash, bonus, currency }: KnownPlayer): number =>
  minorOf(cash, currency) + minorOf(bonus, currency);

export const inv02 = invariant({
  id: 'INV-02',
  title: 'Every wallet is its opening plus what was acknowledged',
  rule: 'A balance MUST be the opening balance plus every acknowledged effect, and nothing else.',
  requirement: 'MONEY-02',
  impact: 'critical',
  money: 'What a wallet says and nobody was told is money made or lost in silence.',
  async check(stage) {
    await witness(stage);
    const { platform, expect, history, control, dialect } = stage;
    if (!dialect.isForeign) await control.settle();
    const calls = grouped(moneyCalls(history), ({ playerId }) => playerId);
    const paying = dialect.isForeign ? new Set<string>() : payers(stage);
    const entries = entryCalls(history);

    await inParallel([...history.players()], AT_ONCE, async (player) => {
      const { player_id, currency, check } = player;
      const movements = movementsOf(calls.get(player_id) ?? [], currency);
      const paid = paying.has(player_id) ? paidIn(await paymentsOf(stage, player)) : 0;
      const won = await wonIn(stage, entries.get(player_id) ?? []);
      const balances = reachableFrom(openingOf(player) + paid + won, movements);
      if (balances.some(Number.isNaN)) return; // an amount nobody can know
      const wallet = expect(await platform.getWallet({ player_id })).accepted({ currency });
      const bonus = dialect.isForeign ? 0 : minorOf(wallet.bonus, currency);
      const balance = minorOf(wallet.cash, currency) + bonus;
      const whose = `the wallet of ${player_id} (${check}) in minor units of ${currency}`;
      expect.that(balance, whose).isOneOf(balances);
    });
  },
});

const NEGATIVE = /^-\s*\d/;

export const inv05 = invariant({
  id: 'INV-05',
  title: 'No answer ever told a negative balance',
  rule: 'No balance a player owns MUST ever be negative, under any interleaving.',
  requirement: 'MONEY-03',
  impact: 'critical',
  money: 'A balance below zero is money the house lent without knowing.',
  async check(stage) {
    await witness(stage);
    const { expect, history } = stage;
    const told = history
      .calls()
      .flatMap(({ body, operation, check }) =>
        amountsIn(body).map(([name, amount]) => ({ check, operation, name, amount })),
      );
    const negative = told.filter(({ amount }) => NEGATIVE.test(amount));

    expect.that(told.length, 'the balances told').isAtLeast(4);
    expect.that(negative, 'the negative balances told').isEmpty();
  },
});

const BALANCES = new Set([
  'balance',
  'balance_before',
  'balance_after',
  'cash',
  'bonus',
  'held',
  'held_in_play',
]);

/** Every balance in a body, however deep, by its name. */
function amountsIn(value: unknown, name = ''): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return BALANCES.has(name) ? [[name, value]] : [];
  if (value === null || typeof value !== 'object') return [];
  if (Array.isArray(value)) return value.flatMap((item) => amountsIn(item, name));
  return Object.entries(value).flatMap(([member, inner]) => amountsIn(inner, member));
}

export const walletInvariants = [inv02, inv05] as const;
