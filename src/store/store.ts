import type { Database, Statement } from 'better-sqlite3';
import { openDatabase } from './database.js';
import type { Migration } from './migrations.js';
import { prepared } from './statements.js';

export interface StoreOptions {
  /** A file, created when absent; without one the store lives in memory. */
  readonly file?: string | undefined;
  /** What an in-memory store starts with: the bytes of an earlier one. */
  readonly bytes?: Buffer | undefined;
  readonly migrations: readonly Migration[];
  /** Most requests that share one commit; 1 gives a commit to each (the bench's baseline). */
  readonly groupLimit?: number | undefined;
}

export interface Store {
  readonly db: Database;
  /** The prepared statement for this text, prepared once. */
  sql(text: string): Statement;
  /**
   * Runs the work in its own savepoint and answers after the commit it shares with whatever
   * arrived together with it. Work that throws undoes itself alone.
   */
  transact<T>(work: () => T): Promise<T>;
  /** Inside `transact` only: undoes what the running work has written so far. */
  undo(): void;
  /** Everything committed, as one consistent image. */
  bytes(): Buffer;
  /** Commits everything accepted so far. */
  drain(): void;
  /** Drains, then closes. */
  close(): void;
  /** Loses what is not committed, as a power cut would, and closes; answers what is left. */
  crash(keepImage: boolean): Buffer | undefined;
}

interface Job {
  readonly work: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
  value: unknown;
  failed: boolean;
}

/** Bounds how long one commit keeps the event loop. */
const GROUP_LIMIT = 256;

export function openStore(options: StoreOptions): Store {
  const db = openDatabase(options);
  const sql = statementCache(db);
  const group = groupCommit(db, sql, options.groupLimit ?? GROUP_LIMIT);
  return {
    db,
    sql,
    transact: group.transact,
    undo: () => void sql('ROLLBACK TO work').run(),
    bytes: () => db.serialize(),
    drain: group.drain,
    close: () => {
      group.drain();
      db.close();
    },
    crash: (keepImage) => {
      group.drop();
      if (db.inTransaction) db.exec('ROLLBACK');
      const image = keepImage ? db.serialize() : undefined;
      db.close();
      return image;
    },
  };
}

function statementCache(db: Database): (text: string) => Statement {
  const known = new Map<string, Statement>();
  return (text) => {
    let statement = known.get(text);
    if (!statement) {
      statement = prepared(db, text);
      known.set(text, statement);
    }
    return statement;
  };
}

function groupCommit(db: Database, sql: (text: string) => Statement, limit: number) {
  let queue: Job[] = [];
  let scheduled = false;

  const flush = (): void => {
    scheduled = false;
    if (queue.length === 0) return;
    const group = queue.length > limit ? queue.splice(0, limit) : queue;
    if (group === queue) queue = [];
    commit(sql, db, group);
    if (queue.length > 0) schedule();
  };
  const schedule = (): void => {
    scheduled = true;
    // After the poll phase: every request whose bytes have arrived is in the queue by then.
    setImmediate(flush);
  };
  const transact = <T>(work: () => T): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      // A caller that outlived its store must hear so: no commit will ever answer it.
      if (!db.open) return reject(new Error('the store is closed'));
      queue.push({
        work,
        resolve,
        reject,
        value: undefined,
        failed: false,
      });
      if (!scheduled) schedule();
    });
  return {
    transact,
    drain: () => {
      while (queue.length > 0) flush();
    },
    drop: () => {
      const lost = queue;
      queue = [];
      for (const job of lost) job.reject(new Error('the platform crashed before the commit'));
    },
  };
}

function commit(sql: (text: string) => Statement, db: Database, group: readonly Job[]): void {
  try {
    sql('BEGIN IMMEDIATE').run();
    for (const job of group) runInSavepoint(sql, job);
    sql('COMMIT').run();
  } catch (failure) {
    // The commit itself failed (disk full, say): nothing of the group happened, nobody is told yes.
    if (db.inTransaction) sql('ROLLBACK').run();
    for (const job of group) job.reject(failure);
    return;
  }
  for (const job of group) {
    if (job.failed) job.reject(job.value);
    else job.resolve(job.value as never);
  }
}

function runInSavepoint(sql: (text: string) => Statement, job: Job): void {
  sql('SAVEPOINT work').run();
  try {
    job.value = job.work();
  } catch (failure) {
    job.value = failure;
    job.failed = true;
    sql('ROLLBACK TO work').run();
  }
  sql('RELEASE work').run();
}
