import type { KeptExchange } from './evidence.js';
import type { Capability } from './capability.js';

/** One way in which a check failed, as every report shows it. */
export interface Failure {
  /** expectation: the scenario's; contract: an answer left the contract; target: no answer. */
  readonly kind: 'expectation' | 'contract' | 'target' | 'ours';
  readonly message: string;
  readonly expected?: unknown;
  readonly actual?: unknown;
  readonly exchange?: KeptExchange;
}

/** The target cannot be judged at all; `message` says what was tried and what came. */
export class PreflightFailed extends Error {}

/** The target broke its word. */
export class ExpectationFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** The check cannot be made here; `missing` names the hook that would allow it. */
export class Untestable extends Error {
  readonly missing: Capability | 'client' | 'funded_player' | 'operation';

  constructor(missing: Untestable['missing'], message: string) {
    super(message);
    this.missing = missing;
  }
}

/** The check asks what this target does not promise: its dialect or its map says so. */
export class NotApplicable extends Error {}

/** The user's own guard does not let the check do what it must. */
export class Withheld extends Error {}

/** The target went away in the middle of the run. */
export class TargetLost extends Error {}
