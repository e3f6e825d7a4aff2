import { scenario } from '../../../src/harness/scenario.js';

const placeOf = ({ round_id, player_id }: { round_id: string; player_id: string }) => ({
  round_id,
  player_id,
});

export const rounds41 = scenario({
  id: 'ROUNDS-41',
  title: 'Closing a round settles what is in play and moves nothing else',
  rule: 'An interrupted round MUST be finishable: closing it settles every open stake.',
  requirement: 'PLAY-10',
  money: 'Stakes held for ever are neither the player’s nor revenue, and no report adds up.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const first = await platform.debitRound(debit);
    const second = await platform.debitRound({ ...debit, idempotency_key: given.key() });

    const closing = { ...placeOf(debit), reason: 'no result came' };
    const closed = expect(await platform.closeRound(closing)).accepted({ status: 'closed' });

    expect
      .that(closed, 'the round')
      .includes({ staked: '20.00', won: '0.00', held_in_play: '0.00' });
    expect.that(closed.stakes, 'its stakes').equals([
      { txn_id: first.body.txn_id, amount: '10.00', status: 'settled' },
      { txn_id: second.body.txn_id, amount: '10.00', status: 'settled' },
    ]);
    await expect.wallet(player, { cash: '80.00', held_in_play: '0.00' });
  },
});

export const rounds42 = scenario({
  id: 'ROUNDS-42',
  title: 'Closing a round twice is closing it once',
  rule: 'Closing a round again MUST answer the same round and move nothing.',
  requirement: 'PLAY-10',
  money: 'A clean-up job that runs twice must not settle the stakes twice.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    expect(await platform.debitRound(debit)).accepted({ balance: '90.00' });

    const first = expect(await platform.closeRound(placeOf(debit))).accepted({ status: 'closed' });
    const second = expect(await platform.closeRound(placeOf(debit))).accepted();

    expect.that(second, 'the round closed again').equals(first);
    await expect.wallet(player, { cash: '90.00', held_in_play: '0.00' });
  },
});

export const rounds43 = scenario({
  id: 'ROUNDS-43',
  title: 'The stake of an interrupted round is shown as held in play',
  rule: 'An interrupted round MUST stay open, and its stake be shown as held in play.',
  requirement: 'PLAY-10',
  money: 'Money that is in neither balance looks stolen to the player and lost to the auditor.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
    const debit = given.debit(player, { amount: '12.50' });

    expect(await platform.debitRound(debit)).accepted({ balance: '87.50' });

    await expect.wallet(player, { cash: '87.50', held_in_play: '12.50' });
    const round = await platform.getRound(debit);
    expect(round).accepted({ status: 'open', held_in_play: '12.50', closed_at: null });
  },
});

