import { DAY_MS, formatTime, HOUR_MS } from '../../../src/kernel/time.js';
import { scenario } from '../../../src/harness/scenario.js';
import { midWeekAndMonth, moveToNoon } from './calendar.js';

export const limits25 = scenario({
  id: 'LIMITS-25',
  title: 'A raise acts after twenty-four hours and not a millisecond before',
  rule: 'Raising a limit MUST act after 24 hours, and not before.',
  requirement: 'RG-01',
  impact: 'critical',
  money: 'The day of waiting is what the technical standard asks for by name.',
  needs: ['clock'],
  exclusive: true,
  async run(stage) {
    const { platform, given, expect, control } = stage;
    const nowMs = await moveToNoon(stage, midWeekAndMonth);
    const player = await given.player({ balance: '100.00' });
    const limit = { ...player, kind: 'stake', period: 'week' };
    expect(await platform.setLimit({ ...limit, amount: '10.00' })).accepted();
    const raised = expect(await platform.setLimit({ ...limit, amount: '30.00' })).accepted();
    const actsAt = formatTime(nowMs + DAY_MS);
    expect.that(raised.pending?.effective_at, 'when the raise acts').equals(actsAt);

    await control.setClock(formatTime(nowMs + DAY_MS - 1));
    const early = await platform.debitRound(given.debit(player, { amount: '10.01' }));
    expect(early).refused('LIMIT_EXCEEDED', { limit: '10.00' });
    await control.setClock(actsAt);
    const { items } = expect(await platform.listLimits(player)).accepted();
    expect.that(items[0]?.amount, 'the limit by then').equals('30.00');
    expect.that(items[0]?.effective_at, 'since when it holds').equals(actsAt);
    expect.that(items[0]?.pending, 'what still waits').equals(null);
    expect(await platform.debitRound(given.debit(player, { amount: '30.00' }))).accepted();
    const over = await platform.debitRound(given.debit(player, { amount: '0.01' }));
    expect(over).refused('LIMIT_EXCEEDED', { limit: '30.00', used: '30.00' });
    await expect.wallet(player, { cash: '70.00', held_in_play: '30.00' });
  },
});

export const limits26 = scenario({
  id: 'LIMITS-26',
  title: 'A second raise waits its own twenty-four hours',
  rule: 'A raise that is changed MUST wait 24 hours from its change.',
  requirement: 'RG-01',
  impact: 'critical',
  money: 'A small raise today would carry any raise tomorrow past the wait.',
  needs: ['clock'],
  exclusive: true,
  async run(stage) {
    const { platform, given, expect, control } = stage;
    const nowMs = await moveToNoon(stage, midWeekAndMonth);
    const player = await given.player({ balance: '100.00' });
    const set = (amount: string) =>
      platform.setLimit({ ...player, kind: 'stake', period: 'month', amount });
    expect(await set('10.00')).accepted();
    expect(await set('20.00')).accepted({ amount: '10.00' });
    await control.setClock(formatTime(nowMs + 23 * HOUR_MS));
    const changed = expect(await set('90.00')).accepted();
    const actsAt = formatTime(nowMs + 47 * HOUR_MS);
    expect.that(changed.pending?.effective_at, 'when the second raise acts').equals(actsAt);

    await control.setClock(formatTime(nowMs + 47 * HOUR_MS - 1));
    const early = await platform.debitRound(given.debit(player, { amount: '10.01' }));
    expect(early).refused('LIMIT_EXCEEDED', { limit: '10.00' });
    await control.setClock(actsAt);
    const whole = await platform.debitRound(given.debit(player, { amount: '90.00' }));
    expect(whole).accepted({ balance: '10.00' });
  },
});

