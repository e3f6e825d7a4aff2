import type { Answer } from '../../../src/harness/answer.js';
import { scenario } from '../../../src/harness/scenario.js';
import type { Debited } from './table.js';
import { ALWAYS, changeOf, jackpotIn, NEVER, stakeInput, stakeOn, standingOf } from './table.js';

export const jackpots16 = scenario({
  id: 'JACKPOTS-16',
  title: 'A stake that goes back takes its contribution out of the pot, once',
  rule: 'A rollback MUST return the whole stake and take its share out of the running pot.',
  requirement: 'PROMO-03',
  impact: 'critical',
  money: 'Stakes placed and taken back would fill a pot for nothing, and then win it.',
  async run(stage) {
    const { given, expect, platform } = stage;
    const jackpot = await jackpotIn(stage, 'INR', { contribution: '0.033333' });
    const player = await given.player({ currency: 'INR', balance: '100.00' });
    expect(await stakeOn(stage, player, jackpot, { amount: '7.77' })).accepted();
    const before = await standingOf(stage, jackpot);
    const taken = await stakeOn(stage, player, jackpot, { amount: '5.55' });
    expect.that((await standingOf(stage, jackpot)).contributions, 'with both').equals('0.44399556');

    for (let turn = 0; turn < 3; turn += 1) {
      const back = await platform.rollbackRound(given.rollbackOf(taken));
      expect(back).accepted({ status: 'rolled_back' });
      expect.that(await standingOf(stage, jackpot), 'the jackpot afterwards').equals(before);
    }
    await expect.wallet(player, { cash: '92.23', held_in_play: '7.77' });
  },
});

export const jackpots17 = scenario({
  id: 'JACKPOTS-17',
  title: 'A rollback of a stake that never came takes nothing out',
  rule: 'A rollback with nothing to return MUST leave every pot as it is.',
  requirement: 'PROMO-03',
  money: 'A pot that anybody can empty by undoing what never was is not set aside.',
  async run(stage) {
    const { given, expect, platform } = stage;
    const jackpot = await jackpotIn(stage, 'KES', { contribution: '0.10' });
    const player = await given.player({ currency: 'KES', balance: '100.00' });
    expect(await stakeOn(stage, player, jackpot)).accepted();
    const before = await standingOf(stage, jackpot);
    const late = stakeInput(stage, player, jackpot);

    const back = await platform.rollbackRound(given.rollbackOf(late));
    expect(back).accepted({ status: 'voided' });
    expect(await platform.debitRound(late)).refused('DEBIT_VOIDED');

    expect.that(await standingOf(stage, jackpot), 'the jackpot').equals(before);
  },
});

const HALF = 15;

export const jackpots18 = scenario({
  id: 'JACKPOTS-18',
  title: 'Stakes and rollbacks at once leave exactly the stakes that stand',
  rule: 'In whatever order they meet, the pot MUST hold the shares of the stakes that stand.',
  requirement: 'PROMO-03',
  impact: 'critical',
  money: 'A share lost in the crowd is lost in the busiest hour, when the pots are largest.',
  needs: ['control'],
  async run(stage) {
    const { given, expect, platform, control } = stage;
    const jackpot = await jackpotIn(stage, 'KZT', { contribution: '0.033333' });
    const player = await given.player({ currency: 'KZT', balance: '100.00' });
    const undone: Debited[] = [];
    for (let count = 0; count < HALF; count += 1) {
      undone.push(await stakeOn(stage, player, jackpot, { amount: '1.11' }));
    }
    const backs = undone.map((taken) => given.rollbackOf(taken));
    const stakes = Array.from({ length: HALF }, () =>
      stakeInput(stage, player, jackpot, { amount: '0.77' }),
    );

    const answers: readonly Answer<unknown>[] = await Promise.all([
      ...backs.map((back) => platform.rollbackRound(back)),
      ...stakes.map((stake) => platform.debitRound(stake)),
    ]);

    for (const answer of answers) expect(answer).accepted();
    const stands = await standingOf(stage, jackpot);
    // 15 × 0.77 = 11.55, and 0.033333 of it
    expect.that(stands.contributions, 'the contributions').equals('0.38499615');
    const { violations } = await control.ledger();
    expect.that(violations, 'the violations of the books').isEmpty();
  },
});

