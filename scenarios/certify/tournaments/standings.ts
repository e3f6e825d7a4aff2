import { scenario } from '../../../src/harness/scenario.js';
import type { CheckedFeed } from '../../../src/harness/live.js';
import { heard, listening, TRANSPORTS } from '../live/listener.js';
import { announced, entered, field, played, standings } from './arena.js';

export const tournaments18 = scenario({
  id: 'TOURNAMENTS-18',
  title: 'Who ties shares a rank, and as many ranks are left out',
  rule: 'A rank MUST be one more than the players with a higher score; ties stand by player id.',
  requirement: 'PROMO-02',
  money: 'Who is second when two are first decides whether a prize is owed.',
  async run(stage) {
    const { platform, expect } = stage;
    const tournament = await announced(stage);
    const players = await field(stage, tournament, 6);
    const stakes = ['2.00', '3.00', '2.00', '1.00', '2.00', '3.00'];
    // The last of those who tie plays first: order of arrival must not show.
    for (const [at, player] of [...players.entries()].toReversed()) {
      await played(stage, player, { stake: stakes[at] ?? '' });
    }

    const order = [1, 5, 0, 2, 4, 3].map((at) => players[at]?.player_id ?? '');
    const ranks = ['1', '1', '3', '3', '3', '6'];
    const scores = ['3.00', '3.00', '2.00', '2.00', '2.00', '1.00'];
    const lines = order.map((id, at) => `${ranks[at] ?? ''} ${id} ${scores[at] ?? ''}`);
    expect.that(await standings(stage, tournament), 'the leaderboard').equals(lines);

    const { tournament_id } = tournament;
    const asked = { tournament_id, player_id: order[3] };
    const { own } = expect(await platform.getLeaderboard(asked)).accepted();
    const shown = [...(own?.above ?? []), own?.standing, ...(own?.below ?? [])];
    const around = shown.map((one) => `${one?.rank ?? 0} ${one?.player_id ?? ''}`);
    const expected = [1, 2, 3, 4, 5].map((at) => `${ranks[at] ?? ''} ${order[at] ?? ''}`);
    expect.that(around, 'the player among the neighbours').equals(expected);
  },
});

export const tournaments19 = scenario({
  id: 'TOURNAMENTS-19',
  title: 'Pages of a leaderboard hold their place while scores change',
  rule: 'A page MUST begin where the one before ended; who has not moved is shown once.',
  requirement: 'PROMO-02',
  money: 'A player who is on no page believes the tournament rigged.',
  async run(stage) {
    const { platform, expect } = stage;
    const tournament = await announced(stage);
    const { tournament_id } = tournament;
    const players = await field(stage, tournament, 9);
    for (const [at, player] of players.entries()) {
      await played(stage, player, { stake: `${Math.ceil((at + 1) / 2)}.00` });
    }
    const before = await standings(stage, tournament);
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let turn = 0; turn < 9; turn += 1) {
      const page = { tournament_id, limit: 2, ...(cursor !== undefined && { cursor }) };
      const { items, next_cursor } = expect(await platform.getLeaderboard(page)).accepted();
      seen.push(...items.map((one) => `${one.rank} ${one.player_id} ${one.score}`));
      if (next_cursor === null) break;
      cursor = next_cursor;
      // The best goes on winning; nobody else moves.
      const [best] = players.slice(-1);
      if (best) await played(stage, best, { stake: '1.00' });
    }

    expect.that(seen, 'the pages put together').equals(before);
    const wrong = await platform.getLeaderboard({ tournament_id, cursor: 'x' });
    expect(wrong).refused('VALIDATION_ERROR', { field: 'cursor' });
  },
});

export const tournaments33 = scenario({
  id: 'TOURNAMENTS-33',
  title: 'Whoever watches a leaderboard live sees who enters and who takes the lead',
  rule: 'The channel of a tournament MUST tell its first ten after all that moves them.',
  requirement: 'NET-02',
  money: 'A leaderboard that stands still on the screen is one that nobody plays for.',
  needs: ['live'],
  async run(stage) {
    const { platform, expect } = stage;
    const tournament = await announced(stage);
    const { tournament_id } = tournament;
    const feeds: CheckedFeed[] = [];
    for (const transport of TRANSPORTS) {
      feeds.push(await listening(stage, { transport, channels: [`tournament:${tournament_id}`] }));
    }
    const shown = async (lines: readonly string[]): Promise<void> => {
      for (const feed of feeds) {
        await heard(stage, feed, ({ data }) => toldBy(data).join() === lines.join());
      }
    };

    const one = await entered(stage, tournament);
    await shown([`1 ${one.player_id} 0.00`]);
    const other = await entered(stage, tournament);
    await played(stage, one, { stake: '1.00' });
    await shown([`1 ${one.player_id} 1.00`, `2 ${other.player_id} 0.00`]);
    await played(stage, other, { stake: '2.00' });
    await shown([`1 ${other.player_id} 2.00`, `2 ${one.player_id} 1.00`]);
    const { version } = expect(await platform.getLeaderboard({ tournament_id })).accepted();
    for (const { messages } of feeds) {
      const versions = messages.flatMap(({ data }) => data['version'] ?? []).map(Number);
      const ordered = versions.toSorted((a, b) => a - b);
      expect.that(versions, 'the versions as they came').equals(ordered);
      expect.that(versions.at(-1), 'the newest').isAtMost(version);
    }
  },
});

interface Told {
  readonly rank: number;
  readonly player_id: string;
  readonly score: string;
}

function toldBy(data: Readonly<Record<string, unknown>>): readonly string[] {
  const items = (data['items'] ?? []) as readonly Told[];
  return items.map(({ rank, player_id, score }) => `${rank} ${player_id} ${score}`);
}

export const standingScenarios = [tournaments18, tournaments19, tournaments33] as const;
