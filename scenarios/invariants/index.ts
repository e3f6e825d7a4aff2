import type { Invariant } from '../../src/harness/invariants.js';
import { registryOf } from '../../src/harness/scenario.js';
import { booksInvariants } from './books.js';

/** Every law judged over the whole run, after all scenarios. */
export const invariants: readonly Invariant[] = registryOf<Invariant>([...booksInvariants]);
