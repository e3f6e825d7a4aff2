import { formatAmount, parseAmount } from '../../kernel/money.js';
import type { Answer, JsonObject } from '../answer.js';
import { NotApplicable, Withheld } from '../failures.js';
import type { PlayerRef } from '../given.js';
import type { Stage } from '../scenario.js';
import { castOf } from './cast.js';
import type { Cast, Names, Request } from './cast.js';
import type { Sequence } from './commands.js';
import { DEFECT, TooManyWorlds, frontierOf, isUndecided, stepOf } from './frontier.js';
import type { Frontier, Seen } from './frontier.js';
import { walletsOf } from './wallets.js';
import type { Asked, Rules } from './wallets.js';
import type { Played, Told } from './words.js';
import {
  currencyIn,
  openingWords,
  playerWords,
  repliesWords,
  requestWords,
  seenWords,
} from './words.js';

/** On which stage, under which rules, and between whom it is played. */
export interface Play {
  readonly stage: Stage;
  readonly rules: Rules;
  readonly players: readonly PlayerRef[];
  /** Minor units each player has at the start. */
  readonly balances: Readonly<Record<string, number>>;
  readonly names: Names;
}

/** Plays a sequence step by step beside the model, up to the first answer that it cannot give. */
export async function playSequence(play: Play, sequence: Sequence): Promise<Played> {
  const players = play.players.slice(0, sequence.players);
  const cast = castOf(players, play.names, sequence.rounds);
  const track = trackOf(play, cast);
  try {
    const isSound =
      (await playCommands(track, cast, sequence)) && (await readAtEnd(track, players));
    return track.played(!isSound);
  } catch (thrown) {
    if (thrown instanceof TooManyWorlds) return track.played(false);
    throw thrown;
  } finally {
    await tidy(play, cast);
  }
}

/** Wallets that are lent are used again: the next sequence begins without open stakes. */
export async function tidy({ stage, rules }: Play, cast: Cast): Promise<void> {
  if (!rules.isForeign) return;
  for (const input of cast.rollbacks()) await stage.platform.rollbackRound(input, { judge: false });
}

type Track = ReturnType<typeof trackOf>;

async function playCommands(track: Track, cast: Cast, { commands }: Sequence): Promise<boolean> {
  const lost: Request[] = [];
  for (const command of commands) {
    const requests = cast.requestsOf(command, track.balanceOf);
    for (const [nth, request] of requests.entries()) {
      if (!(await track.step(request, nth))) return false;
      if (request.lost) lost.push(request);
    }
  }
  // Whoever never heard an answer asks again until it knows.
  for (const request of lost) {
    if (!(await track.step({ ...request, lost: false, again: true }, 0))) return false;
  }
  return true;
}

async function readAtEnd(track: Track, players: readonly PlayerRef[]): Promise<boolean> {
  for (const { player_id: player } of players) {
    const asked = { kind: 'read', player } as const;
    const read = { asked, input: { player_id: player }, lost: false };
    if (!(await track.step(read, 0)) || !(await track.statement(player))) return false;
  }
  return true;
}

