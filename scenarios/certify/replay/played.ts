import type { Input } from '../../../src/contract/types.js';
import type { JsonObject } from '../../../src/harness/answer.js';
import type { PlayerRef } from '../../../src/harness/given.js';
import type { Stage } from '../../../src/harness/scenario.js';
import { sha256Hex } from '../../../src/kernel/ids.js';
import { anyGame } from '../contract/games.js';

/** A round that was played to its end on a stake of 10.00. */
export interface Played {
  readonly player: PlayerRef;
  readonly round_id: string;
  readonly win: string;
}

/** Stakes 10.00 of 100.00, and pays this win with the end of the round. */
export async function played(stage: Stage, win = '25.00', over: JsonObject = {}): Promise<Played> {
  const { platform, given, expect } = stage;
  const player = await given.player({ balance: '100.00' });
  const taken = await platform.debitRound(given.debit(player, over));
  expect(taken).accepted({ status: 'committed' });
  const credit = given.creditOf(taken, { win_amount: win, final: true });
  expect(await platform.creditRound(credit)).accepted({ status: 'committed' });
  return { player, round_id: String(taken.input['round_id']), win };
}

export type Report = Input<'reportRound'>;

/** What a game server would report of it; its seed is `seedOf` the report. */
export async function reportOf(
  stage: Stage,
  { player, round_id, win }: Pick<Played, 'player' | 'round_id' | 'win'>,
  over: JsonObject = {},
): Promise<Report> {
  const clientSeed = stage.given.id('cs');
  const report: Report = {
    round_id,
    player_id: player.player_id,
    game_id: await anyGame(stage),
    server_seed_hash: sha256Hex(seedOf({ client_seed: clientSeed })),
    client_seed: clientSeed,
    nonce: 41,
    bet: { currency: 'EUR', stake: '10.00', cash_out_at: '2.50' },
    outcome: { crashed_at: '3.17', cash_out_at: '2.50' },
    win,
  };
  return { ...report, ...over };
}

/** The server seed behind a report that was built here. */
export const seedOf = ({ client_seed }: Pick<Report, 'client_seed'>): string =>
  `the-server-seed-of-${client_seed}`;

export const replayOf = async ({ platform, expect }: Stage, round: Pick<Played, 'round_id'>) =>
  expect(await platform.replayRound({ round_id: round.round_id })).accepted();
