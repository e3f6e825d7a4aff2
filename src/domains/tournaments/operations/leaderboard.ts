import { assert, refuse } from '../../../kernel/errors.js';
import type { Schema } from '../../../contract/types.js';
import { headOf } from '../../audit/index.js';
import type { Ground, Operation } from '../../context.js';
import type { Place } from '../../leaderboards/index.js';
import { placesBefore, placesBehind, TOP } from '../../leaderboards/index.js';
import type { TournamentRow } from '../model.js';
import { standingBody } from '../model.js';
import { findEntrant } from '../store.js';
import { tournamentOf } from './tournaments.js';

/** How many are shown above and below the player who is asked for. */
const NEIGHBOURS = 2;

/** The best first; of one score in order of player. */
export const getLeaderboard: Operation<'getLeaderboard'> = (ctx, input) => {
  const tournament = tournamentOf(ctx, input.tournament_id);
  const limit = input.limit ?? 20;
  const from = input.cursor === undefined ? TOP : placeAt(input.cursor);
  const found = placesBehind(ctx, tournament.seq, from, limit + 1);
  const places = found.slice(0, limit);
  const last = places.at(-1);
  return {
    tournament_id: tournament.tournament_id,
    version: headOf(ctx).seq,
    items: standingsOf(ctx, tournament, places),
    next_cursor: found.length > limit && last ? cursorOf(last) : null,
    own: input.player_id === undefined ? null : ownOf(ctx, tournament, input.player_id),
  };
};

const TOP_SHOWN = 10;

type Top = Omit<Schema<'Leaderboard'>, 'next_cursor' | 'own'>;

/** As it is told live: the first ten. */
export function topOf(ground: Ground, tournamentId: string): Top {
  const tournament = tournamentOf(ground, tournamentId);
  const places = placesBehind(ground, tournament.seq, TOP, TOP_SHOWN);
  return {
    tournament_id: tournament.tournament_id,
    version: headOf(ground).seq,
    items: standingsOf(ground, tournament, places),
  };
}

/** Places that follow each other, with their ranks. */
function standingsOf(
  ground: Ground,
  tournament: TournamentRow,
  places: readonly Place[],
): Schema<'Standing'>[] {
  const { money, tournaments } = ground.parts;
  const ranks = tournaments.ranksOf(ground, tournament.seq, places);
  return places.map(({ player }, at) => {
    const entrant = findEntrant(ground, tournament.seq, player);
    assert(entrant, 'who has a place has entered');
    const score = tournaments.scoreOf(tournament, entrant);
    return standingBody(tournament, entrant, {
      ...{ rank: ranks[at] ?? 0, score },
      money: (minor) => money.format(minor, tournament.currency),
    });
  });
}

/** Null for a player who has not entered. */
function ownOf(ground: Ground, tournament: TournamentRow, player: string) {
  const entrant = findEntrant(ground, tournament.seq, player);
  if (!entrant) return null;
  const above = placesBefore(ground, tournament.seq, entrant, NEIGHBOURS).toReversed();
  const below = placesBehind(ground, tournament.seq, entrant, NEIGHBOURS);
  const around = standingsOf(ground, tournament, [...above, entrant, ...below]);
  const standing = around[above.length];
  assert(standing, 'a player stands among the neighbours');
  return {
    standing,
    above: around.slice(0, above.length),
    below: around.slice(above.length + 1),
  };
}

const CURSOR = /^([0-9a-f]{2,64})\.(.{1,128})$/;

/** Names the place it stops at, not how many came before: it holds while scores change. */
const cursorOf = ({ score, player }: Place): string => `${score.toString('hex')}.${player}`;

function placeAt(cursor: string): Place {
  const [, score, player] = CURSOR.exec(cursor) ?? [];
  if (score === undefined || player === undefined || score.length % 2 === 1) {
    return refuse('VALIDATION_ERROR', { field: 'cursor', rule: 'cursor' });
  }
  return { score: Buffer.from(score, 'hex'), player };
}
