import type { History } from './history.js';
import type { CheckFacts, Stage } from './scenario.js';

/** A law over everything the run did, judged once after all scenarios. */
export interface Invariant extends CheckFacts {
  check(stage: InvariantStage): Promise<void>;
}

export interface InvariantStage extends Stage {
  readonly history: History;
}

/** Defines an invariant; like a scenario it must expect something at least once. */
export const invariant = (definition: Invariant): Invariant => definition;
