import { loadContract } from '../contract/operations.js';
import { realClock, virtualClock } from '../kernel/time.js';
import { openPartners, soundStudio } from '../partners/index.js';
import type { Partners } from '../partners/index.js';
import type { RunningServer } from '../server/platform.js';
import { startServer } from '../server/server.js';
import { soundComposition } from './composition.js';
import type { OnDefect } from './defects.js';
import type { NewFault } from './faults.js';
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
  /** Disturbances in force from the start. */
  readonly faults?: readonly NewFault[] | undefined;
  /** Whether webhooks go to loopback and private addresses, and by plain http; they do unless told. */
  readonly allowPrivateWebhooks?: boolean | undefined;
  /** Plants one known defect; `tablestakes mutants --list` names them. */
  readonly mutant?: string | undefined;
  /** Told of each failure of ours; silent unless told, or TABLESTAKES_DEBUG is 1. */
  readonly onDefect?: OnDefect | undefined;
}

export interface Sandbox {
  readonly url: string;
  readonly seed: string;
  readonly clients: readonly {
    readonly client_id: string;
    readonly client_secret: string;
    readonly scopes: readonly string[];
  }[];
  /** Where payment and identity provider and game studio are reached, each a server of its own. */
  readonly partners: { readonly psp: string; readonly kyc: string; readonly studio: string };
  readonly world: World;
  /** Finishes what was accepted, then closes listener and store. */
  close(): Promise<void>;
}

/** The whole platform on loopback in this process; rejects with StoreRefusal on an unusable file. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const mutate = options.mutant === undefined ? undefined : await mutation(options.mutant);
  // Known once the listener has its port; nobody can ask for a token before.
  let url = 'http://127.0.0.1';
  // Partners and platform know each other by address: the one stands before the other.
  let world: World | undefined;
  const clock = options.clock === 'virtual' ? virtualClock() : realClock;
  const partners = await openPartners({
    clock,
    seed: () => world?.seed ?? '',
    platform: () => url,
    wake: () => world?.scheduler.kick(),
    file: options.db === undefined ? undefined : (partner) => `${options.db}.${partner}`,
    disturb: (operation, body) => world?.faults.strike('on_the_way', operation, body),
    studio: () => world?.platform().composition.studio ?? soundStudio,
  });
  try {
    world = await createWorld({
      contract: loadContract(),
      compose: (contract) => {
        const sound = soundComposition(contract, () => url);
        return mutate ? mutate(sound) : sound;
      },
      clock,
      seed: options.seed,
      file: options.db,
      mutant: options.mutant,
      faults: options.faults,
      onDefect: options.onDefect,
      partners: (partner) => partners[partner].url,
      partnerSide: partners,
      // Nobody waits on a clock that stands still: what is slow there is slow on purpose.
      partnerTimeoutMs: clock.kind === 'virtual' ? 1_500 : undefined,
      webhooks: { privateAllowed: options.allowPrivateWebhooks ?? true },
      dueWork: () => [partners.psp.courier, partners.kyc.courier, partners.studio.dueWork],
    });
    const server = await listening(world, options.port ?? 0);
    url = server.url;
    return sandboxOf(world, partners, server);
  } catch (failure) {
    world?.close(); // the file is free again for whoever tries another port
    await partners.close();
    throw failure;
  }
}

const listening = (world: World, port: number): Promise<RunningServer> =>
  startServer({ platform: () => world.platform(), hooks: sandboxHooks(world), port });

function sandboxOf(world: World, partners: Partners, server: RunningServer): Sandbox {
  return {
    url: server.url,
    seed: world.seed,
    clients: fixtureClients().map(({ client_id, scopes }) => ({
      client_id,
      client_secret: secretOf(world.seed, client_id),
      scopes,
    })),
    partners: { psp: partners.psp.url, kyc: partners.kyc.url, studio: partners.studio.url },
    world,
    async close() {
      // First those who call us: nobody is to wait for a server that no longer answers.
      await partners.close();
      await server.close();
      world.close();
    },
  };
}

async function mutation(id: string) {
  const { mutantOf } = await import('./mutants/index.js');
  return mutantOf(id).swap;
}
