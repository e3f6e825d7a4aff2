import { rmSync, writeFileSync } from 'node:fs';
import type { Contract } from '../contract/operations.js';
import type { Clock, VirtualClock } from '../kernel/time.js';
import type { PartnerName, SagaRow } from '../domains/sagas/index.js';
import { openStore } from '../store/store.js';
import type { Store } from '../store/store.js';
import type { Composition } from './composition.js';
import { MIGRATIONS, SAGA_KINDS } from './composition.js';
import type { Exchanges } from './exchanges.js';
import { createExchanges } from './exchanges.js';
import type { Faults } from './faults.js';
import { createFaults } from './faults.js';
import type { Outbox } from './outbox.js';
import { createOutbox } from './outbox.js';
import type { PartnerLine } from './partner-line.js';
import { createPartnerLine } from './partner-line.js';
import type { RunningPlatform } from './platform.js';
import { createPlatform } from './platform.js';
import type { SagaMoment } from './saga-runner.js';
import { createSagaRunner } from './saga-runner.js';
import { createScheduler } from './scheduler.js';
import type { DueWork, Scheduler } from './scheduler.js';
import { plantSeedData } from './seed.js';
import { settleSeed } from './settings.js';

export interface WorldOptions {
  readonly contract: Contract;
  /** Made anew for each life of the platform, so that no cache outlives a restart. */
  readonly compose: (contract: Contract) => Composition;
  readonly clock: Clock | VirtualClock;
  readonly seed?: string | undefined;
  readonly file?: string | undefined;
  readonly mutant?: string | undefined;
  /** Where each partner is reached; nowhere unless told. */
  readonly partners?: ((partner: PartnerName) => string) | undefined;
  /** How long a partner's answer is waited for, in milliseconds of real time; 2 s unless told. */
  readonly partnerTimeoutMs?: number | undefined;
  /** More sources of due work: the partners' own. */
  readonly dueWork?: (() => readonly DueWork[]) | undefined;
  /** Told at every moment of every saga step. */
  readonly watchSagas?: ((saga: SagaRow, moment: SagaMoment) => void) | undefined;
  /** Most requests that share one commit; the store's own limit unless told. */
  readonly groupLimit?: number | undefined;
}

interface Snapshot {
  readonly bytes: Buffer;
  readonly nowMs: number;
}

/** The sandbox behind its listener: a platform that can be restarted, rewound and disturbed. */
export interface World {
  readonly options: WorldOptions;
  readonly seed: string;
  readonly faults: Faults;
  readonly exchanges: Exchanges;
  readonly scheduler: Scheduler;
  platform(): RunningPlatform;
  outbox(): Outbox;
  /** Ends the platform and starts it from what is stored; a crash loses what is not committed. */
  restart(crash: boolean): void;
  /** Back to the seed data. */
  reset(): Promise<void>;
  snapshot(name: string): void;
  /** False when no snapshot has this name. */
  restore(name: string): boolean;
  snapshots(): readonly string[];
  close(): void;
}

interface Life {
  readonly platform: RunningPlatform;
  readonly outbox: Outbox;
  readonly sagas: DueWork;
  readonly line: PartnerLine;
  readonly seed: string;
}

const NOWHERE = 'http://127.0.0.1:9';
const PARTNER_TIMEOUT_MS = 2_000;

function begin(
  options: WorldOptions,
  wake: () => void,
  seed: string | undefined,
  bytes?: Buffer,
): Life {
  const { file, groupLimit } = options;
  const store = openStore({ file, bytes, migrations: MIGRATIONS, groupLimit });
  try {
    const settled = settleSeed(store, seed);
    const { contract, clock } = options;
    const composition = options.compose(contract);
    const platform = createPlatform({ contract, composition, store, clock, seed: settled });
    return {
      platform,
      seed: settled,
      outbox: createOutbox(platform.ground, platform.store),
    };
  } catch (failure) {
    store.close();
    throw failure;
  }
}

/** Opens or creates the store, plants the seed data in a new one, and answers the world. */
export async function createWorld(options: WorldOptions): Promise<World> {
  let life = begin(options, options.seed);
  await planted(life.platform);
  const { seed } = life;
  const snapshots = new Map<string, Snapshot>();
  const { clock } = options;
  const startMs = clock.now();
  const setClock = (instantMs: number): void => {
    if (clock.kind === 'virtual') (clock as VirtualClock).set(instantMs);
  };
  const storeNow = (): Store => life.platform.store;

  const rebirth = (bytes: Buffer | undefined): void => {
    if (options.file !== undefined && bytes !== undefined) replaceFile(options.file, bytes);
    life = begin(options, seed, options.file === undefined ? bytes : undefined);
  };
  const world: World = {
    options,
    seed,
    faults: createFaults(seed),
    exchanges: createExchanges(),
    scheduler: createScheduler(clock, () => [life.outbox]),
    platform: () => life.platform,
    outbox: () => life.outbox,
    restart(crash) {
      const kept = imageOf(storeNow(), crash, options.file !== undefined);
      rebirth(kept);
    },
    async reset() {
      storeNow().close();
      if (options.file !== undefined) removeFile(options.file);
      setClock(startMs);
      life = begin(options, seed);
      world.faults.clear();
      world.exchanges.clear();
      await planted(life.platform);
    },
    snapshot: (name) => void snapshots.set(name, { bytes: storeNow().bytes(), nowMs: clock.now() }),
    restore(name) {
      const kept = snapshots.get(name);
      if (!kept) return false;
      storeNow().close();
      setClock(kept.nowMs);
      rebirth(kept.bytes);
      return true;
    },
    snapshots: () => [...snapshots.keys()],
    close: () => storeNow().close(),
  };
  return world;
}

/** At once: nobody may find the platform without its seed data. */
async function planted(platform: RunningPlatform): Promise<void> {
  const done = plantSeedData(platform);
  platform.store.drain();
  await done;
}

/** Ends a store's life; answers what an in-memory one would have kept on disk. */
function imageOf(store: Store, crash: boolean, onDisk: boolean): Buffer | undefined {
  if (!crash) {
    const bytes = onDisk ? undefined : drained(store);
    store.close();
    return bytes;
  }
  return store.crash(!onDisk);
}

function drained(store: Store): Buffer {
  store.drain();
  return store.bytes();
}

function removeFile(file: string): void {
  for (const name of [file, `${file}-wal`, `${file}-shm`]) rmSync(name, { force: true });
}

function replaceFile(file: string, bytes: Buffer): void {
  removeFile(file);
  writeFileSync(file, bytes);
}
