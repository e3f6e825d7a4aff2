import Sqlite from 'better-sqlite3';
import type { Database } from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { migrate, refuseForeignSchema } from './migrations.js';
import { StoreRefusal } from './refusal.js';
import { pragmaOf, prepared, retained } from './statements.js';
import type { StoreOptions } from './store.js';

/** "TBLS": marks a file as ours, so that we never migrate somebody else's database. */
const APPLICATION_ID = 0x54424c53;

/** Opens, checks, then migrates, in this order: a file that is not ours is left as it was. */
export function openDatabase(options: StoreOptions): Database {
  const existed = options.file !== undefined && existsSync(options.file);
  const db = connect(options);
  try {
    if (existed) refuseUnlessOurs(db, options.file);
    refuseForeignSchema(db, options.migrations);
    tune(db);
    migrate(db, options.migrations);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    return db;
  } catch (failure) {
    db.close();
    throw explained(failure, options.file);
  }
}

function connect(options: StoreOptions): Database {
  try {
    if (options.file !== undefined) return retained(new Sqlite(options.file, { timeout: 1_000 }));
    return retained(options.bytes ? new Sqlite(options.bytes) : new Sqlite(':memory:'));
  } catch (failure) {
    throw explained(failure, options.file);
  }
}

function refuseUnlessOurs(db: Database, file: string): void {
  const tables = prepared(db, 'SELECT count(*) FROM sqlite_schema').pluck().get() as number;
  if (tables > 0 && pragmaOf(db, 'application_id') !== APPLICATION_ID) {
    throw new StoreRefusal(
      `${file} is a database of another program. Name another file with --db; this one was not touched.`,
    );
  }
  const verdict = pragmaOf(db, 'quick_check(1)');
  if (verdict !== 'ok') {
    throw new StoreRefusal(
      `${file} is damaged (${String(verdict)}). Restore a copy, or name another file with --db.`,
    );
  }
}

function tune(db: Database): void {
  // One process owns the file: no shared-memory index, and a second owner is refused at once.
  db.exec('PRAGMA locking_mode = EXCLUSIVE');
  db.exec('PRAGMA journal_mode = WAL');
  db.exec('PRAGMA synchronous = FULL');
  db.exec('PRAGMA wal_autocheckpoint = 16000');
  db.exec('PRAGMA cache_size = -65536');
  db.exec('PRAGMA temp_store = MEMORY');
  db.exec('PRAGMA foreign_keys = ON');
  // What was overwritten or deleted must not stay in the slack of a page (GDPR-01).
  db.exec('PRAGMA secure_delete = ON');
  // Triggers guard the ledger; they must fire for every write, whatever ran before.
  db.exec('PRAGMA recursive_triggers = ON');
}

/** By primary result code; the extended ones (SQLITE_READONLY_DIRECTORY, say) begin with it. */
const REMEDIES: Readonly<Record<string, string>> = {
  SQLITE_NOTADB: 'is not a database',
  SQLITE_CORRUPT: 'is damaged',
  SQLITE_CANTOPEN: 'cannot be opened: does its folder exist, may this user write there?',
  SQLITE_READONLY: 'cannot be written by this user',
  SQLITE_BUSY: 'is in use by another process; stop that one first',
  SQLITE_LOCKED: 'is in use by another process; stop that one first',
};

function explained(failure: unknown, file: string | undefined): unknown {
  if (!(failure instanceof Error) || failure instanceof StoreRefusal) return failure;
  const code = String((failure as { code?: unknown }).code);
  const known = REMEDIES[/^SQLITE_[A-Z]+/.exec(code)?.[0] ?? ''];
  const missingFolder = failure.message.includes('directory does not exist');
  if (known === undefined && !missingFolder) return failure;
  const why = known ?? 'cannot be opened: its folder does not exist';
  return new StoreRefusal(`${file ?? 'The database'} ${why}. Or name another file with --db.`);
}
