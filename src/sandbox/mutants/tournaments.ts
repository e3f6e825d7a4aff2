import type { Context } from '../../domains/context.js';
import type { Tally, TournamentRules } from '../../domains/tournaments/index.js';
import { HOUR_MS } from '../../kernel/time.js';
import { mutant, operation, part, policy } from './mutant.js';
import type { Mutant } from './mutant.js';

type Contenders = Parameters<TournamentRules['awardsOf']>[1];

const seatMutants: readonly Mutant[] = [
  mutant('who-enters-may-close', {
    title: 'Whoever may enter players may also close and cancel tournaments',
    breaks: 'SEC-02',
    caughtBy: ['TOURNAMENTS-08'],
    swap: policy((sound) => ({
      hasScope: (principal, scope) =>
        sound.hasScope(principal, scope === 'tournaments:admin' ? 'tournaments:write' : scope),
    })),
  }),
  mutant('promises-more-than-the-pool', {
    title: 'Prizes are announced whatever their shares come to',
    breaks: 'PROMO-02',
    caughtBy: ['TOURNAMENTS-32'],
    swap: part('tournaments', (sound) => ({
      termsOf: (ground, wish) =>
        sound.termsOf(ground, { ...wish, prizes: [{ from: 1, to: 1, share: '1' }] }),
    })),
  }),
  mutant('fee-into-the-pool', {
    title: 'The fee of an entry goes to the prizes with the buy-in',
    breaks: 'PROMO-02',
    caughtBy: ['TOURNAMENTS-01', 'TOURNAMENTS-20'],
    swap: part('tournaments', () => ({
      splitEntry: ({ buy_in, fee }) => ({ pot: buy_in + fee, house: 0 }),
    })),
  }),
  mutant('oversold-seats', {
    title: 'One player more than there are seats is let in',
    breaks: 'PROMO-02',
    caughtBy: ['TOURNAMENTS-05'],
    swap: part('tournaments', (sound) => ({
      isFull: (tournament) =>
        sound.isFull({ ...tournament, entrants: Math.max(0, tournament.entrants - 1) }),
    })),
  }),
  mutant('enters-once-more', {
    title: 'A player may enter once more than was declared',
    breaks: 'PROMO-02',
    caughtBy: ['TOURNAMENTS-02', 'TOURNAMENTS-06'],
    swap: part('tournaments', (sound) => ({
      mayEnter: (tournament, before) => sound.mayEnter(tournament, before - 1),
    })),
  }),
  mutant('excluded-may-enter', {
    title: 'Who may not play may enter a tournament',
    breaks: 'PROMO-02',
    caughtBy: ['TOURNAMENTS-03'],
    swap: part('players', (sound) => ({
      refuseUnlessMayPlay: (ctx, player) => {
        if (ctx.call.operation !== 'enterTournament') sound.refuseUnlessMayPlay(ctx, player);
      },
    })),
  }),
  mutant('enters-too-late', {
    title: 'Entries are taken for as long as nobody has closed the tournament',
    breaks: 'PROMO-02',
    caughtBy: ['TOURNAMENTS-04'],
    swap: part('tournaments', (sound) => ({
      refuseUnlessOpen: (tournament, nowMs) =>
        sound.refuseUnlessOpen({ ...tournament, entries_until: nowMs + 1 }, nowMs),
    })),
  }),
  mutant('entries-pass-limits', {
    title: 'An entry is measured against no limit and uses none',
    breaks: 'RG-01',
    caughtBy: ['TOURNAMENTS-07'],
    swap: part('limits', (sound) => ({
      refuseOverLimit: (ctx, wallet, stake) => {
        if (ctx.call.operation !== 'enterTournament') sound.refuseOverLimit(ctx, wallet, stake);
      },
    })),
  }),
];

/** A score by arithmetic that a spreadsheet would use. */
function scoreInFloats(tally: Tally): bigint {
  const multiplier = tally.best_staked === 0 ? 0 : tally.best_won / tally.best_staked;
  return BigInt(Math.floor(multiplier * 2 ** 52));
}

