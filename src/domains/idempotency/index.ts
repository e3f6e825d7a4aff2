import type { Domain, Ground } from '../context.js';
import type { Receipt } from './model.js';
import { payloadHash, receiptId } from './model.js';
import { findReceipt, insertReceipt } from './store.js';
import { tables } from './tables.js';

export type { Receipt } from './model.js';
export { receiptId, receiptIdOf, txnIdOf } from './model.js';
export { findReceipt } from './store.js';

/** Exactly-once, once for all operations (IDEM-01…08). */
export interface Idempotency {
  idOf(ground: Ground, clientId: string, key: string): Buffer;
  payloadOf(operation: string, path: Readonly<Record<string, string>>, body: unknown): Buffer;
  find(ground: Ground, id: Buffer): Receipt | undefined;
  /** Whether a repeat asks for what the first asked for; if not, the key is in conflict (IDEM-02). */
  matches(receipt: Receipt, payload: Buffer): boolean;
  /** Binds the key to its answer, in the transaction that made the effect. */
  bind(ground: Ground, id: Buffer, receipt: Receipt): void;
}

export const soundIdempotency: Idempotency = {
  idOf: (ground, clientId, key) => receiptId(ground.seed, clientId, key),
  payloadOf: payloadHash,
  find: findReceipt,
  matches: (receipt, payload) => receipt.payload.equals(payload),
  bind: insertReceipt,
};

export const idempotency: Domain = { name: 'idempotency', tables, operations: {} };
