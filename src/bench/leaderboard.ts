import { loadContract } from '../contract/operations.js';
import type { OperationId } from '../contract/operations.js';
import { scoreKey, takePlace } from '../domains/leaderboards/index.js';
import { randomStream } from '../kernel/random.js';
import { realClock } from '../kernel/time.js';
import { soundComposition } from '../sandbox/composition.js';
import type { RunningPlatform } from '../sandbox/platform.js';
import { createWorld } from '../sandbox/world.js';
import { compared, interleaved } from './figures.js';
import type { Bench, Lab } from './lab.js';
import { atMost, comparedLine } from './line.js';
import { callOf, seatPlayers, tokenOf } from './players.js';
import { figureText } from './table.js';

const SMALL = 1_000;
const IN_FLIGHT = 64;
const AT_ONCE = 25_000;
/** Scores of those who do not play: in cents, among which those who do move up. */
const SPREAD_MINOR = 1_000_000;

type Members = Readonly<Record<string, unknown>>;
type Ask = (id: OperationId, members: Members) => Promise<Members>;

interface Arena {
  readonly tournament: string;
  readonly game: string;
}

/**
 * What a settled round costs in a tournament of many, against one of few, and what it costs to read
 * a player's own rank. The same players play both, so that only the leaderboard differs.
 */
export const leaderboard: Bench = {
  name: 'leaderboard',
  async run(lab) {
    const size = lab.pick(100_000, 1_000_000, 1_000_000);
    const { ask, players, small, large, close } = await stage(lab, size);
    const windowMs = lab.pick(300, 800, 2_000);
    const both = async (one: (arena: Arena) => (player: string, turn: number) => Promise<void>) => {
      const measured = () => timed(windowMs, players, one(large));
      const baseline = () => timed(windowMs, players, one(small));
      await measured();
      await baseline();
      return compared(await interleaved(lab.pick(5, 9, 21), { measured, baseline }));
    };
    const rounds = await both((arena) => async (player, turn) => {
      await playRound(ask, arena, player, `${arena.game}-${turn}`);
    });
    const ranks = await both(({ tournament }) => async (player) => {
      await ask('getLeaderboard', { tournament_id: tournament, player_id: player, limit: 10 });
    });
    close();
    const note = `${figureText(size)} entrants against ${figureText(SMALL)}, in one file`;
    const at = `at ${figureText(SMALL)}`;
    const update = { name: 'leaderboard: update', unit: 'µs/round', note };
    const read = { name: 'leaderboard: own rank', unit: 'µs/read', note };
    return [
      comparedLine({ ...update, target: atMost('ratio', 1.2) }, at, rounds),
      comparedLine({ ...read, target: atMost('ratio', 2) }, at, ranks),
    ];
  },
};

async function stage(lab: Lab, size: number) {
  const world = await createWorld({
    contract: loadContract(),
    compose: soundComposition,
    clock: realClock,
    seed: 'bench',
    file: lab.file('leaderboard.db'),
  });
  const platform = world.platform();
  const players = await seatPlayers(platform, SMALL);
  const ask = asker(platform, `Bearer ${await tokenOf(platform)}`);
  const games = platform.ground
    .sql("SELECT game_id FROM games WHERE status = 'enabled' ORDER BY game_id LIMIT 2")
    .pluck()
    .all() as string[];
  const arena = async (game: string | undefined, entrants: number): Promise<Arena> => {
    const tournament = await announce(ask, game ?? '');
    await fill(platform, tournament, { players, entrants });
    return { tournament, game: game ?? '' };
  };
  const small = await arena(games[0], SMALL);
  const startedMs = performance.now();
  const large = await arena(games[1], size);
  const seconds = (performance.now() - startedMs) / 1_000;
  lab.tell(`${figureText(size)} entrants in ${figureText(seconds)} s`);
  return { ask, players, small, large, close: () => world.close() };
}

/** As the server would hand it over; throws what is refused. */
const asker =
  (platform: RunningPlatform, authorization: string): Ask =>
  async (id, members) => {
    const operation = platform.contract.operations[id];
    const picked = (names: readonly string[]): Record<string, string> =>
      Object.fromEntries(
        names.flatMap((name) => (name in members ? [[name, String(members[name])]] : [])),
      );
    const call = callOf(platform, 'debitRound', authorization, members);
    const path = picked(operation.pathParameters);
    const reply = await platform.handle({
      ...call,
      ...{ operation, path, query: picked(operation.queryParameters) },
    });
    if (reply.outcome !== 'success') throw new Error(`${id} was refused: ${reply.text}`);
    return JSON.parse(reply.text) as Members;
  };

async function announce(ask: Ask, game: string): Promise<string> {
  const made = await ask('createTournament', {
    ...{ name: 'Bench', currency: 'EUR', games: [game], idempotency_key: `bench-${game}` },
    ...{ starts_at: '2020-01-01T00:00:00.000Z', ends_at: '2999-01-01T00:00:00.000Z' },
    ...{ entry: { buy_in: '0', fee: '0' }, score: { rule: 'wagered' } },
    prizes: [{ from: 1, to: 1, share: '1' }],
  });
  return String(made['tournament_id']);
}

/** Entrants written straight into the tables: those who play, and nobody behind the others. */
async function fill(
  { ground, store }: RunningPlatform,
  tournament: string,
  wanted: { readonly players: readonly string[]; readonly entrants: number },
): Promise<void> {
  const chance = randomStream('bench', 'scores', tournament);
  const board = ground
    .sql('SELECT seq FROM tournaments WHERE tournament_id = ?')
    .pluck()
    .get(tournament) as number;
  const sit = (at: number): void => {
    const minor = chance.integer(0, SPREAD_MINOR);
    const player = wanted.players[at] ?? `p_nobody_${String(at).padStart(7, '0')}`;
    const score = scoreKey(BigInt(minor));
    ground
      .sql(
        `INSERT INTO tournament_entrants (tournament, player, staked, score) VALUES (?, ?, ?, ?)`,
      )
      .run(board, player, minor, score);
    takePlace(ground, board, { player, score });
  };
  for (let done = 0; done < wanted.entrants; done += AT_ONCE) {
    const until = Math.min(wanted.entrants, done + AT_ONCE);
    await store.transact(() => {
      for (let at = done; at < until; at += 1) sit(at);
    });
  }
}

async function playRound(ask: Ask, { game }: Arena, player: string, round: string): Promise<void> {
  const place = { player_id: player, round_id: `r-${round}` };
  const taken = await ask('debitRound', {
    ...{ ...place, amount: '1.00', currency: 'EUR', idempotency_key: `d-${round}` },
    meta: { game_id: game },
  });
  await ask('creditRound', { ...place, win_amount: '0.96', txn_ref: taken['txn_id'] });
}

let turns = 0;

/** Microseconds of each, with many under way. */
async function timed(
  ms: number,
  players: readonly string[],
  one: (player: string, turn: number) => Promise<void>,
): Promise<number> {
  const startedMs = performance.now();
  let done = 0;
  const work = async (): Promise<void> => {
    while (performance.now() - startedMs < ms) {
      done += 1;
      turns += 1;
      await one(players[turns % players.length] ?? '', turns);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  return ((performance.now() - startedMs) * 1_000) / done;
}
