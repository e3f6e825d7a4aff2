import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { partnerSecret } from '../domains/partners/index.js';
import type { PartnerName } from '../domains/sagas/index.js';
import type { VirtualClock } from '../kernel/time.js';
import { STUDIO_CLIENT } from '../partners/index.js';
import type { Store } from '../store/store.js';
import type { Exchanges } from './exchanges.js';
import { createExchanges } from './exchanges.js';
import type { Faults } from './faults.js';
import { beginLife, PARTNER_TIMEOUT_MS } from './life.js';
import type { Life, Reins, WorldOptions } from './life.js';
import { createFaults } from './faults.js';
import { secretOf } from './fixtures.js';
import type { Outbox } from './outbox.js';
import { disturbedCall } from './partner-faults.js';
import type { RunningPlatform } from './platform.js';
import { createScheduler } from './scheduler.js';
import type { DueWork, Scheduler } from './scheduler.js';
import { plantSeedData } from './seed.js';

interface Snapshot {
  readonly bytes: Buffer;
  readonly nowMs: number;
  /** What the partners remember, as text. */
  readonly partners: string | undefined;
}

/** The sandbox behind its listener: a platform that can be restarted, rewound and disturbed. */
export interface World {
  readonly options: WorldOptions;
  readonly seed: string;
  readonly faults: Faults;
  readonly exchanges: Exchanges;
  readonly scheduler: Scheduler;
  /** Partners waited for longer or shorter than usual, in milliseconds of real time. */
  readonly patience: Map<PartnerName, number>;
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
  const late: LateBound = { patience: new Map() };
  const reins = reinsOf(options, late);
  const isKnown = options.file !== undefined && existsSync(options.file);
  let life = beginLife(options, reins, options.seed);
  await settle(life.platform, options, isKnown);
  const { seed } = life;
  const { clock } = options;
  const faults = (late.faults = createFaults(seed, options.faults));
  const snapshots = new Map<string, Snapshot>();
  const startMs = clock.now();
  setClock(clock, Math.max(startMs, lastWritten(life.platform)));
  const storeNow = (): Store => life.platform.store;

  /** Also what the platform still waits for ends with it. */
  const endLife = <T>(end: (store: Store) => T): T => {
    void life.line.close();
    life.platform.live.close();
    void life.webhooks.close();
    return end(storeNow());
  };
  const rebirth = (bytes: Buffer | undefined): void => {
    if (options.file !== undefined && bytes !== undefined) replaceFile(options.file, bytes);
    life = beginLife(options, reins, seed, options.file === undefined ? bytes : undefined);
  };
  const scheduler = (late.scheduler = createScheduler(clock, () => dueWorkOf(life, options)));
  scheduler.start();
  const world: World = {
    options,
    seed,
    faults,
    exchanges: createExchanges(),
    scheduler,
    patience: late.patience,
    platform: () => life.platform,
    outbox: () => life.outbox,
    restart: (crash) =>
      rebirth(endLife((store) => imageOf(store, crash, options.file !== undefined))),
    async reset() {
      endLife((store) => store.close());
      if (options.file !== undefined) removeFile(options.file);
      setClock(clock, startMs);
      life = beginLife(options, reins, seed);
      world.faults.reset();
      world.exchanges.clear();
      late.patience.clear();
      await settle(life.platform, options, false);
    },
    snapshot(name) {
      const partners = options.partnerSide?.save();
      snapshots.set(name, { bytes: storeNow().bytes(), nowMs: clock.now(), partners });
    },
    restore(name) {
      const kept = snapshots.get(name);
      if (!kept) return false;
      endLife((store) => store.close());
      setClock(clock, kept.nowMs);
      if (kept.partners !== undefined) options.partnerSide?.load(kept.partners);
      rebirth(kept.bytes);
      return true;
    },
    snapshots: () => [...snapshots.keys()],
    close() {
      scheduler.stop();
      endLife((store) => store.close());
    },
  };
  return world;
}

/** All that may fall due: the platform's own, then that of its partners. */
const dueWorkOf = (life: Life, options: WorldOptions): readonly DueWork[] => [
  life.outbox,
  life.sagas,
  life.webhooks,
  life.platform.live,
  ...(options.dueWork?.() ?? []),
];

/** What a life of the platform reaches of a world that is still being made. */
interface LateBound {
  readonly patience: Map<PartnerName, number>;
  scheduler?: Scheduler;
  faults?: Faults;
}

function reinsOf({ partnerTimeoutMs = PARTNER_TIMEOUT_MS }: WorldOptions, late: LateBound): Reins {
  const patienceMs = (partner: PartnerName): number =>
    late.patience.get(partner) ?? partnerTimeoutMs;
  return {
    wake: () => late.scheduler?.kick(),
    patienceMs,
    disturb: (call, send) =>
      late.faults ? disturbedCall(late.faults, patienceMs(call.partner), call, send) : send(),
    disturbWebhook: (members) => late.faults?.strike('on_the_way', 'webhook.out', members),
  };
}

/** When a database was last written: a virtual clock must not start before its own past. */
const lastWritten = ({ ground }: RunningPlatform): number =>
  (ground.sql('SELECT max(at) FROM journal').pluck().get() as number | null) ?? 0;

function setClock(clock: WorldOptions['clock'], instantMs: number): void {
  if (clock.kind === 'virtual') (clock as VirtualClock).set(instantMs);
}

/** At once: nobody may find the platform without its seed data, or a partner without its secret. */
async function settle(
  platform: RunningPlatform,
  { partnerSide }: WorldOptions,
  isKnown: boolean,
): Promise<void> {
  const done = plantSeedData(platform);
  platform.store.drain();
  await done;
  if (!partnerSide) return;
  for (const partner of [partnerSide.psp, partnerSide.kyc]) {
    // Of a database that is there already they know what they were asked.
    if (isKnown && partner.recall()) continue;
    // The secret they were introduced with; a later one they must be told.
    partner.begin(partnerSecret(platform.ground, partner.name) ?? '');
  }
  const { studio } = partnerSide;
  if (isKnown && studio.recall()) return;
  studio.begin(secretOf(platform.ground.seed, STUDIO_CLIENT));
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

/** Killed on the way, it leaves the one file or the other, never a half. */
function replaceFile(file: string, bytes: Buffer): void {
  const whole = `${file}.tmp`;
  writeFileSync(whole, bytes, { flush: true });
  for (const name of [`${file}-wal`, `${file}-shm`]) rmSync(name, { force: true });
  renameSync(whole, file);
}
