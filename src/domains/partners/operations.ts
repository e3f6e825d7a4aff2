import { refuse } from '../../kernel/errors.js';
import { formatTime } from '../../kernel/time.js';
import { emit } from '../audit/index.js';
import type { Operation } from '../context.js';
import { derivedPartnerSecret, PARTNER_SECRET_OVERLAP_MS } from './model.js';
import { findPartnerSecret, putPartnerSecret } from './store.js';

export const rotatePartnerSecret: Operation<'rotatePartnerSecret'> = (ctx, input) => {
  const kept = findPartnerSecret(ctx, input.partner);
  if (!kept) return refuse('PARTNER_NOT_FOUND', { field: 'partner' });
  const generation = kept.generation + 1;
  const acceptedUntil = ctx.clock.now() + PARTNER_SECRET_OVERLAP_MS;
  const secret = derivedPartnerSecret(ctx.seed, kept.partner, generation);
  putPartnerSecret(ctx, {
    partner: kept.partner,
    secret,
    generation,
    previous_secret: kept.secret,
    previous_accepted_until: acceptedUntil,
  });
  emit(ctx, 'partner.secret_rotated', null, { partner: kept.partner, generation });
  return {
    partner: kept.partner as 'psp' | 'kyc',
    secret,
    previous_accepted_until: formatTime(acceptedUntil),
  };
};
