import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far a signed time may lie from the clock, either way (SEC-03). */
export const SIGNATURE_TOLERANCE_MS = 300_000;

/** `sha256=<hex HMAC of the raw body>`, the value of an `X-Signature` header. */
export const bodySignature = (secret: string, rawBody: string | Uint8Array): string =>
  `sha256=${createHmac('sha256', secret).update(rawBody).digest('hex')}`;

/** Compares in constant time; a value of another length is simply another value. */
export function sameSignature(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

export interface StandardWebhook {
  readonly id: string;
  /** Whole seconds since the epoch. */
  readonly timestampS: number;
  readonly rawBody: string;
}

/**
 * `v1,<base64>` over `id.timestamp.body` (Standard Webhooks). The secret is `whsec_<base64>`; the
 * key is what the base64 stands for.
 */
export function standardSignature(secret: string, { id, timestampS, rawBody }: StandardWebhook) {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = createHmac('sha256', key).update(`${id}.${timestampS}.${rawBody}`);
  return `v1,${signed.digest('base64')}`;
}
