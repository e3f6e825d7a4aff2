import { scenario } from '../../../src/harness/scenario.js';
import { raced } from './race.js';
import { expectUndone } from '../rounds/undone.js';

export const concurrency05 = scenario({
  id: 'CONCURRENCY-05',
  title: 'Of ten different bets at once under one key exactly one is taken',
  rule: 'Same key, other payload, at once: one MUST be taken, the others be conflicts.',
  requirement: 'IDEM-02',
  impact: 'critical',
  money: 'A key counter that was reset: each bet must be taken or clearly refused, never mixed up.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player);
    const bets = Array.from({ length: 10 }, (_, nth) => ({ ...debit, amount: `${nth + 1}.00` }));

    const answers = await Promise.all(bets.map((bet) => platform.debitRound(bet)));

    const taken = answers.filter(({ outcome }) => outcome === 'ok');
    expect.that(taken.length, 'the number of bets taken').equals(1);
    for (const answer of answers) {
      if (answer.outcome !== 'ok') expect(answer).refused('IDEMPOTENCY_CONFLICT');
    }
    for (const answer of taken) {
      await expect.wallet(player, { held_in_play: String(answer.input['amount']) });
    }
    const back = await platform.rollbackRound(given.rollbackOf(debit));
    expect(back).accepted({ status: 'rolled_back', balance: '100.00' });
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const concurrency15 = scenario({
  id: 'CONCURRENCY-15',
  title: 'A storm of repeats of one bet and of its rollback leaves nothing taken',
  rule: 'Repeats of a debit and of its rollback at once MUST have one effect each, or none.',
  requirement: 'IDEM-03',
  impact: 'critical',
  money: 'Retry and give-up run side by side in every game server that times out.',
  async run(stage) {
    const { platform, given, expect, dialect } = stage;
    const player = await given.player({ balance: '105.00' });
    // A stake that stays tells a wallet that does nothing from one that gave back.
    const stays = given.debit(player, { amount: '5.00' });
    expect(await platform.debitRound(stays)).accepted({ balance: '100.00' });

    for (let race = 0; race < 4; race += 1) {
      const debit = given.debit(player, { amount: '10.00' });
      const rollback = given.rollbackOf(debit);
      const [bets, backs] = await raced(
        race,
        () => Promise.all(Array.from({ length: 5 }, () => platform.debitRound(debit))),
        () => Promise.all(Array.from({ length: 5 }, () => platform.rollbackRound(rollback))),
      );

      if (dialect.isForeign) {
        await expectUndone(stage, debit, bets, backs);
        await expect.wallet(player, { cash: '100.00' });
        continue;
      }
      const { status } = expect.oneEffect(backs);
      for (const bet of bets) {
        if (status === 'rolled_back') expect(bet).accepted({ balance: '90.00' });
        else expect(bet).refused('DEBIT_VOIDED');
      }
      await expect.wallet(player, { cash: '100.00', held_in_play: '5.00' });
    }
  },
});

export const concurrency16 = scenario({
  id: 'CONCURRENCY-16',
  title: 'A bet that races with the block of its player is taken or refused, never half',
  rule: 'A debit at once with a block MUST be taken whole or refused whole.',
  requirement: 'PLAY-03',
  impact: 'critical',
  money: 'Status and stake checked apart: a blocked player is left with money in play.',
  async run({ platform, given, expect }) {
    for (let race = 0; race < 6; race += 1) {
      const player = await given.player({ balance: '100.00' });
      const debit = given.debit(player, { amount: '10.00' });
      const block = { player_id: player.player_id, status: 'blocked', reason: 'under review' };

      const [bet, blocked] = await raced(
        race,
        () => platform.debitRound(debit),
        () => platform.setPlayerStatus(block),
      );

      expect(blocked).accepted({ status: 'blocked' });
      const taken = bet.outcome === 'ok';
      if (!taken) expect(bet).refused('PLAYER_BLOCKED');
      await expect.wallet(player, { held_in_play: taken ? '10.00' : '0.00' });
      expect(await platform.debitRound(given.debit(player))).refused('PLAYER_BLOCKED');
      // Rolled back or voided, so that the books are the same whoever won the race.
      expect(await platform.rollbackRound(given.rollbackOf(debit))).accepted();
      await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
    }
  },
});

export const keyScenarios = [concurrency05, concurrency15, concurrency16] as const;