export const limits27 = scenario({
  id: 'LIMITS-27',
  title: 'Who lowers a limit has taken the raise back',
  rule: 'Lowering a limit, or asking for the present one, MUST cancel a raise that waits.',
  requirement: 'RG-01',
  impact: 'critical',
  money: 'A raise that was thought better of must not come true a day later.',
  needs: ['clock'],
  exclusive: true,
  async run(stage) {
    const { platform, given, expect, control } = stage;
    const nowMs = await moveToNoon(stage, midWeekAndMonth);
    const lowering = await given.player({ balance: '100.00' });
    const staying = await given.player({ balance: '100.00' });
    for (const [player, amount] of [
      [lowering, '5.00'],
      [staying, '10.00'],
    ] as const) {
      const limit = { ...player, kind: 'stake', period: 'week' };
      expect(await platform.setLimit({ ...limit, amount: '10.00' })).accepted();
      expect(await platform.setLimit({ ...limit, amount: '80.00' })).accepted();
      expect(await platform.setLimit({ ...limit, amount })).accepted({ amount, pending: null });
    }

    await control.setClock(formatTime(nowMs + DAY_MS + HOUR_MS));
    for (const [player, amount] of [
      [lowering, '5.00'],
      [staying, '10.00'],
    ] as const) {
      const over = await platform.debitRound(given.debit(player, { amount: '10.01' }));
      expect(over).refused('LIMIT_EXCEEDED', { limit: amount });
      expect(await platform.debitRound(given.debit(player, { amount }))).accepted();
    }
  },
});

export const limits28 = scenario({
  id: 'LIMITS-28',
  title: 'A limit that is removed holds for another twenty-four hours',
  rule: 'Removing a limit MUST act after 24 hours, as raising does.',
  requirement: 'RG-01',
  impact: 'critical',
  money: 'Removing is the highest raise there is.',
  needs: ['clock'],
  exclusive: true,
  async run(stage) {
    const { platform, given, expect, control } = stage;
    const nowMs = await moveToNoon(stage, midWeekAndMonth);
    const player = await given.player({ balance: '100.00' });
    const limit = { ...player, kind: 'loss', period: 'month' };
    expect(await platform.setLimit({ ...limit, amount: '10.00' })).accepted();
    const removed = expect(await platform.setLimit({ ...limit, amount: null })).accepted();
    expect.that(removed.amount, 'the limit that holds').equals('10.00');
    expect.that(removed.pending?.amount, 'what waits').equals(null);

    await control.setClock(formatTime(nowMs + DAY_MS - 1));
    const early = await platform.debitRound(given.debit(player, { amount: '10.01' }));
    expect(early).refused('LIMIT_EXCEEDED');
    await control.setClock(formatTime(nowMs + DAY_MS));
    expect(await platform.listLimits(player)).accepted({ items: [] });
    const free = await platform.debitRound(given.debit(player, { amount: '100.00' }));
    expect(free).accepted({ balance: '0.00' });
    const anew = await platform.setLimit({ ...limit, amount: '200.00' });
    expect(anew).accepted({ amount: '200.00', used: '100.00', pending: null });
  },
});

export const limits55 = scenario({
  id: 'LIMITS-55',
  title: 'A raise that is repeated under its key does not wait anew',
  rule: 'A repeat of a raise under its key MUST be answered as the first and change nothing.',
  requirement: 'IDEM-01',
  money: 'A client that retries would put off for ever what the player asked for once.',
  needs: ['clock'],
  exclusive: true,
  async run(stage) {
    const { platform, given, expect, control } = stage;
    const nowMs = await moveToNoon(stage, midWeekAndMonth);
    const player = await given.player({ balance: '100.00' });
    const limit = { ...player, kind: 'stake', period: 'week' };
    const key = given.key();
    expect(await platform.setLimit({ ...limit, amount: '10.00' })).accepted();
    const raised = await platform.setLimit({ ...limit, amount: '50.00' }, { key });
    expect(raised).accepted({ amount: '10.00' });
    await control.setClock(formatTime(nowMs + 12 * HOUR_MS));

    const repeat = await platform.setLimit({ ...limit, amount: '50.00' }, { key });
    expect(repeat).replayOf(raised);
    await control.setClock(formatTime(nowMs + DAY_MS));
    const whole = await platform.debitRound(given.debit(player, { amount: '50.00' }));
    expect(whole).accepted({ balance: '50.00' });
  },
});

export const waitingScenarios = [limits25, limits26, limits27, limits28, limits55] as const;
