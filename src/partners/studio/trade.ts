import { commitOf, fairStream } from '../../kernel/fair-stream.js';
import { formatAmount } from '../../kernel/money.js';
import type { Asked, PartnerRoute, Reply } from '../desk.js';
import { trouble } from '../desk.js';
import type { Bet } from './bets.js';
import { BetRefused, betOf } from './bets.js';
import type { StudioRound, StudioSession } from './book.js';
import { entryOf } from './book.js';
import { mathematics } from './mathematics.js';
import type { GameMath } from './mathematics.js';
import { outcomeOf, partsOf, winOf } from './outcomes.js';
import { StudioCrash } from './player.js';
import { hasFreeSpins, mathOf, showNext, shownOutcome, writeRound } from './rounds.js';
import type { Studio } from './sessions.js';
import { noSession, openSession, rotate, sessionBody, sessionOf } from './sessions.js';

export const studioRoutes = (studio: Studio): readonly PartnerRoute[] => [
  { method: 'get', path: '/games', run: listGames },
  { method: 'get', path: '/games/:game', run: showGame },
  { method: 'post', path: '/sessions', run: (asked) => openSession(studio, asked) },
  { method: 'get', path: '/sessions/:session', run: (asked) => showSession(studio, asked) },
  { method: 'post', path: '/sessions/:session/play', run: (asked) => play(studio, asked) },
  { method: 'post', path: '/sessions/:session/rotate', run: (asked) => rotate(studio, asked) },
  { method: 'get', path: '/rounds/:round', run: (asked) => showRound(studio, asked) },
  { method: 'post', path: '/verify', run: verify },
];

/** How to draw a round again, for whoever has the three inputs. */
const FAIRNESS =
  'The commit is SHA-256 of the server seed’s text, in hex. Block i from 0 is HMAC-SHA256 with ' +
  'the server seed’s text as key over "<client_seed>:<nonce>:<i>", read as eight unsigned 32-bit ' +
  'big-endian numbers, used one after the other. A draw below n passes over numbers at or above ' +
  'the greatest multiple of n within 2^32, and is the next number modulo n. A slot draws a stop ' +
  'below the length of each reel, from the left, then the same for each free spin; roulette draws ' +
  'a pocket; a crash draws below 2^32.';

const listGames = (): Reply => {
  const items = Object.entries(mathematics()).map(([gameId, { kind, name, declared_rtp }]) => ({
    game_id: gameId,
    kind,
    name,
    declared_rtp,
  }));
  return { status: 200, body: { items } };
};

function showGame({ params }: Asked): Reply {
  const gameId = params['game'] ?? '';
  const math = mathOf(gameId);
  if (!math) return trouble(404, 'game_not_found', 'No such game.');
  return { status: 200, body: { game_id: gameId, ...math, fairness: FAIRNESS } };
}

function showSession(studio: Studio, asked: Asked): Reply {
  const session = sessionOf(studio.state().book, asked);
  return session ? { status: 200, body: sessionBody(studio, session) } : noSession();
}

/** Stakes and plays a round, or plays the next of its free spins. */
async function play(studio: Studio, asked: Asked): Promise<Reply | undefined> {
  const { book } = studio.state();
  const session = sessionOf(book, asked);
  const math = session && mathOf(session.game_id);
  if (!session || !math) return noSession();
  const last = entryOf(book.rounds, session.round_ids.at(-1) ?? '');
  const open = last && hasFreeSpins(last) ? last : undefined;
  const stakes = Object.keys(asked.body).length > 0;
  if (open && stakes) return trouble(409, 'free_spins_left', 'Play them first: send no stake.');
  // Two stakes of one player at once would be one too many, most often: a button pressed twice.
  if (last?.status === 'staking') {
    return trouble(409, 'round_under_way', 'The stake of another round is on its way.');
  }
  const round = open ?? begun(studio, session, math, asked);
  if (!('round_id' in round)) return round;
  if (open) {
    if (open.calls.length > 0) return trouble(409, 'round_under_way', 'A win is still to be paid.');
    showNext(open, studio.clock);
  }
  try {
    await studio.player.drive(round);
  } catch (failure) {
    if (failure instanceof StudioCrash) return undefined;
    throw failure;
  }
  return replyOf(studio, round);
}

