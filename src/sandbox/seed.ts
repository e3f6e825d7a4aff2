import { createClient } from '../domains/access/index.js';
import { introducePartner } from '../domains/partners/index.js';
import { insertGame } from '../domains/games/index.js';
import { fixtureClients, fixtureGames, fixturePlayers, secretOf } from './fixtures.js';
import { makePlayer } from './people.js';
import type { RunningPlatform } from './platform.js';

/** Plants the fixtures in a new database; one that has games was planted before. */
export async function plantSeedData(platform: RunningPlatform): Promise<void> {
  const planted = platform.ground.sql('SELECT 1 FROM games LIMIT 1').get() !== undefined;
  if (planted) return;
  await platform.asSandbox('sandbox.seed', (ctx) => {
    for (const { client_id, scopes } of fixtureClients()) {
      createClient(ctx, { clientId: client_id, secret: secretOf(ctx.seed, client_id), scopes });
    }
    introducePartner(ctx, 'psp');
    introducePartner(ctx, 'kyc');
    for (const game of fixtureGames()) insertGame(ctx, game);
    for (const wish of fixturePlayers()) makePlayer(ctx, wish);
  });
}
