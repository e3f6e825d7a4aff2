import { scenario } from '../../../src/harness/scenario.js';
import { expectNotRolledBack } from './undone.js';

export const rounds28 = scenario({
  id: 'ROUNDS-28',
  title: 'A win cannot name another player’s debit',
  rule: 'A credit naming another player’s transaction MUST be refused with TXN_NOT_OF_PLAYER.',
  requirement: 'PLAY-09',
  impact: 'critical',
  money: 'One player’s win is paid to another, and nobody’s books show it.',
  players: 2,
  async run({ platform, given, expect, dialect }) {
    dialect.only('win_without_bet', 'refused');
    dialect.tells('creditRound', 'stake');
    const owner = await given.player({ balance: '100.00' });
    const thief = await given.player({ balance: '100.00' });
    const bet = given.debit(owner, { amount: '10.00' });
    const taken = await platform.debitRound(bet);
    const own = await platform.debitRound(given.debit(thief, { round_id: bet.round_id }));
    const win = { win_amount: '25.00' };

    const stolen = given.creditOf(own, { ...win, txn_ref: taken.body.txn_id });
    expect(await platform.creditRound(stolen)).refused('TXN_NOT_OF_PLAYER');

    await expect.wallet(thief, { cash: '90.00', held_in_play: '10.00' });
    expect(await platform.creditRound(given.creditOf(taken, win))).accepted({ balance: '115.00' });
    await expect.wallet(owner, { cash: '115.00' });
  },
});

export const rounds66 = scenario({
  id: 'ROUNDS-66',
  title: 'A rollback cannot name another player’s debit',
  rule: 'A rollback naming another player’s transaction MUST be refused with TXN_NOT_OF_PLAYER.',
  requirement: 'PLAY-09',
  impact: 'critical',
  money: 'One player’s stake is paid back to another, or a running bet is cancelled by a stranger.',
  players: 2,
  async run(stage) {
    const { platform, given, expect } = stage;
    const owner = await given.player({ balance: '100.00' });
    const thief = await given.player({ balance: '100.00' });
    const debit = given.debit(owner, { amount: '10.00' });
    const taken = await platform.debitRound(debit);

    const byTxn = given.rollbackOf(taken, thief);
    const byKey = given.rollbackOf(debit, thief);
    for (const theft of [byTxn, byKey]) {
      expectNotRolledBack(stage, await platform.rollbackRound(theft), 'TXN_NOT_OF_PLAYER');
    }

    await expect.wallet(thief, { cash: '100.00' });
    await expect.wallet(owner, { cash: '90.00', held_in_play: '10.00' });
    expect(await platform.rollbackRound(given.rollbackOf(taken))).accepted({ balance: '100.00' });
  },
});

export const rounds30 = scenario({
  id: 'ROUNDS-30',
  title: 'A win cannot be rolled back',
  rule: 'A rollback MUST name a debit; naming a credit is refused and takes nothing back.',
  requirement: 'PLAY-09',
  impact: 'critical',
  money: 'A win that can be taken back was never paid; rolled back as a debit, it is paid twice.',
  async run(stage) {
    const { platform, given, expect, dialect } = stage;
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const over = { win_amount: '25.00', final: false };
    const won = await platform.creditRound(given.creditOf(taken, over));

    const back = await platform.rollbackRound(given.rollbackOf(won));

    expect(won).accepted({ balance: '115.00' });
    const cash = dialect.on('rollback_target', {
      bet: () => (expectNotRolledBack(stage, back, 'TXN_NOT_FOUND'), '115.00'),
      any: () => (expect(back).accepted({ balance: '90.00' }), '90.00'),
    });
    await expect.wallet(player, { cash });
  },
});

