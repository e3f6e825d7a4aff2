import { scenario } from '../../../src/harness/scenario.js';

export const limits10 = scenario({
  id: 'LIMITS-10',
  title: 'Fifty bets of 1 at once against a limit of 20: exactly twenty are taken',
  rule: 'A stake limit MUST be exact however many debits arrive at once.',
  requirement: 'RG-03',
  impact: 'critical',
  money: 'A limit that a fast clicker can pass is the one the regulator tries first.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const limit = { ...player, kind: 'stake', period: 'day', amount: '20.00' };
    expect(await platform.setLimit(limit)).accepted();
    const debit = given.debit(player, { amount: '1.00' });
    const bets = Array.from({ length: 50 }, () => ({ ...debit, idempotency_key: given.key() }));

    const answers = await Promise.all(bets.map((bet) => platform.debitRound(bet)));

    const taken = answers.filter(({ outcome }) => outcome === 'ok');
    expect.that(taken.length, 'the number of bets taken').equals(20);
    for (const answer of answers) {
      if (answer.outcome !== 'ok') expect(answer).refused('LIMIT_EXCEEDED', { remaining: '0.00' });
    }
    await expect.wallet(player, { cash: '80.00', held_in_play: '20.00' });
  },
});

export const limits11 = scenario({
  id: 'LIMITS-11',
  title: 'Twenty bets of 3 at once against a loss limit of 10: exactly three are taken',
  rule: 'A loss limit MUST be exact under concurrent debits: never more than fits, never less.',
  requirement: 'RG-03',
  impact: 'critical',
  money: 'Bets measured against the same loss of nothing lose many times the limit.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const limit = { ...player, kind: 'loss', period: 'week', amount: '10.00' };
    expect(await platform.setLimit(limit)).accepted();
    const debit = given.debit(player, { amount: '3.00' });
    const bets = Array.from({ length: 20 }, () => ({ ...debit, idempotency_key: given.key() }));

    const answers = await Promise.all(bets.map((bet) => platform.debitRound(bet)));

    const taken = answers.filter(({ outcome }) => outcome === 'ok');
    expect.that(taken.length, 'the number of bets taken').equals(3);
    const last = await platform.debitRound(given.debit(player, { amount: '1.00' }));
    expect(last).accepted({ balance: '90.00' });
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const limits12 = scenario({
  id: 'LIMITS-12',
  title: 'Identical requests at once use the limit once',
  rule: 'N identical debits at once MUST have one effect, on the limit too.',
  requirement: 'IDEM-03',
  impact: 'critical',
  money: 'A client that retries in a storm would find its limit used up by one bet.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const limit = { ...player, kind: 'stake', period: 'day', amount: '20.00' };
    expect(await platform.setLimit(limit)).accepted();
    const debit = given.debit(player, { amount: '10.00' });

    const answers = await Promise.all(Array.from({ length: 10 }, () => platform.debitRound(debit)));

    expect.oneEffect(answers);
    const { items } = expect(await platform.listLimits(player)).accepted();
    expect.that(items[0]?.used, 'what is used').equals('10.00');
    const rest = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    expect(rest).accepted({ balance: '80.00' });
  },
});

export const limits34 = scenario({
  id: 'LIMITS-34',
  title: 'A bet refused for lack of funds uses nothing of the limit',
  rule: 'A debit that is refused MUST NOT use up any limit.',
  requirement: 'RG-03',
  impact: 'critical',
  money: 'A bet that was never taken shuts the player out of one that could be.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '15.00' });
    const limit = { ...player, kind: 'stake', period: 'day', amount: '20.00' };
    expect(await platform.setLimit(limit)).accepted();

    const poor = await platform.debitRound(given.debit(player, { amount: '18.00' }));
    expect(poor).refused('INSUFFICIENT_FUNDS');

    const { items } = expect(await platform.listLimits(player)).accepted();
    expect.that(items[0]?.used, 'what is used').equals('0.00');
    const whole = await platform.debitRound(given.debit(player, { amount: '15.00' }));
    expect(whole).accepted({ balance: '0.00' });
    const over = await platform.debitRound(given.debit(player, { amount: '5.01' }));
    expect(over).refused('LIMIT_EXCEEDED', { used: '15.00', remaining: '5.00' });
  },
});

export const limits35 = scenario({
  id: 'LIMITS-35',
  title: 'A bet refused by the limit uses nothing of it',
  rule: 'A debit refused with LIMIT_EXCEEDED MUST leave every limit as it was.',
  requirement: 'RG-03',
  impact: 'critical',
  money: 'A player who tried too much once could play nothing for the rest of the month.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const set = (kind: string, amount: string) =>
      platform.setLimit({ ...player, kind, period: 'day', amount });
    expect(await set('stake', '20.00')).accepted();
    expect(await set('loss', '30.00')).accepted();

    for (const amount of ['20.01', '25.00', '20.01']) {
      const over = await platform.debitRound(given.debit(player, { amount }));
      expect(over).refused('LIMIT_EXCEEDED', { kind: 'stake', used: '0.00', remaining: '20.00' });
    }
    const { items } = expect(await platform.listLimits(player)).accepted();
    expect
      .that(
        items.map(({ used }) => used),
        'what is used',
      )
      .equals(['0.00', '0.00']);
    expect(await platform.debitRound(given.debit(player, { amount: '20.00' }))).accepted();
    await expect.wallet(player, { cash: '80.00', held_in_play: '20.00' });
  },
});

export const limits36 = scenario({
  id: 'LIMITS-36',
  title: 'A debit that is repeated uses the limit once',
  rule: 'A repeat of a debit under its key MUST NOT use the limit again.',
  requirement: 'RG-03',
  impact: 'critical',
  money: 'Every retry over a bad line would take a stake’s worth of the player’s limit.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const limit = { ...player, kind: 'stake', period: 'day', amount: '20.00' };
    expect(await platform.setLimit(limit)).accepted();
    const debit = given.debit(player, { amount: '10.00' });
    const first = await platform.debitRound(debit);
    expect(first).accepted();

    for (const repeat of [await platform.debitRound(debit), await platform.debitRound(debit)]) {
      expect(repeat).replayOf(first);
    }

    const rest = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    expect(rest).accepted({ balance: '80.00' });
    const over = await platform.debitRound(given.debit(player, { amount: '0.01' }));
    expect(over).refused('LIMIT_EXCEEDED', { used: '20.00' });
  },
});

export const limits37 = scenario({
  id: 'LIMITS-37',
  title: 'A bet refused by the limit stays refused under its key',
  rule: 'A LIMIT_EXCEEDED MUST be final for its key, even when there is headroom again.',
  requirement: 'IDEM-06',
  impact: 'critical',
  money:
    'A game server that was told no and wrote it down would owe the win of a bet it never ran.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const limit = { ...player, kind: 'stake', period: 'day', amount: '10.00' };
    expect(await platform.setLimit(limit)).accepted();
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const second = given.debit(player, { amount: '10.00' });
    const refused = await platform.debitRound(second);
    expect(refused).refused('LIMIT_EXCEEDED');
    expect(await platform.rollbackRound(given.rollbackOf(taken))).accepted();

    expect(await platform.debitRound(second)).replayOf(refused);
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
    const fresh = { ...second, idempotency_key: given.key() };
    expect(await platform.debitRound(fresh)).accepted({ balance: '90.00' });
  },
});

export const exactnessScenarios = [
  ...[limits10, limits11, limits12, limits34, limits35, limits36, limits37],
] as const;
