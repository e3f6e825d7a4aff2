import { validateRequest } from '../contract/validators.js';
import type { Violation } from '../contract/validators.js';
import type { Principal } from '../domains/context.js';
import type { ErrorCode, RefusalDetails } from '../kernel/errors.js';
import { CATALOGUE } from '../kernel/errors.js';
import type { OperationCall } from '../server/platform.js';
import { memberWithPan } from './card-numbers.js';
import { keyOf } from './keys.js';

/** The decisions that stand around every operation, each swappable by a mutant. */
export interface Policy {
  hasScope(principal: Principal, scope: string): boolean;
  /** PAY-05: the member in which a card number stands. */
  memberWithPan(call: OperationCall): string | undefined;
  /** What the request breaks of the contract; empty when nothing. */
  violations(call: OperationCall): readonly Violation[];
  /** The idempotency key in force, or a refusal (IDEM-04). */
  keyOf(call: OperationCall): string | undefined;
  /** The error body as it is sent (ERR-01). */
  errorText(code: ErrorCode, details: RefusalDetails, traceId: string): string;
  /** Whether a refusal is final for its key (IDEM-06). */
  bindsKey(code: ErrorCode): boolean;
  /** The HTTP status sent where the contract says `normal`. */
  statusOf(outcome: 'success' | ErrorCode, normal: number): number;
}

export const soundPolicy: Policy = {
  hasScope: (principal, scope) => principal.scopes.has(scope),
  memberWithPan,
  violations,
  keyOf,
  errorText: (code, details, traceId) =>
    JSON.stringify({ error: code, message: CATALOGUE[code].message, trace_id: traceId, details }),
  bindsKey: (code) => CATALOGUE[code].kind === 'rule',
  statusOf: (_outcome, normal) => normal,
};

function violations(call: OperationCall): readonly Violation[] {
  const field = call.repeatedParameter;
  if (field !== undefined)
    return [{ field, rule: 'duplicate', message: 'is given more than once' }];
  // The token endpoint judges its own form, in the words of RFC 6749.
  return call.operation.id === 'issueToken' ? [] : validateRequest(call.operation, call);
}
