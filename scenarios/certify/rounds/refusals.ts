import { scenario } from '../../../src/harness/scenario.js';

export const rounds09 = scenario({
  id: 'ROUNDS-09',
  title: 'A debit for a player nobody knows is refused',
  rule: 'A debit MUST be refused, and nothing moves, when the player is unknown.',
  requirement: 'PLAY-03',
  money: 'A stake on nobody’s account is a game nobody pays for.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });

    const refused = await platform.debitRound({ ...debit, player_id: given.id('p') });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));

    expect(refused).refused('PLAYER_NOT_FOUND');
    expect(taken).accepted({ balance: '90.00' });
    await expect.wallet(player, { cash: '90.00' });
  },
});

export const rounds10 = scenario({
  id: 'ROUNDS-10',
  title: 'A blocked player cannot bet',
  rule: 'A debit MUST be refused, and nothing moves, when the player is blocked.',
  requirement: 'PLAY-03',
  impact: 'critical',
  money: 'Stakes of an account frozen for fraud or by the law have to be paid back, wins included.',
  async run({ platform, given, expect }) {
    const blocked = await given.player({ balance: '100.00', status: 'blocked' });
    const active = await given.player({ balance: '100.00' });

    expect(await platform.debitRound(given.debit(blocked))).refused('PLAYER_BLOCKED');
    expect(await platform.debitRound(given.debit(active))).accepted({ balance: '90.00' });

    await expect.wallet(blocked, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const rounds11 = scenario({
  id: 'ROUNDS-11',
  title: 'A player who excludes themselves during play cannot place the next bet',
  rule: 'A debit MUST be refused, and nothing moves, when the player is self-excluded.',
  requirement: 'PLAY-03',
  impact: 'critical',
  money: 'Every stake taken after an exclusion is owed back, and costs the licence besides.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const before = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const exclusion = { ...player, status: 'self_excluded', reason: 'asked by the player' };
    expect(await platform.setPlayerStatus(exclusion)).accepted({ status: 'self_excluded' });

    const next = await platform.debitRound(given.debit(player, { amount: '10.00' }));

    expect(before).accepted({ balance: '90.00' });
    expect(next).refused('PLAYER_SELF_EXCLUDED');
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const rounds12 = scenario({
  id: 'ROUNDS-12',
  title: 'A player in a time-out cannot bet',
  rule: 'A debit MUST be refused, and nothing moves, when the player is taking a time-out.',
  requirement: 'PLAY-03',
  impact: 'critical',
  money: 'A time-out that takes bets is a promise broken to the player who needed it.',
  async run({ platform, given, expect }) {
    const until = '2099-01-01T00:00:00.000Z';
    const away = await given.player({
      balance: '100.00',
      status: 'timed_out',
      status_until: until,
    });
    const active = await given.player({ balance: '100.00' });

    expect(await platform.debitRound(given.debit(away))).refused('PLAYER_TIMED_OUT');
    expect(await platform.debitRound(given.debit(active))).accepted({ balance: '90.00' });

    await expect.wallet(away, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const rounds15 = scenario({
  id: 'ROUNDS-15',
  title: 'A stake the balance does not cover is refused with 422',
  rule: 'A debit MUST be refused with 422 INSUFFICIENT_FUNDS, and nothing moves, when funds do not suffice.',
  requirement: 'PLAY-03',
  impact: 'critical',
  money:
    'Taken, it is credit nobody granted; refused with another status, the game rolls back a bet that never was.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '10.00' });

    const refused = await platform.debitRound(given.debit(player, { amount: '250.00' }));
    const taken = await platform.debitRound(given.debit(player, { amount: '4.00' }));

    expect(refused).refused('INSUFFICIENT_FUNDS');
    expect(refused).status(422);
    expect(taken).accepted({ balance: '6.00' });
    await expect.wallet(player, { cash: '6.00', held_in_play: '4.00' });
  },
});

export const rounds16 = scenario({
  id: 'ROUNDS-16',
  title: 'One minor unit more than the balance is too much',
  rule: 'A debit MUST be refused when it exceeds cash and bonus together by one minor unit.',
  requirement: 'PLAY-03',
  impact: 'critical',
  money: 'A cent of credit for every wallet is still credit, and a negative balance.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '90.00', bonus: '10.00' });

    const over = await platform.debitRound(given.debit(player, { amount: '100.01' }));
    const exact = await platform.debitRound(given.debit(player, { amount: '100.00' }));

    expect(over).refused('INSUFFICIENT_FUNDS');
    expect(exact).accepted({ balance: '0.00' });
    await expect.wallet(player, { cash: '0.00', bonus: '0.00', held_in_play: '100.00' });
  },
});

export const rounds18 = scenario({
  id: 'ROUNDS-18',
  title: 'A stake in another currency is refused, not converted',
  rule: 'A debit MUST be refused, and nothing moves, when the currency is not the wallet’s.',
  requirement: 'PLAY-03',
  impact: 'critical',
  money: '1000 yen taken as 1000 euros, or the other way round.',
  async run({ platform, given, expect, dialect }) {
    dialect.tells('debitRound', 'currency');
    const player = await given.player({ balance: '100.00' });

    const currency = player.currency === 'USD' ? 'EUR' : 'USD';
    const foreign = await platform.debitRound(given.debit(player, { currency }));
    const own = await platform.debitRound(given.debit(player));

    expect(foreign).refused('CURRENCY_MISMATCH');
    expect(own).accepted({ balance: '90.00' });
    await expect.wallet(player, { currency: player.currency, cash: '90.00' });
  },
});

export const rounds65 = scenario({
  id: 'ROUNDS-65',
  title: 'A refused debit opens no round',
  rule: 'When a debit is refused, nothing MUST move: no round is opened and no stake is in play.',
  requirement: 'PLAY-03',
  money: 'A round without a stake invites a win nobody paid for.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '5.00' });
    const debit = given.debit(player, { amount: '10.00' });

    expect(await platform.debitRound(debit)).refused('INSUFFICIENT_FUNDS');

    expect(await platform.getRound(debit)).refused('ROUND_NOT_FOUND');
    const smaller = given.debit(player, { round_id: debit.round_id, amount: '5.00' });
    expect(await platform.debitRound(smaller)).accepted({ balance: '0.00' });
    expect(await platform.getRound(debit)).accepted({ status: 'open', staked: '5.00' });
  },
});

export const rounds68 = scenario({
  id: 'ROUNDS-68',
  title: 'A stake past 32 bits does not wrap round to a small one',
  rule: 'A debit of 2^32 minor units more than the balance MUST be refused, and nothing moves.',
  requirement: 'PLAY-03',
  impact: 'critical',
  money: 'A stake cut to 32 bits costs a cent and wins like forty-two million.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });

    const wrapped = await platform.debitRound(given.debit(player, { amount: '42949673.96' }));
    const small = await platform.debitRound(given.debit(player, { amount: '1.00' }));

    expect(wrapped).refused('INSUFFICIENT_FUNDS');
    expect(small).accepted({ balance: '99.00' });
    await expect.wallet(player, { cash: '99.00', held_in_play: '1.00' });
  },
});

export const refusalScenarios = [
  rounds09,
  rounds10,
  rounds11,
  rounds12,
  rounds15,
  rounds16,
  rounds18,
  rounds65,
  rounds68,
] as const;
