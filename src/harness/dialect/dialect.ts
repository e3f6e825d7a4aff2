import { NotApplicable } from '../failures.js';
import { KNOBS, REFERENCE_KNOBS } from './knobs.js';
import type { KnobName, Knobs } from './knobs.js';

/**
 * What a scenario may ask of the target's dialect. The answer to expect follows from it; what is
 * said of money does not.
 */
export interface Dialect {
  readonly knobs: Knobs;
  /** Does what belongs to the declared answer. */
  on<K extends KnobName, T>(knob: K, branches: { readonly [V in Knobs[K]]: () => T }): T;
  /** Ends the check as not applicable unless the target answers so. */
  only<K extends KnobName>(knob: K, ...answers: readonly Knobs[K][]): void;
  /**
   * Ends the check as not applicable unless requests of this operation can say these members:
   * a wallet that is not told the currency cannot refuse another one.
   */
  tells(operation: string, ...members: readonly string[]): void;
}

export function dialectOf(
  knobs: Knobs = REFERENCE_KNOBS,
  says: (operation: string, member: string) => boolean = () => true,
): Dialect {
  return {
    knobs,
    on: (knob, branches) => branches[knobs[knob]](),
    only(knob, ...answers) {
      const declared = knobs[knob];
      if (answers.includes(declared)) return;
      throw new NotApplicable(`the dialect says ${knob}: ${declared}. ${KNOBS[knob].question}`);
    },
    tells(operation, ...members) {
      const silent = members.find((member) => !says(operation, member));
      if (silent === undefined) return;
      throw new NotApplicable(`requests of ${operation} do not say ${silent} on this wire`);
    },
  };
}
