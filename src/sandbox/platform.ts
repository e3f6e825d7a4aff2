import type { Contract } from '../contract/operations.js';
import type { Context, Ground } from '../domains/context.js';
import { randomStream } from '../kernel/random.js';
import type { Clock } from '../kernel/time.js';
import type { Platform } from '../server/platform.js';
import type { Store } from '../store/store.js';
import type { Composition } from './composition.js';
import { createPipeline } from './pipeline.js';

export interface PlatformOptions {
  readonly contract: Contract;
  readonly composition: Composition;
  readonly store: Store;
  readonly clock: Clock;
  readonly seed: string;
}

export interface RunningPlatform extends Platform {
  readonly composition: Composition;
  readonly ground: Ground;
  readonly store: Store;
  /** Runs the sandbox's own work as one transaction, as the client `sandbox`. */
  asSandbox<T>(reason: string, work: (ctx: Context) => T): Promise<T>;
}

const HEX = '0123456789abcdef';

/** The platform over one opened store: everything but HTTP. */
export function createPlatform(options: PlatformOptions): RunningPlatform {
  const { contract, composition, clock, seed } = options;
  const store = composition.store(options.store);
  const ground: Ground = { sql: store.sql, clock, seed, parts: composition.parts };
  const chance = randomStream(seed, 'request ids', String(clock.now()));
  const hex = (digits: number): string => {
    let text = '';
    for (let at = 0; at < digits; at += 1) text += HEX[Math.floor(chance.next() * 16)];
    return text;
  };
  let turns = 0;
  return {
    contract,
    composition,
    clock,
    ground,
    store,
    nextId: (kind) => (kind === 'request' ? `req_${hex(20)}` : hex(kind === 'trace' ? 32 : 16)),
    handle: composition.around(createPipeline({ store, ground, composition })),
    errorText: composition.policy.errorText,
    ready: () => store.db.open,
    asSandbox: (reason, work) =>
      store.transact(() =>
        work({
          ...ground,
          effects: { txn: null },
          call: {
            operation: reason as Context['call']['operation'],
            client: { clientId: 'sandbox', scopes: new Set() },
            requestId: `sandbox_${(turns += 1)}`,
            traceId: '0'.repeat(32),
            authorization: undefined,
            key: undefined,
            txnId: undefined,
          },
        }),
      ),
  };
}
