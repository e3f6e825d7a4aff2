import { scenario } from '../../../src/harness/scenario.js';

export const rounds01 = scenario({
  id: 'ROUNDS-01',
  title: 'A debit takes the stake once',
  rule: 'A debit MUST take the stake once and answer txn_id, balance and status committed.',
  requirement: 'PLAY-01',
  impact: 'critical',
  money: 'A stake that is not taken is a free game; one taken twice is the player’s money gone.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });

    const taken = await platform.debitRound(debit);

    const { txn_id } = expect(taken).accepted({ status: 'committed', balance: '90.00' });
    expect.that(txn_id, 'the txn_id').matches(/^.+$/);
    expect(taken).notReplayed();
    await expect.wallet(player, { cash: '90.00' });
  },
});

export const rounds02 = scenario({
  id: 'ROUNDS-02',
  title: 'The balance a debit answers counts cash and bonus money',
  rule: 'A debit MUST answer the balance the player can stake: cash and bonus together.',
  requirement: 'PLAY-01',
  money: 'A game that is told too little turns players away who could still bet.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00', bonus: '20.00' });

    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));

    expect(taken).accepted({ balance: '110.00' });
    await expect.wallet(player, { held_in_play: '10.00' });
  },
});

export const rounds17 = scenario({
  id: 'ROUNDS-17',
  title: 'A wallet can be staked to exactly zero',
  rule: 'A debit of the whole balance MUST be accepted and leave zero.',
  requirement: 'PLAY-01',
  money: 'The last cent is the player’s: a wallet that keeps it back owes it.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });

    const all = await platform.debitRound(given.debit(player, { amount: '100.00' }));
    const more = await platform.debitRound(given.debit(player, { amount: '0.01' }));

    expect(all).accepted({ balance: '0.00' });
    expect(more).refused('INSUFFICIENT_FUNDS');
    await expect.wallet(player, { cash: '0.00', held_in_play: '100.00' });
  },
});

export const rounds29 = scenario({
  id: 'ROUNDS-29',
  title: 'Every stake has a txn_id of its own',
  rule: 'Each accepted debit MUST answer a txn_id of its own, whatever it has in common with others.',
  requirement: 'PLAY-01',
  money: 'Two stakes under one id: the win or refund of one is taken for the other’s.',
  async run({ platform, given, expect, dialect }) {
    dialect.only('several_bets', 'accepted');
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });

    const first = await platform.debitRound(debit);
    const second = await platform.debitRound({ ...debit, idempotency_key: given.key() });

    expect(first).accepted({ balance: '90.00' });
    expect(second).accepted({ balance: '80.00' });
    expect.that(second.body.txn_id, 'the second txn_id').differsFrom(first.body.txn_id);
    await expect.wallet(player, { cash: '80.00', held_in_play: '20.00' });
  },
});

export const rounds50 = scenario({
  id: 'ROUNDS-50',
  title: 'A win of tens of millions is paid to the cent and can be staked again',
  rule: 'A credit MUST pay the win to the last minor unit, however large, and a debit MUST take it.',
  requirement: 'PLAY-02',
  impact: 'critical',
  money: 'Jackpots are where floats, 32-bit integers and column widths lose cents or millions.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '1.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '1.00' }));

    const won = await platform.creditRound(given.creditOf(taken, { win_amount: '63727092.34' }));
    const staked = await platform.debitRound(given.debit(player, { amount: '63727092.34' }));

    expect(won).accepted({ balance: '63727092.34' });
    expect(staked).accepted({ balance: '0.00' });
    await expect.wallet(player, { cash: '0.00', held_in_play: '63727092.34' });
  },
});

export const rounds51 = scenario({
  id: 'ROUNDS-51',
  title: 'A round in yen, which has no decimals',
  rule: 'Stakes and wins MUST be booked in the minor units of the currency: JPY has no decimals.',
  requirement: 'PLAY-01',
  impact: 'critical',
  money: 'A wallet that assumes cents books a hundred times too much or too little.',
  async run({ platform, given, expect }) {
    const player = await given.player({ currency: 'JPY', balance: '1000' });

    const taken = await platform.debitRound(given.debit(player, { amount: '150' }));
    const won = await platform.creditRound(given.creditOf(taken, { win_amount: '451' }));

    expect(taken).accepted({ balance: '850' });
    expect(won).accepted({ balance: '1301' });
    await expect.wallet(player, { currency: 'JPY', cash: '1301' });
  },
});

export const rounds52 = scenario({
  id: 'ROUNDS-52',
  title: 'A round in dinars, which have three decimals',
  rule: 'Stakes and wins MUST be booked in the minor units of the currency: KWD has three decimals.',
  requirement: 'PLAY-01',
  impact: 'critical',
  money: 'A wallet that keeps two decimals loses the fils of every stake and win.',
  async run({ platform, given, expect }) {
    const player = await given.player({ currency: 'KWD', balance: '10.000' });

    const taken = await platform.debitRound(given.debit(player, { amount: '0.125' }));
    const won = await platform.creditRound(given.creditOf(taken, { win_amount: '1.001' }));

    expect(taken).accepted({ balance: '9.875' });
    expect(won).accepted({ balance: '10.876' });
    await expect.wallet(player, { currency: 'KWD', cash: '10.876' });
  },
});

export const rounds53 = scenario({
  id: 'ROUNDS-53',
  title: 'A round in bitcoin, down to one satoshi',
  rule: 'Stakes and wins MUST be booked in the minor units of the currency: BTC has eight decimals.',
  requirement: 'PLAY-01',
  impact: 'critical',
  money: 'Eight decimals are past what careless arithmetic keeps; small stakes vanish or double.',
  async run({ platform, given, expect }) {
    const player = await given.player({ currency: 'BTC', balance: '0.50000000' });

    const taken = await platform.debitRound(given.debit(player, { amount: '0.00000001' }));
    const won = await platform.creditRound(given.creditOf(taken, { win_amount: '0.00000003' }));

    expect(taken).accepted({ balance: '0.49999999' });
    expect(won).accepted({ balance: '0.50000002' });
    await expect.wallet(player, { currency: 'BTC', cash: '0.50000002' });
  },
});

export const stakeScenarios = [
  rounds01,
  rounds02,
  rounds17,
  rounds29,
  rounds50,
  rounds51,
  rounds52,
  rounds53,
] as const;