export const rounds44 = scenario({
  id: 'ROUNDS-44',
  title: 'An interrupted round can be finished a week later',
  rule: 'An interrupted round MUST stay open until it is finished, and its win be paid then.',
  requirement: 'PLAY-10',
  impact: 'critical',
  money: 'A feature that ran when the line broke is played to its end; its win is owed until then.',
  needs: ['clock'],
  exclusive: true,
  async run({ platform, given, expect, control }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const taken = await platform.debitRound(debit);

    await control.advance(7 * 24 * 3_600_000);

    expect(await platform.getRound(debit)).accepted({ status: 'open', held_in_play: '10.00' });
    const won = await platform.creditRound(given.creditOf(taken, { win_amount: '25.00' }));
    expect(won).accepted({ balance: '115.00' });
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const rounds45 = scenario({
  id: 'ROUNDS-45',
  title: 'A round whose stakes all went back is voided and holds nothing',
  rule: 'An interrupted round MUST be voidable: rolling back its stakes leaves nothing in play.',
  requirement: 'PLAY-10',
  money: 'A voided round that still holds money is a stake returned and kept at once.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const first = await platform.debitRound(debit);
    const second = await platform.debitRound({ ...debit, idempotency_key: given.key() });

    expect(await platform.rollbackRound(given.rollbackOf(first))).accepted({ balance: '90.00' });
    expect(await platform.getRound(debit)).accepted({ status: 'open', held_in_play: '10.00' });
    expect(await platform.rollbackRound(given.rollbackOf(second))).accepted({ balance: '100.00' });

    const empty = { status: 'voided', staked: '0.00', held_in_play: '0.00' };
    expect(await platform.getRound(debit)).accepted(empty);
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const rounds46 = scenario({
  id: 'ROUNDS-46',
  title: 'A round tells its stakes, what they won and what is still in play',
  rule: 'A round MUST show every stake with its state, and what it staked, won and holds in play.',
  requirement: 'PLAY-10',
  money: 'Support, players and auditors settle disputes by this view; it must be the truth.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const another = (amount: string) => ({ ...debit, amount, idempotency_key: given.key() });
    const won = await platform.debitRound(debit);
    const gone = await platform.debitRound(another('5.00'));
    const open = await platform.debitRound(another('2.50'));
    await platform.creditRound(given.creditOf(won, { win_amount: '31.00', final: false }));
    await platform.rollbackRound(given.rollbackOf(gone));

    const round = expect(await platform.getRound(debit)).accepted({
      ...placeOf(debit),
      currency: 'EUR',
      status: 'open',
      staked: '12.50',
      won: '31.00',
      held_in_play: '2.50',
    });
    expect.that(round.stakes, 'the stakes of the round').equals([
      { txn_id: won.body.txn_id, amount: '10.00', status: 'settled' },
      { txn_id: gone.body.txn_id, amount: '5.00', status: 'rolled_back' },
      { txn_id: open.body.txn_id, amount: '2.50', status: 'open' },
    ]);
  },
});

export const rounds47 = scenario({
  id: 'ROUNDS-47',
  title: 'A round nobody played is not found, neither read nor closed',
  rule: 'A round without any debit MUST NOT exist: reading or closing it is refused.',
  requirement: 'PLAY-10',
  money: 'A round made up by reading it is a place for a win without a bet.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const nowhere = { player_id: player.player_id, round_id: given.roundId() };

    expect(await platform.getRound(nowhere)).refused('ROUND_NOT_FOUND');
    expect(await platform.closeRound(nowhere)).refused('ROUND_NOT_FOUND');

    const debit = given.debit(player, { round_id: nowhere.round_id });
    expect(await platform.debitRound(debit)).accepted({ balance: '90.00' });
    expect(await platform.getRound(nowhere)).accepted({ status: 'open' });
    expect(await platform.closeRound(nowhere)).accepted({ status: 'closed' });
  },
});

export const rounds48 = scenario({
  id: 'ROUNDS-48',
  title: 'A round cannot be closed in another player’s name',
  rule: 'A round MUST belong to its player: closing it for another one is refused and settles nothing.',
  requirement: 'PLAY-10',
  impact: 'critical',
  money: 'A mixed-up player id would turn a running bet into a lost one.',
  async run({ platform, given, expect }) {
    const owner = await given.player({ balance: '100.00' });
    const other = await given.player({ balance: '100.00' });
    const debit = given.debit(owner, { amount: '10.00' });
    const taken = await platform.debitRound(debit);

    const foreign = { ...placeOf(debit), player_id: other.player_id };
    expect(await platform.closeRound(foreign)).refused('ROUND_NOT_FOUND');

    await expect.wallet(owner, { cash: '90.00', held_in_play: '10.00' });
    const won = await platform.creditRound(given.creditOf(taken, { win_amount: '25.00' }));
    expect(won).accepted({ balance: '115.00' });
  },
});

export const readingScenarios = [
  rounds41,
  rounds42,
  rounds43,
  rounds44,
  rounds45,
  rounds46,
  rounds47,
  rounds48,
] as const;
