import { access, createTokens } from '../domains/access/index.js';
import { audit, soundJournal } from '../domains/audit/index.js';
import type { BoundOperation, Domain, LiveChannel } from '../domains/context.js';
import { games, soundGames } from '../domains/games/index.js';
import { idempotency, soundIdempotency } from '../domains/idempotency/index.js';
import { jackpots, soundJackpots } from '../domains/jackpots/index.js';
import { kyc, soundKyc } from '../domains/kyc/index.js';
import { leaderboards } from '../domains/leaderboards/index.js';
import { limits, soundLimits } from '../domains/limits/index.js';
import { live, soundLive } from '../domains/live/index.js';
import { soundMoney } from '../domains/ledger/money.js';
import { ledger, soundLedger } from '../domains/ledger/index.js';
import type { Parts } from '../domains/parts.js';
import { partners, soundPartners } from '../domains/partners/index.js';
import { payments, soundPayments } from '../domains/payments/index.js';
import { players, soundPlayers } from '../domains/players/index.js';
import { privacy, soundPrivacy } from '../domains/privacy/index.js';
import { rounds, soundRounds } from '../domains/rounds/index.js';
import { sagas, soundSagas } from '../domains/sagas/index.js';
import type { SagaKind } from '../domains/sagas/index.js';
import { soundTournaments, tournaments } from '../domains/tournaments/index.js';
import { soundWebhooks, webhooks } from '../domains/webhooks/index.js';
import { wallets } from '../domains/wallets/index.js';
import type { Contract, OperationId } from '../contract/operations.js';
import type { StudioRules } from '../partners/index.js';
import { soundStudio } from '../partners/index.js';
import type { Migration } from '../store/migrations.js';
import type { Store } from '../store/store.js';
import type { Platform, ServerHooks } from '../server/platform.js';
import type { Admission } from './admission.js';
import { createAdmission } from './admission.js';
import type { Policy } from './policy.js';
import { soundPolicy } from './policy.js';
import { tables as outboxTables } from './outbox.js';
import { tables as settingsTables } from './settings.js';

/** Foundation order: a domain leans only on the doors of those before it. */
export const DOMAINS: readonly Domain[] = [
  idempotency,
  audit,
  access,
  partners,
  ledger,
  players,
  wallets,
  limits,
  games,
  leaderboards,
  jackpots,
  tournaments,
  rounds,
  sagas,
  kyc,
  payments,
  webhooks,
  live,
  privacy,
];

export type Operations = Readonly<Record<OperationId, BoundOperation>>;

/** Everything the platform is made of, in one value: a mutant is this value with one part swapped. */
export interface Composition {
  readonly parts: Parts;
  readonly operations: Operations;
  readonly policy: Policy;
  readonly admission: Admission;
  /** How the game studio decides, though it is no part of the platform: so that it can be doubted. */
  readonly studio: StudioRules;
  /** How requests are read, where not as the server does it. */
  readonly reading: Pick<ServerHooks, 'readJson' | 'isMediaType'>;
  /** How work is committed. */
  readonly store: (opened: Store) => Store;
  /** Around the whole way of a call, from token to receipt. */
  readonly around: (handle: Handle) => Handle;
}

export type Handle = Platform['handle'];

/** Whom the sandbox's tokens are meant for. */
export const AUDIENCE = 'tablestakes';

/** `issuer` is who the tokens say they come from: where this platform is reached. */
export function soundComposition(
  contract: Contract,
  issuer: () => string = () => 'http://127.0.0.1',
): Composition {
  return {
    parts: {
      idempotency: soundIdempotency,
      journal: soundJournal,
      ledger: soundLedger,
      money: soundMoney,
      tokens: createTokens({ issuer, audience: AUDIENCE }),
      partners: soundPartners,
      players: soundPlayers,
      limits: soundLimits,
      games: soundGames,
      jackpots: soundJackpots,
      tournaments: soundTournaments,
      rounds: soundRounds,
      sagas: soundSagas,
      kyc: soundKyc,
      payments: soundPayments,
      webhooks: soundWebhooks,
      live: soundLive,
      privacy: soundPrivacy,
    },
    operations: operationsOf(contract, DOMAINS),
    policy: soundPolicy,
    admission: createAdmission(),
    studio: soundStudio,
    reading: {},
    store: (opened) => opened,
    around: (handle) => handle,
  };
}

/** Every saga kind of every domain. */
export const SAGA_KINDS: Readonly<Record<string, SagaKind>> = Object.assign(
  {},
  ...DOMAINS.map((domain) => domain.sagas ?? {}),
) as Record<string, SagaKind>;

/** All that is told live, by the name of its channel. */
export const LIVE_CHANNELS: ReadonlyMap<string, LiveChannel> = new Map(
  DOMAINS.flatMap((domain) => domain.live ?? []).map((channel) => [channel.name, channel]),
);

export const MIGRATIONS: readonly Migration[] = [
  ...settingsTables,
  ...DOMAINS.flatMap((domain) => domain.tables),
  ...outboxTables,
];

/** Boot fails when what is promised and what is implemented differ (VER-03). */
export function operationsOf(contract: Contract, domains: readonly Domain[]): Operations {
  const implemented = new Map<string, BoundOperation>();
  const doubled: string[] = [];
  for (const domain of domains) {
    for (const [id, operation] of Object.entries(domain.operations)) {
      if (implemented.has(id)) doubled.push(id);
      implemented.set(id, operation);
    }
  }
  const promised = Object.keys(contract.operations);
  const missing = promised.filter((id) => !implemented.has(id));
  const unknown = [...implemented.keys()].filter((id) => !promised.includes(id));
  if (missing.length + unknown.length + doubled.length > 0) {
    throw new Error(
      'The contract and the platform differ: ' +
        `promised but not implemented [${missing.join(', ')}], ` +
        `implemented but not promised [${unknown.join(', ')}], ` +
        `implemented twice [${doubled.join(', ')}]`,
    );
  }
  return Object.fromEntries(implemented) as unknown as Operations;
}
