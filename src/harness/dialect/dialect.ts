import { NotApplicable } from '../failures.js';
import { KNOBS, REFERENCE_KNOBS } from './knobs.js';
import type { KnobName, Knobs } from './knobs.js';

/**
 * What a scenario may ask of the target's dialect. The answer to expect follows from it; what is
 * said of money does not.
 */
export interface Dialect {
  readonly knobs: Knobs;
  /** Whether the target has another shape than the reference contract. */
  readonly isForeign: boolean;
  /** Does what belongs to the declared answer. */
  on<K extends KnobName, B extends Branches<K>>(knob: K, branches: B): ReturnType<B[Knobs[K]]>;
  /** Ends the check as not applicable unless the target answers so. */
  only<K extends KnobName>(knob: K, ...answers: readonly Knobs[K][]): void;
  /**
   * Ends the check as not applicable unless requests of this operation can say these members:
   * a wallet that is not told the currency cannot refuse another one. `stake` is whatever names
   * the bet of a win or rollback.
   */
  tells(operation: string, ...members: readonly string[]): void;
}

type Branches<K extends KnobName> = { readonly [V in Knobs[K]]: () => unknown };

export function dialectOf(
  knobs: Knobs = REFERENCE_KNOBS,
  says?: (operation: string, member: string) => boolean,
): Dialect {
  return {
    knobs,
    isForeign: says !== undefined,
    on: <K extends KnobName, B extends Branches<K>>(knob: K, branches: B) =>
      branches[knobs[knob]]() as ReturnType<B[Knobs[K]]>,
    only(knob, ...answers) {
      const declared = knobs[knob];
      if (answers.includes(declared)) return;
      throw new NotApplicable(`the dialect says ${knob}: ${declared}. ${KNOBS[knob].question}`);
    },
    tells(operation, ...members) {
      const silent = members.find((member) => says && !says(operation, member));
      if (silent === undefined) return;
      throw new NotApplicable(`requests of ${operation} do not say ${silent} on this wire`);
    },
  };
}
