import type { Database, Statement } from 'better-sqlite3';

/**
 * From Node 24.19 on, a native object of better-sqlite3 12 that the garbage collector finalises
 * while no JavaScript runs ends the process (nodejs/node#65446). So there none is ever let go: a
 * few hundred small objects for each database opened. For the same reason nobody iterates over a
 * statement: each iterator would be one more of them. Version 13 has no such objects, but cannot
 * run on Node 20.
 */
const kept: object[] = [];
const [major = 0] = process.versions.node.split('.').map(Number);
const MUST_KEEP = major >= 24;

export function retained<T extends object>(made: T): T {
  if (MUST_KEEP) kept.push(made);
  return made;
}

export const prepared = (db: Database, text: string): Statement => retained(db.prepare(text));

/** The first column of the first row that a pragma answers. */
export const pragmaOf = (db: Database, text: string): unknown =>
  prepared(db, `PRAGMA ${text}`).pluck().get();
