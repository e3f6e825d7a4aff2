import type { Tokens } from './access/index.js';
import type { Journal } from './audit/index.js';
import type { GameRules } from './games/index.js';
import type { Idempotency } from './idempotency/index.js';
import type { JackpotRules } from './jackpots/index.js';
import type { KycRules } from './kyc/index.js';
import type { LimitRules } from './limits/index.js';
import type { LiveRules } from './live/index.js';
import type { Ledger } from './ledger/index.js';
import type { PartnerRules } from './partners/index.js';
import type { PaymentRules } from './payments/index.js';
import type { PlayerRules } from './players/index.js';
import type { PrivacyRules } from './privacy/index.js';
import type { RoundRules } from './rounds/index.js';
import type { Sagas } from './sagas/index.js';
import type { TournamentRules } from './tournaments/index.js';
import type { MoneyReader } from './ledger/money.js';
import type { WebhookRules } from './webhooks/index.js';

/**
 * Everything that can be swapped at the composition root. The sound platform uses each domain's
 * own; a mutant swaps exactly one, which is how the certification suite proves that it notices.
 */
export interface Parts {
  readonly idempotency: Idempotency;
  readonly journal: Journal;
  readonly ledger: Ledger;
  readonly money: MoneyReader;
  readonly tokens: Tokens;
  readonly partners: PartnerRules;
  readonly players: PlayerRules;
  readonly limits: LimitRules;
  readonly games: GameRules;
  readonly jackpots: JackpotRules;
  readonly tournaments: TournamentRules;
  readonly rounds: RoundRules;
  readonly sagas: Sagas;
  readonly kyc: KycRules;
  readonly webhooks: WebhookRules;
  readonly live: LiveRules;
  readonly payments: PaymentRules;
  readonly privacy: PrivacyRules;
}
