import { scenario } from '../../../src/harness/scenario.js';

export const idempotency02 = scenario({
  id: 'IDEMPOTENCY-02',
  title: 'A key used again for another amount is a conflict',
  rule: 'Same key, other amount MUST be 409 IDEMPOTENCY_CONFLICT, with no effect.',
  requirement: 'IDEM-02',
  impact: 'critical',
  money: 'Answered as a repeat, the game plays for 50 what was paid with 10.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const first = await platform.debitRound(debit);

    const other = await platform.debitRound({ ...debit, amount: '50.00' });
    const again = await platform.debitRound(debit);

    expect(first).accepted({ balance: '90.00' });
    expect(other).refused('IDEMPOTENCY_CONFLICT');
    expect(other).status(409);
    expect(again).replayOf(first);
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const idempotency18 = scenario({
  id: 'IDEMPOTENCY-18',
  title: 'A key used again for another currency is a conflict',
  rule: 'Same key, other currency MUST be 409 IDEMPOTENCY_CONFLICT, with no effect.',
  requirement: 'IDEM-02',
  impact: 'critical',
  money: 'Answered as a repeat, a game in yen is played for euros.',
  async run({ platform, given, expect, dialect }) {
    dialect.tells('debitRound', 'currency');
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const first = await platform.debitRound(debit);

    const currency = player.currency === 'USD' ? 'EUR' : 'USD';
    const other = await platform.debitRound({ ...debit, currency });

    expect(first).accepted({ balance: '90.00' });
    // Which of the two is wrong with it, the foreign wallet may say as it likes.
    const foreign = dialect.isForeign ? ['CURRENCY_MISMATCH'] : [];
    expect(other).refused(['IDEMPOTENCY_CONFLICT', ...foreign]);
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const idempotency19 = scenario({
  id: 'IDEMPOTENCY-19',
  title: 'A key used again for another player is a conflict',
  rule: 'Same key, other player MUST be 409 IDEMPOTENCY_CONFLICT, with no effect on either.',
  requirement: 'IDEM-02',
  impact: 'critical',
  money: 'Answered as a repeat, the second player plays at the first one’s expense.',
  players: 2,
  async run({ platform, given, expect, dialect }) {
    const anna = await given.player({ balance: '100.00' });
    const ben = await given.player({ balance: '100.00' });
    const debit = given.debit(anna, { amount: '10.00' });
    const first = await platform.debitRound(debit);

    const other = await platform.debitRound({ ...debit, player_id: ben.player_id });

    expect(first).accepted({ balance: '90.00' });
    const left = dialect.on('id_scope', {
      global: () => (expect(other).refused('IDEMPOTENCY_CONFLICT'), ['100.00', '0.00'] as const),
      player: () => (expect(other).accepted({ balance: '90.00' }), ['90.00', '10.00'] as const),
    });
    await expect.wallet(anna, { cash: '90.00' });
    await expect.wallet(ben, { cash: left[0], held_in_play: left[1] });
  },
});

export const idempotency20 = scenario({
  id: 'IDEMPOTENCY-20',
  title: 'A key used again for another round is a conflict',
  rule: 'Same key, other round MUST be 409 IDEMPOTENCY_CONFLICT, with no effect.',
  requirement: 'IDEM-02',
  impact: 'critical',
  money: 'Answered as a repeat, the second round is played without a stake.',
  async run({ platform, given, expect, dialect }) {
    dialect.tells('debitRound', 'round_id');
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const first = await platform.debitRound(debit);
    const elsewhere = { ...debit, round_id: given.roundId() };

    const other = await platform.debitRound(elsewhere);

    expect(first).accepted({ balance: '90.00' });
    expect(other).refused('IDEMPOTENCY_CONFLICT');
    if (!dialect.isForeign) {
      expect(await platform.getRound(elsewhere)).refused('ROUND_NOT_FOUND');
    }
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const idempotency21 = scenario({
  id: 'IDEMPOTENCY-21',
  title: 'A debit’s key used for its rollback is a conflict',
  rule: 'Same key, other operation MUST be 409 IDEMPOTENCY_CONFLICT, with no effect.',
  requirement: 'IDEM-02',
  impact: 'critical',
  money: 'Answered as a repeat of the debit, the rollback looks done and the stake is kept.',
  async run({ platform, given, expect, dialect }) {
    dialect.only('id_space', 'one');
    dialect.tells('rollbackRound', 'idempotency_key');
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const taken = await platform.debitRound(debit);
    const reused = given.rollbackOf(taken, { idempotency_key: debit.idempotency_key });

    const conflict = await platform.rollbackRound(reused);

    expect(taken).accepted({ balance: '90.00' });
    expect(conflict).refused('IDEMPOTENCY_CONFLICT');
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
    expect(await platform.rollbackRound(given.rollbackOf(taken))).accepted({ balance: '100.00' });
  },
});

export const idempotency33 = scenario({
  id: 'IDEMPOTENCY-33',
  title: 'A debit’s key used for its win is a conflict',
  rule: 'Same key, other operation MUST be 409 IDEMPOTENCY_CONFLICT, with no effect.',
  requirement: 'IDEM-02',
  impact: 'critical',
  money: 'A game with one key per round would never be paid a win, and never be told.',
  async run({ platform, given, expect, dialect }) {
    dialect.only('id_space', 'one');
    dialect.tells('creditRound', 'idempotency_key');
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const taken = await platform.debitRound(debit);
    const win = { win_amount: '25.00' };
    const reused = given.creditOf(taken, { ...win, idempotency_key: debit.idempotency_key });

    const conflict = await platform.creditRound(reused);

    expect(conflict).refused('IDEMPOTENCY_CONFLICT');
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
    expect(await platform.creditRound(given.creditOf(taken, win))).accepted({ balance: '115.00' });
  },
});

export const idempotency34 = scenario({
  id: 'IDEMPOTENCY-34',
  title: 'A win repeated with another amount is a conflict, with a key or without',
  rule: 'Same key, other win MUST be 409 IDEMPOTENCY_CONFLICT; without a key the debit is the key.',
  requirement: 'IDEM-02',
  impact: 'critical',
  money: 'A corrected win must be noticed by somebody, not paid on top or swallowed.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const keyed = given.creditOf(taken, { win_amount: '25.00', final: false });
    const keyless = { ...keyed, win_amount: '5.00', idempotency_key: undefined };
    expect(await platform.creditRound(keyed)).accepted({ balance: '115.00' });
    expect(await platform.creditRound(keyless)).accepted({ balance: '120.00' });

    const more = await platform.creditRound({ ...keyed, win_amount: '250.00' });
    const keylessMore = await platform.creditRound({ ...keyless, win_amount: '50.00' });

    expect(more).refused('IDEMPOTENCY_CONFLICT');
    expect(keylessMore).refused('IDEMPOTENCY_CONFLICT');
    await expect.wallet(player, { cash: '120.00' });
  },
});

export const idempotency35 = scenario({
  id: 'IDEMPOTENCY-35',
  title: 'A rollback’s key used for another stake is a conflict',
  rule: 'Same key, other rollback MUST be 409 IDEMPOTENCY_CONFLICT, with no effect.',
  requirement: 'IDEM-02',
  impact: 'critical',
  money: 'Answered as a repeat, the second stake is never returned and nobody asks again.',
  async run({ platform, given, expect, dialect }) {
    dialect.only('several_bets', 'accepted');
    dialect.tells('rollbackRound', 'idempotency_key');
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const first = await platform.debitRound(debit);
    const second = await platform.debitRound({ ...debit, idempotency_key: given.key() });
    const rollback = given.rollbackOf(first);
    const back = await platform.rollbackRound(rollback);

    const reused = { ...rollback, txn_ref: second.body.txn_id };
    const conflict = await platform.rollbackRound(reused);

    expect(back).accepted({ status: 'rolled_back', balance: '90.00' });
    expect(conflict).refused('IDEMPOTENCY_CONFLICT');
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const conflictScenarios = [
  idempotency02,
  idempotency18,
  idempotency19,
  idempotency20,
  idempotency21,
  idempotency33,
  idempotency34,
  idempotency35,
] as const;
