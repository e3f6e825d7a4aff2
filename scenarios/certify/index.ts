import { registryOf } from '../../src/harness/scenario.js';
import type { Scenario } from '../../src/harness/scenario.js';
import { accessScenarios } from './access/index.js';
import { auditScenarios } from './audit/index.js';
import { amountsScenarios } from './amounts/index.js';
import { contractScenarios } from './contract/index.js';
import { errorsScenarios } from './errors/index.js';
import { gamesScenarios } from './games/index.js';
import { concurrencyScenarios } from './concurrency/index.js';
import { hooksScenarios } from './hooks/index.js';
import { idempotencyScenarios } from './idempotency/index.js';
import { inputScenarios } from './input/index.js';
import { jackpotsScenarios } from './jackpots/index.js';
import { kycScenarios } from './kyc/index.js';
import { liveScenarios } from './live/index.js';
import { limitsScenarios } from './limits/index.js';
import { lostScenarios } from './lost/index.js';
import { paymentsScenarios } from './payments/index.js';
import { playersScenarios } from './players/index.js';
import { privacyScenarios } from './privacy/index.js';
import { ratesScenarios } from './rates/index.js';
import { replayScenarios } from './replay/index.js';
import { roundsScenarios } from './rounds/index.js';
import { sagasScenarios } from './sagas/index.js';
import { studioScenarios } from './studio/index.js';
import { tournamentsScenarios } from './tournaments/index.js';
import { versionsScenarios } from './versions/index.js';
import { webhooksScenarios } from './webhooks/index.js';
import { walletsScenarios } from './wallets/index.js';

/** Every scenario of certification, in the order in which reports show them. */
export const scenarios: readonly Scenario[] = registryOf<Scenario>([
  ...contractScenarios,
  ...errorsScenarios,
  ...amountsScenarios,
  ...versionsScenarios,
  ...inputScenarios,
  ...accessScenarios,
  ...ratesScenarios,
  ...gamesScenarios,
  ...playersScenarios,
  ...walletsScenarios,
  ...paymentsScenarios,
  ...kycScenarios,
  ...hooksScenarios,
  ...sagasScenarios,
  ...auditScenarios,
  ...limitsScenarios,
  ...roundsScenarios,
  ...replayScenarios,
  ...studioScenarios,
  ...jackpotsScenarios,
  ...tournamentsScenarios,
  ...idempotencyScenarios,
  ...webhooksScenarios,
  ...liveScenarios,
  ...lostScenarios,
  ...concurrencyScenarios,
  ...privacyScenarios,
]);