function trackOf({ stage, rules, balances }: Play, cast: Cast) {
  let frontier: Frontier = frontierOf(walletsOf(balances));
  const told: Told[] = [];
  const transitions: string[] = [];
  let requests = 0;
  const balanceOf = (player: string): number => frontier.worlds[0]?.wallets.balances[player] ?? 0;
  const currencyOf = ({ player }: Asked): string => currencyIn(cast, player);

  return {
    balanceOf,
    played: (broken: boolean): Played => ({
      opening: openingWords(cast, balances),
      told,
      broken,
      transitions,
      requests,
    }),
    /** Whether the answer is one a sound wallet may give; `nth` counts repeats of one command. */
    async step(request: Request, nth: number): Promise<boolean> {
      const answer = await ask(stage, request);
      if (answer === undefined) return true;
      requests += 1;
      cast.heard(request, answer);
      const currency = currencyOf(request.asked);
      const seen = seenOf(answer, currency, rules);
      const { frontier: next, transition, expected } = stepOf(frontier, request.asked, seen, rules);
      const line: Told = {
        asked: requestWords(request, cast) + (nth === 0 ? '' : `, ${nth + 1} times`),
        got: seenWords(seen, currency),
        ...(!next && { expected: repliesWords(expected, currency) }),
        exchange: () => answer.exchange,
      };
      // Of many repeats only the last is told.
      if (nth > 0) told.pop();
      told.push(line);
      if (transition !== undefined) transitions.push(transition);
      if (!next) return false;
      frontier = next;
      return true;
    },
    /** Whether the statement explains the balance; only where statements can be read. */
    async statement(player: string): Promise<boolean> {
      if (rules.isForeign || isUndecided(frontier, rules)) return true;
      const answer = await stage.platform.listTransactions({ player_id: player, limit: 100 });
      requests += 1;
      const currency = currencyIn(cast, player);
      const sum = movedBy(answer, currency);
      const expected = balanceOf(player) - (balances[player] ?? 0);
      if (sum === undefined || sum === expected) return true;
      told.push({
        asked: `add up the statement of ${playerWords(cast, player)}`,
        got: `it moved the balance by ${signed(sum, currency)}`,
        expected: `moved by ${signed(expected, currency)}, as the wallet says`,
        exchange: () => answer.exchange,
      });
      return false;
    },
  };
}

const signed = (minor: number, currency: string): string =>
  `${minor < 0 ? '-' : ''}${formatAmount(Math.abs(minor), currency)}`;

/** By then a request has mostly been carried out, so that the same seed has the same effects. */
const HEARD_MS = 20;

/** What was answered; undefined when the user's guard or the target's map does not let it be sent. */
export async function ask(
  { platform }: Stage,
  { asked, input, lost }: Request,
  hangUpAfterMs = HEARD_MS,
): Promise<Answer<unknown> | undefined> {
  const options = lost ? { hangUpAfterMs } : {};
  try {
    if (asked.kind === 'debit') return await platform.debitRound(input, options);
    if (asked.kind === 'credit') return await platform.creditRound(input, options);
    if (asked.kind === 'rollback') return await platform.rollbackRound(input, options);
    return await platform.getWallet(input);
  } catch (thrown) {
    if (thrown instanceof Withheld || thrown instanceof NotApplicable) return undefined;
    throw thrown;
  }
}

/** An answer as the model speaks of it. */
export function seenOf(answer: Answer<unknown>, currency: string, { isForeign }: Rules): Seen {
  if (answer.outcome === 'unknown') return { outcome: 'unknown' };
  const body = answer.body as JsonObject;
  if (answer.outcome === 'refused') {
    return { outcome: 'refused', code: answer.status >= 500 ? DEFECT : answer.error };
  }
  const minor = (value: unknown): number | undefined => {
    const parsed = parseAmount(value, currency);
    return parsed.ok ? parsed.minor : undefined;
  };
  const isRead = answer.operation === 'getWallet';
  const status = body['status'];
  return {
    outcome: 'ok',
    balance: minor(isRead ? body['cash'] : body['balance']),
    status: typeof status === 'string' ? status : undefined,
    replayed: isForeign || isRead ? undefined : answer.headers['idempotent-replayed'] === 'true',
    // Wallets that are lent hold stakes of sequences before.
    held: isRead && !isForeign ? minor(body['held_in_play']) : undefined,
  };
}

const SIGN: Readonly<Record<string, number>> = { debit: -1, credit: 1, rollback: 1 };

/** What a page of a statement comes to, in minor units; undefined when it is not all of it. */
function movedBy(answer: Answer<unknown>, currency: string): number | undefined {
  const { items, next_cursor: more } = answer.body as {
    items?: readonly JsonObject[];
    next_cursor?: unknown;
  };
  if (!items || more !== null) return undefined;
  return items.reduce((sum, { type, amount }) => {
    const parsed = parseAmount(amount, currency);
    return sum + (SIGN[String(type)] ?? 0) * (parsed.ok ? parsed.minor : 0);
  }, 0);
}
