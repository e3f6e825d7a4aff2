import type { Ground } from '../context.js';
import type { Receipt } from './model.js';

export const findReceipt = (ground: Ground, id: Buffer): Receipt | undefined =>
  ground
    .sql('SELECT payload, outcome, body, txn, sealed_for FROM receipts WHERE id = ?')
    .get(id) as Receipt | undefined;

export function insertReceipt(ground: Ground, id: Buffer, receipt: Receipt): void {
  ground
    .sql('INSERT INTO receipts (id, payload, outcome, body, txn) VALUES (?, ?, ?, ?, ?)')
    .run(id, receipt.payload, receipt.outcome, receipt.body, receipt.txn);
}

export function insertSealedReceipt(ground: Ground, id: Buffer, receipt: Receipt): void {
  ground
    .sql(
      `INSERT INTO receipts (id, payload, outcome, body, txn, sealed_for)
       VALUES (?, ?, ?, ?, ?, ?)`,
    )
    .run(id, receipt.payload, receipt.outcome, receipt.body, receipt.txn, receipt.sealed_for);
}

/** The owner's key; null once it was erased, undefined when there was none yet. */
export function findKey(ground: Ground, owner: string): Buffer | null | undefined {
  const row = ground.sql('SELECT key FROM receipt_keys WHERE owner = ?').get(owner);
  return (row as { key: Buffer | null } | undefined)?.key;
}

export function insertKey(ground: Ground, owner: string, key: Buffer): void {
  ground.sql('INSERT INTO receipt_keys (owner, key) VALUES (?, ?)').run(owner, key);
}

export function eraseKey(ground: Ground, owner: string): void {
  ground
    .sql(
      `INSERT INTO receipt_keys (owner, key) VALUES (?, NULL)
       ON CONFLICT (owner) DO UPDATE SET key = NULL`,
    )
    .run(owner);
}
