import { scenario } from '../../../src/harness/scenario.js';

export const idempotency40 = scenario({
  id: 'IDEMPOTENCY-40',
  title: 'A repeated play takes and pays once',
  rule: 'Same key, same play MUST have one effect and the same answer, marked as a repeat.',
  requirement: 'IDEM-01',
  impact: 'critical',
  money: 'Each retry after a lost answer takes the stake, or pays the win, once more.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const play = { ...given.debit(player, { amount: '10.00' }), win_amount: '25.00' };

    const first = await platform.playRound(play);
    const again = await platform.playRound(play);
    const later = await platform.playRound(play);

    expect(first).accepted({ balance: '115.00' });
    expect(again).replayOf(first);
    expect(later).replayOf(first);
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const idempotency41 = scenario({
  id: 'IDEMPOTENCY-41',
  title: 'A play’s key used again for another win is a conflict',
  rule: 'Same key, other win MUST be 409 IDEMPOTENCY_CONFLICT, with no effect.',
  requirement: 'IDEM-02',
  impact: 'critical',
  money: 'Answered as a repeat, a corrected win is never paid; taken anew, it is paid twice.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const play = { ...given.debit(player, { amount: '10.00' }), win_amount: '25.00' };
    const first = await platform.playRound(play);

    const other = await platform.playRound({ ...play, win_amount: '250.00' });

    expect(first).accepted({ balance: '115.00' });
    expect(other).refused('IDEMPOTENCY_CONFLICT');
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const idempotency42 = scenario({
  id: 'IDEMPOTENCY-42',
  title: 'Twenty identical plays at once take and pay once',
  rule: 'N identical requests at once MUST have one effect and N equal answers.',
  requirement: 'IDEM-03',
  impact: 'critical',
  money: 'A retry storm in the second of a big win pays it as often as it is retried.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const play = { ...given.debit(player, { amount: '10.00' }), win_amount: '25.00' };

    const answers = await Promise.all(Array.from({ length: 20 }, () => platform.playRound(play)));

    expect.oneEffect(answers, { balance: '115.00' });
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const idempotency43 = scenario({
  id: 'IDEMPOTENCY-43',
  title: 'A debit’s key used for a play is a conflict',
  rule: 'A key belongs to one request: used for a play of the same bet it MUST be a conflict.',
  requirement: 'IDEM-02',
  impact: 'critical',
  money: 'The bet was placed alone; played again with its win, it would be staked twice.',
  async run({ platform, given, expect, dialect }) {
    dialect.only('id_space', 'one');
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const taken = await platform.debitRound(debit);

    const play = await platform.playRound({ ...debit, win_amount: '25.00' });

    expect(taken).accepted({ balance: '90.00' });
    if (!dialect.isForeign) expect(play).refused('IDEMPOTENCY_CONFLICT');
    // Whoever knows bet and win apart may pay the win on the bet that stands. None stakes twice.
    const paid = dialect.isForeign && play.outcome === 'ok';
    await expect.wallet(player, { cash: paid ? '115.00' : '90.00' });
  },
});

export const idempotency44 = scenario({
  id: 'IDEMPOTENCY-44',
  title: 'A play’s key used again for another player is a conflict',
  rule: 'Same key, other player MUST be 409 IDEMPOTENCY_CONFLICT, with no effect on either.',
  requirement: 'IDEM-02',
  impact: 'critical',
  money: 'Answered as a repeat, the second player plays at the first one’s expense.',
  players: 2,
  async run({ platform, given, expect, dialect }) {
    const anna = await given.player({ balance: '100.00' });
    const ben = await given.player({ balance: '100.00' });
    const play = { ...given.debit(anna, { amount: '10.00' }), win_amount: '25.00' };
    const first = await platform.playRound(play);

    const other = await platform.playRound({ ...play, player_id: ben.player_id });

    expect(first).accepted({ balance: '115.00' });
    const cash = dialect.on('id_scope', {
      global: () => (expect(other).refused('IDEMPOTENCY_CONFLICT'), '100.00'),
      player: () => (expect(other).accepted({ balance: '115.00' }), '115.00'),
    });
    await expect.wallet(anna, { cash: '115.00' });
    await expect.wallet(ben, { cash });
  },
});

export const idempotency45 = scenario({
  id: 'IDEMPOTENCY-45',
  title: 'The win of a play, sent again as a credit without a key, is not paid again',
  rule: 'A credit without a key is the first win on its debit: after a play it MUST pay nothing more.',
  requirement: 'IDEM-04',
  impact: 'critical',
  money: 'Who lost the answer of the play falls back to bet and win apart, and wins twice.',
  needs: ['control'],
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const played = await platform.playRound({ ...debit, win_amount: '25.00', final: false });
    const { txn_id, win_txn_id } = expect(played).accepted({ balance: '115.00' });
    const { round_id } = debit;
    const { player_id } = player;
    const win = { player_id, round_id, txn_ref: txn_id, win_amount: '25.00' };

    const again = await platform.creditRound(win);
    const other = await platform.creditRound({ ...win, win_amount: '30.00' });

    expect(again).accepted({ txn_id: win_txn_id, balance: '115.00' });
    expect(other).refused('IDEMPOTENCY_CONFLICT');
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const playRepeatScenarios = [
  idempotency40,
  idempotency41,
  idempotency42,
  idempotency43,
  idempotency44,
  idempotency45,
] as const;
