import type { Domain, Ground } from '../context.js';
import type { Receipt } from './model.js';
import { newKey, payloadHash, receiptId, seal, unseal } from './model.js';
import {
  eraseKey,
  findKey,
  findReceipt,
  insertKey,
  insertReceipt,
  insertSealedReceipt,
} from './store.js';
import { tables } from './tables.js';

export type { Receipt } from './model.js';
export { firstWinKey, receiptId, receiptIdOf, txnIdOf } from './model.js';
export { findReceipt } from './store.js';

/** Exactly-once, once for all operations (IDEM-01…08). */
export interface Idempotency {
  idOf(ground: Ground, clientId: string, key: string): Buffer;
  payloadOf(operation: string, path: Readonly<Record<string, string>>, body: unknown): Buffer;
  /** As it is kept. */
  find(ground: Ground, id: Buffer): Receipt | undefined;
  /** What it says; undefined once the key of its owner was erased (GDPR-01). */
  open(ground: Ground, id: Buffer, receipt: Receipt): Receipt | undefined;
  /** Whether a repeat asks for what the first asked for; if not, the key is in conflict (IDEM-02). */
  matches(receipt: Receipt, payload: Buffer): boolean;
  /**
   * Binds the key to its answer, in the transaction that made the effect. With an owner it is kept
   * sealed under a key of theirs; not when that key was erased, for then nothing tells of them.
   */
  bind(ground: Ground, id: Buffer, receipt: Receipt, owner?: string): void;
  /** Erases the owner's key: what is sealed under it stays, and nobody can read it again. */
  shred(ground: Ground, owner: string): void;
}

function open(ground: Ground, id: Buffer, receipt: Receipt): Receipt | undefined {
  if (receipt.sealed_for == null) return receipt;
  const key = findKey(ground, receipt.sealed_for);
  return key ? { ...receipt, ...unseal(key, id, receipt.body) } : undefined;
}

function bind(ground: Ground, id: Buffer, receipt: Receipt, owner?: string): void {
  const key = owner === undefined ? null : keyOf(ground, owner);
  if (owner === undefined || key === null) return insertReceipt(ground, id, receipt);
  const sealed = { payload: Buffer.alloc(0), body: seal(key, id, receipt), sealed_for: owner };
  insertSealedReceipt(ground, id, { ...receipt, ...sealed });
}

function keyOf(ground: Ground, owner: string): Buffer | null {
  const known = findKey(ground, owner);
  if (known !== undefined) return known;
  const made = newKey();
  insertKey(ground, owner, made);
  return made;
}

export const soundIdempotency: Idempotency = {
  idOf: (ground, clientId, key) => receiptId(ground.seed, clientId, key),
  payloadOf: payloadHash,
  find: findReceipt,
  open,
  matches: (receipt, payload) => receipt.payload.equals(payload),
  bind,
  shred: eraseKey,
};

export const idempotency: Domain = { name: 'idempotency', tables, operations: {} };