export const rounds72 = scenario({
  id: 'ROUNDS-72',
  title: 'A rollback cannot be rolled back',
  rule: 'A rollback MUST name a debit; naming a rollback is refused and takes nothing again.',
  requirement: 'PLAY-09',
  impact: 'critical',
  money: 'Undoing the undoing takes a stake for a round the game gave up.',
  async run(stage) {
    const { platform, given, expect, dialect } = stage;
    dialect.only('rollback_target', 'bet');
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const back = await platform.rollbackRound(given.rollbackOf(taken));

    const undone = await platform.rollbackRound(given.rollbackOf(back));

    expect(back).accepted({ status: 'rolled_back', balance: '100.00' });
    expectNotRolledBack(stage, undone, 'TXN_NOT_FOUND');
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const rounds58 = scenario({
  id: 'ROUNDS-58',
  title: 'A win must name a debit of its own round',
  rule: 'A credit MUST be paid on the round of the debit it names, and on no other.',
  requirement: 'PLAY-02',
  impact: 'critical',
  money: 'One stake that wins in every round of the evening.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const first = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const second = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const win = { win_amount: '25.00' };

    const crossed = given.creditOf(first, { ...win, round_id: second.input['round_id'] });
    const nowhere = given.creditOf(first, { ...win, round_id: given.roundId() });
    expect(await platform.creditRound(crossed)).refused('TXN_NOT_FOUND');
    expect(await platform.creditRound(nowhere)).refused('ROUND_NOT_FOUND');

    await expect.wallet(player, { cash: '80.00', held_in_play: '20.00' });
    expect(await platform.creditRound(given.creditOf(first, win))).accepted({ balance: '105.00' });
  },
});

export const rounds59 = scenario({
  id: 'ROUNDS-59',
  title: 'A rollback must name a debit of its own round',
  rule: 'A rollback naming a debit of another round MUST be refused and return nothing.',
  requirement: 'PLAY-09',
  money: 'A mixed-up round id would cancel a bet that is still spinning.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const first = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const second = await platform.debitRound(given.debit(player, { amount: '10.00' }));

    const crossed = given.rollbackOf(first, { round_id: second.input['round_id'] });
    expect(await platform.rollbackRound(crossed)).refused('TXN_NOT_FOUND');

    await expect.wallet(player, { cash: '80.00', held_in_play: '20.00' });
    const own = await platform.rollbackRound(given.rollbackOf(first));
    expect(own).accepted({ status: 'rolled_back', balance: '90.00' });
  },
});

export const rounds60 = scenario({
  id: 'ROUNDS-60',
  title: 'A game server cannot pay a win on another’s debit',
  rule: 'A client MUST see only what is its own: a credit naming another client’s debit pays nothing.',
  requirement: 'SEC-02',
  impact: 'critical',
  money: 'One provider’s fault would be paid out of another provider’s rounds.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const stranger = await given.client();
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const credit = given.creditOf(taken, { win_amount: '25.00' });

    const foreign = await platform.creditRound(credit, { as: stranger });

    expect(foreign).refused(['TXN_NOT_FOUND', 'ROUND_NOT_FOUND']);
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
    expect(await platform.creditRound(credit)).accepted({ balance: '115.00' });
  },
});

export const rounds61 = scenario({
  id: 'ROUNDS-61',
  title: 'A game server cannot roll back another’s debit',
  rule: 'A client MUST see only what is its own: a rollback naming another’s debit has no effect.',
  requirement: 'SEC-02',
  impact: 'critical',
  money: 'A competitor could cancel every running bet whose id it learns.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const stranger = await given.client();
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const rollback = given.rollbackOf(taken);

    const foreign = await platform.rollbackRound(rollback, { as: stranger });

    expect(foreign).accepted({ txn_id: null, status: 'voided', balance: '90.00' });
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
    expect(await platform.creditRound(given.creditOf(taken, { win_amount: '25.00' }))).accepted();
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const ownershipScenarios = [
  rounds28,
  rounds30,
  rounds58,
  rounds59,
  rounds60,
  rounds61,
  rounds66,
  rounds72,
] as const;
