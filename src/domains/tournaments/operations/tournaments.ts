import { assert, refuse } from '../../../kernel/errors.js';
import { derivedId } from '../../../kernel/ids.js';
import type { Input, Schema } from '../../../contract/types.js';
import { emit } from '../../audit/index.js';
import type { Context, Ground, Operation } from '../../context.js';
import { openBoard } from '../../leaderboards/index.js';
import type { TournamentRow } from '../model.js';
import { tournamentBody } from '../model.js';
import { findTournament, insertTournament, tournamentsBelow } from '../store.js';
import { checkTournament } from './terms.js';

export const potIdOf = ({ tournament_id }: TournamentRow): string => `tournament:${tournament_id}`;

export const tournamentOf = (ground: Ground, id: string): TournamentRow =>
  findTournament(ground, id) ?? refuse('TOURNAMENT_NOT_FOUND', { field: 'tournament_id' });

/** What lies in the prize pool, or what entries had brought into it when it was closed. */
export function collectedBy(ground: Ground, row: TournamentRow): number {
  if (row.status === 'open') return ground.parts.ledger.potOf(ground, potIdOf(row)).balance;
  return row.paid + row.returned - row.top_up;
}

export const bodyOf = (ground: Ground, row: TournamentRow): Schema<'Tournament'> =>
  tournamentBody(row, collectedBy(ground, row), {
    money: (minor) => ground.parts.money.format(minor, row.currency),
    nowMs: ground.clock.now(),
  });

/** PROMO-02: what it says of score and prizes is declared before anybody enters, and stays. */
export const createTournament: Operation<'createTournament'> = (ctx, wish) => {
  const terms = checkTournament(ctx, wish);
  const games = [...new Set(wish.games ?? [])];
  for (const game of games) ctx.parts.games.gameOf(ctx, game);
  const { rule, per_wagered = 0, per_won = 0, per_round = 0 } = wish.score;
  const row = {
    tournament_id: idOf(ctx),
    client: ctx.call.client.clientId,
    name: wish.name,
    currency: wish.currency,
    games: JSON.stringify(games),
    ...terms,
    re_entries: wish.entry.re_entries ?? 0,
    max_entrants: wish.max_entrants ?? null,
    ...{ rule, per_wagered, per_won, per_round },
    prizes: JSON.stringify(wish.prizes.map(tierOf)),
    unclaimed: wish.unclaimed ?? 'house',
    created_at: ctx.clock.now(),
  };
  const seq = insertTournament(ctx, row, ctx.parts.tournaments.countedGames(games));
  openBoard(ctx, seq);
  const made = tournamentOf(ctx, row.tournament_id);
  ctx.parts.ledger.openPot(ctx, potIdOf(made), made.currency);
  const { tournament_id, name, currency } = row;
  emit(ctx, 'tournament.created', null, { tournament_id, name, currency });
  return bodyOf(ctx, made);
};

const tierOf = ({ from, to, share, amount }: Input<'createTournament'>['prizes'][number]) =>
  share === undefined ? { from, to, amount } : { from, to, share };

function idOf({ seed, call }: Context): string {
  assert(call.key, 'a tournament is announced with a key');
  return derivedId(seed, 'trn', call.client.clientId, call.key);
}

export const getTournament: Operation<'getTournament'> = (ctx, { tournament_id }) =>
  bodyOf(ctx, tournamentOf(ctx, tournament_id));

const CURSOR = /^n([0-9]{1,15})$/;

/** The newest first; a cursor names the one it stops at, so it holds while newer ones come. */
export const listTournaments: Operation<'listTournaments'> = (ctx, input) => {
  const limit = input.limit ?? 20;
  const below = input.cursor === undefined ? Number.MAX_SAFE_INTEGER : positionOf(input.cursor);
  const found = tournamentsBelow(ctx, below, limit + 1);
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return {
    items: rows.map((row) => bodyOf(ctx, row)),
    next_cursor: found.length > limit && last ? `n${last.seq}` : null,
  };
};

const positionOf = (cursor: string): number =>
  Number(
    CURSOR.exec(cursor)?.[1] ?? refuse('VALIDATION_ERROR', { field: 'cursor', rule: 'cursor' }),
  );
