import { loadContract } from '../contract/operations.js';
import { realClock, virtualClock } from '../kernel/time.js';
import { startServer } from '../server/server.js';
import { soundComposition } from './composition.js';
import { fixtureClients, secretOf } from './fixtures.js';
import { sandboxHooks } from './hooks.js';
import type { World } from './world.js';
import { createWorld } from './world.js';

export interface SandboxOptions {
  /** Ids, secrets and outcomes derive from it; "1" unless told. */
  readonly seed?: string | undefined;
  /** 0, the default, takes a free port on loopback. */
  readonly port?: number | undefined;
  /** A file; without one the sandbox lives in memory. */
  readonly db?: string | undefined;
  /** `real` unless told; a virtual clock stands still until the control API moves it. */
  readonly clock?: 'real' | 'virtual' | undefined;
  /** Plants one known defect; `tablestakes mutants --list` names them. */
  readonly mutant?: string | undefined;
}

export interface Sandbox {
  readonly url: string;
  readonly seed: string;
  readonly clients: readonly {
    readonly client_id: string;
    readonly client_secret: string;
    readonly scopes: readonly string[];
  }[];
  readonly world: World;
  /** Finishes what was accepted, then closes listener and store. */
  close(): Promise<void>;
}

/** The whole platform on loopback in this process; rejects with StoreRefusal on an unusable file. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const mutate = options.mutant === undefined ? undefined : await mutation(options.mutant);
  // Known once the listener has its port; nobody can ask for a token before.
  let url = 'http://127.0.0.1';
  const world = await createWorld({
    contract: loadContract(),
    compose: (contract) => {
      const sound = soundComposition(contract, () => url);
      return mutate ? mutate(sound) : sound;
    },
    clock: options.clock === 'virtual' ? virtualClock() : realClock,
    seed: options.seed,
    file: options.db,
    mutant: options.mutant,
  });
  const server = await startServer({
    platform: () => world.platform(),
    hooks: sandboxHooks(world),
    port: options.port ?? 0,
  }).catch((failure: unknown) => {
    world.close(); // the file is free again for whoever tries another port
    throw failure;
  });
  url = server.url;
  return {
    url,
    seed: world.seed,
    clients: fixtureClients().map(({ client_id, scopes }) => ({
      client_id,
      client_secret: secretOf(world.seed, client_id),
      scopes,
    })),
    world,
    async close() {
      await server.close();
      world.close();
    },
  };
}

async function mutation(id: string) {
  const { mutantOf } = await import('./mutants/index.js');
  return mutantOf(id).swap;
}
