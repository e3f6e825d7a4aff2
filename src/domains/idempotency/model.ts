import { canonicalJson } from '../../kernel/canonical.js';
import { derivedBytes, sha256 } from '../../kernel/ids.js';

const ID_BYTES = 16;

/** What the answer to a keyed request was; `success` or the code of the refusal that bound it. */
export interface Receipt {
  readonly payload: Buffer;
  readonly outcome: string;
  readonly body: string;
  /** The transaction it made, by sequence; null when it moved no money. */
  readonly txn: number | null;
}

/** A client's key in 16 bytes: keys of one client never meet those of another (IDEM-07). */
export const receiptId = (seed: string, clientId: string, key: string): Buffer =>
  derivedBytes(seed, 'receipt', clientId, key).subarray(0, ID_BYTES);

export const txnIdOf = (id: Buffer): string => `t_${id.toString('base64url')}`;

/** The receipt id inside a txn_id, or undefined when the text is none of ours. */
export function receiptIdOf(txnId: string): Buffer | undefined {
  if (!txnId.startsWith('t_')) return undefined;
  const id = Buffer.from(txnId.slice(2), 'base64url');
  return id.length === ID_BYTES && txnIdOf(id) === txnId ? id : undefined;
}

// `meta` and the key itself do not make another request (IDEM-08).
const NOT_PAYLOAD: ReadonlySet<string> = new Set(['idempotency_key', 'meta']);

/** What a repeat must share with the first: operation, path and body members (IDEM-02). */
export function payloadHash(
  operation: string,
  path: Readonly<Record<string, string>>,
  body: unknown,
): Buffer {
  const members: Record<string, unknown> = {};
  if (body !== null && typeof body === 'object') {
    for (const [name, value] of Object.entries(body)) {
      if (!NOT_PAYLOAD.has(name)) members[name] = value;
    }
  }
  const text = canonicalJson([operation, path, members]);
  return sha256(text).subarray(0, ID_BYTES);
}