export const jackpots19 = scenario({
  id: 'JACKPOTS-19',
  title: 'What was paid out with a pot is not taken from the next',
  rule: 'A stake of a pot won since MUST go back whole and leave the running pot alone.',
  requirement: 'PROMO-03',
  money: 'Stakes of last week’s pot, taken back, would empty this week’s.',
  async run(stage) {
    const { given, expect, platform } = stage;
    const jackpot = await jackpotIn(stage, 'MYR', {
      trigger: { kind: 'must_drop', below: '20.00' },
      contribution: '0.50',
    });
    expect(await changeOf(stage, jackpot, { trigger: NEVER })).accepted();
    const loser = await given.player({ currency: 'MYR', balance: '100.00' });
    const winner = await given.player({ currency: 'MYR', balance: '100.00' });
    const early = await stakeOn(stage, loser, jackpot, { amount: '0.01' });
    expect.that(expect(early).accepted().jackpot_wins, 'the wins of the first').equals(undefined);
    const dropped = await stakeOn(stage, winner, jackpot, { amount: '50.00' });
    expect.that(expect(dropped).accepted().jackpot_wins, 'the wins of the other').hasLength(1);
    const before = await standingOf(stage, jackpot);

    const back = await platform.rollbackRound(given.rollbackOf(early));
    expect(back).accepted({ status: 'rolled_back' });
    expect.that(await standingOf(stage, jackpot), 'the next pot').equals(before);
    await expect.wallet(loser, { cash: '100.00', held_in_play: '0.00' });

    const late = await stakeOn(stage, loser, jackpot, { amount: '1.00' });
    expect(late).accepted();
    const grown = await standingOf(stage, jackpot);
    expect.that(grown.contributions, 'the contributions').differsFrom(before.contributions);
    expect(await platform.rollbackRound(given.rollbackOf(late))).accepted();
    expect.that(await standingOf(stage, jackpot), 'the next pot, later').equals(before);
  },
});

export const jackpots20 = scenario({
  id: 'JACKPOTS-20',
  title: 'A stake that won a jackpot does not go back',
  rule: 'A stake that won counts as settled: its rollback MUST be ROUND_SETTLED and move nothing.',
  requirement: 'PROMO-03',
  impact: 'critical',
  money: 'A player would keep the jackpot and have the stake back that won it.',
  async run(stage) {
    const { given, expect, platform } = stage;
    const terms = { trigger: ALWAYS, contribution: '0.10', seed: '50.00' };
    const jackpot = await jackpotIn(stage, 'NGN', terms);
    const player = await given.player({ currency: 'NGN', balance: '100.00' });
    const won = await stakeOn(stage, player, jackpot);
    expect(won).accepted({ balance: '141.00' });
    const place = { player_id: player.player_id, round_id: String(won.input['round_id']) };
    const round = { staked: '10.00', won: '51.00', held_in_play: '0.00' };
    expect(await platform.getRound(place)).accepted(round);

    const back = await platform.rollbackRound(given.rollbackOf(won));

    expect(back).refused('ROUND_SETTLED');
    await expect.wallet(player, { cash: '141.00', held_in_play: '0.00' });
    const pot = { pot: '50.00', payouts: '51.00', hits: 1 };
    expect.that(await standingOf(stage, jackpot), 'the jackpot').includes(pot);
    const game = given.creditOf(won, { win_amount: '2.50' });
    expect(await platform.creditRound(game)).accepted({ balance: '143.50' });
    await expect.wallet(player, { cash: '143.50', held_in_play: '0.00' });
  },
});

export const returnScenarios = [
  jackpots16,
  jackpots17,
  jackpots18,
  jackpots19,
  jackpots20,
] as const;
