import type { Ground } from '../context.js';
import type { Receipt } from './model.js';

export const findReceipt = (ground: Ground, id: Buffer): Receipt | undefined =>
  ground.sql('SELECT payload, outcome, body, txn FROM receipts WHERE id = ?').get(id) as
    Receipt | undefined;

export function insertReceipt(ground: Ground, id: Buffer, receipt: Receipt): void {
  ground
    .sql('INSERT INTO receipts (id, payload, outcome, body, txn) VALUES (?, ?, ?, ?, ?)')
    .run(id, receipt.payload, receipt.outcome, receipt.body, receipt.txn);
}
