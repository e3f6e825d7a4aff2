import { scenario } from '../../../src/harness/scenario.js';
import { enabledGame } from './catalogue.js';

export const games03 = scenario({
  id: 'GAMES-03',
  title: 'A disabled game takes no launches and no bets, and finishes its rounds',
  rule: 'A debit or launch on a disabled game MUST be refused; open rounds MUST be able to finish.',
  requirement: 'PLAY-03',
  impact: 'critical',
  money: 'A game switched off for a fault goes on costing, or keeps the wins it owes.',
  exclusive: true,
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const { game_id } = await enabledGame(stage);
    const place = { player_id: player.player_id, game_id };
    const { session_id } = expect(await platform.launchSession(place)).accepted();
    const taken = await platform.debitRound(given.debit(player, { session_id }));
    expect(taken).accepted();

    const disabled = { game_id, status: 'disabled', reason: 'Certification' };
    expect(await platform.setGameStatus(disabled)).accepted({ status: 'disabled' });
    try {
      expect(await platform.getGame({ game_id })).accepted({ status: 'disabled' });
      expect(await platform.launchSession(place)).refused('GAME_DISABLED');
      const inSession = given.debit(player, { session_id });
      expect(await platform.debitRound(inSession)).refused('GAME_DISABLED');
      const byName = given.debit(player, { meta: { game_id } });
      expect(await platform.debitRound(byName)).refused('GAME_DISABLED');
      await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
      expect(await platform.creditRound(given.creditOf(taken, { win_amount: '25.00' }))).accepted();
      await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
    } finally {
      await platform.setGameStatus({ ...disabled, status: 'enabled' });
    }
    expect(await platform.debitRound(given.debit(player, { session_id }))).accepted();
  },
});

export const games08 = scenario({
  id: 'GAMES-08',
  title: 'Who may not play cannot launch a game',
  rule: 'A launch for a blocked, self-excluded or timed-out player MUST be refused.',
  requirement: 'PLAY-03',
  impact: 'critical',
  money: 'A game opened for an excluded player ends in fines and in stakes to pay back.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const { game_id } = await enabledGame(stage);
    const until = { status_until: '2999-01-01T00:00:00.000Z' };
    const launch = async (player: { player_id: string }) =>
      platform.launchSession({ player_id: player.player_id, game_id });

    const blocked = await given.player({ status: 'blocked' });
    expect(await launch(blocked)).refused('PLAYER_BLOCKED');
    const excluded = await given.player({ status: 'self_excluded', ...until });
    expect(await launch(excluded)).refused('PLAYER_SELF_EXCLUDED');
    const timedOut = await given.player({ status: 'timed_out', ...until });
    expect(await launch(timedOut)).refused('PLAYER_TIMED_OUT');
    expect(await launch(await given.player())).accepted();
  },
});

export const games09 = scenario({
  id: 'GAMES-09',
  title: 'A session is in the currency of the wallet',
  rule: 'A launch in another currency MUST be refused; without one the wallet’s is taken.',
  requirement: 'PLAY-03',
  money: 'A game that counts in yen and a wallet that counts in euro differ by a factor of 160.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ currency: 'JPY', balance: '1000' });
    const { game_id } = await enabledGame(stage);
    const place = { player_id: player.player_id, game_id };

    const other = await platform.launchSession({ ...place, currency: 'EUR' });
    expect(other).refused('CURRENCY_MISMATCH');
    const unknown = await platform.launchSession({ ...place, currency: 'XXX' });
    expect(unknown).refused('VALIDATION_ERROR', { field: 'currency', rule: 'enum' });
    for (const currency of ['JPY', undefined]) {
      const launch = await platform.launchSession({ ...place, currency });
      const { session_id } = expect(launch).accepted();
      expect(await platform.getSession({ session_id })).accepted({ currency: 'JPY' });
    }
  },
});

export const launchScenarios = [games03, games08, games09] as const;
