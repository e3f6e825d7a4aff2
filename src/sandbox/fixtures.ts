import { readFileSync } from 'node:fs';
import type { GameRow } from '../domains/games/index.js';
import { derivedId } from '../kernel/ids.js';
import type { PlayerWish } from './people.js';

const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/${name}.json`, import.meta.url), 'utf8')) as T;

export interface ClientFixture {
  readonly client_id: string;
  readonly scopes: readonly string[];
}

export const fixtureClients = (): readonly ClientFixture[] => read('clients');
export const fixtureGames = (): readonly GameRow[] => read('games');
export const fixturePlayers = (): readonly PlayerWish[] => read('players');

/** The same seed gives a client the same secret: a sandbox's secrets guard nothing. */
export const secretOf = (seed: string, clientId: string): string =>
  derivedId(seed, 'secret', clientId);
