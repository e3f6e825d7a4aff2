import { scenario } from '../../../src/harness/scenario.js';
import { raced } from './race.js';
import { expectAgain, expectUndone } from '../rounds/undone.js';

export const concurrency03 = scenario({
  id: 'CONCURRENCY-03',
  title: 'A bet and its rollback at once leave nothing taken, twenty times',
  rule: 'A rollback MUST return the stake or void the debit, whichever of the two arrives first.',
  requirement: 'PLAY-07',
  impact: 'critical',
  money: 'Between the two orders lies a gap in which the stake is taken and never returned.',
  async run(stage) {
    const { platform, given, expect, dialect } = stage;
    const player = await given.player({ balance: '105.00' });
    // A stake that stays tells a wallet that does nothing from one that gave back.
    const stays = given.debit(player, { amount: '5.00' });
    expect(await platform.debitRound(stays)).accepted({ balance: '100.00' });

    for (let race = 0; race < 20; race += 1) {
      const debit = given.debit(player, { amount: '10.00' });
      const rollback = given.rollbackOf(debit);

      const [bet, back] = await raced(
        race,
        () => platform.debitRound(debit),
        () => platform.rollbackRound(rollback),
      );

      if (dialect.isForeign) {
        await expectUndone(stage, debit, [bet], [back]);
        await expect.wallet(player, { cash: '100.00' });
        continue;
      }
      const { status } = expect(back).accepted({ balance: '100.00' });
      if (status === 'rolled_back') expect(bet).accepted({ balance: '90.00' });
      else expect(bet).refused('DEBIT_VOIDED');
    }
    await expect.wallet(player, { cash: '100.00', held_in_play: '5.00' });
  },
});

export const concurrency04 = scenario({
  id: 'CONCURRENCY-04',
  title: 'Of a win and a rollback at once on one stake exactly one happens',
  rule: 'A stake MUST either win or be rolled back, never both, under any interleaving.',
  requirement: 'PLAY-09',
  impact: 'critical',
  money: 'Win and stake together for every player who pulls the plug at the right moment.',
  async run({ platform, given, expect, dialect }) {
    dialect.only('cancel_after_settle', 'refused');
    dialect.only('several_bets', 'accepted');
    const player = await given.player({ balance: '100.00' });

    for (let race = 0; race < 10; race += 1) {
      const debit = given.debit(player, { amount: '10.00' });
      const taken = await platform.debitRound(debit);
      const [won, back] = await raced(
        race,
        () => platform.creditRound(given.creditOf(taken, { win_amount: '10.00' })),
        () => platform.rollbackRound(given.rollbackOf(taken)),
      );

      if (won.outcome === 'ok') expect(back).refused('ROUND_SETTLED');
      else {
        expect(won).refused('TXN_ROLLED_BACK');
        expect(back).accepted({ status: 'rolled_back' });
        // Played again, so that the books are the same whoever won the race.
        const anew = await platform.debitRound({ ...debit, idempotency_key: given.key() });
        await platform.creditRound(given.creditOf(anew, { win_amount: '10.00' }));
      }
      await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
    }
  },
});

