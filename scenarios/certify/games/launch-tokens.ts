import { scenario } from '../../../src/harness/scenario.js';
import { enabledGame } from './catalogue.js';

const money = 'Whoever finds a launch token that still works plays with somebody else’s money.';

export const games01 = scenario({
  id: 'GAMES-01',
  title: 'A launch token opens the game once',
  rule: 'A launch token SHOULD be single-use: the second redemption is LAUNCH_TOKEN_INVALID.',
  requirement: 'PLAY-12',
  level: 'SHOULD',
  impact: 'critical',
  money,
  async run(stage) {
    const { platform, given, expect } = stage;
    const { player_id } = await given.player({ balance: '100.00' });
    const { game_id } = await enabledGame(stage);
    const launch = expect(await platform.launchSession({ player_id, game_id })).accepted();
    const { session_id, launch_token } = launch;
    expect(await platform.getSession({ session_id })).accepted({ status: 'launched' });

    const opened = await platform.redeemLaunch({ launch_token });
    const again = await platform.redeemLaunch({ launch_token });

    expect(opened).accepted({ session_id, player_id, game_id, status: 'active' });
    expect(again).refused('LAUNCH_TOKEN_INVALID');
    expect(await platform.getSession({ session_id })).accepted({ status: 'active' });
  },
});

export const games02 = scenario({
  id: 'GAMES-02',
  title: 'A launch token dies after sixty seconds',
  rule: 'A launch token SHOULD be short-lived: from its expiry on it is LAUNCH_TOKEN_INVALID.',
  requirement: 'PLAY-12',
  level: 'SHOULD',
  money,
  needs: ['clock'],
  exclusive: true,
  async run(stage) {
    const { platform, given, expect, control } = stage;
    const { player_id } = await given.player({ balance: '100.00' });
    const { game_id } = await enabledGame(stage);
    const early = expect(await platform.launchSession({ player_id, game_id })).accepted();
    const late = expect(await platform.launchSession({ player_id, game_id })).accepted();

    await control.advance(59_000);
    const inTime = await platform.redeemLaunch({ launch_token: early.launch_token });
    await control.setClock(late.launch_expires_at);
    const tooLate = await platform.redeemLaunch({ launch_token: late.launch_token });

    expect(inTime).accepted({ session_id: early.session_id, status: 'active' });
    expect(tooLate).refused('LAUNCH_TOKEN_INVALID');
    const { session_id } = late;
    expect(await platform.getSession({ session_id })).accepted({ status: 'launched' });
  },
});

export const games12 = scenario({
  id: 'GAMES-12',
  title: 'An invented or altered launch token opens nothing',
  rule: 'A launch token that was never issued MUST be LAUNCH_TOKEN_INVALID.',
  requirement: 'PLAY-12',
  level: 'SHOULD',
  impact: 'critical',
  money: 'A token that can be guessed opens the game of whoever launched last.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const { player_id } = await given.player({ balance: '100.00' });
    const { game_id } = await enabledGame(stage);
    const launch = expect(await platform.launchSession({ player_id, game_id })).accepted();
    const { session_id, launch_token: sound } = launch;
    const last = sound.endsWith('A') ? 'B' : 'A';
    const altered = `${sound.slice(0, -1)}${last}`;

    for (const token of [
      given.id('lt'),
      altered,
      `${sound}${last}`,
      sound.slice(0, -1),
      '%',
      '*',
    ]) {
      const answer = await platform.redeemLaunch({ launch_token: token });
      expect(answer).refused('LAUNCH_TOKEN_INVALID');
    }
    expect(await platform.getSession({ session_id })).accepted({ status: 'launched' });
    expect(await platform.redeemLaunch({ launch_token: sound })).accepted({ status: 'active' });
  },
});

export const games13 = scenario({
  id: 'GAMES-13',
  title: 'Of ten redemptions at once one opens the game',
  rule: 'A launch token SHOULD be single-use under any interleaving.',
  requirement: 'PLAY-12',
  level: 'SHOULD',
  impact: 'critical',
  money: 'Two games on one launch play one purse twice.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const { player_id } = await given.player({ balance: '100.00' });
    const { game_id } = await enabledGame(stage);
    const launch = expect(await platform.launchSession({ player_id, game_id })).accepted();
    const { launch_token } = launch;

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => platform.redeemLaunch({ launch_token })),
    );

    const opened = answers.filter(({ outcome }) => outcome === 'ok');
    expect.that(opened, 'the redemptions that opened the game').hasLength(1);
    for (const answer of answers.filter(({ outcome }) => outcome !== 'ok')) {
      expect(answer).refused('LAUNCH_TOKEN_INVALID');
    }
  },
});

export const games16 = scenario({
  id: 'GAMES-16',
  title: 'A redemption whose answer was lost is repeated under its key',
  rule: 'A keyed redemption MUST answer its repeat with the same session, marked as a replay.',
  requirement: 'IDEM-01',
  money: 'A player whose game was opened and whose answer was lost pays for a game never shown.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const { player_id } = await given.player({ balance: '100.00' });
    const { game_id } = await enabledGame(stage);
    const launch = expect(await platform.launchSession({ player_id, game_id })).accepted();
    const { launch_token, session_id } = launch;
    const key = given.key();

    const opened = await platform.redeemLaunch({ launch_token }, { key });
    const again = await platform.redeemLaunch({ launch_token }, { key });
    const other = await platform.redeemLaunch({ launch_token }, { key: given.key() });

    expect(opened).accepted({ session_id, status: 'active' });
    expect(again).replayOf(opened);
    expect(other).refused('LAUNCH_TOKEN_INVALID');
  },
});

export const games19 = scenario({
  id: 'GAMES-19',
  title: 'A launch token is written down nowhere',
  rule: 'A launch token SHOULD NOT appear in the audit log or in recorded traffic.',
  requirement: 'PLAY-12',
  level: 'SHOULD',
  money: 'A token in a log plays with the money of the player it was made for.',
  needs: ['exchanges'],
  async run(stage) {
    const { platform, given, expect, control } = stage;
    const { player_id } = await given.player({ balance: '100.00' });
    const { game_id } = await enabledGame(stage);
    const launch = expect(await platform.launchSession({ player_id, game_id })).accepted();
    const { launch_token, session_id } = launch;
    expect(await platform.redeemLaunch({ launch_token })).accepted();

    const log = await platform.exportAudit();
    expect(log).accepted();
    const traffic = JSON.stringify([
      ...(await control.exchanges({ operation: 'launchSession', limit: 200 })),
      ...(await control.exchanges({ operation: 'redeemLaunch', limit: 200 })),
    ]);

    expect.that(log.text.includes(session_id), 'the launch is in the log').isTrue();
    expect.that(traffic.includes(session_id), 'the launch is in the traffic').isTrue();
    expect.that(log.text.includes(launch_token), 'the token is in the audit log').isFalse();
    expect.that(traffic.includes(launch_token), 'the token is in the traffic').isFalse();
  },
});

export const launchTokenScenarios = [games01, games02, games12, games13, games16, games19] as const;