const scoreMutants: readonly Mutant[] = [
  mutant('counts-foreign-games', {
    title: 'Rounds on every game count, whatever games were declared',
    breaks: 'PROMO-02',
    caughtBy: ['TOURNAMENTS-15'],
    swap: part('tournaments', () => ({ countedGames: () => [''] })),
  }),
  mutant('late-round-counts', {
    title: 'A stake placed up to an hour after the end counts',
    breaks: 'PROMO-02',
    caughtBy: ['TOURNAMENTS-29'],
    swap: part('tournaments', (sound) => ({
      countedAt: (ctx) => sound.countedAt(ctx) - HOUR_MS,
    })),
  }),
  mutant('counts-what-came-before', {
    title: 'What a player has in play on entering counts with the rest of its round',
    breaks: 'PROMO-02',
    caughtBy: ['TOURNAMENTS-16'],
    swap: operation('enterTournament', (sound) => (ctx, input) => {
      const entry = sound(ctx, input);
      ctx
        .sql(
          `INSERT INTO tournament_stakes (round, stake, tournament, amount)
           SELECT s.round, s.position, t.seq, s.cash + s.bonus FROM stakes s
             JOIN rounds r ON r.seq = s.round AND r.player = ?
             JOIN tournaments t ON t.tournament_id = ? WHERE s.status = 'open'`,
        )
        .run(String(input['player_id']), String(input['tournament_id']));
      return entry;
    }),
  }),
  mutant('only-the-last-win-counts', {
    title: 'Of the wins of a round only that of its final credit counts',
    breaks: 'PROMO-02',
    caughtBy: ['TOURNAMENTS-11'],
    swap: part('tournaments', (sound) => ({
      countWin: (ctx, stake, { win, final }) =>
        sound.countWin(ctx, stake, { win: final ? win : 0, final }),
    })),
  }),
  mutant('leaderboard-ignores-rollback', {
    title: 'A stake that was rolled back keeps what it gave and counts with its round',
    breaks: 'PROMO-02',
    caughtBy: ['TOURNAMENTS-13', 'TOURNAMENTS-14'],
    swap: part('tournaments', () => ({ uncountStake: () => [] })),
  }),
  mutant('multipliers-in-floats', {
    title: 'Multipliers are compared as floating-point numbers',
    breaks: 'PROMO-02',
    caughtBy: ['TOURNAMENTS-10'],
    swap: part('tournaments', (sound) => ({
      scoreOf: (tournament, tally) =>
        tournament.rule === 'biggest_multiplier'
          ? scoreInFloats(tally)
          : sound.scoreOf(tournament, tally),
    })),
  }),
  mutant('points-by-whole-units', {
    title: 'Points are given for whole units only, of all that was wagered and won together',
    breaks: 'PROMO-02',
    caughtBy: ['TOURNAMENTS-09', 'TOURNAMENTS-12', 'TOURNAMENTS-17'],
    swap: part('tournaments', (sound) => ({
      scoreOf: (tournament, tally) => {
        const score = sound.scoreOf(tournament, tally);
        return tournament.rule === 'biggest_multiplier' ? score : score - (score % 100n);
      },
    })),
  }),
  mutant('leaderboard-stands-still', {
    title: 'A round that settles does not say in which tournaments it counts: nobody is told',
    breaks: 'NET-02',
    caughtBy: ['TOURNAMENTS-33'],
    swap: part('tournaments', (sound) => ({
      countWin: (...counted) => sound.countWin(...counted).slice(0, 0),
    })),
  }),
  mutant('ranks-without-gaps', {
    title: 'Behind two who tie for the first place comes the second, not the third',
    breaks: 'PROMO-02',
    caughtBy: ['TOURNAMENTS-10', 'TOURNAMENTS-18', 'TOURNAMENTS-19'],
    swap: part('tournaments', (sound) => ({
      ranksOf: (ground, board, places) => {
        const ranks = sound.ranksOf(ground, board, places);
        const distinct = [...new Set(ranks)];
        return ranks.map((rank) => (ranks[0] ?? 1) + distinct.indexOf(rank));
      },
    })),
  }),
];

/** In order of their entries: who came first is put before those with the same score. */
function byArrival(ctx: Context, contenders: Contenders): Contenders {
  const arrived = ({ player }: { player: string }): number =>
    ctx
      .sql(`SELECT min(seq) FROM transactions WHERE player = ? AND type = 'entry'`)
      .pluck()
      .get(player) as number;
  return contenders.toSorted(
    (one, other) => one.rank - other.rank || arrived(one) - arrived(other),
  );
}

