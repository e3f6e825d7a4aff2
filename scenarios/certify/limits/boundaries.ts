import { scenario } from '../../../src/harness/scenario.js';
import type { Scenario } from '../../../src/harness/scenario.js';

interface Bounded {
  readonly id: string;
  readonly kind: 'stake' | 'loss';
  readonly period: 'day' | 'week' | 'month';
}

/** One check for each kind of limit on play and each period: 30.00 go through, 30.01 do not. */
const atTheLimit = ({ id, kind, period }: Bounded): Scenario =>
  scenario({
    id,
    title: `A ${kind} limit per ${period} lets through what it says and not a cent more`,
    rule: `A debit that would pass the ${kind} limit of the ${period} MUST be refused with no effect.`,
    requirement: 'RG-01',
    impact: 'critical',
    money: 'What is staked past a limit is paid back to the player, and the fine is many times it.',
    async run({ platform, given, expect }) {
      const player = await given.player({ balance: '100.00' });
      const limit = { ...player, kind, period, amount: '30.00' };
      expect(await platform.setLimit(limit)).accepted({ amount: '30.00', used: '0.00' });
      const first = given.debit(player, { amount: '20.00' });
      expect(await platform.debitRound(first)).accepted({ balance: '80.00' });

      const over = await platform.debitRound(given.debit(player, { amount: '10.01' }));
      const money = { limit: '30.00', used: '20.00', remaining: '10.00' };
      expect(over).refused('LIMIT_EXCEEDED', { kind, period, ...money });
      await expect.wallet(player, { cash: '80.00', held_in_play: '20.00' });

      const exact = await platform.debitRound(given.debit(player, { amount: '10.00' }));
      expect(exact).accepted({ balance: '70.00' });
      const cent = await platform.debitRound(given.debit(player, { amount: '0.01' }));
      expect(cent).refused('LIMIT_EXCEEDED', { used: '30.00', remaining: '0.00' });
      await expect.wallet(player, { cash: '70.00', held_in_play: '30.00' });
    },
  });

export const limits01 = atTheLimit({ id: 'LIMITS-01', kind: 'stake', period: 'day' });
export const limits02 = atTheLimit({ id: 'LIMITS-02', kind: 'stake', period: 'week' });
export const limits03 = atTheLimit({ id: 'LIMITS-03', kind: 'stake', period: 'month' });
export const limits04 = atTheLimit({ id: 'LIMITS-04', kind: 'loss', period: 'day' });
export const limits05 = atTheLimit({ id: 'LIMITS-05', kind: 'loss', period: 'week' });
export const limits06 = atTheLimit({ id: 'LIMITS-06', kind: 'loss', period: 'month' });

export const limits07 = scenario({
  id: 'LIMITS-07',
  title: 'Deposit limits of every period are kept beside each other',
  rule: 'A player MUST be able to limit deposits per day, per week and per month.',
  requirement: 'RG-01',
  money: 'A deposit limit that is not kept lets a player in trouble pay in more.',
  async run({ platform, given, expect }) {
    const player = await given.player();
    const set = (period: string, amount: string) =>
      platform.setLimit({ ...player, kind: 'deposit', period, amount });

    expect(await set('day', '50.00')).accepted({ period: 'day', used: '0.00' });
    expect(await set('week', '200.00')).accepted({ period: 'week', remaining: '200.00' });
    expect(await set('month', '500.00')).accepted({ period: 'month', amount: '500.00' });

    const { items } = expect(await platform.listLimits(player)).accepted();
    const told = items.map(({ kind, period, amount }) => `${kind} ${period} ${amount ?? ''}`);
    expect
      .that(told.toSorted(), 'the limits')
      .equals(['deposit day 50.00', 'deposit month 500.00', 'deposit week 200.00']);
  },
});

export const limits38 = scenario({
  id: 'LIMITS-38',
  title: 'A limit in yen is counted in whole yen',
  rule: 'A limit MUST be kept in the decimals of the wallet’s currency: none in JPY.',
  requirement: 'RG-01',
  money: 'A limit of 1000 yen read as 10.00 stops the player at a hundredth of it, or never.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '5000', currency: 'JPY' });
    const limit = { ...player, kind: 'stake', period: 'day' };
    const cents = await platform.setLimit({ ...limit, amount: '1000.00' });
    expect(cents).refused('VALIDATION_ERROR', { field: 'amount', rule: 'decimals' });
    expect(await platform.setLimit({ ...limit, amount: '1000' })).accepted({ remaining: '1000' });

    const over = await platform.debitRound(given.debit(player, { amount: '1001' }));
    expect(over).refused('LIMIT_EXCEEDED', { limit: '1000', used: '0', remaining: '1000' });
    expect(await platform.debitRound(given.debit(player, { amount: '1000' }))).accepted();
    await expect.wallet(player, { cash: '4000', held_in_play: '1000' });
  },
});

export const limits39 = scenario({
  id: 'LIMITS-39',
  title: 'A limit in bitcoin is exact to the satoshi',
  rule: 'A limit MUST be exact in the smallest unit of the wallet’s currency: 8 decimals in BTC.',
  requirement: 'RG-01',
  money: 'A limit rounded to cents lets through hundreds of euros in bitcoin.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '1.00000000', currency: 'BTC' });
    const limit = { ...player, kind: 'loss', period: 'week', amount: '0.00012345' };
    expect(await platform.setLimit(limit)).accepted({ remaining: '0.00012345' });

    const over = await platform.debitRound(given.debit(player, { amount: '0.00012346' }));
    expect(over).refused('LIMIT_EXCEEDED', { remaining: '0.00012345' });
    expect(await platform.debitRound(given.debit(player, { amount: '0.00012345' }))).accepted();
    await expect.wallet(player, { cash: '0.99987655', held_in_play: '0.00012345' });
  },
});

export const limits49 = scenario({
  id: 'LIMITS-49',
  title: 'A limit of zero lets nothing through',
  rule: 'A limit of zero MUST stop every stake.',
  requirement: 'RG-01',
  impact: 'critical',
  money: 'Zero read as "no limit" is the opposite of what the player asked for.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    expect(await platform.debitRound(given.debit(player))).accepted({ balance: '90.00' });
    const limit = { ...player, kind: 'loss', period: 'month', amount: '0.00' };
    expect(await platform.setLimit(limit)).accepted({ amount: '0.00', remaining: '0.00' });

    const next = await platform.debitRound(given.debit(player, { amount: '0.01' }));
    expect(next).refused('LIMIT_EXCEEDED', { kind: 'loss', limit: '0.00', remaining: '0.00' });
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const boundaryScenarios = [
  ...[limits01, limits02, limits03, limits04, limits05, limits06, limits07],
  ...[limits38, limits39, limits49],
] as const;
