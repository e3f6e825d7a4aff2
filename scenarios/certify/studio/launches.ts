import { scenario } from '../../../src/harness/scenario.js';
import { BETS, sentBy, table } from './play.js';

export const studio09 = scenario({
  id: 'STUDIO-09',
  title: 'A launch opens one game, and its token is nowhere to be found afterwards',
  rule: 'A launch token SHOULD open one session at the studio, and SHOULD be in no log or answer.',
  requirement: 'PLAY-12',
  level: 'SHOULD',
  impact: 'critical',
  money: 'A token in a log plays with the money of the player it was made for.',
  needs: ['studio'],
  async run(stage) {
    const { expect, platform, control } = stage;
    const at = await table(stage);
    const { launchToken: token, studio, opened } = at;
    const again = await studio.post('/sessions', { launch_token: token });
    const { status, body } = again;
    expect.that([status, body['error']], 'the second try').equals([422, 'launch_token_used']);
    const redeemed = await platform.redeemLaunch({ launch_token: token }, { as: studio.client });
    expect(redeemed).refused('LAUNCH_TOKEN_INVALID');
    const round = await at.played(BETS['moonshot'] ?? {});

    const session = await studio.get(`/sessions/${String(opened['session'])}`);
    const record = await studio.get(`/rounds/${round.round_id}`);
    const log = JSON.stringify(await studio.log());
    const answers = [JSON.stringify(opened), again.text, session.text, record.text];
    for (const [index, text] of [log, ...answers].entries()) {
      expect.that(text.includes(token), `the token in log or answer ${index}`).isFalse();
    }
    if (control.has('exchanges')) {
      const traffic = JSON.stringify(await control.exchanges({ operation: 'redeemLaunch' }));
      expect.that(traffic.includes(token), 'the token in recorded traffic').isFalse();
    }
  },
});

export const studio13 = scenario({
  id: 'STUDIO-13',
  title: 'A button pressed twice at once stakes no more than it says',
  rule: 'Plays at once MUST each have a round, a nonce and a stake of their own, or be refused.',
  requirement: 'PLAY-01',
  impact: 'critical',
  money: 'A double click that stakes twice for one spin shown is a stake stolen.',
  needs: ['studio'],
  async run(stage) {
    const { expect } = stage;
    const at = await table(stage);
    const bet = { stake: '10.00', cash_out_at: '1000.00' };
    const answers = await Promise.all([at.play(bet), at.play(bet), at.play(bet)]);
    const played = answers.filter(({ status }) => status === 200);
    for (const { status } of answers) {
      expect.that(status, 'the status of a play').isOneOf([200, 409]);
    }
    expect.that(played.length, 'the rounds played').isAtLeast(1);
    const nonces = new Set(played.map(({ body }) => body['nonce']));
    expect.that(nonces.size, 'the different nonces').equals(played.length);
    expect.that(await sentBy(at, 'debit'), 'the stakes sent').hasLength(played.length);
    const won = played.reduce((sum, { body }) => sum + Number(body['win']), 0);
    const left = 100 - 10 * played.length + won;
    await expect.wallet(at.player, { cash: `${left}.00`, held_in_play: '0.00' });
    // What was refused is played now: however they raced, the books are the same in the end.
    for (let more = played.length; more < answers.length; more += 1) await at.played(bet);
  },
});

export const launchScenarios = [studio09, studio13] as const;
