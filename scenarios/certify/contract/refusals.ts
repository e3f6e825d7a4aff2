import type { ErrorCode } from '../../../src/kernel/errors.js';
import type { OperationId, OperationSpec } from '../../../src/contract/operations.js';
import type { PartnerName } from '../../../src/harness/partners.js';
import { ELSEWHERE, partnerElsewhere } from '../rates/partners.js';
import { BUSINESS_REFUSALS } from './business-refusals.js';
import { JACKPOT_REFUSALS } from './jackpots.js';
import { PRIVACY_REFUSALS } from './privacy.js';
import { REPLAY_REFUSALS } from './replay.js';
import { TOURNAMENT_REFUSALS } from './tournaments.js';
import type { Asked, Recipe, SoundRequest } from './sound-requests.js';

const MORE_THAN_ANY_BODY = 256 * 1024;
const TOO_LONG = 'x'.repeat(129);

function bodyOf(op: OperationSpec, { input }: SoundRequest): string {
  if (op.consumes === 'application/json') return JSON.stringify(input);
  return new URLSearchParams(input as Record<string, string>).toString();
}

/** The same request, sent in another way. */
const sent =
  (how: (op: OperationSpec, sound: SoundRequest) => Asked['options']): Recipe =>
  async (_stage, op, sound) => ({
    input: sound.input,
    options: { as: sound.as, ...how(op, sound) },
  });

/** Breaks whatever the operation takes: its body, an id in its path, its paging or its key. */
const invalid: Recipe = async (_stage, op, { input, as }) => {
  if (op.id === 'issueToken') return { input: { ...input, grant_type: undefined } };
  if (op.consumes !== null) return { input, options: { as, rawBody: '[]' } };
  const [parameter] = [...op.pathParameters, ...op.queryParameters];
  if (parameter === undefined) return { input, options: { as, key: 'not a key' } };
  return { input: { ...input, [parameter]: TOO_LONG }, options: { as } };
};

const badToken: Recipe = async (_stage, op, { input }) =>
  op.id === 'issueToken'
    ? { input: { ...input, client_secret: 'not-the-secret' } }
    : { input, options: { token: 'not.a.token' } };

const oldToken: Recipe = async ({ given }, _op, { input }) => ({
  input,
  options: { token: await given.token({ expires_in: -60 }) },
});

const withoutScope: Recipe = async ({ given }, op, { input }) => {
  const other = op.scope === 'games:read' ? 'wallets:read' : 'games:read';
  return { input, options: { as: await given.client({ scopes: [other] }) } };
};

/** Only from a network that nobody has: a client of its own, or for this once the partner. */
const fromElsewhere: Recipe = async (stage, op, { input }) => {
  if (op.signature !== null) {
    return { input, mend: await partnerElsewhere(stage, op.signature as PartnerName) };
  }
  return { input, options: { as: await stage.given.client({ allowed_addresses: ELSEWHERE }) } };
};

/** A client that has spent its one request. */
const tooOften: Recipe = async ({ given, platform }, _op, { input }) => {
  const as = await given.client({ rate_limit: { per_second: 1, burst: 1 } });
  await platform.listGames({}, { as });
  return { input, options: { as } };
};

const withoutKey: Recipe = async (_stage, _op, { input, as }) => ({
  input: { ...input, idempotency_key: undefined },
  options: { as },
});

const twoKeys: Recipe = async ({ given }, _op, { input, as }) => ({
  input,
  options: { as, key: given.key() },
});

/** The same client used the key for something else. */
const keyTaken: Recipe = async ({ given, platform, expect }, _op, { input, as }) => {
  const key = given.key();
  const { player_id } = await given.player();
  const first = { player_id, name: 'Spends the key' };
  expect(await platform.updatePlayer(first, { as, key })).accepted();
  return { input: { ...input, idempotency_key: undefined }, options: { as, key } };
};

/** Refusals that do not depend on what the operation does. */
const COMMON_REFUSALS: Partial<Record<ErrorCode, Recipe>> = {
  UNSUPPORTED_MEDIA_TYPE: sent(() => ({ contentType: 'text/plain' })),
  PAYLOAD_TOO_LARGE: sent((op, sound) => ({
    rawBody: bodyOf(op, sound).padEnd(MORE_THAN_ANY_BODY),
  })),
  MALFORMED_JSON: sent((op, sound) => ({ rawBody: bodyOf(op, sound).slice(0, -1) })),
  TOKEN_MISSING: sent(() => ({ token: null })),
  TOKEN_INVALID: badToken,
  TOKEN_EXPIRED: oldToken,
  SCOPE_MISSING: withoutScope,
  ADDRESS_NOT_ALLOWED: fromElsewhere,
  RATE_LIMITED: tooOften,
  SIGNATURE_INVALID: sent(() => ({ headers: { 'x-signature': `sha256=${'0'.repeat(64)}` } })),
  SIGNATURE_EXPIRED: async (_stage, _op, { input }) => ({
    input: { ...input, timestamp: '2001-01-01T00:00:00.000Z' },
  }),
  PAN_NOT_ALLOWED: async (_stage, _op, { input, as }) => ({
    input: { ...input, note: 'card 4242 4242 4242 4242' },
    options: { as },
  }),
  VALIDATION_ERROR: invalid,
  IDEMPOTENCY_KEY_REQUIRED: withoutKey,
  IDEMPOTENCY_KEY_MISMATCH: twoKeys,
  IDEMPOTENCY_CONFLICT: keyTaken,
};

/** Codes that are not provoked, each with its reason. */
export const NOT_PROVOKED: Partial<Record<ErrorCode, string>> = {
  INTERNAL_ERROR: 'a sound platform never answers it, and nothing in the contract brings it about',
};

/** A play is refused for whatever its debit is refused for, and brought to it alike. */
const ALIKE: Partial<Record<OperationId, OperationId>> = { playRound: 'debitRound' };

/** How an operation is brought to refuse with a code; undefined when nobody has written it down. */
export const recipeOf = (op: OperationSpec, code: ErrorCode): Recipe | undefined =>
  COMMON_REFUSALS[code] ??
  BUSINESS_REFUSALS[code]?.[ALIKE[op.id] ?? op.id] ??
  PRIVACY_REFUSALS[code]?.[op.id] ??
  REPLAY_REFUSALS[code]?.[op.id] ??
  JACKPOT_REFUSALS[code]?.[op.id] ??
  TOURNAMENT_REFUSALS[code]?.[op.id];

const OAUTH_CODES: Partial<Record<ErrorCode, string>> = {
  TOKEN_INVALID: 'invalid_client',
  VALIDATION_ERROR: 'invalid_request',
};

/** The code as it travels: the token endpoint speaks RFC 6749. */
export const codeOnTheWire = (op: OperationSpec, code: ErrorCode): string =>
  (op.id === 'issueToken' ? OAUTH_CODES[code] : undefined) ?? code;
