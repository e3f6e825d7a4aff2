import type { AuditEntry } from '../domains/audit/index.js';
import { entriesAfter, headOf } from '../domains/audit/index.js';
import type { Ground } from '../domains/context.js';
import { MINUTE_MS, SECOND_MS } from '../kernel/time.js';
import type { Migration } from '../store/migrations.js';
import type { Store } from '../store/store.js';
import type { DueWork } from './scheduler.js';

export const tables: readonly Migration[] = [
  {
    id: '2026-11-22-outbox-01',
    why: 'How far each consumer has read the journal, and what waits for it: a failed delivery parks its player, not the whole line. Positions move after delivery, so a crash repeats rather than loses (at least once).',
    sql: `
      CREATE TABLE outbox_positions (consumer TEXT NOT NULL PRIMARY KEY, seq INTEGER NOT NULL)
        STRICT, WITHOUT ROWID;
      CREATE TABLE outbox_parked (
        consumer TEXT NOT NULL,
        seq      INTEGER NOT NULL,
        player   TEXT,
        attempts INTEGER NOT NULL,
        due_at   INTEGER NOT NULL,
        PRIMARY KEY (consumer, seq)
      ) STRICT, WITHOUT ROWID;
    `,
  },
];

/** Whoever listens: told every committed change at least once, in order per player (NET-06). */
export interface Consumer {
  readonly name: string;
  /** Rejects or throws when it could not take the event; it will be asked again. */
  deliver(entry: AuditEntry): Promise<void> | void;
}

/**
 * Whoever only writes down what happened: told in the transaction that moves its position on, so
 * exactly once and many events at a time. To be subscribed at the beginning of each life.
 */
export interface Recorder {
  readonly name: string;
  /** The entry after which something may interest it; undefined while nothing does. */
  listensAfter(): number | undefined;
  record(entries: readonly AuditEntry[]): void;
}

export interface Outbox extends DueWork {
  /** A consumer starts with what is written from now on, or where it stopped in an earlier life. */
  subscribe(consumer: Consumer | Recorder): void;
  state(): readonly { consumer: string; delivered_to: number; parked: number; pending: number }[];
}

interface Parked {
  readonly seq: number;
  readonly player: string | null;
  readonly attempts: number;
  readonly due_at: number;
}

/** First retry after 1 s, doubling up to 10 min. */
export const retryDelayMs = (attempts: number): number =>
  Math.min(SECOND_MS * 2 ** (attempts - 1), 10 * MINUTE_MS);

export function createOutbox(ground: Ground, store: Store): Outbox {
  const consumers = new Map<string, Consumer | Recorder>();
  let running: Promise<number> = Promise.resolve(0);
  const runAll = async (): Promise<number> => {
    let ran = 0;
    for (const consumer of consumers.values()) {
      const told = 'record' in consumer ? recordAll : pump;
      ran += await told(ground, store, consumer as Consumer & Recorder);
    }
    return ran;
  };
  return {
    subscribe(consumer) {
      ground
        .sql('INSERT INTO outbox_positions (consumer, seq) VALUES (?, ?) ON CONFLICT DO NOTHING')
        .run(consumer.name, headOf(ground).seq);
      consumers.set(consumer.name, consumer);
    },
    // One pump at a time: two would deliver out of order.
    runDue: () => (running = running.then(runAll, runAll)),
    nextDueMs: () => nextDue(ground, [...consumers.keys()]),
    state: () => [...consumers.values()].map((consumer) => stateOf(ground, consumer)),
  };
}

const positionOf = (ground: Ground, name: string): number =>
  ground.sql('SELECT seq FROM outbox_positions WHERE consumer = ?').pluck().get(name) as number;

const parkedOf = (ground: Ground, name: string): readonly Parked[] =>
  ground.sql('SELECT * FROM outbox_parked WHERE consumer = ? ORDER BY seq').all(name) as Parked[];

function nextDue(ground: Ground, names: readonly string[]): number | undefined {
  const firsts = names.flatMap((name) => firstOfEachPlayer(parkedOf(ground, name)));
  return firsts.length === 0 ? undefined : Math.min(...firsts.map((parked) => parked.due_at));
}

function firstOfEachPlayer(parked: readonly Parked[]): readonly Parked[] {
  const firsts = new Map<string | null, Parked>();
  for (const one of parked) if (!firsts.has(one.player)) firsts.set(one.player, one);
  return [...firsts.values()];
}

