import { jackpotHitMutants, unlogged } from './jackpot-hits.js';
import { mutant, operation, part } from './mutant.js';
import type { Mutant } from './mutant.js';

/** Who came already while the event loop has not turned: as whoever reads before others commit. */
function sameTurn(): (id: string) => boolean {
  const seen = new Set<string>();
  return (id) => {
    if (seen.has(id)) return true;
    seen.add(id);
    setImmediate(() => seen.delete(id));
    return false;
  };
}

const shareMutants: readonly Mutant[] = [
  mutant('contribution-lost', {
    title: 'Of stakes at once only the first contributes',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-14'],
    racing: true,
    swap: (sound) => {
      const came = sameTurn();
      return part('jackpots', ({ takeShare }) => ({
        takeShare: (ctx, row, stake) => {
          if (!came(row.jackpot_id)) takeShare(ctx, row, stake);
        },
      }))(sound);
    },
  }),
  mutant('fraction-dropped', {
    title: 'Fractions of a minor unit are dropped with each stake',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-08', 'JACKPOTS-09', 'INV-14'],
    swap: part('jackpots', ({ carry }) => ({
      carry: (fraction, exact) => ({ ...carry(fraction, exact), fraction: 0 }),
    })),
  }),
  mutant('share-halved', {
    title: 'Half of each share stays with the house',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-07', 'JACKPOTS-10', 'JACKPOTS-14'],
    swap: part('jackpots', ({ shareOf }) => ({
      shareOf: (amount, share) => shareOf(amount, share) / 2n,
    })),
  }),
  mutant('first-jackpot-only', {
    title: 'Of several jackpots of a game only the first takes part',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-11', 'JACKPOTS-24'],
    swap: (sound) => {
      let last = '';
      return part('jackpots', ({ takesPart }) => ({
        takesPart: (row, stake) => {
          if (stake.txnId === last || !takesPart(row, stake)) return false;
          last = stake.txnId;
          return true;
        },
      }))(sound);
    },
  }),
  mutant('other-currency-feeds', {
    title: 'A stake of another currency counts one for one',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-12'],
    swap: part('jackpots', () => ({ takesPart: (row) => row.status === 'active' })),
  }),
  mutant('disabled-pot-takes', {
    title: 'A disabled jackpot goes on taking shares, and is won',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-35'],
    swap: part('jackpots', () => ({ takesPart: (row, stake) => row.currency === stake.currency })),
  }),
  mutant('gameless-stakes-feed', {
    title: 'A stake of no game feeds the pots of some game',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-10'],
    swap: part('jackpots', (sound) => ({
      contribute: (ctx, stake) =>
        sound.contribute(ctx, { ...stake, game: stake.game ?? 'moonshot' }),
    })),
  }),
  mutant('one-share-a-round', {
    title: 'Only the first stake of a round contributes',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-13'],
    swap: (sound) => {
      const rounds = new Set<string>();
      return part('jackpots', ({ contribute }) => ({
        contribute: (ctx, stake) => {
          const round = `${stake.player} ${stake.round}`;
          if (rounds.has(round)) return [];
          rounds.add(round);
          return contribute(ctx, stake);
        },
      }))(sound);
    },
  }),
  mutant('own-stakes-only', {
    title: 'Only the stakes of whoever may change jackpots feed them',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-06'],
    swap: part('jackpots', ({ contribute }) => ({
      contribute: (ctx, stake) =>
        ctx.call.client.scopes.has('jackpots:write') ? contribute(ctx, stake) : [],
    })),
  }),
  mutant('rollback-keeps-contribution', {
    title: 'A stake goes back, and its share stays in the pot',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-16', 'JACKPOTS-18'],
    swap: part('jackpots', () => ({ giveBack: () => [] })),
  }),
  mutant('next-pot-gives-back', {
    title: 'The share of a stake of a pot won since is taken from the next pot',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-19'],
    swap: part('jackpots', () => ({ mayGiveBack: () => true })),
  }),
];

const potMutants: readonly Mutant[] = [
  mutant('seed-not-set-aside', {
    title: 'A new pot is shown without its seed',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-01', 'JACKPOTS-03'],
    swap: part('jackpots', () => ({ seedOf: () => 0 })),
  }),
  mutant('pot-resets-to-zero', {
    title: 'After a hit the pot starts without its seed',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-25', 'JACKPOTS-31'],
    swap: part('jackpots', ({ seedOf }) => ({
      seedOf: (row, terms, left) => (row.number === 1 ? seedOf(row, terms, left) : 0),
    })),
  }),
  mutant('overflow-lost', {
    title: 'What came above the ceiling goes to the house when the pot is won',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-31', 'JACKPOTS-25'],
    swap: part('jackpots', ({ seedOf }) => ({
      seedOf: (row, terms, left) => seedOf(row, terms, left) - left,
    })),
  }),
  mutant('ceiling-ignored', {
    title: 'The pot grows past its ceiling',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-30'],
    swap: part('jackpots', () => ({ standing: (_terms, total) => ({ pot: total, overflow: 0 }) })),
  }),
  mutant('pots-that-cannot-drop', {
    title: 'Parameters are taken whether they fit each other or not',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-02'],
    swap: part('jackpots', () => ({ refuseUnlessFitting: () => undefined })),
  }),
  mutant('change-moves-running-pot', {
    title: 'Changed parameters hold for the running pot',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-33'],
    swap: part('jackpots', () => ({
      changed: (row, wanted) => ({ ...row, terms: wanted, next_terms: null }),
    })),
  }),
  mutant('change-unlogged', {
    title: 'Changes of jackpots are not in the audit log',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-34'],
    swap: unlogged('jackpot.changed'),
  }),
  mutant('newest-jackpot-first', {
    title: 'Jackpots are listed the other way round',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-04'],
    swap: operation('listJackpots', (sound) => (ctx, input) => {
      const page = sound(ctx, input) as { readonly items: readonly unknown[] };
      return { ...page, items: page.items.toReversed() };
    }),
  }),
];

/** What may go wrong with the shares of stakes, with pots and with who wins them. */
export const jackpotMutants: readonly Mutant[] = [
  ...shareMutants,
  ...potMutants,
  ...jackpotHitMutants,
];
