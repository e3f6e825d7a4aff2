import type { Statement } from 'better-sqlite3';
import type { ErrorCode, RefusalDetails } from '../kernel/errors.js';
import type { OperationId } from '../contract/operations.js';
import type { Input, Output } from '../contract/types.js';
import type { Clock } from '../kernel/time.js';
import type { Migration } from '../store/migrations.js';
import type { AuditEntry } from './audit/index.js';
import type { LiveWish } from './live/index.js';
import type { Parts } from './parts.js';
import type { PartnerName, SagaKind } from './sagas/index.js';

export type { Migration } from '../store/migrations.js';

/** Who asks: an authenticated client and what it may do. */
export interface Principal {
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
  /** How much it may ask for; without one it is not held back (SEC-05). */
  readonly rate?: RateLimit | undefined;
  /** Addresses and CIDR ranges its requests may come from; anywhere without. */
  readonly addresses?: readonly string[] | undefined;
  /** When its token ends, in milliseconds since the epoch. */
  readonly until?: number | undefined;
}

/** A token bucket: it holds `burst` requests and gains `perSecond` of them each second. */
export interface RateLimit {
  readonly perSecond: number;
  readonly burst: number;
}

/** The facts of one call, the same for every operation. */
export interface CallFacts {
  readonly operation: OperationId;
  readonly client: Principal;
  readonly requestId: string;
  readonly traceId: string;
  readonly authorization: string | undefined;
  /** The idempotency key in force, from the body, the header or derived from the request. */
  readonly key: string | undefined;
  /** The id a transaction of this call bears: derived from client and key (IDEM-01, MONEY-04). */
  readonly txnId: string | undefined;
}

/** Where operations run: what never changes between calls. */
export interface Ground {
  /** The prepared statement for this text, prepared once. */
  readonly sql: (text: string) => Statement;
  readonly clock: Clock;
  readonly seed: string;
  readonly parts: Parts;
  readonly partners: PartnersInSight;
  readonly addresses: AddressesInSight;
}

/** Where the platform may send what it sends by itself. */
export interface AddressesInSight {
  /** Whether plain http and addresses that are not public are taken: as it was configured. */
  readonly privateAllowed: boolean;
  /** Whether a host has addresses, and all of them public ones. */
  isPublic(host: string): Promise<boolean>;
}

/** How the platform's partners stand, as far as it has noticed. */
export interface PartnersInSight {
  /** Milliseconds until a partner that keeps failing is asked again; undefined while all is well. */
  downForMs(partner: PartnerName): number | undefined;
}

/** What a call has done so far. */
export interface Effects {
  /** The transaction it posted, by sequence; its receipt keeps it. */
  txn: number | null;
  /** Set when it left work that is due at once: whoever runs due work is woken after the commit. */
  wake?: boolean;
}

/** All an operation may know: the store, the clock, chance by seed, the parts and its call. */
export interface Context extends Ground {
  readonly call: CallFacts;
  readonly effects: Effects;
}

/**
 * A verb of the contract. Synchronous, because better-sqlite3 is: nothing interleaves with it.
 * It answers the success body or refuses; it never knows HTTP.
 */
export type Operation<Id extends OperationId> = (ctx: Context, input: Input<Id>) => Output<Id>;

/** A body that is not JSON (NDJSON), an answer with headers of its own, or one that goes on. */
export interface Answer {
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the caller is told from now on. */
  readonly live?: LiveWish;
}

/**
 * A refusal that keeps what was written on the way to it: an incident, say. It is returned, where
 * `refuse` throws and undoes.
 */
export interface KeptRefusal {
  readonly refused: ErrorCode;
  readonly details: RefusalDetails;
}

export const keptRefusal = (refused: ErrorCode, details: RefusalDetails): KeptRefusal => ({
  refused,
  details,
});

type Run = (ctx: Context, input: never) => unknown;

/** How an operation is run: reading, inside one transaction, or detached from both. */
export interface BoundOperation {
  readonly mode: 'query' | 'command' | 'detached';
  readonly run: (ctx: Context, input: Readonly<Record<string, unknown>>) => unknown;
  /**
   * What the schema cannot say about the request by itself (a currency's decimals): refused
   * before the key is looked at, because a request that breaks a rule binds nothing. What it
   * answers counts for nothing; a promise is waited for.
   */
  readonly check?: (ground: Ground, input: Readonly<Record<string, unknown>>) => unknown;
}

type Check = (ground: Ground, input: never) => unknown;

const bound =
  (mode: BoundOperation['mode']) =>
  (run: Run, check?: Check): BoundOperation => ({
    mode,
    run: run as BoundOperation['run'],
    ...(check && { check: check as NonNullable<BoundOperation['check']> }),
  });

/** Reads what is committed; writes nothing. */
export const query = bound('query');
/** Runs in a transaction, with idempotency around it. */
export const command = bound('command');
/** May wait (cryptography, say): runs outside any transaction. */
export const detached = bound('detached');

/** What may be read live as `<name>:<key>`, and of which scope (NET-02). */
interface LiveSource {
  readonly name: string;
  readonly scope: string;
  /** The keys (a player's id, say) of whom an entry of the journal tells something. Pure. */
  touchedBy(entry: AuditEntry): readonly string[];
}

/** How something stands: who lags may miss what is overtaken, never the newest. */
export interface LiveState extends LiveSource {
  readonly kind: 'state';
  /** As it stands now, as an answer of the contract tells it; refuses what is not there. */
  read(ground: Ground, key: string): object;
}

/** What happened, each and in order. */
export interface LiveEvents extends LiveSource {
  readonly kind: 'events';
  /** Refuses a key nobody has, as the reading operation of the domain does. */
  refuseUnlessThere(ground: Ground, key: string): void;
  /** What of an entry is told; the message's type is that of the entry. */
  tell(entry: AuditEntry): object;
}

export type LiveChannel = LiveState | LiveEvents;

export interface Domain {
  readonly name: string;
  readonly tables: readonly Migration[];
  readonly operations: { readonly [Id in OperationId]?: BoundOperation };
  /** Its work of several steps, by kind. */
  readonly sagas?: Readonly<Record<string, SagaKind>>;
  /** What readers of the live channels are told of it. */
  readonly live?: readonly LiveChannel[];
}