/** Uses up the nonce, whatever becomes of the stake: no two rounds are drawn alike. */
function begun(
  studio: Studio,
  session: StudioSession,
  math: GameMath,
  asked: Asked,
): StudioRound | Reply {
  const bet = readBet(math, asked.body, session.currency);
  if ('status' in bet) return bet;
  const round = writeRound(studio.state(), {
    session,
    bet,
    hash: studio.rules().commit(session.server_seed),
    seed: studio.seed(),
    request_id: asked.requestId,
    traceparent: asked.traceparent,
  });
  session.nonce = studio.rules().nonceAfter(session);
  return round;
}

function readBet(math: GameMath, wire: Asked['body'], currency: string): Bet | Reply {
  try {
    return betOf(math, wire, currency);
  } catch (failure) {
    if (failure instanceof BetRefused) return trouble(422, 'invalid_bet', failure.message);
    throw failure;
  }
}

/** A spin is shown once its stake is known to be taken, and never before. */
function replyOf(studio: Studio, round: StudioRound): Reply {
  if (round.status === 'refused') {
    return {
      status: 422,
      body: { error: 'stake_refused', message: round.refusal, ...bare(round) },
    };
  }
  if (round.shown === 0) {
    const message = 'The platform did not answer; the stake is taken back.';
    return { status: 502, body: { error: 'stake_unknown', message, ...bare(round) } };
  }
  return { status: 200, body: roundBody(studio, round) };
}

const bare = ({ round_id, nonce }: StudioRound): object => ({ round_id, nonce });

function showRound(studio: Studio, { params }: Asked): Reply {
  const round = entryOf(studio.state().book.rounds, params['round'] ?? '');
  if (!round) return trouble(404, 'round_not_found', 'No such round.');
  return { status: 200, body: roundBody(studio, round) };
}

/** All that is needed to play it again, and nobody's name. */
function roundBody(studio: Studio, round: StudioRound): Reply['body'] {
  const { revealed } = studio.state().book;
  const { currency, parts, shown } = round;
  return {
    round_id: round.round_id,
    game_id: round.game_id,
    status: round.status,
    server_seed_hash: round.server_seed_hash,
    server_seed: entryOf(revealed, round.server_seed_hash) ?? null,
    client_seed: round.client_seed,
    nonce: round.nonce,
    bet: round.bet,
    stake: formatAmount(round.stake, currency),
    outcome: shownOutcome(round),
    win: formatAmount(winOf(parts.slice(0, shown)), currency),
    currency,
    free_spins_left: hasFreeSpins(round) ? parts.length - shown : 0,
    jackpot_wins: round.jackpot_wins,
    refusal: round.refusal,
  };
}

/** The same inputs give the same outcome: for whoever wants to see it, and has the seed. */
function verify({ body }: Asked): Reply {
  const { game, server_seed, client_seed, nonce, bet } = body;
  const math = mathOf(String(game));
  if (!math) return trouble(404, 'game_not_found', 'No such game.');
  if (typeof server_seed !== 'string' || typeof client_seed !== 'string') {
    return trouble(422, 'invalid_request', 'server_seed and client_seed are needed.');
  }
  if (typeof nonce !== 'number' || !Number.isSafeInteger(nonce) || nonce < 0) {
    return trouble(422, 'invalid_request', 'nonce: a whole number from 0.');
  }
  const wire = (bet ?? {}) as Readonly<Record<string, unknown>>;
  const { currency = 'EUR' } = wire as { currency?: string };
  const placed = readBet(math, wire, currency);
  if ('status' in placed) return placed;
  const parts = partsOf(math, fairStream({ server_seed, client_seed, nonce }), placed);
  const win = formatAmount(winOf(parts), currency);
  const outcome = outcomeOf(math, parts);
  return { status: 200, body: { server_seed_hash: commitOf(server_seed), outcome, win, currency } };
}
