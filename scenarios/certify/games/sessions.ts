import { scenario } from '../../../src/harness/scenario.js';
import type { Stage } from '../../../src/harness/scenario.js';
import type { PlayerRef } from '../../../src/harness/given.js';
import { enabledGame } from './catalogue.js';

/** A game session of this player that was launched and opened. */
async function openSession(stage: Stage, player: PlayerRef) {
  const { platform, expect } = stage;
  const { game_id } = await enabledGame(stage);
  const place = { player_id: player.player_id, game_id };
  const launch = expect(await platform.launchSession(place)).accepted();
  const { launch_token } = launch;
  return expect(await platform.redeemLaunch({ launch_token })).accepted({ status: 'active' });
}

export const games04 = scenario({
  id: 'GAMES-04',
  title: 'A closed session takes no bets and pays what is owed',
  rule: 'A debit on a closed session MUST be refused; its wins and rollbacks MUST be accepted.',
  requirement: 'PLAY-03',
  impact: 'critical',
  money: 'A game that was left goes on taking stakes, or keeps the wins it owes.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const { session_id } = await openSession(stage, player);
    const won = await platform.debitRound(given.debit(player, { session_id }));
    const undone = await platform.debitRound(given.debit(player, { session_id }));
    expect(won).accepted();
    expect(undone).accepted();

    expect(await platform.closeSession({ session_id })).accepted({ status: 'closed' });

    const late = await platform.debitRound(given.debit(player, { session_id }));
    expect(late).refused('SESSION_EXPIRED');
    await expect.wallet(player, { cash: '80.00', held_in_play: '20.00' });
    expect(await platform.creditRound(given.creditOf(won, { win_amount: '25.00' }))).accepted();
    expect(await platform.rollbackRound(given.rollbackOf(undone))).accepted();
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const games05 = scenario({
  id: 'GAMES-05',
  title: 'A client cannot see, play or close another’s session',
  rule: 'A session MUST be NOT_YOURS to every client but the one that launched it.',
  requirement: 'SEC-02',
  impact: 'critical',
  money: 'One studio would end the games of another, or bet in them.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const { session_id } = await openSession(stage, player);
    const { game_id } = await enabledGame(stage);
    const waiting = { player_id: player.player_id, game_id };
    const { launch_token } = expect(await platform.launchSession(waiting)).accepted();
    const as = await given.client();

    expect(await platform.getSession({ session_id }, { as })).refused('NOT_YOURS');
    expect(await platform.closeSession({ session_id }, { as })).refused('NOT_YOURS');
    const debit = given.debit(player, { session_id });
    expect(await platform.debitRound(debit, { as })).refused('NOT_YOURS');
    const stolen = await platform.redeemLaunch({ launch_token }, { as });
    expect(stolen).refused('LAUNCH_TOKEN_INVALID');

    expect(await platform.getSession({ session_id })).accepted({ status: 'active' });
    await expect.wallet(player, { cash: '100.00' });
    expect(await platform.redeemLaunch({ launch_token })).accepted({ status: 'active' });
  },
});

export const games06 = scenario({
  id: 'GAMES-06',
  title: 'An expired session takes no bets and pays what is owed',
  rule: 'A debit on an expired session MUST be refused; its wins MUST be accepted.',
  requirement: 'PLAY-03',
  money: 'A window left open overnight goes on taking stakes, or keeps the win it owes.',
  needs: ['clock'],
  exclusive: true,
  async run(stage) {
    const { platform, given, expect, control } = stage;
    const player = await given.player({ balance: '100.00' });
    const { session_id, expires_at } = await openSession(stage, player);
    const won = await platform.debitRound(given.debit(player, { session_id }));
    const undone = await platform.debitRound(given.debit(player, { session_id }));
    expect(won).accepted();
    expect(undone).accepted();

    await control.setClock(expires_at);

    expect(await platform.getSession({ session_id })).accepted({ status: 'expired' });
    const late = await platform.debitRound(given.debit(player, { session_id }));
    expect(late).refused('SESSION_EXPIRED');
    expect(await platform.creditRound(given.creditOf(won, { win_amount: '25.00' }))).accepted();
    expect(await platform.rollbackRound(given.rollbackOf(undone))).accepted();
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const games07 = scenario({
  id: 'GAMES-07',
  title: 'Unknown players, games and sessions are not found',
  rule: 'A launch, read, close or debit that names nobody’s game or session MUST be 404.',
  requirement: 'ERR-01',
  money: 'A stake taken for a game that does not exist can never be won.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const { player_id } = player;
    const { game_id } = await enabledGame(stage);
    const [nobody, nothing, nowhere] = [given.id('p'), given.id('g'), given.id('s')];

    const strangers = await platform.launchSession({ player_id: nobody, game_id });
    expect(strangers).refused('PLAYER_NOT_FOUND');
    const inventions = await platform.launchSession({ player_id, game_id: nothing });
    expect(inventions).refused('GAME_NOT_FOUND');
    expect(await platform.getSession({ session_id: nowhere })).refused('SESSION_NOT_FOUND');
    expect(await platform.closeSession({ session_id: nowhere })).refused('SESSION_NOT_FOUND');
    const lost = given.debit(player, { session_id: nowhere });
    expect(await platform.debitRound(lost)).refused('SESSION_NOT_FOUND');
    const unmade = given.debit(player, { meta: { game_id: nothing } });
    expect(await platform.debitRound(unmade)).refused('GAME_NOT_FOUND');
    await expect.wallet(player, { cash: '100.00' });
    expect(await platform.launchSession({ player_id, game_id })).accepted();
  },
});

export const games14 = scenario({
  id: 'GAMES-14',
  title: 'A session takes bets of its own player only',
  rule: 'A debit that names another player’s session MUST be refused, and nothing moves.',
  requirement: 'PLAY-03',
  impact: 'critical',
  money: 'One player’s game would be paid with another player’s money.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const owner = await given.player({ balance: '100.00' });
    const other = await given.player({ balance: '100.00' });
    const { session_id } = await openSession(stage, owner);

    const strange = await platform.debitRound(given.debit(other, { session_id }));
    expect(strange).refused('SESSION_NOT_FOUND');
    await expect.wallet(other, { cash: '100.00', held_in_play: '0.00' });
    expect(await platform.debitRound(given.debit(owner, { session_id }))).accepted();
    await expect.wallet(owner, { cash: '90.00' });
  },
});

export const games15 = scenario({
  id: 'GAMES-15',
  title: 'A session is closed once and for all',
  rule: 'Closing a session MUST be repeatable, and its launch token opens it no more.',
  requirement: 'PLAY-03',
  money: 'A game that opens again after it was closed takes stakes nobody meant to place.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const { game_id } = await enabledGame(stage);
    const place = { player_id: player.player_id, game_id };
    const launch = expect(await platform.launchSession(place)).accepted();
    const { session_id, launch_token } = launch;

    const first = await platform.closeSession({ session_id });
    const second = await platform.closeSession({ session_id });
    for (const answer of [first, second]) expect(answer).accepted({ status: 'closed' });
    expect(await platform.redeemLaunch({ launch_token })).refused('LAUNCH_TOKEN_INVALID');
    expect(await platform.getSession({ session_id })).accepted({ status: 'closed' });
    const late = await platform.debitRound(given.debit(player, { session_id }));
    expect(late).refused('SESSION_EXPIRED');
    await expect.wallet(player, { cash: '100.00' });
  },
});

export const sessionScenarios = [games04, games05, games06, games07, games14, games15] as const;
