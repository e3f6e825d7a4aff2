import type { Contract } from '../contract/operations.js';
import type {
  AddressesInSight,
  Context,
  Effects,
  Ground,
  PartnersInSight,
} from '../domains/context.js';
import type { SagaRow } from '../domains/sagas/index.js';
import { isListenedTo } from '../domains/webhooks/index.js';
import { derivedId } from '../kernel/ids.js';
import { randomStream } from '../kernel/random.js';
import type { Clock } from '../kernel/time.js';
import type { Platform } from '../server/platform.js';
import type { Store } from '../store/store.js';
import type { Composition } from './composition.js';
import { tellInDebugging } from './defects.js';
import type { OnDefect } from './defects.js';
import { createLiveHub } from './live.js';
import type { LiveHub } from './live.js';
import { createPipeline } from './pipeline.js';
import { countLife } from './settings.js';

export interface PlatformOptions {
  readonly contract: Contract;
  readonly composition: Composition;
  readonly store: Store;
  readonly clock: Clock;
  readonly seed: string;
  readonly partners: PartnersInSight;
  readonly addresses: AddressesInSight;
  /** Told after a commit that left work due at once. */
  readonly wake?: (() => void) | undefined;
  /** Silent unless told. */
  readonly onDefect?: OnDefect | undefined;
}

export interface RunningPlatform extends Platform {
  readonly composition: Composition;
  readonly ground: Ground;
  readonly store: Store;
  readonly live: LiveHub;
  /** Runs the sandbox's own work as one transaction, as the client `sandbox`. */
  asSandbox<T>(reason: string, work: (ctx: Context) => T): Promise<T>;
  /** Runs one step of a saga as one transaction, under the ids of the call that began it. */
  asSaga<T>(saga: SagaRow, work: (ctx: Context) => T): Promise<T>;
}

const HEX = '0123456789abcdef';

/** The platform over one opened store: everything but HTTP. */
export function createPlatform(options: PlatformOptions): RunningPlatform {
  const { contract, composition, clock, seed, partners, addresses } = options;
  const { onDefect = tellInDebugging } = options;
  const store = composition.store(options.store);
  const { parts } = composition;
  const ground: Ground = { sql: store.sql, clock, seed, parts, partners, addresses };
  const live = createLiveHub(ground, composition);
  const isHeard = (): boolean => live.isHeard() || isListenedTo(ground);
  // A virtual clock stands still over a restart; the ids made before must not come again.
  const life = String(countLife(store));
  const chance = randomStream(seed, 'request ids', String(clock.now()), life);
  const hex = (digits: number): string => {
    let text = '';
    for (let at = 0; at < digits; at += 1) text += HEX[Math.floor(chance.next() * 16)];
    return text;
  };
  const wake = options.wake ?? ((): void => undefined);
  let turns = 0;
  const own = <T>(call: OwnCall, work: (ctx: Context) => T): Promise<T> =>
    store.transact(() => {
      const effects: Effects = { txn: null };
      const value = work({ ...ground, effects, call: ownCall(call) });
      if (effects.wake || isHeard()) setImmediate(wake);
      return value;
    });
  return {
    contract,
    composition,
    clock,
    ground,
    store,
    live,
    nextId: (kind) => (kind === 'request' ? `req_${hex(20)}` : hex(kind === 'trace' ? 32 : 16)),
    handle: composition.around(
      createPipeline({ store, ground, composition, wake, isHeard, live, onDefect }),
    ),
    errorText: composition.policy.errorText,
    ready: () => store.db.open,
    asSandbox(reason, work) {
      turns += 1;
      return own({ reason, requestId: `sandbox_${turns}`, traceId: '0'.repeat(32) }, work);
    },
    asSaga(saga, work) {
      const txnId = derivedId(seed, 't', saga.saga_id, saga.step);
      const { request_id: requestId, trace_id: traceId } = saga;
      return own({ reason: `saga.${saga.kind}`, requestId, traceId, txnId }, work);
    },
  };
}

interface OwnCall {
  readonly reason: string;
  readonly requestId: string;
  readonly traceId: string;
  readonly txnId?: string;
}

/** A call nobody outside made: its operation is no operation of the contract. */
const ownCall = ({ reason, requestId, traceId, txnId }: OwnCall): Context['call'] => ({
  operation: reason as Context['call']['operation'],
  client: { clientId: 'sandbox', scopes: new Set() },
  requestId,
  traceId,
  authorization: undefined,
  key: undefined,
  txnId,
});
