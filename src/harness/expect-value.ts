import { difference, shown } from './difference.js';
import { ExpectationFailed } from './failures.js';
import type { Session } from './session.js';

/** What may be expected of one value. */
export interface ValueExpectation {
  /** Deeply equal. */
  equals(expected: unknown): void;
  differsFrom(unexpected: unknown): void;
  /** Has at least these members, deeply. */
  includes(members: unknown): void;
  isTrue(): void;
  isFalse(): void;
  isEmpty(): void;
  hasLength(length: number): void;
  matches(pattern: RegExp): void;
  isOneOf(allowed: readonly unknown[]): void;
  /** Numbers. */
  isAtLeast(least: number): void;
  isAtMost(most: number): void;
}

export function valueExpectation(
  session: Session,
  actual: unknown,
  what: string,
): ValueExpectation {
  const demand = (holds: boolean, wish: string, expected: unknown): void => {
    session.expectations += 1;
    if (holds) return;
    const message = `expected ${what} to ${wish}, was ${shown(actual)}`;
    throw new ExpectationFailed({ kind: 'expectation', message, expected, actual });
  };
  const same = (other: unknown): boolean =>
    difference(other, actual) === undefined && difference(actual, other) === undefined;
  const lengthOf = (): number | undefined =>
    typeof actual === 'string' || Array.isArray(actual) ? actual.length : undefined;
  return {
    equals: (expected) => demand(same(expected), `be ${shown(expected)}`, expected),
    differsFrom: (other) => demand(!same(other), `differ from ${shown(other)}`, other),
    includes(members) {
      const different = difference(members, actual);
      demand(different === undefined, `include ${shown(members)} (${different})`, members);
    },
    isTrue: () => demand(actual === true, 'be true', true),
    isFalse: () => demand(actual === false, 'be false', false),
    isEmpty: () => demand(lengthOf() === 0, 'be empty', []),
    hasLength: (length) => demand(lengthOf() === length, `have ${length} items`, length),
    matches: (pattern) =>
      demand(
        typeof actual === 'string' && pattern.test(actual),
        `match ${String(pattern)}`,
        String(pattern),
      ),
    isOneOf: (allowed) => demand(allowed.some(same), `be one of ${shown(allowed)}`, allowed),
    isAtLeast: (least) =>
      demand(typeof actual === 'number' && actual >= least, `be at least ${least}`, least),
    isAtMost: (most) =>
      demand(typeof actual === 'number' && actual <= most, `be at most ${most}`, most),
  };
}
