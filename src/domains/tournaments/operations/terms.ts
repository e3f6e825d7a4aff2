import { refuse } from '../../../kernel/errors.js';
import { parseTime } from '../../../kernel/time.js';
import type { Input } from '../../../contract/types.js';
import type { Ground } from '../../context.js';
import { WHOLE, shareOf } from './prizes.js';

type Wish = Input<'createTournament'>;

const broken = (field: string, rule: string): never => refuse('VALIDATION_ERROR', { field, rule });

/** What a wish for a tournament says, in minor units and milliseconds. */
export interface Terms {
  readonly starts_at: number;
  readonly ends_at: number;
  readonly entries_until: number;
  readonly buy_in: number;
  readonly fee: number;
  readonly guarantee: number;
}

/** Refused before anything is looked up: what the schema of a wish cannot say. */
export const checkTournament = (ground: Ground, wish: Wish): Terms =>
  ground.parts.tournaments.termsOf(ground, wish);

/** What a wish says, or what is wrong with it, in the order of its members. */
export function termsOf(ground: Ground, wish: Wish): Terms {
  const { money } = ground.parts;
  const currency = money.currencyOf(wish.currency);
  const amount = (text: string, field: string): number => money.amountOf(text, currency, field);
  const times = timesOf(wish, ground.clock.now());
  const buyIn = amount(wish.entry.buy_in, 'entry.buy_in');
  const fee = amount(wish.entry.fee, 'entry.fee');
  if (!Number.isSafeInteger(buyIn + fee)) broken('entry.fee', 'maximum');
  refuseWrongScore(wish.score);
  const fixed = refuseWrongPrizes(wish, amount);
  const guarantee = wish.guarantee === undefined ? 0 : amount(wish.guarantee, 'guarantee');
  if (guarantee < fixed) broken('guarantee', 'minimum');
  return { ...times, buy_in: buyIn, fee, guarantee };
}

function timesOf(
  wish: Wish,
  nowMs: number,
): Pick<Terms, 'starts_at' | 'ends_at' | 'entries_until'> {
  const startsAt = instant(wish.starts_at, 'starts_at');
  const endsAt = instant(wish.ends_at, 'ends_at');
  if (endsAt <= startsAt || endsAt <= nowMs) broken('ends_at', 'minimum');
  const { closes_at: closesAt } = wish.entry;
  const until = closesAt === undefined ? endsAt : instant(closesAt, 'entry.closes_at');
  if (until > endsAt) broken('entry.closes_at', 'maximum');
  return { starts_at: startsAt, ends_at: endsAt, entries_until: until };
}

const instant = (text: string, field: string): number => parseTime(text) ?? broken(field, 'format');

const POINTS = ['per_wagered', 'per_won', 'per_round'] as const;

/** Points are given for something; under other rules nobody looks at them. */
function refuseWrongScore(score: Wish['score']): void {
  if (score.rule !== 'points') return;
  if (POINTS.every((name) => (score[name] ?? 0) === 0)) broken('score', 'required');
}

/** Tiers follow each other from the first place on. Answers what fixed amounts come to. */
function refuseWrongPrizes(wish: Wish, amount: (text: string, field: string) => number): number {
  const byShare = wish.prizes[0]?.share !== undefined;
  let next = 1;
  let shares = 0;
  let fixed = 0;
  for (const [at, tier] of wish.prizes.entries()) {
    const field = `prizes.${at}`;
    if (tier.from !== next || tier.to < tier.from) broken(`${field}.from`, 'order');
    if ((tier.share !== undefined) !== byShare) broken(field, 'oneOf');
    const places = tier.to - tier.from + 1;
    if (tier.share !== undefined) shares += shareOf(tier.share) * places;
    if (tier.amount !== undefined) fixed += amount(tier.amount, `${field}.amount`) * places;
    if (shares > WHOLE) broken(`${field}.share`, 'maximum');
    if (!Number.isSafeInteger(fixed)) broken(`${field}.amount`, 'maximum');
    next = tier.to + 1;
  }
  return fixed;
}
