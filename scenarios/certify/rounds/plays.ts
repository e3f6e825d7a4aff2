import { scenario } from '../../../src/harness/scenario.js';
import { expectNotRolledBack, expectVoided } from './undone.js';

/** Bet and win in one call: PLAY-01 to PLAY-09 at once, and all of it or nothing. */

export const rounds73 = scenario({
  id: 'ROUNDS-73',
  title: 'A bet and its win in one call move the difference, once',
  rule: 'A stake and its win in one call MUST be taken and paid once, and told with their txn_ids.',
  requirement: 'PLAY-02',
  impact: 'critical',
  money: 'Half of such a call is a lost win or a free game.',
  async run({ platform, given, expect, dialect }) {
    const player = await given.player({ balance: '100.00' });

    const played = await platform.playRound({
      ...given.debit(player, { amount: '10.00' }),
      win_amount: '25.00',
    });

    const { txn_id, win_txn_id } = expect(played).accepted({ balance: '115.00' });
    expect(played).notReplayed();
    if (!dialect.isForeign) {
      expect.that(win_txn_id === txn_id, 'whether one txn_id stands for both').equals(false);
    }
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const rounds74 = scenario({
  id: 'ROUNDS-74',
  title: 'A bet that lost in one call costs its stake and ends the round',
  rule: 'A play with a zero win MUST take the stake and, final, end its round.',
  requirement: 'PLAY-02',
  impact: 'critical',
  money: 'A round that a lost spin leaves open can be paid later, by whoever knows its name.',
  async run({ platform, given, expect, dialect }) {
    dialect.only('zero_win', 'accepted');
    const player = await given.player({ balance: '100.00' });
    const play = { ...given.debit(player, { amount: '10.00' }), win_amount: '0.00' };

    const lost = await platform.playRound(play);

    expect(lost).accepted({ balance: '90.00' });
    if (dialect.knobs.after_close === 'refused') {
      const more = given.debit(player, { round_id: play.round_id, amount: '5.00' });
      expect(await platform.debitRound(more)).refused('ROUND_CLOSED');
    }
    await expect.wallet(player, { cash: '90.00', held_in_play: '0.00' });
  },
});

export const rounds75 = scenario({
  id: 'ROUNDS-75',
  title: 'A stake the balance does not cover is refused, though its win would cover it',
  rule: 'A play MUST be refused when its stake is not covered, and then nothing is paid either.',
  requirement: 'PLAY-03',
  impact: 'critical',
  money: 'Netted, the call plays with money the player does not have: every loss is the house’s.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const beyond = { ...given.debit(player, { amount: '100.01' }), win_amount: '500.00' };

    const refused = await platform.playRound(beyond);
    const covered = await platform.playRound({
      ...given.debit(player, { amount: '100.00' }),
      win_amount: '150.00',
    });

    expect(refused).refused('INSUFFICIENT_FUNDS');
    expect(covered).accepted({ balance: '150.00' });
    await expect.wallet(player, { cash: '150.00', held_in_play: '0.00' });
  },
});

export const rounds76 = scenario({
  id: 'ROUNDS-76',
  title: 'A play that won cannot be rolled back',
  rule: 'A rollback of a play that is settled MUST be refused with ROUND_SETTLED.',
  requirement: 'PLAY-09',
  impact: 'critical',
  money: 'The answer was lost, the game cancels the bet: the player keeps win and stake.',
  async run({ platform, given, expect, dialect }) {
    dialect.only('cancel_after_settle', 'refused');
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });

    const played = await platform.playRound({ ...debit, win_amount: '25.00' });
    const back = await platform.rollbackRound(given.rollbackOf(debit));

    expect(played).accepted({ balance: '115.00' });
    expect(back).refused('ROUND_SETTLED');
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const rounds77 = scenario({
  id: 'ROUNDS-77',
  title: 'A rollback that overtakes a play voids all of it',
  rule: 'A play whose rollback came first MUST take nothing and pay nothing.',
  requirement: 'PLAY-07',
  impact: 'critical',
  money: 'The bet was given up; its win, paid late, is a win without a stake.',
  async run(stage) {
    const { platform, given, expect, dialect } = stage;
    if (dialect.knobs.late_debit === 'accepted') dialect.only('late_debit', 'refused');
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const other = { ...given.debit(player, { amount: '10.00' }), win_amount: '25.00' };

    const back = await platform.rollbackRound(given.rollbackOf(debit));
    const late = await platform.playRound({ ...debit, win_amount: '25.00' });
    const sound = await platform.playRound(other);

    expectVoided(stage, back);
    // Where a late bet is ignored, its win may be refused for want of one; no money moves by either.
    if (dialect.knobs.late_debit === 'refused') expect(late).refused('DEBIT_VOIDED');
    expect(sound).accepted({ balance: '115.00' });
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const rounds78 = scenario({
  id: 'ROUNDS-78',
  title: 'A play in a round that ended takes and pays nothing',
  rule: 'A play in an ended round MUST be refused with ROUND_CLOSED, stake and win.',
  requirement: 'PLAY-09',
  impact: 'critical',
  money: 'A round that is over is counted; what is played in it is in no report.',
  async run({ platform, given, expect, dialect }) {
    dialect.only('after_close', 'refused');
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const first = await platform.playRound({ ...debit, win_amount: '25.00' });

    const again = await platform.playRound({
      ...given.debit(player, { round_id: debit.round_id, amount: '10.00' }),
      win_amount: '30.00',
    });

    expect(first).accepted({ balance: '115.00' });
    expect(again).refused('ROUND_CLOSED');
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const rounds79 = scenario({
  id: 'ROUNDS-79',
  title: 'A play that is not final leaves its round open for further wins',
  rule: 'A play with final: false MUST keep the round open: a further win on its stake is paid.',
  requirement: 'PLAY-05',
  impact: 'critical',
  money: 'Free spins follow the bet that won them; a round ended too early loses their wins.',
  async run({ platform, given, expect, dialect }) {
    dialect.tells('playRound', 'final');
    dialect.only('several_wins', 'accepted');
    const player = await given.player({ balance: '100.00' });

    const played = await platform.playRound({
      ...given.debit(player, { amount: '10.00' }),
      win_amount: '5.00',
      final: false,
    });
    expect(played).accepted({ balance: '95.00' });
    const further = { win_amount: '20.00', idempotency_key: given.key() };
    const won = await platform.creditRound(given.creditOf(played, further));

    expect(won).accepted({ balance: '115.00' });
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const rounds80 = scenario({
  id: 'ROUNDS-80',
  title: 'A play whose win cannot be paid takes no stake',
  rule: 'A play MUST be done whole or not at all: refused for its win, it takes nothing.',
  requirement: 'PLAY-02',
  impact: 'critical',
  money: 'The stake is taken, the win is not: the player has lost a round that was won.',
  async run({ platform, given, expect, dialect }) {
    const player = await given.player({ balance: '100.00' });
    const finer = dialect.knobs.finer_amounts === 'refused' ? ['25.001'] : [];
    const beyond = dialect.isForeign ? [] : ['90071992547409.91'];

    for (const win of ['-25.00', ...finer, ...beyond]) {
      const play = { ...given.debit(player, { amount: '10.00' }), win_amount: win };
      expect(await platform.playRound(play)).refused('VALIDATION_ERROR');
      await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
    }
    const sound = { ...given.debit(player, { amount: '10.00' }), win_amount: '25.00' };
    expect(await platform.playRound(sound)).accepted({ balance: '115.00' });
  },
});

export const rounds81 = scenario({
  id: 'ROUNDS-81',
  title: 'A play whose stake is none pays no win',
  rule: 'A play MUST be refused for a stake that is no amount, and then nothing is paid.',
  requirement: 'PLAY-03',
  impact: 'critical',
  money: 'A stake below nothing is paid out; a stake of nothing plays for the house’s money.',
  async run({ platform, given, expect, dialect }) {
    const player = await given.player({ balance: '100.00' });
    const nothing = dialect.knobs.zero_bet === 'refused' ? ['0.00'] : [];
    const finer = dialect.knobs.finer_amounts === 'refused' ? ['0.005'] : [];

    for (const amount of ['-10.00', ...nothing, ...finer]) {
      const play = { ...given.debit(player, { amount }), win_amount: '25.00' };
      expect(await platform.playRound(play)).refused('VALIDATION_ERROR');
      await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
    }
    const sound = { ...given.debit(player, { amount: '10.00' }), win_amount: '25.00' };
    expect(await platform.playRound(sound)).accepted({ balance: '115.00' });
  },
});

export const rounds82 = scenario({
  id: 'ROUNDS-82',
  title: 'A play in another currency, or for nobody, is refused',
  rule: 'A play MUST be refused for another currency than the wallet’s and for an unknown player.',
  requirement: 'PLAY-03',
  impact: 'critical',
  money:
    'Ten yen staked and ten euros won: converted at one to one, the house pays the difference.',
  async run({ platform, given, expect, dialect }) {
    dialect.tells('playRound', 'currency');
    const player = await given.player({ balance: '100.00' });
    const play = () => ({ ...given.debit(player, { amount: '10.00' }), win_amount: '25.00' });

    const currency = player.currency === 'USD' ? 'EUR' : 'USD';
    const foreign = await platform.playRound({ ...play(), currency });
    const nobody = await platform.playRound({ ...play(), player_id: given.id('p') });
    const sound = await platform.playRound(play());

    expect(foreign).refused('CURRENCY_MISMATCH');
    expect(nobody).refused('PLAYER_NOT_FOUND');
    expect(sound).accepted({ balance: '115.00' });
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const rounds83 = scenario({
  id: 'ROUNDS-83',
  title: 'The win of a play cannot be rolled back',
  rule: 'A rollback that names the win of a play MUST be refused, not answered as if it were void.',
  requirement: 'PLAY-09',
  money: 'Told that the win is void, the game takes it off its screen; the wallet still holds it.',
  async run(stage) {
    const { platform, given, expect, dialect } = stage;
    dialect.only('rollback_target', 'bet');
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const played = await platform.playRound({ ...debit, win_amount: '25.00' });
    const { win_txn_id } = expect(played).accepted({ balance: '115.00' });
    if (typeof win_txn_id !== 'string') dialect.tells('playRound', 'win_txn_id');

    const named = { txn_ref: win_txn_id, idempotency_key: given.key() };
    const back = await platform.rollbackRound({
      ...player,
      round_id: debit.round_id,
      ...named,
    });

    expectNotRolledBack(stage, back, 'TXN_NOT_FOUND');
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const playScenarios = [
  rounds73,
  rounds74,
  rounds75,
  rounds76,
  rounds77,
  rounds78,
  rounds79,
  rounds80,
  rounds81,
  rounds82,
  rounds83,
] as const;
