import type { Ground } from '../context.js';
import type { PartnerSecret } from './model.js';

export const findPartnerSecret = (ground: Ground, partner: string): PartnerSecret | undefined =>
  ground.sql('SELECT * FROM partner_secrets WHERE partner = ?').get(partner) as
    PartnerSecret | undefined;

export function putPartnerSecret(ground: Ground, kept: Omit<PartnerSecret, 'addresses'>): void {
  ground
    .sql(
      `INSERT INTO partner_secrets (partner, secret, generation, previous_secret,
         previous_accepted_until)
       VALUES (@partner, @secret, @generation, @previous_secret, @previous_accepted_until)
       ON CONFLICT (partner) DO UPDATE SET secret = excluded.secret,
         generation = excluded.generation, previous_secret = excluded.previous_secret,
         previous_accepted_until = excluded.previous_accepted_until`,
    )
    .run(kept);
}

export function updateAddresses(ground: Ground, partner: string, addresses: string | null): void {
  ground.sql('UPDATE partner_secrets SET addresses = ? WHERE partner = ?').run(addresses, partner);
}
