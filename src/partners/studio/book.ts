import type { PartnerState } from '../state.js';
import type { WireBet } from './bets.js';
import type { Part } from './outcomes.js';

/** One player in one game. */
export interface StudioSession {
  readonly session: string;
  /** The platform's name for it. */
  readonly session_id: string;
  readonly player_id: string;
  readonly game_id: string;
  readonly currency: string;
  client_seed: string;
  server_seed: string;
  generation: number;
  /** Of the next round under this seed. */
  nonce: number;
  /** Under whatever seed, the newest last. */
  readonly round_ids: string[];
}

export type CallKind = 'debit' | 'credit' | 'rollback' | 'report';

/** A call of the platform, written down before it is made: repeats send the same bytes. */
export interface PlatformCall {
  readonly kind: CallKind;
  readonly path: string;
  readonly key: string;
  readonly body: string;
  sent: boolean;
}

/**
 * What became of a call: `refused` is a clean no, after which nothing happened; `later` is a no to
 * the caller and not to the call (a token, a rate); `unknown` is everything else.
 */
export type Reaction = 'accepted' | 'refused' | 'later' | 'unknown';

export type RoundStatus =
  | 'staking'
  | 'refused'
  | 'rolling_back'
  | 'rolled_back'
  | 'playing'
  | 'settled'
  /** The platform refuses what the studio knows to be so: for people to look at. */
  | 'disputed';

export interface StudioRound {
  readonly round_id: string;
  readonly session: string;
  readonly player_id: string;
  readonly game_id: string;
  readonly currency: string;
  readonly server_seed_hash: string;
  readonly client_seed: string;
  readonly nonce: number;
  readonly bet: WireBet;
  /** Minor units. */
  readonly stake: number;
  status: RoundStatus;
  /** What the platform said no with. */
  refusal: string | null;
  txn_id: string | null;
  /** Everything that will be shown; nothing before the stake is taken. */
  parts: readonly Part[];
  /** How many of them were. */
  shown: number;
  /** What the platform's jackpots paid on the stake. */
  jackpot_wins: readonly unknown[];
  /** Still to be done, in this order. */
  calls: PlatformCall[];
  attempts: number;
  /** When it goes on by itself. */
  due_at: number | null;
  readonly request_id: string | null;
  readonly traceparent: string | null;
}

/** Where the studio dies once, to come back a second later with what was written down. */
export type CrashPoint = 'debit_sent' | 'debited' | 'credit_sent';

export interface StudioBook {
  readonly sessions: Record<string, StudioSession>;
  readonly rounds: Record<string, StudioRound>;
  /** Rounds with work left, by id: what is due is looked for among them alone. */
  readonly open: Record<string, true>;
  /** Launch tokens that opened a session, hashed: the token itself is kept nowhere. */
  readonly launches: Record<string, string>;
  /** Server seeds that no round uses any more, by their hash. */
  readonly revealed: Record<string, string>;
  crash_at: CrashPoint | null;
}

export const newStudioBook = (): StudioBook => ({
  sessions: {},
  rounds: {},
  open: {},
  launches: {},
  revealed: {},
  crash_at: null,
});

export type StudioState = PartnerState<StudioBook>;

/** Own members only: ids come from outside. */
export const entryOf = <T>(entries: Readonly<Record<string, T>>, id: string): T | undefined =>
  Object.hasOwn(entries, id) ? entries[id] : undefined;
