import { derivedId, sha256Hex } from '../../kernel/ids.js';
import type { Asked, Reply } from '../desk.js';
import { trouble } from '../desk.js';
import type { StudioBook, StudioSession } from './book.js';
import { entryOf } from './book.js';
import type { PlayerGround, RoundPlayer } from './player.js';
import { isUnderWay, mathOf, planReport } from './rounds.js';

export interface Studio extends PlayerGround {
  readonly seed: () => string;
  readonly player: RoundPlayer;
}

/** Goes to the platform as it was typed, and into the stream: the form of an id, and no longer. */
const CLIENT_SEED = /^[A-Za-z0-9._:~-]{1,64}$/;

const badSeed = (): Reply =>
  trouble(422, 'invalid_request', 'client_seed: 1 to 64 of A-Z a-z 0-9 . _ : ~ -');

const isSeed = (given: unknown): given is string =>
  typeof given === 'string' && CLIENT_SEED.test(given);

/** Redeems a launch token, once, and commits to the seed of what will be played. */
export async function openSession(studio: Studio, asked: Asked): Promise<Reply> {
  const { launch_token: token, client_seed: given } = asked.body;
  if (typeof token !== 'string') return trouble(422, 'invalid_request', 'launch_token is needed.');
  if (given !== undefined && !isSeed(given)) return badSeed();
  const { book } = studio.state();
  const launch = sha256Hex(token);
  const used = (): Reply => trouble(422, 'launch_token_used', 'This launch was opened already.');
  if (entryOf(book.launches, launch) !== undefined) return used();
  // Under a key: when the answer is lost, the repeat is told the same.
  const key = `l.${launch.slice(0, 32)}`;
  const body = JSON.stringify({ launch_token: token });
  const redemption = { path: '/v1/games/sessions/redeem', key, body };
  const heard = await studio.line.call(redemption, {
    request_id: asked.requestId,
    traceparent: asked.traceparent,
  });
  if (entryOf(book.launches, launch) !== undefined) return used();
  if (heard.reaction === 'refused') {
    return trouble(422, 'launch_refused', String(heard.body['error']));
  }
  const { session_id, player_id, game_id, currency } = heard.body;
  if (heard.reaction !== 'accepted' || typeof session_id !== 'string') {
    return trouble(502, 'platform_unavailable', 'The platform did not answer; ask again.');
  }
  if (!mathOf(String(game_id))) return trouble(422, 'unknown_game', 'Not a game of this studio.');
  const name = derivedId(studio.seed(), 'gs', session_id);
  const session: StudioSession = {
    session: name,
    session_id,
    player_id: String(player_id),
    game_id: String(game_id),
    currency: String(currency),
    client_seed: given ?? derivedId(studio.seed(), 'cs', session_id),
    server_seed: studio.rules().serverSeed(studio.seed(), name, 1),
    generation: 1,
    nonce: 0,
    round_ids: [],
  };
  book.sessions[name] = session;
  book.launches[launch] = name;
  studio.memory.note(['book', 'sessions', name], session);
  studio.memory.note(['book', 'launches', launch], name);
  return { status: 201, body: sessionBody(studio, session) };
}

/** What a player may know: the commit, and no seed that is still drawn from. */
export const sessionBody = (studio: Studio, session: StudioSession): Reply['body'] => ({
  session: session.session,
  game_id: session.game_id,
  currency: session.currency,
  server_seed_hash: studio.rules().commit(session.server_seed),
  client_seed: session.client_seed,
  next_nonce: session.nonce,
  rounds: session.round_ids.length,
});

export const sessionOf = (book: StudioBook, asked: Asked): StudioSession | undefined =>
  entryOf(book.sessions, asked.params['session'] ?? '');

export const noSession = (): Reply => trouble(404, 'session_not_found', 'No such session.');

/** Reveals the seed that was played, tells the platform, and commits to the next one. */
export async function rotate(studio: Studio, asked: Asked): Promise<Reply> {
  const { book } = studio.state();
  const session = sessionOf(book, asked);
  if (!session) return noSession();
  const { client_seed: given } = asked.body;
  if (given !== undefined && !isSeed(given)) return badSeed();
  const own = session.round_ids.flatMap((id) => entryOf(book.rounds, id) ?? []);
  if (own.some(isUnderWay)) {
    return trouble(409, 'round_under_way', 'A seed that a round still uses is not revealed.');
  }
  const { commit, serverSeed } = studio.rules();
  const revealed = {
    server_seed: session.server_seed,
    server_seed_hash: commit(session.server_seed),
    client_seed: session.client_seed,
    nonces: session.nonce,
  };
  book.revealed[revealed.server_seed_hash] = revealed.server_seed;
  session.generation += 1;
  session.server_seed = serverSeed(studio.seed(), session.session, session.generation);
  if (given !== undefined) session.client_seed = given;
  session.nonce = 0;
  studio.memory.note(['book', 'revealed', revealed.server_seed_hash], revealed.server_seed);
  studio.memory.note(['book', 'sessions', session.session], session);
  for (const round of own) {
    if (round.status !== 'settled' || round.server_seed_hash !== revealed.server_seed_hash)
      continue;
    planReport(round, revealed.server_seed);
    book.open[round.round_id] = true;
    await studio.player.drive(round);
  }
  return { status: 200, body: { revealed, ...sessionBody(studio, session) } };
}
