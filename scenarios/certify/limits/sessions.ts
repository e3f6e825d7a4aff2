import { HOUR_MS, MINUTE_MS } from '../../../src/kernel/time.js';
import { scenario } from '../../../src/harness/scenario.js';
import type { Stage } from '../../../src/harness/scenario.js';
import type { PlayerRef } from '../../../src/harness/given.js';

/** A session the player has opened, as a debit names it. */
async function openedFor(
  { platform, expect }: Stage,
  player: PlayerRef,
): Promise<{ session_id: string }> {
  const { items } = expect(await platform.listGames({ limit: 100 })).accepted();
  const game = items.find(({ status }) => status === 'enabled');
  const { player_id } = player;
  const launch = await platform.launchSession({ player_id, game_id: game?.game_id });
  const { session_id, launch_token } = expect(launch).accepted();
  expect(await platform.redeemLaunch({ launch_token })).accepted();
  return { session_id };
}

export const limits08 = scenario({
  id: 'LIMITS-08',
  title: 'A session as old as its limit takes no more bets',
  rule: 'A debit in a session that has lasted as long as the limit says MUST be refused.',
  requirement: 'RG-01',
  impact: 'critical',
  money: 'An evening without an end is where the losses are.',
  needs: ['clock'],
  exclusive: true,
  async run(stage) {
    const { platform, given, expect, control } = stage;
    const player = await given.player({ balance: '100.00' });
    const limit = { ...player, kind: 'session', period: 'day', minutes: 30 };
    expect(await platform.setLimit(limit)).accepted({ minutes: 30, used: null });
    const session = await openedFor(stage, player);

    await control.advance(30 * MINUTE_MS - 1);
    const taken = await platform.debitRound(given.debit(player, session));
    expect(taken).accepted({ balance: '90.00' });
    await control.advance(1);
    const late = await platform.debitRound(given.debit(player, session));
    const told = { kind: 'session', period: 'day', limit: 30, used: 30, remaining: 0 };
    expect(late).refused('LIMIT_EXCEEDED', told);

    const won = await platform.creditRound(given.creditOf(taken, { win_amount: '25.00' }));
    expect(won).accepted({ balance: '115.00' });
    const anew = await openedFor(stage, player);
    const next = await platform.debitRound(given.debit(player, anew));
    expect(next).accepted({ balance: '105.00' });
  },
});

export const limits09 = scenario({
  id: 'LIMITS-09',
  title: 'A session limit set in the middle of a session counts from its beginning',
  rule: 'A session limit that is new or lowered MUST hold for the session that is open.',
  requirement: 'RG-01',
  money: 'A player who sets a limit after three hours means this evening, not the next.',
  needs: ['clock'],
  exclusive: true,
  async run(stage) {
    const { platform, given, expect, control } = stage;
    const player = await given.player({ balance: '100.00' });
    const session = await openedFor(stage, player);
    await control.advance(HOUR_MS);
    const free = await platform.debitRound(given.debit(player, session));
    expect(free).accepted({ balance: '90.00' });
    const limit = { ...player, kind: 'session', period: 'day' };

    expect(await platform.setLimit({ ...limit, minutes: 90 })).accepted();
    expect(await platform.debitRound(given.debit(player, session))).accepted();
    expect(await platform.setLimit({ ...limit, minutes: 45 })).accepted({ minutes: 45 });
    const late = await platform.debitRound(given.debit(player, session));
    expect(late).refused('LIMIT_EXCEEDED', { kind: 'session', limit: 45, used: 60 });
    const raised = expect(await platform.setLimit({ ...limit, minutes: 600 })).accepted();
    expect.that(raised.minutes, 'the limit that holds').equals(45);
    expect.that(raised.pending?.minutes, 'the limit that waits').equals(600);
    expect(await platform.debitRound(given.debit(player, session))).refused('LIMIT_EXCEEDED');
    await expect.wallet(player, { cash: '80.00', held_in_play: '20.00' });
  },
});

export const limits40 = scenario({
  id: 'LIMITS-40',
  title: 'A player who excludes themselves cannot place the next bet of the game they are in',
  rule: 'A self-exclusion MUST stop the next debit of a running session, not only the next login.',
  requirement: 'RG-02',
  impact: 'critical',
  money: 'Every stake taken from an excluded player is paid back, and reported.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const session = await openedFor(stage, player);
    const taken = await platform.debitRound(given.debit(player, session));
    expect(taken).accepted({ balance: '90.00' });

    const { player_id } = player;
    const excluded = await platform.createExclusion({ player_id, kind: 'self_exclusion' });
    expect(excluded).accepted({ kind: 'self_exclusion', status: 'active', until: null });

    const next = await platform.debitRound(given.debit(player, session));
    expect(next).refused('PLAYER_SELF_EXCLUDED');
    const won = await platform.creditRound(given.creditOf(taken, { win_amount: '25.00' }));
    expect(won).accepted({ balance: '115.00' });
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const limits41 = scenario({
  id: 'LIMITS-41',
  title: 'A time-out stops the next bet of the game that is open',
  rule: 'A time-out MUST stop the next debit of a running session; rollbacks are still accepted.',
  requirement: 'RG-02',
  impact: 'critical',
  money: 'A break that begins with the next login is no break.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const session = await openedFor(stage, player);
    const taken = await platform.debitRound(given.debit(player, session));
    expect(taken).accepted({ balance: '90.00' });

    const until = '2999-01-01T00:00:00.000Z';
    const { player_id } = player;
    const paused = await platform.createExclusion({ player_id, kind: 'time_out', until });
    expect(paused).accepted({ kind: 'time_out', status: 'active', until });

    const next = await platform.debitRound(given.debit(player, session));
    expect(next).refused('PLAYER_TIMED_OUT');
    const back = await platform.rollbackRound(given.rollbackOf(taken));
    expect(back).accepted({ status: 'rolled_back', balance: '100.00' });
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const sessionScenarios = [limits08, limits09, limits40, limits41] as const;
