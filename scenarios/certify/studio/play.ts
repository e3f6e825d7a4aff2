import type { JsonObject } from '../../../src/harness/answer.js';
import type { PlayerRef } from '../../../src/harness/given.js';
import type { Stage } from '../../../src/harness/scenario.js';
import type { Studio, StudioAnswer } from '../../../src/harness/studio.js';

/** A game of the studio, opened for a player by a launch of the platform. */
export interface Table {
  readonly studio: Studio;
  readonly player: PlayerRef;
  readonly game: string;
  readonly launchToken: string;
  /** What the studio answered: the session, and the commit to its seed. */
  readonly opened: JsonObject;
  play(bet: object): Promise<StudioAnswer>;
  /** A round that must be played. */
  played(bet: object): Promise<StudioRound>;
  rotate(): Promise<Rotation>;
  /** The studio's own record of a round. */
  record(roundId: string): Promise<StudioRound>;
}

export interface StudioRound extends JsonObject {
  readonly round_id: string;
  readonly game_id: string;
  readonly status: string;
  readonly server_seed_hash: string;
  readonly server_seed: string | null;
  readonly client_seed: string;
  readonly nonce: number;
  readonly bet: JsonObject;
  readonly stake: string;
  readonly outcome: JsonObject;
  readonly win: string;
  readonly free_spins_left: number;
}

export interface Rotation {
  readonly revealed: {
    readonly server_seed: string;
    readonly server_seed_hash: string;
    readonly client_seed: string;
  };
  /** The commit to the next seed. */
  readonly server_seed_hash: string;
}

/** A stake that each game takes. */
export const BETS: Readonly<Record<string, JsonObject>> = {
  book_of_stakes: { stake: '1.00' },
  crown_jewels: { stake: '1.00' },
  moonshot: { stake: '1.00', cash_out_at: '1.50' },
  european_roulette: {
    bets: [
      { bet: 'red', amount: '1.00' },
      { bet: 'straight', number: 17, amount: '0.50' },
    ],
  },
};

/** Launches a game as the studio's client, under a key: its rounds have the same ids each time. */
export async function table(
  stage: Stage,
  game = 'moonshot',
  wanted: { readonly balance?: string } = {},
): Promise<Table> {
  const { platform, given, expect, control } = stage;
  const studio = await control.studio();
  // Not of the run's history: the studio moves their money, and nobody here is told of each move.
  const player = { player_id: given.id('p'), currency: 'EUR' };
  await control.createPlayer({ ...player, cash: wanted.balance ?? '100.00' });
  const wish = { player_id: player.player_id, game_id: game };
  const options = { as: studio.client, key: given.key() };
  const launch = expect(await platform.launchSession(wish, options)).accepted();
  const seeds = { launch_token: launch.launch_token, client_seed: given.id('cs') };
  const { status, body: opened } = await studio.post('/sessions', seeds);
  expect.that(status, 'the status of opening the game').equals(201);
  const path = `/sessions/${String(opened['session'])}`;
  const play = (bet: object): Promise<StudioAnswer> => studio.post(`${path}/play`, bet);
  return {
    studio,
    player,
    game,
    launchToken: launch.launch_token,
    opened,
    play,
    async played(bet) {
      const answer = await play(bet);
      expect.that(answer.status, 'the status of the play').equals(200);
      return answer.body as StudioRound;
    },
    async rotate() {
      const answer = await studio.post(`${path}/rotate`, {});
      expect.that(answer.status, 'the status of the rotation').equals(200);
      return answer.body as unknown as Rotation;
    },
    async record(roundId) {
      const answer = await studio.get(`/rounds/${roundId}`);
      expect.that(answer.status, 'the status of the round’s record').equals(200);
      return answer.body as StudioRound;
    },
  };
}

/** What the studio sent the platform about this player, in order: `debit`, `credit` … and its key. */
export async function sentBy(
  { studio, player }: Table,
  path?: string,
): Promise<readonly { readonly what: string; readonly key: string; readonly body: string }[]> {
  const log = await studio.log();
  return log
    .filter(({ direction, body }) => direction === 'sent' && isOf(player, body))
    .map(({ what, key, body }) => ({
      what: what.split('/').at(-1) ?? '',
      key: key ?? '',
      body: JSON.stringify(body),
    }))
    .filter(({ what }) => path === undefined || what === path);
}

const isOf = (player: PlayerRef, body: JsonObject): boolean =>
  body['player_id'] === player.player_id;
