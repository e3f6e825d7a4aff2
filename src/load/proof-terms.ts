import type { Step, StepAnswer } from './steps.js';

/** What the proof asks of the target. Undefined: the target could not or would not tell. */
export interface ProofReads {
  /** Sends a step again under its own key. */
  repeat(step: Step): Promise<StepAnswer>;
  wallet(playerId: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Every transaction of the player, all pages; `absent` when the target tells none. */
  statement(
    playerId: string,
  ): Promise<readonly Readonly<Record<string, unknown>>[] | 'absent' | undefined>;
  /** `absent` when the target has no such operation for us. */
  audit(): Promise<{ readonly valid: boolean; readonly entries: number } | 'absent'>;
  /** Only where payments were made. */
  readonly payments?: PaymentReads;
  /** The sandbox's own books; `absent` on any other target. */
  ledger(): Promise<{ readonly balanced: boolean; readonly transactions: number } | 'absent'>;
}

/** What the proof asks about payments, which move their money when the run may be over. */
export interface PaymentReads {
  /** Every payment of the player, all pages. */
  of(playerId: string): Promise<readonly Readonly<Record<string, unknown>>[] | undefined>;
  /** Waits before payments that are not final are read again; false when it has been enough. */
  wait(): Promise<boolean>;
}

/** Nothing that the proof asks is answered any more: what it has found so far proves nothing. */
export class TargetSilent extends Error {}

/** A player as funded before the run, in minor units. */
export interface Funded {
  readonly playerId: string;
  readonly currency: string;
  readonly fundedMinor: number;
}

/** One way in which the target's books differ from the run's history. */
export interface Violation {
  readonly rule:
    | 'BALANCE_WRONG'
    | 'HELD_WRONG'
    | 'NEGATIVE_BALANCE'
    | 'KEY_DOUBLED'
    | 'TXN_SHARED'
    | 'TXN_MISSING'
    | 'TXN_TWICE'
    | 'TXN_CHANGED'
    | 'TXN_UNASKED'
    | 'PAYMENT_MISSING'
    | 'PAYMENT_TWICE'
    | 'PAYMENT_CHANGED'
    | 'PAYMENT_UNASKED'
    | 'STAKE_RETURNED_TWICE'
    | 'ROLLBACK_OF_NOTHING'
    | 'UNRESOLVED'
    | 'UNREADABLE'
    | 'SILENT'
    | 'AUDIT_BROKEN'
    | 'LEDGER_UNBALANCED'
    | 'POT_UNBALANCED'
    | 'HIT_WRONG'
    | 'LEADERBOARD_WRONG'
    | 'PRIZE_WRONG'
    | 'POOL_WRONG';
  readonly player_id: string | null;
  readonly message: string;
}