/** Entries recorded in one transaction. */
const PAGE = 200;

async function recordAll(ground: Ground, store: Store, recorder: Recorder): Promise<number> {
  let recorded = 0;
  for (;;) {
    const last = recordedTo(ground, recorder);
    if (last === undefined || last >= headOf(ground).seq) return recorded;
    recorded += await store.transact(() => recordPage(ground, recorder, last));
  }
}

/** Inside a transaction. */
function recordPage(ground: Ground, recorder: Recorder, after: number): number {
  const page: AuditEntry[] = [];
  for (const entry of entriesAfter(ground, after, PAGE)) {
    page.push(entry);
    if (page.length === PAGE) break;
  }
  recorder.record(page);
  moveOn(ground, recorder.name, page.at(-1)?.seq ?? after);
  return page.length;
}

function recordedTo(ground: Ground, recorder: Recorder): number | undefined {
  const after = recorder.listensAfter();
  return after === undefined ? undefined : Math.max(after, positionOf(ground, recorder.name));
}

const moveOn = (ground: Ground, name: string, seq: number): void =>
  void ground.sql('UPDATE outbox_positions SET seq = ? WHERE consumer = ?').run(seq, name);

async function pump(ground: Ground, store: Store, consumer: Consumer): Promise<number> {
  const retried = await retryParked(ground, store, consumer);
  const blocked = new Set(parkedOf(ground, consumer.name).map((parked) => parked.player));
  let delivered = retried;
  for (const entry of entriesAfter(ground, positionOf(ground, consumer.name))) {
    const waits = blocked.has(entry.player_id);
    const taken = !waits && (await offered(consumer, entry));
    if (taken) delivered += 1;
    else blocked.add(entry.player_id);
    await store.transact(() => {
      if (!taken) park(ground, consumer.name, entry, waits ? 0 : 1);
      moveOn(ground, consumer.name, entry.seq);
    });
  }
  return delivered;
}

/** Each player's oldest parked event first; what follows it waits until it was taken. */
async function retryParked(ground: Ground, store: Store, consumer: Consumer): Promise<number> {
  const stuck = new Set<string | null>();
  let delivered = 0;
  for (const parked of parkedOf(ground, consumer.name)) {
    if (stuck.has(parked.player)) continue;
    const [entry] = entriesAfter(ground, parked.seq - 1, 1);
    const due = parked.attempts === 0 || parked.due_at <= ground.clock.now();
    const taken = due && entry !== undefined && (await offered(consumer, entry));
    if (taken) delivered += 1;
    else stuck.add(parked.player);
    if (due) await store.transact(() => settleParked(ground, consumer.name, parked, taken));
  }
  return delivered;
}

async function offered(consumer: Consumer, entry: AuditEntry): Promise<boolean> {
  try {
    await consumer.deliver(entry);
    return true;
  } catch {
    return false;
  }
}

function park(ground: Ground, consumer: string, entry: AuditEntry, attempts: number): void {
  const due = ground.clock.now() + (attempts === 0 ? 0 : retryDelayMs(attempts));
  ground
    .sql(
      'INSERT INTO outbox_parked (consumer, seq, player, attempts, due_at) VALUES (?, ?, ?, ?, ?)',
    )
    .run(consumer, entry.seq, entry.player_id, attempts, due);
}

function settleParked(ground: Ground, consumer: string, parked: Parked, taken: boolean): void {
  if (taken) {
    ground
      .sql('DELETE FROM outbox_parked WHERE consumer = ? AND seq = ?')
      .run(consumer, parked.seq);
    return;
  }
  const attempts = parked.attempts + 1;
  ground
    .sql('UPDATE outbox_parked SET attempts = ?, due_at = ? WHERE consumer = ? AND seq = ?')
    .run(attempts, ground.clock.now() + retryDelayMs(attempts), consumer, parked.seq);
}

function stateOf(ground: Ground, consumer: Consumer | Recorder) {
  const { name } = consumer;
  const head = headOf(ground).seq;
  const position =
    'record' in consumer ? (recordedTo(ground, consumer) ?? head) : positionOf(ground, name);
  return {
    consumer: name,
    delivered_to: position,
    parked: parkedOf(ground, name).length,
    pending: head - position,
  };
}
