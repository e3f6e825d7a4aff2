import type { Migration } from '../store/migrations.js';
import { StoreRefusal } from '../store/refusal.js';
import type { Store } from '../store/store.js';

export const tables: readonly Migration[] = [
  {
    id: '2026-11-22-sandbox-01',
    why: 'Ids derive from the seed, so a database belongs to the seed it was made with.',
    sql: `CREATE TABLE settings (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)
            STRICT, WITHOUT ROWID;`,
  },
];

const read = (store: Store, name: string): string | undefined =>
  store.sql('SELECT value FROM settings WHERE name = ?').pluck().get(name) as string | undefined;

const DEFAULT_SEED = '1';

/** The seed this database was made with; the given one when it is new. */
export function settleSeed(store: Store, wanted: string | undefined): string {
  const kept = read(store, 'seed');
  if (kept === undefined) {
    const seed = wanted ?? DEFAULT_SEED;
    store.sql("INSERT INTO settings (name, value) VALUES ('seed', ?)").run(seed);
    return seed;
  }
  if (wanted !== undefined && wanted !== kept) {
    throw new StoreRefusal(
      `This database was made with --seed ${kept}; its ids derive from it. ` +
        `Start it with that seed or none, or name another file with --db.`,
    );
  }
  return kept;
}

/** Counts the starts of a platform on this database, this one included. */
export function countLife(store: Store): number {
  const lives = Number(read(store, 'lives') ?? 0) + 1;
  store.sql("INSERT OR REPLACE INTO settings (name, value) VALUES ('lives', ?)").run(String(lives));
  return lives;
}
