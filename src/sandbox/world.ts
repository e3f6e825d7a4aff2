import { rmSync, writeFileSync } from 'node:fs';
import type { VirtualClock } from '../kernel/time.js';
import type { Store } from '../store/store.js';
import type { Exchanges } from './exchanges.js';
import { createExchanges } from './exchanges.js';
import type { Faults } from './faults.js';
import { beginLife } from './life.js';
import type { WorldOptions } from './life.js';
import { createFaults } from './faults.js';
import type { Outbox } from './outbox.js';
import type { RunningPlatform } from './platform.js';
import { createScheduler } from './scheduler.js';
import type { Scheduler } from './scheduler.js';
import { plantSeedData } from './seed.js';

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

/** Opens or creates the store, plants the seed data in a new one, and answers the world. */
export async function createWorld(options: WorldOptions): Promise<World> {
  // Bound late: the first life begins before there is anything to wake.
  let scheduler: Scheduler | undefined;
  const wake = (): void => scheduler?.kick();
  let life = beginLife(options, wake, options.seed);
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
    life = beginLife(options, wake, seed, options.file === undefined ? bytes : undefined);
  };
  scheduler = createScheduler(clock, () => [
    life.outbox,
    life.sagas,
    ...(options.dueWork?.() ?? []),
  ]);
  scheduler.start();
  const world: World = {
    options,
    seed,
    faults: createFaults(seed),
    exchanges: createExchanges(),
    scheduler,
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
      life = beginLife(options, wake, seed);
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
    close() {
      world.scheduler.stop();
      void life.line.close();
      storeNow().close();
    },
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
