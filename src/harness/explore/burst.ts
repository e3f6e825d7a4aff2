import type { Answer } from '../answer.js';
import { castOf } from './cast.js';
import type { Cast, Request } from './cast.js';
import type { Burst } from './commands.js';
import type { Seen } from './frontier.js';
import { linearityOf } from './linearizability.js';
import type { Call, Linearity } from './linearizability.js';
import { walletsOf } from './wallets.js';
import { ask, seenOf, tidy } from './sequence.js';
import type { Play } from './sequence.js';
import type { Played, Told } from './words.js';
import { currencyIn, openingWords, requestWords, seenWords } from './words.js';

/** What came of one burst, and whether an order explains it. */
export interface PlayedBurst extends Played {
  readonly linearity: Linearity;
}

/** So many requests at once: the search for an order grows with them. */
const MOST_AT_ONCE = 8;
const ROUNDS = 2;

/** Plays a burst on one wallet, reads it, and looks for an order that explains every answer. */
export async function playBurst(play: Play, burst: Burst): Promise<PlayedBurst> {
  const cast = castOf(play.players.slice(0, 1), play.names, ROUNDS);
  const told: Told[] = [];
  const calls: Call[] = [];
  const [player] = cast.players;
  const id = player?.player_id ?? '';
  const record = recorderOf(play, cast, calls, told);
  const known = { balance: play.balances[id] ?? 0 };
  const balanceOf = (): number => known.balance;

  for (const command of burst.before) {
    for (const request of cast.requestsOf(command, balanceOf)) {
      known.balance = (await record(request, '')) ?? known.balance;
    }
  }
  const judge = (): Linearity => linearityOf(walletsOf(play.balances), calls, play.rules);
  let linearity: Linearity = 'ok';
  for (const commands of burst.bursts) {
    const requests = commands.flatMap((command) => cast.requestsOf(command, balanceOf));
    const prefix = requests.length > 1 ? 'at once: ' : '';
    await Promise.all(requests.slice(0, MOST_AT_ONCE).map((request) => record(request, prefix)));
    const read = {
      asked: { kind: 'read', player: id } as const,
      input: { player_id: id },
      lost: false,
    };
    known.balance = (await record(read, '')) ?? known.balance;
    linearity = judge();
    if (linearity !== 'ok') break;
  }
  await tidy(play, cast);
  const broken = linearity === 'broken';
  return {
    opening: openingWords(cast, play.balances),
    told: broken ? withVerdict(told) : told,
    broken,
    linearity,
    transitions: calls.map(({ asked, seen }) => `${asked.kind} at once: ${seen.outcome}`),
    requests: calls.length,
  };
}

/** Asks, notes when it was sent and answered, and returns the balance told. */
function recorderOf(play: Play, cast: Cast, calls: Call[], told: Told[]) {
  let position = 0;
  return async (request: Request, prefix: string): Promise<number | undefined> => {
    const currency = currencyIn(cast, request.asked.player);
    const invokedAt = (position += 1);
    const place = told.length;
    told.push({ asked: prefix + requestWords(request, cast), got: 'not sent' });
    const answer: Answer<unknown> | undefined = await ask(play.stage, request, 0);
    if (answer === undefined) return undefined;
    const endedAt = (position += 1);
    cast.heard(request, answer);
    const seen: Seen = seenOf(answer, currency, play.rules);
    const isUnknown = seen.outcome === 'unknown';
    calls.push({
      asked: request.asked,
      invokedAt,
      endedAt: isUnknown ? Infinity : endedAt,
      seen,
    });
    told[place] = {
      asked: prefix + requestWords(request, cast),
      got: seenWords(seen, currency),
      exchange: () => answer.exchange,
    };
    return seen.outcome === 'ok' ? seen.balance : undefined;
  };
}

function withVerdict(told: readonly Told[]): readonly Told[] {
  const last = told.at(-1);
  if (!last) return told;
  const expected = 'answers that some order of these requests explains';
  return [...told.slice(0, -1), { ...last, expected }];
}
