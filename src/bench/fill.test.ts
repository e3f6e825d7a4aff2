import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openDesk } from './debits.js';
import { fillWithDebits } from './fill.js';

const PLAYERS = 7;
const FILLED = 100;

/** A desk at which `FILLED` debits were written directly and then some were made for real. */
async function stage() {
  const folder = mkdtempSync(join(tmpdir(), 'tablestakes-fill-'));
  const desk = await openDesk({ file: join(folder, 'a.db'), players: PLAYERS });
  const { db } = desk.world.platform().store;
  const count = (sql: string): number => db.prepare(sql).pluck().get() as number;
  const before = count('SELECT max(seq) FROM transactions');
  fillWithDebits(db, PLAYERS, FILLED, () => undefined);
  await desk.debit(20);
  const close = (): void => {
    desk.world.close();
    rmSync(folder, { recursive: true });
  };
  return { db, count, before, close };
}

test('filled debits balance, hang together and can be followed by real ones', async () => {
  const { count, before, close } = await stage();

  const isDebit = `type = 'debit'`;
  const made = count(`SELECT count(*) FROM transactions WHERE ${isDebit}`);
  assert.ok(made > FILLED);
  for (const table of ['rounds', 'stakes', 'receipts']) {
    assert.equal(count(`SELECT count(*) FROM ${table}`), made, table);
  }
  assert.equal(count('SELECT sum(in_play) FROM wallets'), made * 100);
  assert.equal(
    count(`SELECT count(*) FROM transactions t JOIN transactions p ON p.seq = t.previous
             AND p.player = t.player AND p.balance_after = t.balance_before
             WHERE t.seq > ${before}`),
    made,
  );
  close();
});

test('filled rows are as wide as real ones', async () => {
  const { db, before, close } = await stage();
  const width = (table: string, column: string, seq: number): number => {
    const columns = db.pragma(`table_info(${table})`) as { name: string; type: string }[];
    const wide = columns.filter(({ type }) => type !== 'INTEGER');
    const sum = wide.map(({ name }) => `coalesce(length(${name}), 0)`).join(' + ');
    const row = db.prepare(`SELECT ${sum} FROM ${table} WHERE ${column} = ?`).pluck().get(seq);
    return row as number;
  };
  const entries = db.prepare('SELECT min(seq) FROM journal WHERE type = ?').pluck();
  const entry = entries.get('round.debited') as number;

  for (const [table, column, first] of [
    ['transactions', 'seq', before + 1],
    ['rounds', 'seq', 1],
    ['stakes', 'round', 1],
    ['journal', 'seq', entry],
    ['receipts', 'seq', 1],
  ] as const) {
    const filled = width(table, column, first + FILLED - 1);
    const real = width(table, column, first + FILLED);
    assert.ok(Math.abs(filled - real) <= 8, `${table}: ${filled} characters beside ${real}`);
  }
  close();
});
