import { loadContract } from '../contract/operations.js';
import { realClock } from '../kernel/time.js';
import { soundComposition } from '../sandbox/composition.js';
import type { World } from '../sandbox/world.js';
import { createWorld } from '../sandbox/world.js';
import { debitBody } from './play-askers.js';
import { callOf, seatPlayers, tokenOf } from './players.js';

/** A platform in this process, without HTTP, at which debits can be timed. */
export interface DebitDesk {
  readonly world: World;
  readonly players: readonly string[];
  /** Debits for so long with so many under way; answers the microseconds each has cost. */
  debit(ms: number): Promise<number>;
}

const IN_FLIGHT = 64;
let runs = 0;

export async function openDesk(options: {
  readonly file: string;
  readonly players: number;
  readonly groupLimit?: number;
}): Promise<DebitDesk> {
  const { file, groupLimit } = options;
  const contract = loadContract();
  const compose = soundComposition;
  const world = await createWorld({
    contract,
    compose,
    clock: realClock,
    seed: 'bench',
    file,
    groupLimit,
  });
  const platform = world.platform();
  const players = await seatPlayers(platform, options.players);
  const authorization = `Bearer ${await tokenOf(platform)}`;
  const debitOne = async (name: string, player: string): Promise<void> => {
    const body: unknown = JSON.parse(debitBody(player, name));
    const reply = await platform.handle(callOf(platform, 'debitRound', authorization, body));
    if (reply.outcome !== 'success') throw new Error(`a debit was refused: ${reply.text}`);
  };
  return {
    world,
    players,
    async debit(ms) {
      const run = (runs += 1);
      const startedMs = performance.now();
      let debits = 0;
      const work = async (): Promise<void> => {
        while (performance.now() - startedMs < ms) {
          const player = players[debits % players.length] as string;
          debits += 1;
          await debitOne(`${run}-${debits}`, player);
        }
      };
      await Promise.all(Array.from({ length: IN_FLIGHT }, work));
      return ((performance.now() - startedMs) * 1_000) / debits;
    },
  };
}
