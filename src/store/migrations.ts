import type { Database } from 'better-sqlite3';
import { sha256Hex } from '../kernel/ids.js';
import { StoreRefusal } from './refusal.js';
import { prepared } from './statements.js';

/** One step of the schema: appended, never edited; `why` is the reason it exists. */
export interface Migration {
  readonly id: string;
  readonly why: string;
  readonly sql: string;
}

interface AppliedRow {
  readonly id: string;
  readonly checksum: string;
}

const checksumOf = (migration: Migration): string => sha256Hex(migration.sql).slice(0, 16);

function applied(db: Database): readonly AppliedRow[] {
  const known = prepared(db, "SELECT 1 FROM sqlite_schema WHERE name = 'migrations'").get();
  if (!known) return [];
  return prepared(
    db,
    'SELECT id, checksum FROM migrations ORDER BY position',
  ).all() as AppliedRow[];
}

/** Refuses a schema this code does not know or that was written by an edited migration. */
export function refuseForeignSchema(db: Database, migrations: readonly Migration[]): void {
  const byId = new Map(migrations.map((migration) => [migration.id, migration]));
  for (const row of applied(db)) {
    const migration = byId.get(row.id);
    if (!migration) {
      throw new StoreRefusal(
        `The database is newer than this program (it holds migration ${row.id}). ` +
          'Update tablestakes, or name another file with --db; nothing was changed.',
      );
    }
    if (checksumOf(migration) !== row.checksum) {
      throw new StoreRefusal(
        `Migration ${row.id} was edited after it had been applied to this database. ` +
          'Migrations are append-only: restore its text and add a new one.',
      );
    }
  }
}

/** Applies what is missing, in order, all or nothing. */
export function migrate(db: Database, migrations: readonly Migration[]): void {
  const present = new Set(applied(db).map((row) => row.id));
  const missing = migrations.filter((migration) => !present.has(migration.id));
  if (missing.length === 0) return;
  db.transaction(() => {
    db.exec(
      `CREATE TABLE IF NOT EXISTS migrations (
         position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, checksum TEXT NOT NULL,
         why TEXT NOT NULL) STRICT`,
    );
    const record = prepared(db, 'INSERT INTO migrations (id, checksum, why) VALUES (?, ?, ?)');
    for (const migration of missing) {
      db.exec(migration.sql);
      record.run(migration.id, checksumOf(migration), migration.why);
    }
  })();
}
