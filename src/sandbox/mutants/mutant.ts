import type { OperationId } from '../../contract/operations.js';
import type { BoundOperation, Context } from '../../domains/context.js';
import type { Parts } from '../../domains/parts.js';
import type { Store } from '../../store/store.js';
import type { Composition } from '../composition.js';
import type { Policy } from '../policy.js';

export type Swap = (sound: Composition) => Composition;

/** The sandbox with exactly one known defect: one part swapped at the composition root. */
export interface Mutant {
  readonly id: string;
  /** What it does wrong, as an incident report would say it. */
  readonly title: string;
  /** The clause it breaks. */
  readonly requirement: string;
  /** The checks that must notice, by id. */
  readonly caughtBy: readonly string[];
  /** Whether it shows in a race only, and so not every time. */
  readonly racing?: boolean;
  /** No fixed scenario sees it: an exploration must. */
  readonly foundBy?: 'explore';
  readonly swap: Swap;
}

export const mutant = (
  id: string,
  story: {
    title: string;
    breaks: string;
    caughtBy: readonly string[];
    racing?: boolean;
    swap: Swap;
  },
): Mutant => ({
  id,
  title: story.title,
  requirement: story.breaks,
  caughtBy: story.caughtBy,
  racing: story.racing ?? false,
  swap: story.swap,
});

/** Swaps members of one part. */
export const part =
  <Name extends keyof Parts>(
    name: Name,
    change: (sound: Parts[Name]) => Partial<Parts[Name]>,
  ): Swap =>
  (sound) => ({
    ...sound,
    parts: { ...sound.parts, [name]: { ...sound.parts[name], ...change(sound.parts[name]) } },
  });

/** Swaps members of the policy. */
export const policy =
  (change: (sound: Policy) => Partial<Policy>): Swap =>
  (sound) => ({ ...sound, policy: { ...sound.policy, ...change(sound.policy) } });

type Members = Readonly<Record<string, unknown>>;
type Run = (ctx: Context, input: Members) => unknown;

/** Wraps one operation. */
export const operation =
  (id: OperationId, wrap: (sound: Run) => Run): Swap =>
  (sound) => {
    const bound: BoundOperation = sound.operations[id];
    return {
      ...sound,
      operations: { ...sound.operations, [id]: { ...bound, run: wrap(bound.run) } },
    };
  };

/** Changes the store as it is opened: SQL that a careless migration could have run. */
export const store =
  (change: (opened: Store) => Store | void): Swap =>
  (sound) => ({
    ...sound,
    store: (opened) => {
      const changed = sound.store(opened);
      return change(changed) ?? changed;
    },
  });

/** The database no longer backs the code up: CHECKs off, the ledger's guard gone. */
export const unguarded = store((opened) => {
  opened.db.exec('PRAGMA ignore_check_constraints = ON');
  opened.db.exec('DROP TRIGGER IF EXISTS wallets_move_by_posting');
});

/** Several swaps that together make one defect. */
export const both =
  (...swaps: readonly Swap[]): Swap =>
  (sound) =>
    swaps.reduce((composition, swap) => swap(composition), sound);
