import { scenario } from '../../../src/harness/scenario.js';
import type { Stage } from '../../../src/harness/scenario.js';

const SIX_HOURS_MS = 6 * 3_600_000;

/** A running session of this player in any game that takes bets. */
async function sessionOf(
  { platform, expect }: Pick<Stage, 'platform' | 'expect'>,
  player: { player_id: string },
): Promise<{ session_id: string; game_id: string }> {
  const { items } = expect(await platform.listGames({ limit: 100 })).accepted();
  const game = { game_id: String(items.find(({ status }) => status === 'enabled')?.game_id) };
  const launch = await platform.launchSession({ player_id: player.player_id, ...game });
  const { session_id, launch_token } = expect(launch).accepted();
  expect(await platform.redeemLaunch({ launch_token })).accepted({ status: 'active' });
  return { session_id, ...game };
}

export const rounds19 = scenario({
  id: 'ROUNDS-19',
  title: 'A stake in a session nobody launched is refused',
  rule: 'A debit MUST be refused, and nothing moves, when its session does not exist.',
  requirement: 'PLAY-03',
  money: 'A game server that may invent sessions may stake for players who are not there.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const { session_id } = await sessionOf({ platform, expect }, player);

    const invented = given.debit(player, { session_id: given.id('s') });
    const launched = given.debit(player, { session_id });

    expect(await platform.debitRound(invented)).refused('SESSION_NOT_FOUND');
    expect(await platform.debitRound(launched)).accepted({ balance: '90.00' });
    await expect.wallet(player, { cash: '90.00' });
  },
});

export const rounds63 = scenario({
  id: 'ROUNDS-63',
  title: 'A stake in a game nobody knows is refused',
  rule: 'A debit MUST be refused, and nothing moves, when the game it names does not exist.',
  requirement: 'PLAY-03',
  money: 'Stakes on a game outside the catalogue escape its certificate, its RTP and its tax.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const { game_id } = await sessionOf({ platform, expect }, player);

    const unknown = given.debit(player, { meta: { game_id: given.id('game') } });
    const known = given.debit(player, { meta: { game_id } });

    expect(await platform.debitRound(unknown)).refused('GAME_NOT_FOUND');
    expect(await platform.debitRound(known)).accepted({ balance: '90.00' });
    expect(await platform.getRound(known)).accepted({ game_id });
    await expect.wallet(player, { cash: '90.00' });
  },
});

export const rounds64 = scenario({
  id: 'ROUNDS-64',
  title: 'A stake in another player’s session is refused',
  rule: 'A debit MUST be refused, and nothing moves, when its session belongs to another player.',
  requirement: 'PLAY-03',
  impact: 'critical',
  money: 'Whoever sits in one player’s session could stake another player’s money.',
  async run({ platform, given, expect }) {
    const host = await given.player({ balance: '100.00' });
    const other = await given.player({ balance: '100.00' });
    const { session_id } = await sessionOf({ platform, expect }, host);

    const borrowed = await platform.debitRound(given.debit(other, { session_id }));
    const own = await platform.debitRound(given.debit(host, { session_id }));

    expect(borrowed).refused('SESSION_NOT_FOUND');
    expect(own).accepted({ balance: '90.00' });
    await expect.wallet(other, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const rounds39 = scenario({
  id: 'ROUNDS-39',
  title: 'The win of a session that was closed meanwhile is paid',
  rule: 'Wins MUST be accepted after the session ended: what is owed is paid.',
  requirement: 'PLAY-04',
  impact: 'critical',
  money: 'Closing the browser before the reels stop must not cost the win.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const { session_id } = await sessionOf({ platform, expect }, player);
    const taken = await platform.debitRound(given.debit(player, { session_id }));
    expect(await platform.closeSession({ session_id })).accepted({ status: 'closed' });

    const next = await platform.debitRound(given.debit(player, { session_id }));
    const won = await platform.creditRound(given.creditOf(taken, { win_amount: '25.00' }));

    expect(next).refused('SESSION_EXPIRED');
    expect(won).accepted({ balance: '115.00' });
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const rounds40 = scenario({
  id: 'ROUNDS-40',
  title: 'Wins and rollbacks are accepted hours after the session expired',
  rule: 'Wins and rollbacks MUST be accepted after the session expired; the next debit is not.',
  requirement: 'PLAY-04',
  impact: 'critical',
  money: 'Retried credits and night-time reconciliation come late: what they owe is still owed.',
  needs: ['clock'],
  exclusive: true,
  async run({ platform, given, expect, control }) {
    const player = await given.player({ balance: '100.00' });
    const { session_id } = await sessionOf({ platform, expect }, player);
    const winner = await platform.debitRound(given.debit(player, { session_id }));
    const failed = await platform.debitRound(given.debit(player, { session_id }));

    await control.advance(SIX_HOURS_MS);

    const next = await platform.debitRound(given.debit(player, { session_id }));
    expect(next).refused('SESSION_EXPIRED');
    const won = await platform.creditRound(given.creditOf(winner, { win_amount: '25.00' }));
    expect(won).accepted({ balance: '105.00' });
    const back = await platform.rollbackRound(given.rollbackOf(failed));
    expect(back).accepted({ status: 'rolled_back', balance: '115.00' });
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const rounds69 = scenario({
  id: 'ROUNDS-69',
  title: 'A round in flight is paid although its game was disabled',
  rule: 'When a game is disabled its rounds in flight MUST still be finished: what is owed is paid.',
  requirement: 'PLAY-04',
  impact: 'critical',
  money: 'Pulling a faulty game must not pull the stakes and wins of those who were playing it.',
  exclusive: true,
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const { session_id, game_id } = await sessionOf({ platform, expect }, player);
    const taken = await platform.debitRound(given.debit(player, { session_id }));
    await platform.setGameStatus({ game_id, status: 'disabled', reason: 'faulty' });

    const next = await platform.debitRound(given.debit(player, { session_id }));
    const won = await platform.creditRound(given.creditOf(taken, { win_amount: '25.00' }));
    await platform.setGameStatus({ game_id, status: 'enabled', reason: 'repaired' });

    expect(next).refused('GAME_DISABLED');
    expect(won).accepted({ balance: '115.00' });
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const sessionScenarios = [
  rounds19,
  rounds63,
  rounds64,
  rounds39,
  rounds40,
  rounds69,
] as const;
