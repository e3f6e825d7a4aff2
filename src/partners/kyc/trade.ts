import type { Trade } from '../partner.js';
import type { KycBook } from './checks.js';
import { checkRoutes } from './checks.js';
import { screeningRoutes } from './screenings.js';

/** The identity provider: decides on documents by webhook, screens names at once. */
export const kycTrade: Trade<KycBook> = {
  name: 'kyc',
  hookPath: '/hooks/kyc',
  newBook: () => ({ checks: {} }),
  routes: (ground) => [...checkRoutes(ground), ...screeningRoutes(ground)],
};
