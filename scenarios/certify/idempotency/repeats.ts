import { scenario } from '../../../src/harness/scenario.js';

export const idempotency01 = scenario({
  id: 'IDEMPOTENCY-01',
  title: 'A repeated debit takes the stake once and is marked as a repeat',
  rule: 'Same key, same payload MUST have one effect, the same status and body, and Idempotent-Replayed: true.',
  requirement: 'IDEM-01',
  impact: 'critical',
  money: 'Every retry after a slow answer takes the stake again.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });

    const first = await platform.debitRound(debit);
    const again = await platform.debitRound(debit);
    const later = await platform.debitRound(debit);

    expect(first).accepted({ balance: '90.00' });
    expect(first).notReplayed();
    expect(again).replayOf(first);
    expect(later).replayOf(first);
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const idempotency12 = scenario({
  id: 'IDEMPOTENCY-12',
  title: 'A repeated win is paid once',
  rule: 'Same key, same credit MUST be paid once and answered with the same status and body.',
  requirement: 'IDEM-01',
  impact: 'critical',
  money: 'Wins are retried until they are confirmed: each retry would pay the win again.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const credit = given.creditOf(taken, { win_amount: '25.00', final: false });

    const first = await platform.creditRound(credit);
    const again = await platform.creditRound(credit);

    expect(first).accepted({ balance: '115.00' });
    expect(first).notReplayed();
    expect(again).replayOf(first);
    await expect.wallet(player, { cash: '115.00' });
  },
});

export const idempotency13 = scenario({
  id: 'IDEMPOTENCY-13',
  title: 'A repeated rollback returns the stake once',
  rule: 'Same key, same rollback MUST return the stake once and answer the same status and body.',
  requirement: 'IDEM-01',
  impact: 'critical',
  money: 'Rollbacks are sent until they are confirmed: each would return the stake again.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const rollback = given.rollbackOf(taken);

    const first = await platform.rollbackRound(rollback);
    const again = await platform.rollbackRound(rollback);

    expect(first).accepted({ status: 'rolled_back', balance: '100.00' });
    expect(first).notReplayed();
    expect(again).replayOf(first);
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const idempotency14 = scenario({
  id: 'IDEMPOTENCY-14',
  title: 'A repeated close is the same close',
  rule: 'A close with a key MUST have one effect and, repeated, be answered as the first was.',
  requirement: 'IDEM-01',
  money: 'A round settled twice books the same stake as revenue twice.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    expect(await platform.debitRound(debit)).accepted({ balance: '90.00' });
    const place = { round_id: debit.round_id, player_id: player.player_id };
    const key = given.key();

    const first = await platform.closeRound(place, { key });
    const again = await platform.closeRound(place, { key });

    expect(first).accepted({ status: 'closed', staked: '10.00' });
    expect(first).notReplayed();
    expect(again).replayOf(first);
    await expect.wallet(player, { cash: '90.00', held_in_play: '0.00' });
  },
});

export const idempotency05 = scenario({
  id: 'IDEMPOTENCY-05',
  title: 'A repeat tells the balance it first told, not the balance of now',
  rule: 'A repeat MUST be answered with the same body, balance included, whatever happened since.',
  requirement: 'IDEM-01',
  money: 'A caller that compares the two answers takes the difference for a second stake.',
  async run({ platform, given, expect, dialect }) {
    dialect.only('replay_balance', 'snapshot');
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const first = await platform.debitRound(debit);
    const other = await platform.debitRound(given.debit(player, { amount: '30.00' }));
    expect(other).accepted({ balance: '60.00' });

    const again = await platform.debitRound(debit);

    expect(first).accepted({ balance: '90.00' });
    expect(again).replayOf(first);
    expect(again).accepted({ balance: '90.00' });
    await expect.wallet(player, { cash: '60.00' });
  },
});

export const idempotency30 = scenario({
  id: 'IDEMPOTENCY-30',
  title: 'A registration repeated with its key makes one player',
  rule: 'Same key, same registration MUST make one player and answer the same body.',
  requirement: 'IDEM-01',
  money: 'Two accounts for one person are two welcome bonuses and half a self-exclusion.',
  async run({ platform, given, expect }) {
    const registration = given.registration();
    const key = given.key();

    const first = await platform.createPlayer(registration, { key });
    const again = await platform.createPlayer(registration, { key });
    const keyless = await platform.createPlayer(registration);

    const { player_id } = expect(first).accepted({ status: 'active' });
    expect(again).replayOf(first);
    expect(keyless).refused('ALREADY_EXISTS', { player_id });
    expect(await platform.getPlayer({ player_id })).accepted({ player_id });
  },
});

export const idempotency31 = scenario({
  id: 'IDEMPOTENCY-31',
  title: 'A launch repeated with its key opens one session',
  rule: 'Same key, same launch MUST open one session and answer the same body.',
  requirement: 'IDEM-01',
  money: 'Two sessions for one click are two launch tokens, one of which nobody is watching.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const { items } = expect(await platform.listGames({ limit: 100 })).accepted();
    const game = items.find(({ status }) => status === 'enabled');
    const launch = { player_id: player.player_id, game_id: game?.game_id };
    const key = given.key();

    const first = await platform.launchSession(launch, { key });
    const again = await platform.launchSession(launch, { key });
    const another = await platform.launchSession(launch, { key: given.key() });

    const { session_id } = expect(first).accepted();
    expect(again).replayOf(first);
    const { session_id: other } = expect(another).accepted();
    expect.that(other, 'the session of the other launch').differsFrom(session_id);
  },
});

export const idempotency32 = scenario({
  id: 'IDEMPOTENCY-32',
  title: 'A change of status repeated with its key is made once',
  rule: 'Same key, same change MUST have one effect: the repeat changes nothing that came after it.',
  requirement: 'IDEM-01',
  impact: 'critical',
  money: 'A retried “unblock” from yesterday must not lift the block of today.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00', status: 'blocked' });
    const unblock = { player_id: player.player_id, status: 'active', reason: 'cleared' };
    const block = { player_id: player.player_id, status: 'blocked', reason: 'new evidence' };
    const key = given.key();

    const first = await platform.setPlayerStatus(unblock, { key });
    expect(await platform.setPlayerStatus(block)).accepted({ status: 'blocked' });
    const again = await platform.setPlayerStatus(unblock, { key });

    expect(first).accepted({ status: 'active' });
    expect(again).replayOf(first);
    expect(await platform.getPlayer(player)).accepted({ status: 'blocked' });
    expect(await platform.debitRound(given.debit(player))).refused('PLAYER_BLOCKED');
    await expect.wallet(player, { cash: '100.00' });
  },
});

export const repeatScenarios = [
  idempotency01,
  idempotency05,
  idempotency12,
  idempotency13,
  idempotency14,
  idempotency30,
  idempotency31,
  idempotency32,
] as const;
