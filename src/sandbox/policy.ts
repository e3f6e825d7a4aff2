import type { Principal } from '../domains/context.js';
import type { ErrorCode, RefusalDetails } from '../kernel/errors.js';
import { CATALOGUE } from '../kernel/errors.js';

/** The decisions that stand around every operation, each swappable by a mutant. */
export interface Policy {
  hasScope(principal: Principal, scope: string): boolean;
  /** The error body as it is sent (ERR-01). */
  errorText(code: ErrorCode, details: RefusalDetails, traceId: string): string;
  /** Whether a refusal is final for its key (IDEM-06). */
  bindsKey(code: ErrorCode): boolean;
}

export const soundPolicy: Policy = {
  hasScope: (principal, scope) => principal.scopes.has(scope),
  errorText: (code, details, traceId) =>
    JSON.stringify({ error: code, message: CATALOGUE[code].message, trace_id: traceId, details }),
  bindsKey: (code) => CATALOGUE[code].kind === 'rule',
};
