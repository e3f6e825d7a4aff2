import { startSandbox } from '../sandbox/start.js';
import { PLAYERS_AT_TABLE, seatPlayers, tokenOf } from './players.js';
import type { Serving } from './server-child.js';

/** A sandbox as anyone would start it, with rich players at the table. */
export async function startPlayed(file: string | undefined): Promise<Serving> {
  const sandbox = await startSandbox({ seed: 'bench', db: file, clock: 'real' });
  const platform = sandbox.world.platform();
  const players = await seatPlayers(platform, PLAYERS_AT_TABLE);
  return {
    url: sandbox.url,
    token: await tokenOf(platform),
    players,
    close: () => sandbox.close(),
  };
}