export const concurrency06 = scenario({
  id: 'CONCURRENCY-06',
  title: 'Ten rollbacks of one stake at once, each under its own key, return it once',
  rule: 'A rollback MUST return the stake once, whatever key it is repeated with, at once too.',
  requirement: 'PLAY-06',
  impact: 'critical',
  money: 'Every instance of the game cancels the bet it lost: ten stakes back for one.',
  async run(stage) {
    const { platform, given, expect, dialect } = stage;
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    expect(taken).accepted({ balance: '90.00' });
    const rollbacks = Array.from({ length: 10 }, () => given.rollbackOf(taken));

    const answers = await Promise.all(rollbacks.map((each) => platform.rollbackRound(each)));

    const done = answers.find(({ outcome }) => outcome === 'ok') ?? answers[0];
    for (const answer of answers) {
      if (answer === done) expect(answer).accepted({ status: 'rolled_back', balance: '100.00' });
      else expectAgain(stage, answer, done?.body ?? {}, '100.00');
    }
    const ids = new Set(answers.map(({ body }) => body.txn_id));
    if (!dialect.isForeign) expect.that(ids.size, 'the number of rollback transactions').equals(1);
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const concurrency08 = scenario({
  id: 'CONCURRENCY-08',
  title: 'Of ten final wins at once on one round exactly one is paid',
  rule: 'A final credit MUST end its round: of several at once one is paid, the others refused.',
  requirement: 'PLAY-09',
  impact: 'critical',
  money: 'A settlement that runs in two places pays every win twice.',
  async run({ platform, given, expect, dialect }) {
    dialect.only('after_close', 'refused');
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const win = { win_amount: '25.00' };
    const credits = Array.from({ length: 10 }, () => given.creditOf(taken, win));

    const answers = await Promise.all(credits.map((credit) => platform.creditRound(credit)));

    const paid = answers.filter(({ outcome }) => outcome === 'ok');
    expect.that(paid.length, 'the number of wins paid').equals(1);
    for (const answer of answers) {
      if (answer.outcome === 'ok') expect(answer).accepted({ balance: '115.00' });
      else expect(answer).refused('ROUND_CLOSED');
    }
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const concurrency09 = scenario({
  id: 'CONCURRENCY-09',
  title: 'Twenty different wins at once on an open round are all paid',
  rule: 'Each credit under a key of its own MUST be paid once, all of them at once too.',
  requirement: 'PLAY-02',
  impact: 'critical',
  money: 'A lost update among free-spin wins is the player’s money.',
  async run({ platform, given, expect, dialect }) {
    dialect.only('several_wins', 'accepted');
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const taken = await platform.debitRound(debit);
    const win = { win_amount: '1.25', final: false };
    const credits = Array.from({ length: 20 }, () => given.creditOf(taken, win));

    const answers = await Promise.all(credits.map((credit) => platform.creditRound(credit)));

    for (const answer of answers) expect(answer).accepted({ status: 'committed' });
    await expect.round(debit, { won: '25.00', held_in_play: '0.00' });
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const concurrency13 = scenario({
  id: 'CONCURRENCY-13',
  title: 'Ten stakes of one round settle and roll back at once, each by itself',
  rule: 'Several debits of one round MUST each settle or roll back by itself, at once too.',
  requirement: 'PLAY-05',
  impact: 'critical',
  money: 'The sums of a busy table round drift from the stakes they are made of.',
  async run({ platform, given, expect, dialect }) {
    dialect.only('several_bets', 'accepted');
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const bets = Array.from({ length: 10 }, () => ({ ...debit, idempotency_key: given.key() }));
    const taken = await Promise.all(bets.map((bet) => platform.debitRound(bet)));
    await expect.wallet(player, { cash: '0.00', held_in_play: '100.00' });

    const win = { win_amount: '15.00', final: false };
    const [wins, backs] = await Promise.all([
      Promise.all(
        taken.slice(0, 5).map((stake) => platform.creditRound(given.creditOf(stake, win))),
      ),
      Promise.all(taken.slice(5).map((stake) => platform.rollbackRound(given.rollbackOf(stake)))),
    ]);

    for (const won of wins) expect(won).accepted({ status: 'committed' });
    for (const back of backs) expect(back).accepted({ status: 'rolled_back' });
    const sums = { staked: '50.00', won: '75.00', held_in_play: '0.00' };
    await expect.round(debit, sums);
    await expect.wallet(player, { cash: '125.00', held_in_play: '0.00' });
  },
});

export const concurrency14 = scenario({
  id: 'CONCURRENCY-14',
  title: 'A round that is closed ten times at once is closed once',
  rule: 'Closing a round MUST settle its stakes once, however often it is asked for at once.',
  requirement: 'PLAY-10',
  money: 'Stakes settled twice are revenue nobody had and a round that cannot be audited.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    expect(await platform.debitRound(debit)).accepted({ balance: '90.00' });
    const place = { round_id: debit.round_id, player_id: player.player_id };

    const answers = await Promise.all(Array.from({ length: 10 }, () => platform.closeRound(place)));

    const closedAt = new Set(answers.map(({ body }) => body.closed_at));
    for (const answer of answers) expect(answer).accepted({ status: 'closed', staked: '10.00' });
    expect.that(closedAt.size, 'the number of closing times told').equals(1);
    await expect.wallet(player, { cash: '90.00', held_in_play: '0.00' });
  },
});

export const stakeScenarios = [
  concurrency03,
  concurrency04,
  concurrency06,
  concurrency08,
  concurrency09,
  concurrency13,
  concurrency14,
] as const;
