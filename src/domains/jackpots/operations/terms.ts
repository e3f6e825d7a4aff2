import { refuse } from '../../../kernel/errors.js';
import type { Input, Schema } from '../../../contract/types.js';
import type { Ground } from '../../context.js';
import type { Terms, Trigger } from '../model.js';

const DECIMALS_OF_SHARE = 6;

/** More money than this no pot is planned for, in minor units: shares of it stay exact. */
const MOST = 1_000_000_000_000_000;

const wrong = (field: string, rule: string): never => refuse('VALIDATION_ERROR', { field, rule });

type Wanted = Pick<
  Input<'updateJackpot'>,
  'games' | 'seed' | 'contribution' | 'trigger' | 'ceiling'
>;

/** The parameters as a request words them, over those that hold; refuses what does not fit. */
export function termsOf(
  ground: Ground,
  currency: string,
  wanted: Wanted,
  held: Partial<Terms> = {},
): Terms {
  const amount = (text: unknown, field: string): number => {
    const minor = ground.parts.money.amountOf(text, currency, field);
    return minor > MOST ? wrong(field, 'maximum') : minor;
  };
  const terms: Terms = {
    games: wanted.games?.toSorted() ?? held.games ?? wrong('games', 'required'),
    seed: wanted.seed === undefined ? (held.seed ?? 0) : amount(wanted.seed, 'seed'),
    share: wanted.contribution === undefined ? (held.share ?? 0) : millionths(wanted.contribution),
    trigger:
      wanted.trigger === undefined
        ? (held.trigger ?? wrong('trigger', 'required'))
        : triggerOf(wanted.trigger, (text) => amount(text, 'trigger.below')),
    ceiling:
      typeof wanted.ceiling === 'string'
        ? amount(wanted.ceiling, 'ceiling')
        : wanted.ceiling === null
          ? null
          : (held.ceiling ?? null),
  };
  ground.parts.jackpots.refuseUnlessFitting(terms);
  return terms;
}

function millionths(share: string): number {
  const [whole = '0', decimals = ''] = share.split('.');
  const parts = Number(whole + decimals.padEnd(DECIMALS_OF_SHARE, '0'));
  return parts > 0 ? parts : wrong('contribution', 'minimum');
}

function triggerOf(
  { kind, one_in, per, below }: Schema<'JackpotTrigger'>,
  amount: (text: unknown) => number,
): Trigger {
  if (kind === 'must_drop') {
    return {
      kind,
      below: below === undefined ? wrong('trigger.below', 'required') : amount(below),
    };
  }
  return { kind, one_in: one_in ?? wrong('trigger.one_in', 'required'), per: per ?? 'stake' };
}

/** A pot that could not drop, or that starts above its ceiling, is a promise nobody can keep. */
export function refuseUnlessFitting({ seed, trigger, ceiling }: Terms): void {
  if (trigger.kind === 'must_drop' && trigger.below <= seed) wrong('trigger.below', 'minimum');
  const least = trigger.kind === 'must_drop' ? trigger.below : seed;
  if (ceiling !== null && ceiling < least) wrong('ceiling', 'minimum');
}