const prizeMutants: readonly Mutant[] = [
  mutant('prize-paid-twice-on-repeat', {
    title: 'Closing again pays the guarantee again',
    breaks: 'PROMO-02',
    caughtBy: ['TOURNAMENTS-24', 'TOURNAMENTS-25'],
    swap: part('tournaments', () => ({ isClosed: () => false })),
  }),
  mutant('ties-by-arrival', {
    title: 'Of those who tie, who entered first gets the better place and its prize',
    breaks: 'PROMO-02',
    caughtBy: ['TOURNAMENTS-23'],
    swap: part('tournaments', (sound) => ({
      awardsOf: (ctx, contenders, worth) => {
        const apart = byArrival(ctx, contenders).map((one, at) => ({ ...one, rank: at + 1 }));
        return sound.awardsOf(ctx, apart, worth);
      },
    })),
  }),
  mutant('cents-by-arrival', {
    title: 'The cents left over between those who tie go to who entered first',
    breaks: 'PROMO-02',
    caughtBy: ['TOURNAMENTS-23'],
    swap: part('tournaments', (sound) => ({
      awardsOf: (ctx, contenders, worth) => {
        const awards = sound.awardsOf(ctx, contenders, worth);
        const order = byArrival(ctx, contenders).map(({ player }) => player);
        const amounts = awards.map(({ amount }) => amount);
        return order.flatMap((player, at) => {
          const award = awards.find((one) => one.player === player);
          return award ? [{ ...award, amount: amounts[at] ?? award.amount }] : [];
        });
      },
    })),
  }),
  mutant('blocked-winner-unpaid', {
    title: 'The prize of a player who was blocked since is kept by the house',
    breaks: 'PROMO-02',
    caughtBy: ['TOURNAMENTS-26'],
    swap: part('tournaments', () => ({
      mayBePaid: (ctx, player) => ctx.parts.players.playerOf(ctx, player).status === 'active',
    })),
  }),
  mutant('guarantee-is-a-wish', {
    title: 'Prizes are paid from the entries alone, whatever was guaranteed',
    breaks: 'PROMO-02',
    caughtBy: ['TOURNAMENTS-21', 'TOURNAMENTS-22'],
    swap: part('tournaments', () => ({ topUpOf: () => 0 })),
  }),
  mutant('house-keeps-the-unclaimed', {
    title: 'What no place takes goes to the house, though the first place was promised it',
    breaks: 'PROMO-02',
    caughtBy: ['TOURNAMENTS-28'],
    swap: part('tournaments', () => ({ worthOf: (_tournament, worth) => worth })),
  }),
  mutant('closes-what-is-cancelled', {
    title: 'A tournament that was cancelled is closed all the same, and its guarantee paid',
    breaks: 'PROMO-02',
    caughtBy: ['TOURNAMENTS-31'],
    swap: part('tournaments', (sound) => ({
      statusAt: (tournament, nowMs) =>
        tournament.status === 'cancelled'
          ? sound.statusAt({ ...tournament, status: 'open' }, nowMs)
          : sound.statusAt(tournament, nowMs),
    })),
  }),
  mutant('cancel-refunds-twice', {
    title: 'A cancellation that is repeated gives the entries back again, by the house',
    breaks: 'PROMO-02',
    caughtBy: ['TOURNAMENTS-30'],
    swap: part('tournaments', (sound) => ({
      isCancelled: () => false,
      splitEntry: (tournament) => {
        const { pot, house } = sound.splitEntry(tournament);
        return tournament.status === 'cancelled' ? { pot: 0, house: pot + house } : { pot, house };
      },
    })),
  }),
  mutant('prizes-roll-back', {
    title: 'A rollback of a prize is taken for that of a debit on its way',
    breaks: 'PROMO-02',
    caughtBy: ['TOURNAMENTS-27'],
    swap: part('tournaments', () => ({ isPayout: () => false })),
  }),
];

export const tournamentMutants: readonly Mutant[] = [
  ...seatMutants,
  ...scoreMutants,
  ...prizeMutants,
];
