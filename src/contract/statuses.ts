import { CATALOGUE } from '../kernel/errors.js';
import type { ErrorCode, RefusalKind } from '../kernel/errors.js';

const STATUS: Readonly<Record<RefusalKind, number>> = {
  malformed: 400,
  no_route: 404,
  wrong_method: 405,
  too_large: 413,
  wrong_media_type: 415,
  unauthenticated: 401,
  forbidden: 403,
  rate_limited: 429,
  invalid: 400,
  conflict: 409,
  not_found: 404,
  rule: 422,
  defect: 500,
  unavailable: 503,
};

/** The HTTP status that the contract gives to a code (ERR-01). */
export const statusOf = (code: ErrorCode): number => STATUS[CATALOGUE[code].kind];

export const isErrorCode = (text: unknown): text is ErrorCode =>
  typeof text === 'string' && Object.hasOwn(CATALOGUE, text);
