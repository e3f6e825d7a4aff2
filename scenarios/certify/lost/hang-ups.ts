import { scenario } from '../../../src/harness/scenario.js';
import { expectAgain, expectUndone } from '../rounds/undone.js';

export const lost01 = scenario({
  id: 'LOST-01',
  title: 'A debit whose caller hung up is taken once when it is repeated',
  rule: 'A repeat MUST have one effect with the first, whether or not its answer was heard.',
  requirement: 'IDEM-01',
  impact: 'critical',
  money: 'The line drops, the game retries: the player pays twice for one spin.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });

    const unheard = await platform.debitRound(debit, { hangUpAfterMs: 0 });
    const again = await platform.debitRound(debit);

    expect(unheard).unknown();
    expect(again).accepted({ status: 'committed', balance: '90.00' });
    expect(await platform.debitRound(debit)).replayOf(again);
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const lost02 = scenario({
  id: 'LOST-02',
  title: 'A debit whose caller hung up and gave up costs nothing',
  rule: 'A rollback MUST return the stake, or void the debit that has not arrived: nothing is taken.',
  requirement: 'PLAY-06',
  impact: 'critical',
  money: 'The spin was never shown; whichever of the two messages came first, it must be free.',
  async run(stage) {
    const { platform, given, expect, dialect } = stage;
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const other = await platform.debitRound(given.debit(player, { amount: '5.00' }));

    const unheard = await platform.debitRound(debit, { hangUpAfterMs: 0 });
    const back = await platform.rollbackRound(given.rollbackOf(debit));
    const late = await platform.debitRound(debit);

    expect(other).accepted({ balance: '95.00' });
    expect(unheard).unknown();
    // Rolled back, the repeat tells the old answer; voided, it is refused. It never takes a stake.
    if (dialect.isForeign) await expectUndone(stage, debit, [late], [back]);
    else {
      const { status } = expect(back).accepted();
      if (status === 'rolled_back') expect(late).accepted({ balance: '85.00' });
      else expect(late).refused('DEBIT_VOIDED');
    }
    await expect.wallet(player, { cash: '95.00', held_in_play: '5.00' });
  },
});

export const lost03 = scenario({
  id: 'LOST-03',
  title: 'A win whose caller hung up is paid once when it is repeated',
  rule: 'A repeated credit MUST pay once, whether or not its first answer was heard.',
  requirement: 'IDEM-01',
  impact: 'critical',
  money: 'The win is retried until it is confirmed: it must be neither lost nor paid twice.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const credit = given.creditOf(taken, { win_amount: '25.00' });

    const unheard = await platform.creditRound(credit, { hangUpAfterMs: 0 });
    const again = await platform.creditRound(credit);

    expect(unheard).unknown();
    expect(again).accepted({ status: 'committed', balance: '115.00' });
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const lost04 = scenario({
  id: 'LOST-04',
  title: 'A rollback whose caller hung up returns the stake once when it is repeated',
  rule: 'A repeated rollback MUST return the stake once, whether or not its first answer was heard.',
  requirement: 'IDEM-01',
  impact: 'critical',
  money: 'A bad line would return the stake once for each try.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    expect(taken).accepted({ balance: '90.00' });
    const rollback = given.rollbackOf(taken);

    const unheard = await platform.rollbackRound(rollback, { hangUpAfterMs: 0 });
    const again = await platform.rollbackRound(rollback);
    const renewed = await platform.rollbackRound(given.rollbackOf(taken));

    expect(unheard).unknown();
    const done = expect(again).accepted({ status: 'rolled_back', balance: '100.00' });
    expectAgain(stage, renewed, done, '100.00');
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const lost19 = scenario({
  id: 'LOST-19',
  title: 'Ten callers hang up on one debit: it is taken once',
  rule: 'A repeat MUST have one effect with the first, however many answers went unheard.',
  requirement: 'IDEM-03',
  impact: 'critical',
  money: 'An impatient proxy in front of the game multiplies every slow bet.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });

    const unheard = await Promise.all(
      Array.from({ length: 10 }, (_, ms) => platform.debitRound(debit, { hangUpAfterMs: ms })),
    );
    const heard = await platform.debitRound(debit);

    for (const answer of unheard) expect(answer).unknown();
    expect(heard).accepted({ status: 'committed', balance: '90.00' });
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const lost22 = scenario({
  id: 'LOST-22',
  title: 'A bet and win in one call whose caller hung up is played once when it is repeated',
  rule: 'A repeat MUST have one effect with the first, whether or not its answer was heard.',
  requirement: 'IDEM-01',
  impact: 'critical',
  money: 'Half of the call, or both halves twice: the books of game and wallet part.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const play = { ...given.debit(player, { amount: '10.00' }), win_amount: '25.00' };

    const unheard = await platform.playRound(play, { hangUpAfterMs: 0 });
    const again = await platform.playRound(play);

    expect(unheard).unknown();
    expect(again).accepted({ balance: '115.00' });
    expect(await platform.playRound(play)).replayOf(again);
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const hangUpScenarios = [lost01, lost02, lost03, lost04, lost19, lost22] as const;
