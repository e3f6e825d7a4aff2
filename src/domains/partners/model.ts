import { derivedBytes } from '../../kernel/ids.js';
import { bodySignature, sameSignature } from '../../kernel/signature.js';
import { DAY_MS } from '../../kernel/time.js';

/** How long a rotated secret is still accepted. */
export const PARTNER_SECRET_OVERLAP_MS = DAY_MS;

export interface PartnerSecret {
  readonly partner: string;
  readonly secret: string;
  readonly generation: number;
  readonly previous_secret: string | null;
  readonly previous_accepted_until: number | null;
  /** JSON list of addresses and CIDR ranges; null for anywhere. */
  readonly addresses: string | null;
}

/** The same seed gives a partner the same secret: a sandbox's secrets guard nothing. */
export const derivedPartnerSecret = (seed: string, partner: string, generation: number): string =>
  derivedBytes(seed, 'partner-secret', partner, String(generation)).toString('base64url');

/** Whether the raw body bears a signature of the secret, or of the previous one during its overlap. */
export function isSignedBy(
  kept: PartnerSecret,
  rawBody: string,
  signature: string,
  nowMs: number,
): boolean {
  if (sameSignature(signature, bodySignature(kept.secret, rawBody))) return true;
  const overlaps = kept.previous_secret !== null && (kept.previous_accepted_until ?? 0) > nowMs;
  return overlaps && sameSignature(signature, bodySignature(kept.previous_secret, rawBody));
}
