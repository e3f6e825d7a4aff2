import { scenario } from '../../../src/harness/scenario.js';

export const limits20 = scenario({
  id: 'LIMITS-20',
  title: 'Of a limit per day and one per week the lower applies',
  rule: 'Of limits that apply at the same time the lowest MUST apply.',
  requirement: 'RG-01',
  impact: 'critical',
  money: 'A player with two limits is held by the stricter or held by neither.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const set = (period: string, amount: string) =>
      platform.setLimit({ ...player, kind: 'stake', period, amount });
    expect(await set('day', '50.00')).accepted();
    expect(await set('week', '20.00')).accepted();

    const over = await platform.debitRound(given.debit(player, { amount: '20.01' }));
    expect(over).refused('LIMIT_EXCEEDED', { period: 'week', limit: '20.00' });
    expect(await set('day', '15.00')).accepted();
    const both = await platform.debitRound(given.debit(player, { amount: '20.01' }));
    expect(both).refused('LIMIT_EXCEEDED', { period: 'day', limit: '15.00', remaining: '15.00' });
    expect(await platform.debitRound(given.debit(player, { amount: '15.00' }))).accepted();
    await expect.wallet(player, { cash: '85.00', held_in_play: '15.00' });
  },
});

export const limits21 = scenario({
  id: 'LIMITS-21',
  title: 'A stake must fit under every kind of limit',
  rule: 'A debit MUST be refused when it passes any one of a stake and a loss limit.',
  requirement: 'RG-01',
  impact: 'critical',
  money: 'The limit that was checked first would hide the one that mattered.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const set = (kind: string, amount: string) =>
      platform.setLimit({ ...player, kind, period: 'day', amount });
    expect(await set('stake', '40.00')).accepted();
    expect(await set('loss', '10.00')).accepted();

    const lossy = await platform.debitRound(given.debit(player, { amount: '10.01' }));
    expect(lossy).refused('LIMIT_EXCEEDED', { kind: 'loss', limit: '10.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const won = await platform.creditRound(given.creditOf(taken, { win_amount: '10.00' }));
    expect(won).accepted({ balance: '100.00' });
    expect(await set('stake', '12.00')).accepted({ used: '10.00' });

    const staked = await platform.debitRound(given.debit(player, { amount: '2.01' }));
    expect(staked).refused('LIMIT_EXCEEDED', { kind: 'stake', remaining: '2.00' });
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const limits22 = scenario({
  id: 'LIMITS-22',
  title: 'A limit that is lowered holds at once',
  rule: 'Lowering a limit MUST act at once, for the very next debit.',
  requirement: 'RG-01',
  impact: 'critical',
  money: 'A player who asks for help must not be able to lose more while it is looked at.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const limit = { ...player, kind: 'stake', period: 'day' };
    expect(await platform.setLimit({ ...limit, amount: '50.00' })).accepted();
    expect(await platform.debitRound(given.debit(player, { amount: '5.00' }))).accepted();

    const lowered = await platform.setLimit({ ...limit, amount: '10.00' });
    expect(lowered).accepted({ amount: '10.00', pending: null, used: '5.00', remaining: '5.00' });

    const over = await platform.debitRound(given.debit(player, { amount: '5.01' }));
    expect(over).refused('LIMIT_EXCEEDED', { limit: '10.00' });
    expect(await platform.debitRound(given.debit(player, { amount: '5.00' }))).accepted();
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const limits23 = scenario({
  id: 'LIMITS-23',
  title: 'A limit lowered below what is used lets nothing more through',
  rule: 'A limit below what is used already MUST stop every further debit and remain at zero.',
  requirement: 'RG-01',
  money: 'Headroom below zero that turns round is headroom without end.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const limit = { ...player, kind: 'loss', period: 'week' };
    expect(await platform.setLimit({ ...limit, amount: '50.00' })).accepted();
    expect(await platform.debitRound(given.debit(player, { amount: '30.00' }))).accepted();

    const lowered = await platform.setLimit({ ...limit, amount: '20.00' });
    expect(lowered).accepted({ used: '30.00', remaining: '0.00' });

    const next = await platform.debitRound(given.debit(player, { amount: '0.01' }));
    expect(next).refused('LIMIT_EXCEEDED', { limit: '20.00', used: '30.00', remaining: '0.00' });
    await expect.wallet(player, { cash: '70.00', held_in_play: '30.00' });
  },
});

export const limits24 = scenario({
  id: 'LIMITS-24',
  title: 'A new limit counts what was staked before it was set',
  rule: 'A limit set within a period MUST count what the period has used up already.',
  requirement: 'RG-01',
  impact: 'critical',
  money: 'A limit of 30 a day set at noon must not allow 30 more after a morning of 25.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const lost = await platform.debitRound(given.debit(player, { amount: '20.00' }));
    expect(await platform.creditRound(given.creditOf(lost, { win_amount: '5.00' }))).accepted();
    const undone = await platform.debitRound(given.debit(player, { amount: '7.00' }));
    expect(await platform.rollbackRound(given.rollbackOf(undone))).accepted();
    const set = (kind: string) =>
      platform.setLimit({ ...player, kind, period: 'day', amount: '30.00' });

    expect(await set('stake')).accepted({ used: '20.00', remaining: '10.00' });
    expect(await set('loss')).accepted({ used: '15.00', remaining: '15.00' });
    const over = await platform.debitRound(given.debit(player, { amount: '10.01' }));
    expect(over).refused('LIMIT_EXCEEDED', { kind: 'stake', remaining: '10.00' });
    expect(await platform.debitRound(given.debit(player, { amount: '10.00' }))).accepted();
    await expect.wallet(player, { cash: '75.00', held_in_play: '10.00' });
  },
});

export const limits29 = scenario({
  id: 'LIMITS-29',
  title: 'A raise is shown as waiting, and the present limit holds',
  rule: 'A raise MUST be shown with the time at which it acts, and until then change nothing.',
  requirement: 'RG-01',
  impact: 'critical',
  money: 'A limit that can be raised in the heat of the moment protects nobody.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const limit = { ...player, kind: 'stake', period: 'month' };
    expect(await platform.setLimit({ ...limit, amount: '10.00' })).accepted({ pending: null });

    const raised = expect(await platform.setLimit({ ...limit, amount: '80.00' })).accepted();
    expect.that(raised.amount, 'the limit that holds').equals('10.00');
    expect.that(raised.pending?.amount, 'the limit that waits').equals('80.00');
    const { items } = expect(await platform.listLimits(player)).accepted();
    expect.that(items, 'the limits as listed').equals([raised]);

    const over = await platform.debitRound(given.debit(player, { amount: '10.01' }));
    expect(over).refused('LIMIT_EXCEEDED', { limit: '10.00' });
    expect(await platform.debitRound(given.debit(player, { amount: '10.00' }))).accepted();
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const limits47 = scenario({
  id: 'LIMITS-47',
  title: 'A limit is told before the lack of funds',
  rule: 'A debit that passes a limit and the funds MUST be refused with LIMIT_EXCEEDED.',
  requirement: 'ERR-02',
  money: 'Told to pay in more, a player at the limit does, and is refused again.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '5.00' });
    const limit = { ...player, kind: 'stake', period: 'day', amount: '10.00' };
    expect(await platform.setLimit(limit)).accepted();

    const both = await platform.debitRound(given.debit(player, { amount: '10.01' }));
    expect(both).refused('LIMIT_EXCEEDED');
    const funds = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    expect(funds).refused('INSUFFICIENT_FUNDS');
    expect(await platform.debitRound(given.debit(player, { amount: '5.00' }))).accepted();
    await expect.wallet(player, { cash: '0.00', held_in_play: '5.00' });
  },
});

export const limits50 = scenario({
  id: 'LIMITS-50',
  title: 'A limit holds its own player and nobody else',
  rule: 'A limit MUST hold for its player alone, and count that player’s stakes alone.',
  requirement: 'RG-01',
  money: 'Limits that mix players up stop the one who may and let the one who must not.',
  async run({ platform, given, expect }) {
    const limited = await given.player({ balance: '100.00' });
    const free = await given.player({ balance: '100.00' });
    const limit = { ...limited, kind: 'stake', period: 'day', amount: '10.00' };
    expect(await platform.setLimit(limit)).accepted();

    const other = await platform.debitRound(given.debit(free, { amount: '50.00' }));
    expect(other).accepted({ balance: '50.00' });
    expect(await platform.listLimits(free)).accepted({ items: [] });
    expect(await platform.debitRound(given.debit(limited, { amount: '10.00' }))).accepted();
    const over = await platform.debitRound(given.debit(limited, { amount: '0.01' }));
    expect(over).refused('LIMIT_EXCEEDED');
    await expect.wallet(limited, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const limits51 = scenario({
  id: 'LIMITS-51',
  title: 'A limit says what it limits, and how',
  rule: 'A limit on money without an amount, or on sessions without minutes, MUST be refused.',
  requirement: 'RG-01',
  money: 'A limit that was misread is one the player believes in and does not have.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const set = (wish: object) => platform.setLimit({ ...player, period: 'day', ...wish });

    expect(await set({ kind: 'stake', minutes: 60 })).refused('VALIDATION_ERROR', {
      field: 'amount',
    });
    expect(await set({ kind: 'session', amount: '60.00' })).refused('VALIDATION_ERROR', {
      field: 'minutes',
    });
    const weekly = { kind: 'session', period: 'week', minutes: 60 };
    expect(await set(weekly)).refused('VALIDATION_ERROR', { field: 'period' });
    expect(await set({ kind: 'stake', amount: '1.00', minutes: 60 })).refused('VALIDATION_ERROR');
    expect(await set({ kind: 'stake', amount: null })).refused('STATE_CONFLICT');
    const { items } = expect(await platform.listLimits(player)).accepted();
    expect.that(items, 'the limits').isEmpty();
    const session = expect(await set({ kind: 'session', minutes: 60 })).accepted({ minutes: 60 });
    expect.that(session.amount, 'the amount of a session limit').equals(null);
  },
});

export const settingScenarios = [
  ...[limits20, limits21, limits22, limits23, limits24, limits29, limits47, limits50, limits51],
] as const;
