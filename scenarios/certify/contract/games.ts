import type { ClientHandle } from '../../../src/client/index.js';
import type { Stage } from '../../../src/harness/scenario.js';

/** A game that can be played. */
export const anyGame = (stage: Stage): Promise<string> => gameWho(stage, 'enabled');

/** A game of the catalogue that is switched off. */
export const disabledGame = (stage: Stage): Promise<string> => gameWho(stage, 'disabled');

async function gameWho({ platform, expect }: Stage, wanted: string): Promise<string> {
  const { items } = expect(await platform.listGames({ limit: 100 })).accepted();
  const found = items.find(({ status }) => status === wanted);
  expect.that(found?.status, `the status of some game that is ${wanted}`).equals(wanted);
  return found?.game_id ?? '';
}

/** A session of the player, launched by this client. */
export async function sessionFor(
  stage: Stage,
  playerId: unknown,
  as?: ClientHandle,
): Promise<string> {
  const wanted = { player_id: playerId, game_id: await anyGame(stage) };
  const launched = await stage.platform.launchSession(wanted, { as });
  return stage.expect(launched).accepted().session_id;
}
