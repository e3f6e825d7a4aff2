import { formatTime } from '../../../src/kernel/time.js';
import { scenario } from '../../../src/harness/scenario.js';
import type { Scenario } from '../../../src/harness/scenario.js';
import { endOfDay, lastOfMonth, lastOfWeek, midWeekAndMonth, moveToNoon } from './calendar.js';

interface Turning {
  readonly id: string;
  readonly period: 'day' | 'week' | 'month';
  readonly ends: string;
  readonly lastDay: (day: number) => boolean;
}

/** One check for each period: used up to its last millisecond, whole again at the next. */
const turnsOver = ({ id, period, ends, lastDay }: Turning): Scenario =>
  scenario({
    id,
    title: `The limit of a ${period} holds to its last millisecond and begins anew ${ends}`,
    rule: `A limit per ${period} MUST count the calendar ${period} in UTC: all of it, nothing else.`,
    requirement: 'RG-01',
    impact: 'critical',
    money: 'A period that ends early gives the limit twice, one that never ends gives it once.',
    needs: ['clock'],
    exclusive: true,
    async run(stage) {
      const { platform, given, expect, control } = stage;
      const lastMs = endOfDay(await moveToNoon(stage, lastDay));
      const player = await given.player({ balance: '100.00' });
      for (const kind of ['stake', 'loss']) {
        const limit = { ...player, kind, period, amount: '10.00' };
        expect(await platform.setLimit(limit)).accepted();
      }
      expect(await platform.debitRound(given.debit(player, { amount: '10.00' }))).accepted();

      await control.setClock(formatTime(lastMs));
      const late = await platform.debitRound(given.debit(player, { amount: '0.01' }));
      expect(late).refused('LIMIT_EXCEEDED', { period, used: '10.00' });

      await control.setClock(formatTime(lastMs + 1));
      const { items } = expect(await platform.listLimits(player)).accepted();
      expect
        .that(
          items.map(({ used }) => used),
          'what is used',
        )
        .equals(['0.00', '0.00']);
      const over = await platform.debitRound(given.debit(player, { amount: '10.01' }));
      expect(over).refused('LIMIT_EXCEEDED', { period, used: '0.00' });
      expect(await platform.debitRound(given.debit(player, { amount: '10.00' }))).accepted();
      await expect.wallet(player, { cash: '80.00', held_in_play: '20.00' });
    },
  });

export const limits31 = turnsOver({
  ...{ id: 'LIMITS-31', period: 'day', ends: 'at midnight' },
  lastDay: midWeekAndMonth,
});
export const limits32 = turnsOver({
  ...{ id: 'LIMITS-32', period: 'week', ends: 'on Monday' },
  lastDay: lastOfWeek,
});
export const limits33 = turnsOver({
  ...{ id: 'LIMITS-33', period: 'month', ends: 'on the first' },
  lastDay: lastOfMonth,
});

export const limits16 = scenario({
  id: 'LIMITS-16',
  title: 'A rollback gives headroom back to the period in which its stake was taken',
  rule: 'A rollback MUST give back to the period of its stake, not to the one it arrives in.',
  requirement: 'RG-03',
  impact: 'critical',
  money: 'Yesterday’s rollbacks, saved up, would be today’s way round the limit.',
  needs: ['clock'],
  exclusive: true,
  async run(stage) {
    const { platform, given, expect, control } = stage;
    const lastMs = endOfDay(await moveToNoon(stage, midWeekAndMonth));
    const player = await given.player({ balance: '100.00' });
    const set = (period: string, amount: string) =>
      platform.setLimit({ ...player, kind: 'stake', period, amount });
    expect(await set('day', '10.00')).accepted();
    expect(await set('week', '18.00')).accepted();
    const yesterday = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    expect(yesterday).accepted();
    await control.setClock(formatTime(lastMs + 1));
    expect(await platform.debitRound(given.debit(player, { amount: '6.00' }))).accepted();
    const week = await platform.debitRound(given.debit(player, { amount: '3.00' }));
    expect(week).refused('LIMIT_EXCEEDED', { period: 'week', remaining: '2.00' });

    expect(await platform.rollbackRound(given.rollbackOf(yesterday))).accepted();

    const over = await platform.debitRound(given.debit(player, { amount: '4.01' }));
    expect(over).refused('LIMIT_EXCEEDED', { period: 'day', used: '6.00', remaining: '4.00' });
    expect(await platform.debitRound(given.debit(player, { amount: '4.00' }))).accepted();
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const limits30 = scenario({
  id: 'LIMITS-30',
  title: 'A win counts in the period in which it is paid',
  rule: 'A win MUST reduce the net loss of the period in which it is paid.',
  requirement: 'RG-03',
  money: 'A win that counts in a period gone by is headroom nobody can use.',
  needs: ['clock'],
  exclusive: true,
  async run(stage) {
    const { platform, given, expect, control } = stage;
    const lastMs = endOfDay(await moveToNoon(stage, midWeekAndMonth));
    const player = await given.player({ balance: '100.00' });
    const limit = { ...player, kind: 'loss', period: 'day', amount: '10.00' };
    expect(await platform.setLimit(limit)).accepted();
    const open = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    await control.setClock(formatTime(lastMs + 1));
    expect(await platform.debitRound(given.debit(player, { amount: '10.00' }))).accepted();
    expect(await platform.debitRound(given.debit(player))).refused('LIMIT_EXCEEDED');

    expect(await platform.creditRound(given.creditOf(open, { win_amount: '6.00' }))).accepted();

    const over = await platform.debitRound(given.debit(player, { amount: '6.01' }));
    expect(over).refused('LIMIT_EXCEEDED', { used: '4.00', remaining: '6.00' });
    expect(await platform.debitRound(given.debit(player, { amount: '6.00' }))).accepted();
  },
});

export const limits54 = scenario({
  id: 'LIMITS-54',
  title: 'Limits and what is used of them survive a restart',
  rule: 'A limit and its count MUST hold after a restart as before it.',
  requirement: 'RG-03',
  impact: 'critical',
  money: 'A limit kept in memory is gone with the first release of the day.',
  needs: ['restart'],
  exclusive: true,
  async run({ platform, given, expect, control }) {
    const player = await given.player({ balance: '100.00' });
    const limit = { ...player, kind: 'loss', period: 'month', amount: '20.00' };
    expect(await platform.setLimit(limit)).accepted();
    expect(await platform.debitRound(given.debit(player, { amount: '15.00' }))).accepted();

    await control.restart({ crash: true });

    const over = await platform.debitRound(given.debit(player, { amount: '5.01' }));
    expect(over).refused('LIMIT_EXCEEDED', { used: '15.00', remaining: '5.00' });
    expect(await platform.debitRound(given.debit(player, { amount: '5.00' }))).accepted();
    await expect.wallet(player, { cash: '80.00', held_in_play: '20.00' });
  },
});

export const periodScenarios = [
  ...[limits31, limits32, limits33, limits16, limits30, limits54],
] as const;
