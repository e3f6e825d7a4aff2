import { scenario } from '../../../src/harness/scenario.js';
import { jackpotIn, stakeOn } from '../jackpots/table.js';
import { announced, entered, played } from '../tournaments/arena.js';
import { heard, listening, TRANSPORTS } from './listener.js';

export const live38 = scenario({
  id: 'LIVE-38',
  title: 'A jackpot is told as it grows',
  rule: 'WebSocket and SSE MUST carry jackpots: the pot after each stake that moved it.',
  requirement: 'NET-02',
  money: 'A pot shown that is not the pot that is paid is a complaint, and a fine.',
  needs: ['live'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const { jackpot_id } = await jackpotIn(stage, 'MXN', { contribution: '0.0100' });
    const channel = `jackpot:${jackpot_id}`;
    const player = await given.player({ balance: '1000.00', currency: 'MXN' });
    for (const transport of TRANSPORTS) {
      const feed = await listening(stage, { transport, channels: [channel] });
      const jackpot = expect(await platform.getJackpot({ jackpot_id })).accepted();
      const first = await heard(stage, feed, { type: 'snapshot', channel });
      expect.that(first.data, 'the jackpot as it was told').equals(jackpot);
      expect(await stakeOn(stage, player, jackpot, { amount: '100.00' })).accepted();
      const grown = await heard(stage, feed, { type: 'update', channel });
      expect.that(grown.data['pot'], 'the pot as it was told').differsFrom(jackpot.pot);
      const now = expect(await platform.getJackpot({ jackpot_id })).accepted();
      expect.that(grown.data, 'the jackpot as it was told').equals(now);
    }
  },
});

export const live39 = scenario({
  id: 'LIVE-39',
  title: 'A leaderboard is told as it changes',
  rule: 'WebSocket and SSE MUST carry tournaments: who leads, after each round that counted.',
  requirement: 'NET-02',
  money: 'A player who thinks to lead stops too early, and asks for the prize.',
  needs: ['live'],
  async run(stage) {
    const { platform, expect } = stage;
    const { tournament_id } = await announced(stage);
    const channel = `tournament:${tournament_id}`;
    const player = await entered(stage, { tournament_id });
    let score = 0;
    for (const transport of TRANSPORTS) {
      const feed = await listening(stage, { transport, channels: [channel] });
      await heard(stage, feed, { type: 'snapshot', channel });
      await played(stage, player, { stake: '7.00' });
      score += 7;
      const leads = `[{"rank":1,"player_id":"${player.player_id}","score":"${score}.00"`;
      const told = await heard(stage, feed, ({ type, data }) =>
        Boolean(type === 'update' && JSON.stringify(data['items']).startsWith(leads)),
      );
      const board = expect(await platform.getLeaderboard({ tournament_id })).accepted();
      expect.that(told.data['items'], 'the standings as they were told').equals(board.items);
    }
  },
});

export const occasionScenarios = [live38, live39] as const;
