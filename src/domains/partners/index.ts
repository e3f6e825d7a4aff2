import { refuse } from '../../kernel/errors.js';
import { SIGNATURE_TOLERANCE_MS } from '../../kernel/signature.js';
import { parseTime } from '../../kernel/time.js';
import type { Domain, Ground, Principal } from '../context.js';
import { command } from '../context.js';
import { derivedPartnerSecret, isSignedBy } from './model.js';
import { rotatePartnerSecret } from './operations.js';
import { findPartnerSecret, putPartnerSecret, updateAddresses } from './store.js';
import { tables } from './tables.js';

/** What a partner sent, before anybody has read it. */
export interface SignedBody {
  readonly rawBody?: string | undefined;
  readonly signature?: string | undefined;
}

/** Webhooks that come in: whose they are is told by the signature over the raw body (SEC-03). */
export interface PartnerRules {
  /** The partner as a principal, or SIGNATURE_INVALID: before parsing, before any state. */
  principalOf(ground: Ground, partner: string, sent: SignedBody): Principal;
  /** A signed time further away than the tolerance is SIGNATURE_EXPIRED. */
  refuseStale(ground: Ground, timestamp: unknown): void;
}

export const soundPartners: PartnerRules = {
  principalOf(ground, partner, { rawBody = '', signature = '' }) {
    const kept = findPartnerSecret(ground, partner);
    if (!kept || !isSignedBy(kept, rawBody, signature, ground.clock.now())) {
      refuse('SIGNATURE_INVALID');
    }
    const addresses = kept.addresses === null ? undefined : addressesOf(kept.addresses);
    return { clientId: partner, scopes: new Set(), addresses };
  },
  refuseStale(ground, timestamp) {
    const instantMs = typeof timestamp === 'string' ? parseTime(timestamp) : undefined;
    if (instantMs === undefined) return; // for the schema to refuse
    const distanceMs = Math.abs(ground.clock.now() - instantMs);
    if (distanceMs > SIGNATURE_TOLERANCE_MS) {
      refuse('SIGNATURE_EXPIRED', { tolerance_s: SIGNATURE_TOLERANCE_MS / 1_000 });
    }
  },
};

/** Introduces a partner: its first secret derives from the seed. Answers the secret. */
export function introducePartner(ground: Ground, partner: string): string {
  const secret = derivedPartnerSecret(ground.seed, partner, 1);
  putPartnerSecret(ground, {
    partner,
    secret,
    generation: 1,
    previous_secret: null,
    previous_accepted_until: null,
  });
  return secret;
}

const addressesOf = (text: string): readonly string[] => JSON.parse(text) as readonly string[];

/** Where the webhooks of a partner may come from; anywhere with none given. */
export function restrictPartner(
  ground: Ground,
  partner: string,
  addresses: readonly string[] | undefined,
): void {
  updateAddresses(ground, partner, addresses === undefined ? null : JSON.stringify(addresses));
}

/** The secret a partner signs with now. */
export const partnerSecret = (ground: Ground, partner: string): string | undefined =>
  findPartnerSecret(ground, partner)?.secret;

export const partners: Domain = {
  name: 'partners',
  tables,
  operations: { rotatePartnerSecret: command(rotatePartnerSecret) },
};
