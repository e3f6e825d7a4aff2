import type { Trade } from '../partner.js';
import type { PspBook } from './book.js';
import { paymentRoutes } from './payments.js';
import { vaultRoutes } from './vault.js';

/** The payment service provider: keeps cards, moves money, tells by webhook. */
export const pspTrade: Trade<PspBook> = {
  name: 'psp',
  hookPath: '/hooks/payments',
  newBook: () => ({ payments: {}, vault: {}, drawn: 0 }),
  routes: (ground) => [...vaultRoutes(ground), ...paymentRoutes(ground)],
};
