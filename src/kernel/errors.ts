/**
 * Every refusal the platform can answer with, in order of precedence: when several things are
 * wrong, the first in this table is what the caller hears (ERR-01, ERR-02).
 * `kind` is what went wrong; only the server turns kinds into HTTP statuses.
 */
export type RefusalKind =
  | 'malformed'
  | 'no_route'
  | 'wrong_method'
  | 'too_large'
  | 'wrong_media_type'
  | 'unauthenticated'
  | 'forbidden'
  | 'rate_limited'
  | 'invalid'
  | 'conflict'
  | 'not_found'
  | 'rule'
  | 'defect'
  | 'unavailable';

const table = {
  ROUTE_NOT_FOUND: ['no_route', 'No operation lives at this path.'],
  METHOD_NOT_ALLOWED: ['wrong_method', 'This path does not take this method.'],
  UNSUPPORTED_MEDIA_TYPE: ['wrong_media_type', 'The body must be sent as the declared media type.'],
  PAYLOAD_TOO_LARGE: ['too_large', 'The request is larger than the platform accepts.'],
  MALFORMED_JSON: ['malformed', 'The body is not well-formed JSON.'],
  TOKEN_MISSING: ['unauthenticated', 'Send an access token: Authorization: Bearer <token>.'],
  TOKEN_INVALID: ['unauthenticated', 'The access token is not one this platform issued.'],
  TOKEN_EXPIRED: ['unauthenticated', 'The access token has expired; ask for a new one.'],
  SIGNATURE_INVALID: ['unauthenticated', 'The signature is not that of this body.'],
  SIGNATURE_EXPIRED: ['unauthenticated', 'The signed time lies too far from now.'],
  SCOPE_MISSING: ['forbidden', 'The access token lacks the scope this operation needs.'],
  ADDRESS_NOT_ALLOWED: ['forbidden', 'Requests from this address are not taken.'],
  RATE_LIMITED: ['rate_limited', 'Too many requests; wait as long as Retry-After says.'],
  PAN_NOT_ALLOWED: ['invalid', 'A card number must not be sent here: send the token of the PSP.'],
  VALIDATION_ERROR: ['invalid', 'The request breaks a rule of the contract.'],
  IDEMPOTENCY_KEY_REQUIRED: ['invalid', 'This operation moves money: send an idempotency key.'],
  IDEMPOTENCY_KEY_MISMATCH: ['invalid', 'The key in the body and the key in the header differ.'],
  IDEMPOTENCY_CONFLICT: ['conflict', 'This key was already used for another request.'],
  PLAYER_NOT_FOUND: ['not_found', 'No such player.'],
  SESSION_NOT_FOUND: ['not_found', 'No such game session.'],
  GAME_NOT_FOUND: ['not_found', 'No such game.'],
  JACKPOT_NOT_FOUND: ['not_found', 'No such jackpot.'],
  TXN_NOT_FOUND: ['not_found', 'No such transaction.'],
  ROUND_NOT_FOUND: ['not_found', 'No such round.'],
  TOURNAMENT_NOT_FOUND: ['not_found', 'No such tournament.'],
  CLIENT_NOT_FOUND: ['not_found', 'No such client.'],
  METHOD_NOT_FOUND: ['not_found', 'No such payment method.'],
  PAYMENT_NOT_FOUND: ['not_found', 'No such payment.'],
  CASE_NOT_FOUND: ['not_found', 'No such KYC case.'],
  SCREENING_NOT_FOUND: ['not_found', 'No such screening.'],
  ENDPOINT_NOT_FOUND: ['not_found', 'No such webhook endpoint.'],
  DELIVERY_NOT_FOUND: ['not_found', 'No such webhook delivery.'],
  PARTNER_NOT_FOUND: ['not_found', 'No such partner.'],
  NOT_YOURS: ['forbidden', 'This belongs to another client.'],
  ALREADY_EXISTS: ['conflict', 'This already exists.'],
  STATE_CONFLICT: ['conflict', 'The present state does not allow this.'],
  TXN_NOT_OF_PLAYER: ['rule', 'The transaction belongs to another player.'],
  UNDER_AGE: ['rule', 'The player is under the legal age.'],
  PLAYER_BLOCKED: ['rule', 'The player is blocked.'],
  PLAYER_SELF_EXCLUDED: ['rule', 'The player has excluded themselves.'],
  PLAYER_TIMED_OUT: ['rule', 'The player is taking a time-out.'],
  SESSION_EXPIRED: ['rule', 'The game session is over.'],
  LAUNCH_TOKEN_INVALID: ['rule', 'The launch token was used, has expired or was never issued.'],
  GAME_DISABLED: ['rule', 'The game is disabled.'],
  CURRENCY_MISMATCH: ['rule', "The currency is not the wallet's."],
  ROUND_CLOSED: ['rule', 'The round is closed.'],
  ROUND_SETTLED: ['rule', 'The round was settled by its final credit.'],
  DEBIT_VOIDED: ['rule', 'This debit was rolled back before it arrived.'],
  TXN_ROLLED_BACK: ['rule', 'The transaction was rolled back.'],
  REPORT_MISMATCH: ['rule', 'The report contradicts what is known of the round.'],
  TOURNAMENT_NOT_OPEN: ['rule', 'The tournament takes no entries any more.'],
  ALREADY_ENTERED: ['rule', 'The player has entered as often as is allowed.'],
  TOURNAMENT_FULL: ['rule', 'All seats of the tournament are taken.'],
  LIMIT_EXCEEDED: ['rule', 'A limit would be passed.'],
  KYC_REQUIRED: ['rule', 'The player must be verified first.'],
  METHOD_NOT_VERIFIED: ['rule', 'The payment method must be verified first.'],
  AMOUNT_MISMATCH: ['rule', 'Amount or currency are not those of the payment.'],
  INSUFFICIENT_FUNDS: ['rule', 'The balance does not cover the amount.'],
  INTERNAL_ERROR: ['defect', 'The platform failed; quote the trace_id.'],
  PARTNER_UNAVAILABLE: ['unavailable', 'A partner does not answer; try again later.'],
} as const satisfies Record<string, readonly [RefusalKind, string]>;

export type ErrorCode = keyof typeof table;

export interface CatalogueEntry {
  readonly kind: RefusalKind;
  readonly message: string;
  /** Position in the order of precedence; the lowest wins. */
  readonly precedence: number;
}

export const CATALOGUE = Object.fromEntries(
  Object.entries(table).map(([code, [kind, message]], precedence) => [
    code,
    { kind, message, precedence },
  ]),
) as Readonly<Record<ErrorCode, CatalogueEntry>>;

export type RefusalDetails = Readonly<Record<string, unknown>>;

/** A refusal on its way to the caller: part of the contract, never a defect. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly details: RefusalDetails;

  constructor(code: ErrorCode, details: RefusalDetails = {}) {
    super(CATALOGUE[code].message);
    this.code = code;
    this.details = details;
  }
}

/** Ends the operation with a refusal; the transaction around it undoes itself. */
export function refuse(code: ErrorCode, details?: RefusalDetails): never {
  throw new ApiError(code, details);
}

/** A promise that cannot be false. When it is, that is a defect of ours, never an answer. */
export class BrokenPromise extends Error {}

export function assert(holds: unknown, promise: string): asserts holds {
  if (!holds) throw new BrokenPromise(promise);
}
