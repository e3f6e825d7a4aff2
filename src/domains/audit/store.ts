import { formatTime } from '../../kernel/time.js';
import type { Ground } from '../context.js';
import type { AuditEntry, KeptEntry } from './chain.js';
import { GENESIS_HASH } from './chain.js';

interface JournalRow {
  readonly seq: number;
  readonly at: number;
  readonly client: string;
  readonly operation: string;
  readonly type: string;
  readonly player: string | null;
  readonly request_id: string;
  readonly trace_id: string;
  readonly data: string;
  readonly hash: string;
  readonly previous_hash: string | null;
}

const OWN_COLUMNS = 'seq, at, client, operation, type, player, request_id, trace_id, data, hash';
const COLUMNS = `${OWN_COLUMNS},
  (SELECT hash FROM journal older WHERE older.seq < journal.seq ORDER BY older.seq DESC LIMIT 1)
    AS previous_hash`;

export interface JournalHead {
  readonly seq: number;
  readonly hash: string;
}

export function headOf(ground: Ground): JournalHead {
  const row = ground.sql('SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1').get();
  return (row as JournalHead | undefined) ?? { seq: 0, hash: GENESIS_HASH };
}

export function insertEntry(ground: Ground, entry: KeptEntry, at: number): void {
  ground
    .sql(
      `INSERT INTO journal (seq, at, client, operation, type, player, request_id, trace_id, data,
         hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      entry.seq,
      at,
      entry.client_id,
      entry.operation,
      entry.type,
      entry.player_id,
      entry.request_id,
      entry.trace_id,
      entry.dataText,
      entry.hash,
    );
}

const keptFrom = (row: JournalRow): KeptEntry => ({
  seq: row.seq,
  at: formatTime(row.at),
  client_id: row.client,
  operation: row.operation,
  type: row.type,
  player_id: row.player,
  request_id: row.request_id,
  trace_id: row.trace_id,
  dataText: row.data,
  previous_hash: row.previous_hash ?? GENESIS_HASH,
  hash: row.hash,
});

function entryOf({ dataText, previous_hash, hash, ...head }: KeptEntry): AuditEntry {
  const data = JSON.parse(dataText) as AuditEntry['data'];
  return { ...head, data, previous_hash, hash };
}

const entryFrom = (row: JournalRow): AuditEntry => entryOf(keptFrom(row));

/** Newest first, below a sequence number. */
export function entriesBelow(
  ground: Ground,
  below: number,
  limit: number,
  player: string | undefined,
): readonly AuditEntry[] {
  const rows = ground
    .sql(
      `SELECT ${COLUMNS} FROM journal WHERE seq < ? AND (? IS NULL OR player = ?)
       ORDER BY seq DESC LIMIT ?`,
    )
    .all(below, player ?? null, player ?? null, limit) as JournalRow[];
  return rows.map(entryFrom);
}

const hashBefore = (ground: Ground, seq: number): string | null =>
  (ground
    .sql('SELECT hash FROM journal WHERE seq < ? ORDER BY seq DESC LIMIT 1')
    .pluck()
    .get(seq) as string | undefined) ?? null;

/** Oldest first, after a sequence number, a page at a time: a long log never sits in memory. */
export function* keptAfter(ground: Ground, after: number, page = 1_000): Generator<KeptEntry> {
  let previous: string | null | undefined;
  for (let last = after; ;) {
    const rows = ground
      .sql(`SELECT ${OWN_COLUMNS} FROM journal WHERE seq > ? ORDER BY seq LIMIT ?`)
      .all(last, page) as Omit<JournalRow, 'previous_hash'>[];
    for (const row of rows) {
      previous ??= hashBefore(ground, row.seq);
      yield keptFrom({ ...row, previous_hash: previous });
      previous = row.hash;
    }
    if (rows.length < page) return;
    last = rows.at(-1)?.seq ?? last;
  }
}

/** The same, with what each tells read. */
export function* entriesAfter(ground: Ground, after: number, page?: number): Generator<AuditEntry> {
  for (const kept of keptAfter(ground, after, page)) yield entryOf(kept);
}

/** Oldest first, after a sequence number: of a player, or with a name somewhere in what they tell. */
export function entriesNaming(
  ground: Ground,
  name: string,
  after: number,
  limit: number,
): readonly AuditEntry[] {
  const rows = ground
    .sql(
      `SELECT ${COLUMNS} FROM journal WHERE seq > ? AND (player = ? OR instr(data, ?) > 0)
       ORDER BY seq LIMIT ?`,
    )
    .all(after, name, name, limit) as JournalRow[];
  return rows.map(entryFrom);
}
