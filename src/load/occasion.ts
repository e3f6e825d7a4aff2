import type { Phase } from './arrivals.js';
import type { Effect } from './effects.js';
import type { MoneyStep } from './history.js';
import type { TurnSetting } from './journeys.js';
import type { Funded, Violation } from './proof-terms.js';
import type { Journey } from './steps.js';
import type { Target } from './target.js';

/** What an occasion is prepared from. */
export interface OccasionGround {
  readonly target: Target;
  readonly players: readonly Funded[];
  readonly gameId: string;
  readonly runId: string;
  /** Milliseconds until the phase begins, were the load to begin now. */
  untilPhaseMs(phase: Phase): number;
}

/** Something that goes on while the players play: a tournament, a jackpot. */
export interface Occasion {
  /** Its own turns, by name. */
  readonly turns: Readonly<Record<string, (turn: TurnSetting) => Journey>>;
  /** The live channels that readers follow. */
  readonly channels: readonly string[];
  /** Its turning point: what a moment of the scenario calls for. */
  turningPoint?(): Promise<void>;
  /** Its part of the money proof, over a history without open questions. */
  prove(history: readonly MoneyStep[]): Promise<OccasionProof>;
}

/** Why a target cannot have the occasion; its turns and moments are then skipped by name. */
export interface Impossible {
  readonly missing: string;
}

export interface OccasionProof {
  readonly violations: readonly Violation[];
  /** What the books owe players besides what was acknowledged to them. */
  readonly dues: readonly { readonly playerId: string; readonly effect: Effect }[];
  /** What was looked at, in figures. */
  readonly checked: Readonly<Record<string, number>>;
}

export const isImpossible = (prepared: Occasion | Impossible): prepared is Impossible =>
  'missing' in prepared;
