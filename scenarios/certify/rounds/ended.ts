import { scenario } from '../../../src/harness/scenario.js';

export const rounds23 = scenario({
  id: 'ROUNDS-23',
  title: 'A debit that was rolled back cannot win',
  rule: 'A credit after the rollback of its debit MUST be refused with TXN_ROLLED_BACK.',
  requirement: 'PLAY-09',
  impact: 'critical',
  money: 'The stake went back to the player: a win on it is a free bet.',
  async run({ platform, given, expect, dialect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const gone = await platform.debitRound(debit);
    // A stranger's rounds may hold one bet only.
    const round = dialect.isForeign ? { round_id: given.roundId() } : {};
    const kept = await platform.debitRound({ ...debit, ...round, idempotency_key: given.key() });
    expect(await platform.rollbackRound(given.rollbackOf(gone))).accepted({ balance: '90.00' });

    const won = await platform.creditRound(given.creditOf(gone, { win_amount: '25.00' }));

    expect(won).refused('TXN_ROLLED_BACK');
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
    const other = given.creditOf(kept, { win_amount: '25.00' });
    expect(await platform.creditRound(other)).accepted({ balance: '115.00' });
  },
});

export const rounds25 = scenario({
  id: 'ROUNDS-25',
  title: 'A debit that won cannot be rolled back',
  rule: 'A rollback after the final credit MUST be refused with ROUND_SETTLED.',
  requirement: 'PLAY-09',
  impact: 'critical',
  money: 'Win and stake together: every lost connection after a win would pay the stake on top.',
  async run({ platform, given, expect, dialect }) {
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const won = await platform.creditRound(given.creditOf(taken, { win_amount: '25.00' }));

    const back = await platform.rollbackRound(given.rollbackOf(taken));

    expect(won).accepted({ balance: '115.00' });
    const cash = dialect.on('cancel_after_settle', {
      refused: () => (expect(back).refused('ROUND_SETTLED'), '115.00'),
      accepted: () => (expect(back).accepted({ balance: '125.00' }), '125.00'),
    });
    await expect.wallet(player, { cash, held_in_play: '0.00' });
  },
});

export const rounds71 = scenario({
  id: 'ROUNDS-71',
  title: 'A debit that lost cannot be rolled back',
  rule: 'A rollback after a final zero credit MUST be refused with ROUND_SETTLED.',
  requirement: 'PLAY-09',
  impact: 'critical',
  money: 'Rolling back only the rounds that lost beats any house.',
  async run({ platform, given, expect, dialect }) {
    dialect.only('zero_win', 'accepted');
    dialect.only('cancel_after_settle', 'refused');
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const taken = await platform.debitRound(debit);
    const lost = await platform.creditRound(given.creditOf(taken, { win_amount: '0.00' }));

    expect(lost).accepted({ balance: '90.00' });
    expect(await platform.rollbackRound(given.rollbackOf(taken))).refused('ROUND_SETTLED');
    expect(await platform.rollbackRound(given.rollbackOf(debit))).refused('ROUND_SETTLED');
    await expect.wallet(player, { cash: '90.00', held_in_play: '0.00' });
  },
});

export const rounds26 = scenario({
  id: 'ROUNDS-26',
  title: 'A round that ended takes no further bets',
  rule: 'A debit on a closed round MUST be refused with ROUND_CLOSED, and nothing moves.',
  requirement: 'PLAY-09',
  impact: 'critical',
  money: 'A bet placed once the outcome is known always wins.',
  async run({ platform, given, expect, dialect }) {
    dialect.only('zero_win', 'accepted');
    dialect.only('after_close', 'refused');
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const taken = await platform.debitRound(debit);
    expect(await platform.creditRound(given.creditOf(taken))).accepted({ balance: '90.00' });

    const late = await platform.debitRound({ ...debit, idempotency_key: given.key() });
    const next = await platform.debitRound(given.debit(player, { amount: '10.00' }));

    expect(late).refused('ROUND_CLOSED');
    expect(next).accepted({ balance: '80.00' });
    await expect.wallet(player, { cash: '80.00', held_in_play: '10.00' });
  },
});

export const rounds27 = scenario({
  id: 'ROUNDS-27',
  title: 'A round that ended pays no further wins',
  rule: 'A credit on a closed round MUST be refused with ROUND_CLOSED, and nothing is paid.',
  requirement: 'PLAY-09',
  impact: 'critical',
  money: 'A second win under a new key is the first one paid twice.',
  async run({ platform, given, expect, dialect }) {
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));

    const won = await platform.creditRound(given.creditOf(taken, { win_amount: '25.00' }));
    const more = await platform.creditRound(given.creditOf(taken, { win_amount: '25.00' }));

    expect(won).accepted({ balance: '115.00' });
    const cash = dialect.on('after_close', {
      refused: () => (expect(more).refused('ROUND_CLOSED'), '115.00'),
      accepted: () => (expect(more).accepted({ balance: '140.00' }), '140.00'),
    });
    await expect.wallet(player, { cash, held_in_play: '0.00' });
  },
});

export const rounds49 = scenario({
  id: 'ROUNDS-49',
  title: 'A round that was closed by hand takes neither bet nor win nor rollback',
  rule: 'Debit, credit and rollback on a closed round MUST each be refused with its own code.',
  requirement: 'PLAY-09',
  impact: 'critical',
  money: 'A round the operator settled must not move money behind the operator’s back.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const taken = await platform.debitRound(debit);
    expect(await platform.closeRound(placeOf(debit))).accepted({ status: 'closed' });

    const bet = await platform.debitRound({ ...debit, idempotency_key: given.key() });
    const win = await platform.creditRound(given.creditOf(taken, { win_amount: '25.00' }));
    const back = await platform.rollbackRound(given.rollbackOf(taken));

    expect(bet).refused('ROUND_CLOSED');
    expect(win).refused('ROUND_CLOSED');
    expect(back).refused('ROUND_SETTLED');
    await expect.wallet(player, { cash: '90.00', held_in_play: '0.00' });
  },
});

const placeOf = ({ round_id, player_id }: { round_id: string; player_id: string }) => ({
  round_id,
  player_id,
});

export const endedScenarios = [rounds23, rounds25, rounds26, rounds27, rounds49, rounds71] as const;
