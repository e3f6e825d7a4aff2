import { sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { canonicalJson } from '../kernel/canonical.js';
import { keyIdOf } from './keys.js';

/** The media type of an in-toto statement, as it stands under the signature. */
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/** How every envelope that `sealed` writes begins. */
export const ENVELOPE_START = '{"payload":"';

/** What is signed (DSSE v1.0): `DSSEv1 <length> <type> <length> <payload>`, lengths in bytes. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const typeBytes = Buffer.byteLength(payloadType);
  const head = `DSSEv1 ${typeBytes} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

/** A DSSE envelope with one Ed25519 signature: one line, members sorted, base64 with padding. */
export function sealed(payload: Uint8Array, privateKey: KeyObject): string {
  const signature = sign(null, preAuthEncoding(PAYLOAD_TYPE, payload), privateKey);
  return envelopeText(payload, keyIdOf(privateKey), signature);
}

const envelopeText = (payload: Uint8Array, keyId: string, signature: Uint8Array): string =>
  `${canonicalJson({
    payload: Buffer.from(payload).toString('base64'),
    payloadType: PAYLOAD_TYPE,
    signatures: [{ keyid: keyId, sig: Buffer.from(signature).toString('base64') }],
  })}\n`;

export type Opened = { readonly payload: Buffer } | { readonly fault: string };

/**
 * The payload of an envelope, if the key signed it and it stands byte for byte as it was sealed.
 * What is not under the signature must not be free to say something: another member, another
 * spelling of the base64, white space.
 */
export function opened(envelope: Uint8Array, publicKey: KeyObject): Opened {
  const parts = partsOf(Buffer.from(envelope).toString('utf8'));
  if (!parts) return { fault: 'it is no DSSE envelope with one signature' };
  const { payload, payloadType, keyId, signature } = parts;
  if (payloadType !== PAYLOAD_TYPE) return { fault: `its payload is no ${PAYLOAD_TYPE}` };
  if (keyId !== keyIdOf(publicKey)) return { fault: 'it names another key than this one' };
  if (!verify(null, preAuthEncoding(payloadType, payload), publicKey, signature)) {
    return { fault: 'the signature does not fit: the payload or the signature was changed' };
  }
  if (!Buffer.from(envelopeText(payload, keyId, signature)).equals(envelope)) {
    return { fault: 'it is not written as it was issued: something was added or spelled anew' };
  }
  return { payload };
}

interface Parts {
  readonly payload: Buffer;
  readonly payloadType: string;
  readonly keyId: string;
  readonly signature: Buffer;
}

function partsOf(text: string): Parts | undefined {
  const { payload, payloadType, signatures } = membersOf(parsed(text));
  const [only, ...more] = Array.isArray(signatures) ? (signatures as unknown[]) : [];
  const { keyid: keyId, sig } = membersOf(only);
  if (typeof payload !== 'string' || typeof payloadType !== 'string') return undefined;
  if (typeof keyId !== 'string' || typeof sig !== 'string' || more.length > 0) return undefined;
  const bytes = (base64: string): Buffer => Buffer.from(base64, 'base64');
  return { payload: bytes(payload), payloadType, keyId, signature: bytes(sig) };
}

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
