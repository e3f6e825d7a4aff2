import type { Invariant } from '../../src/harness/invariants.js';
import { registryOf } from '../../src/harness/scenario.js';
import { answerInvariants } from './answers.js';
import { auditInvariants } from './audit.js';
import { booksInvariants } from './books.js';
import { jackpotInvariants } from './jackpots.js';
import { keyInvariants } from './keys.js';
import { paymentInvariants } from './payments.js';
import { statementInvariants } from './statements.js';
import { walletInvariants } from './wallets.js';

/** Every law judged over the whole run, after all scenarios. */
export const invariants: readonly Invariant[] = registryOf<Invariant>([
  ...booksInvariants,
  ...walletInvariants,
  ...keyInvariants,
  ...statementInvariants,
  ...paymentInvariants,
  ...jackpotInvariants,
  ...auditInvariants,
  ...answerInvariants,
]);
