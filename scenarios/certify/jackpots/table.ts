import type { Output, Schema } from '../../../src/contract/types.js';
import type { Answer } from '../../../src/harness/answer.js';
import type { DebitInput, PlayerRef } from '../../../src/harness/given.js';
import type { Stage } from '../../../src/harness/scenario.js';
import { catalogueOf } from '../games/catalogue.js';

export type Jackpot = Schema<'Jackpot'>;
export type JackpotHit = Schema<'JackpotHit'>;
export type Debited = Answer<Output<'debitRound'>>;

/** Chance that never comes, and chance that always does. */
export const NEVER = { kind: 'odds', one_in: 1_000_000_000_000 } as const;
export const ALWAYS = { kind: 'odds', one_in: 1 } as const;

/** Every game that may be played, the last of the catalogue first: checks of play take the first. */
export async function gamesOf(stage: Stage): Promise<readonly string[]> {
  const games = await catalogueOf(stage, 100);
  const open = games.filter(({ status }) => status === 'enabled').map(({ game_id }) => game_id);
  stage.expect.that(open.length, 'the games that may be played').isAtLeast(1);
  return open.toReversed();
}

/** A wish for a jackpot on the last game; stakes in its currency alone move it. */
export async function wishFor(stage: Stage, currency: string, over: object = {}) {
  const [game = ''] = await gamesOf(stage);
  return {
    name: stage.given.id('jackpot'),
    currency,
    games: [game],
    seed: '10.00',
    contribution: '0.0100',
    trigger: NEVER,
    idempotency_key: stage.given.key(),
    ...over,
  };
}

/**
 * A jackpot of this check alone: it names a currency that no other check plays jackpots in. It is
 * disabled when the check is over.
 */
export async function jackpotIn(
  stage: Stage,
  currency: string,
  over: object = {},
): Promise<Jackpot> {
  const { platform, expect, run } = stage;
  const made = expect(await platform.createJackpot(await wishFor(stage, currency, over))).accepted({
    status: 'active',
  });
  const { jackpot_id } = made;
  const ending = { jackpot_id, status: 'disabled', reason: 'The check is over' };
  run.afterwards(() => platform.updateJackpot(ending));
  return made;
}

/** A stake on a game of the jackpot. */
export const stakeOn = (
  { platform, given }: Stage,
  player: PlayerRef,
  jackpot: Jackpot,
  over: object = {},
): Promise<Debited> => platform.debitRound(stakeInput({ given }, player, jackpot, over));

export const stakeInput = (
  { given }: Pick<Stage, 'given'>,
  player: PlayerRef,
  { parameters }: Jackpot,
  over: object = {},
) => given.debit(player, { meta: { game_id: parameters.games[0] }, ...over });

const DECIMALS = 18;

/** A decimal string, exactly: in units of 10^-18. */
export function exactOf(text: string): bigint {
  const [whole = '', decimals = ''] = text.split('.');
  return BigInt(whole + decimals.padEnd(DECIMALS, '0'));
}

/** The other way round, with all decimals, for whoever reads a failure. */
export function textOf(exact: bigint): string {
  const digits = String(exact < 0n ? -exact : exact).padStart(DECIMALS + 1, '0');
  const text = `${digits.slice(0, -DECIMALS)}.${digits.slice(-DECIMALS)}`;
  return exact < 0n ? `-${text}` : text;
}

/** Reads the jackpot and holds it to its equation, to the last fraction. */
export async function standingOf(
  { platform, expect }: Pick<Stage, 'platform' | 'expect'>,
  { jackpot_id }: Pick<Jackpot, 'jackpot_id'>,
): Promise<Jackpot> {
  const body = expect(await platform.getJackpot({ jackpot_id })).accepted({ jackpot_id });
  const { pot, overflow, fraction, seeded, contributions, payouts } = body;
  const lies = exactOf(pot) + exactOf(overflow) + exactOf(fraction);
  const came = exactOf(seeded) + exactOf(contributions) - exactOf(payouts);
  expect.that(textOf(lies), `what lies in the pots of ${jackpot_id}`).equals(textOf(came));
  return body;
}

/** Every hit of a jackpot, newest first, read in pages of this size. */
export async function hitsOf(
  { platform, expect }: Pick<Stage, 'platform' | 'expect'>,
  { jackpot_id }: Pick<Jackpot, 'jackpot_id'>,
  limit = 100,
): Promise<readonly JackpotHit[]> {
  const hits: JackpotHit[] = [];
  const most = 10_000;
  for (let cursor: string | null | undefined; cursor !== null && hits.length < most;) {
    const page = expect(await platform.listJackpotHits({ jackpot_id, limit, cursor })).accepted();
    expect.that(page.items.length, 'the hits on a page').isAtMost(limit);
    hits.push(...page.items);
    cursor = page.next_cursor;
  }
  return hits;
}

/** The wins that an accepted stake told of this jackpot. */
export const winsIn = ({ body }: Debited, { jackpot_id }: Pick<Jackpot, 'jackpot_id'>) =>
  (body.jackpot_wins ?? []).filter((win) => win.jackpot_id === jackpot_id);

/** Sends them when as many lines are up as there are of them, so that they arrive together. */
export async function stakedAtOnce(
  { platform, expect }: Stage,
  { jackpot_id }: Jackpot,
  stakes: readonly DebitInput[],
): Promise<readonly Debited[]> {
  const reads = await Promise.all(stakes.map(() => platform.getJackpot({ jackpot_id })));
  for (const read of reads) expect(read).accepted();
  return Promise.all(stakes.map((stake) => platform.debitRound(stake)));
}

/** Wishes parameters for the next pot. */
export const changeOf = ({ platform }: Stage, { jackpot_id }: Jackpot, change: object) =>
  platform.updateJackpot({ jackpot_id, reason: 'Asked for by this check', ...change });
