import type { Context, Domain, Ground } from '../context.js';
import { command, query } from '../context.js';
import type { Place } from '../leaderboards/index.js';
import { ranksOf } from '../leaderboards/index.js';
import type { Tally, TournamentRow, TournamentStatus } from './model.js';
import { isFull, scoreOf, splitEntry, statusAt } from './model.js';
import { cancelTournament, closeTournament } from './operations/closing.js';
import { enterTournament, refuseUnlessOpen } from './operations/entries.js';
import { getLeaderboard, topOf } from './operations/leaderboard.js';
import type { Award, Contender } from './operations/prizes.js';
import { awardsOf, worthOf } from './operations/prizes.js';
import { countRound, countStake, countWin, uncountStake } from './operations/scores.js';
import { checkTournament, termsOf } from './operations/terms.js';
import { createTournament, getTournament, listTournaments } from './operations/tournaments.js';
import { isPayout } from './store.js';
import { tables } from './tables.js';

export { entriesOf } from './operations/entries.js';
export { hasOpenEntry } from './store.js';
export type { Tally, TournamentRow } from './model.js';

/** The decisions of tournaments, and what play asks; amounts in minor units (PROMO-02). */
export interface TournamentRules {
  /** What a tournament is to be, or VALIDATION_ERROR where its terms cannot be kept. */
  termsOf: typeof termsOf;
  statusAt(tournament: TournamentRow, nowMs: number): TournamentStatus;
  /** Under which games it is looked for; the empty id stands for every game. */
  countedGames(games: readonly string[]): readonly string[];
  refuseUnlessOpen(tournament: TournamentRow, nowMs: number): void;
  /** Whether one more entry is declared for a player with so many. */
  mayEnter(tournament: TournamentRow, before: number): boolean;
  isFull(tournament: TournamentRow): boolean;
  /** What of an entry goes to the prizes and what to the house. */
  splitEntry(tournament: TournamentRow): { pot: number; house: number };
  /** The instant at which a stake counts as placed. */
  countedAt(ctx: Context): number;
  countStake: typeof countStake;
  uncountStake: typeof uncountStake;
  countWin: typeof countWin;
  countRound: typeof countRound;
  /** What compares less ranks lower; exact. */
  scoreOf(tournament: TournamentRow, tally: Tally): bigint;
  /** Ranks of places that follow each other. */
  ranksOf(ground: Ground, board: number, places: readonly Place[]): number[];
  isClosed(tournament: TournamentRow): boolean;
  isCancelled(tournament: TournamentRow): boolean;
  /** What the house adds so that the pool is what was promised. */
  topUpOf(tournament: TournamentRow, collected: number): number;
  /** With what nobody else takes where it was declared to go. */
  worthOf: typeof worthOf;
  awardsOf(ctx: Context, contenders: readonly Contender[], worth: readonly number[]): Award[];
  /** What is owed is paid, whoever it is owed to. */
  mayBePaid(ctx: Context, player: string): boolean;
  /** A transaction that pays a prize or gives an entry back: nobody's stake. */
  isPayout(ground: Ground, txnId: string): boolean;
}

export const soundTournaments: TournamentRules = {
  termsOf,
  statusAt,
  countedGames: (games) => (games.length === 0 ? [''] : games),
  refuseUnlessOpen,
  mayEnter: ({ re_entries }, before) => before <= re_entries,
  isFull,
  splitEntry,
  countedAt: (ctx) => ctx.clock.now(),
  countStake,
  uncountStake,
  countWin,
  countRound,
  scoreOf,
  ranksOf,
  isClosed: ({ status }) => status === 'closed',
  isCancelled: ({ status }) => status === 'cancelled',
  topUpOf: ({ guarantee }, collected) => Math.max(0, guarantee - collected),
  worthOf,
  awardsOf: (_ctx, contenders, worth) => awardsOf(contenders, worth),
  mayBePaid: () => true,
  isPayout,
};

export const tournaments: Domain = {
  name: 'tournaments',
  tables,
  operations: {
    createTournament: command(createTournament, checkTournament),
    listTournaments: query(listTournaments),
    getTournament: query(getTournament),
    enterTournament: command(enterTournament),
    getLeaderboard: query(getLeaderboard),
    closeTournament: command(closeTournament),
    cancelTournament: command(cancelTournament),
  },
  live: [
    {
      name: 'tournament',
      kind: 'state',
      scope: 'tournaments:read',
      touchedBy: ({ type, data }) => touchedBy(type, data),
      read: topOf,
    },
  ],
};

/** Rounds name the tournaments they count in, and a tournament's own events name it. */
function touchedBy(type: string, data: Readonly<Record<string, unknown>>): readonly string[] {
  if (type.startsWith('tournament.')) return [String(data['tournament_id'])];
  const { tournaments: ids } = data;
  return Array.isArray(ids) ? ids.map(String) : [];
}
