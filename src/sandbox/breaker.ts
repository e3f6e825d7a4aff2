import type { Clock } from '../kernel/time.js';
import { SECOND_MS } from '../kernel/time.js';

/** Failures in a row that open the circuit, and how long it then stays open. */
export const FAILURES_TO_OPEN = 5;
export const OPEN_MS = 30 * SECOND_MS;

/** Between the platform and one partner: after repeated failures nobody waits for it (RES-01). */
export interface Breaker {
  /** When the next call may go out: now, or later while the circuit is open. */
  readonly opensAgainAtMs: () => number | undefined;
  /** Whether a call may go out; in a half-open circuit only one probe at a time may. */
  admit(): boolean;
  succeeded(): void;
  failed(): void;
}

export function createBreaker(clock: Clock): Breaker {
  let failures = 0;
  let openUntilMs: number | undefined;
  let probing = false;
  return {
    opensAgainAtMs: () =>
      openUntilMs !== undefined && openUntilMs > clock.now() ? openUntilMs : undefined,
    admit() {
      if (openUntilMs === undefined) return true;
      if (openUntilMs > clock.now() || probing) return false;
      probing = true;
      return true;
    },
    succeeded() {
      failures = 0;
      openUntilMs = undefined;
      probing = false;
    },
    failed() {
      failures += 1;
      probing = false;
      if (failures >= FAILURES_TO_OPEN) openUntilMs = clock.now() + OPEN_MS;
    },
  };
}
