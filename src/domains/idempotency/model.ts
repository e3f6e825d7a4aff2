import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { canonicalJson } from '../../kernel/canonical.js';
import { derivedBytes, sha256 } from '../../kernel/ids.js';

const ID_BYTES = 16;
const PAYLOAD_BYTES = 16;

/** What the answer to a keyed request was; `success` or the code of the refusal that bound it. */
export interface Receipt {
  readonly payload: Buffer;
  readonly outcome: string;
  readonly body: string;
  /** The transaction it made, by sequence; null when it moved no money. */
  readonly txn: number | null;
  /** Under whose key payload and body are sealed; null when they are not. */
  readonly sealed_for?: string | null;
}

/** A client's key in 16 bytes: keys of one client never meet those of another (IDEM-07). */
export const receiptId = (seed: string, clientId: string, key: string): Buffer =>
  derivedBytes(seed, 'receipt', clientId, key).subarray(0, ID_BYTES);

/**
 * The key of a credit that has none: that of the first win on its debit. NUL keeps it apart from
 * every key a caller can send (IDEM-04).
 */
export const firstWinKey = (debitTxnId: string): string => `\u0000credit\u0000${debitTxnId}`;

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
  return sha256(text).subarray(0, PAYLOAD_BYTES);
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** By chance and not by seed: a key that could be derived again would not be gone when erased. */
export const newKey = (): Buffer => randomBytes(KEY_BYTES);

/**
 * Payload and body as nonce, tag and ciphertext in base64; the receipt's id is under the tag, so
 * that no receipt passes for another. The payload goes in too: a hash of a name can be guessed.
 */
export function seal(key: Buffer, id: Buffer, { payload, body }: Content): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(id);
  const text = Buffer.concat([cipher.update(payload), cipher.update(body, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64');
}

type Content = Pick<Receipt, 'payload' | 'body'>;

/** What was sealed; throws when key, id or text are not those of then. */
export function unseal(key: Buffer, id: Buffer, sealed: string): Content {
  const bytes = Buffer.from(sealed, 'base64');
  const [tagAt, textAt] = [NONCE_BYTES, NONCE_BYTES + TAG_BYTES];
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, tagAt)).setAAD(id);
  decipher.setAuthTag(bytes.subarray(tagAt, textAt));
  const content = Buffer.concat([decipher.update(bytes.subarray(textAt)), decipher.final()]);
  return {
    payload: content.subarray(0, PAYLOAD_BYTES),
    body: content.subarray(PAYLOAD_BYTES).toString('utf8'),
  };
}
