import { accessLogMutants } from './access-log.js';
import { accessMutants } from './access.js';
import { auditMutants } from './audit.js';
import { deepMutants } from './deep.js';
import { hookMutants } from './hooks.js';
import { idempotencyMutants } from './idempotency.js';
import { jackpotMutants } from './jackpots.js';
import { kycMutants } from './kyc.js';
import { limitMutants } from './limits.js';
import { liveMutants } from './live.js';
import { moneyMutants } from './money.js';
import type { Mutant } from './mutant.js';
import { paymentMutants } from './payments.js';
import { playMutants } from './play.js';
import { togetherMutants } from './plays.js';
import { privacyMutants } from './privacy.js';
import { rateMutants } from './rates.js';
import { readingMutants } from './reading.js';
import { secretMutants } from './secrets.js';
import { sagaMutants } from './sagas.js';
import { studioMutants } from './studio.js';
import { tournamentMutants } from './tournaments.js';
import { webhookMutants } from './webhooks.js';
import { wireMutants } from './wire.js';

export type { Mutant } from './mutant.js';

/** Every defect the certification suite has been shown and has noticed. */
export const MUTANTS: readonly Mutant[] = [
  ...playMutants,
  ...togetherMutants,
  ...idempotencyMutants,
  ...moneyMutants,
  ...limitMutants,
  ...kycMutants,
  ...jackpotMutants,
  ...accessMutants,
  ...auditMutants,
  ...readingMutants,
  ...secretMutants,
  ...rateMutants,
  ...paymentMutants,
  ...hookMutants,
  ...sagaMutants,
  ...webhookMutants,
  ...studioMutants,
  ...liveMutants,
  ...privacyMutants,
  ...accessLogMutants,
  ...tournamentMutants,
  ...wireMutants,
];

/** Defects that no fixed scenario sees; `tablestakes certify --explore` finds each. */
export const DEEP_MUTANTS: readonly Mutant[] = deepMutants;

const EVERY: readonly Mutant[] = [...MUTANTS, ...DEEP_MUTANTS];

/** The mutant of this id; throws with the known ids when there is none. */
export function mutantOf(id: string): Mutant {
  const found = EVERY.find((one) => one.id === id);
  if (found) return found;
  throw new RangeError(`No mutant "${id}". Known: ${EVERY.map((one) => one.id).join(', ')}.`);
}
