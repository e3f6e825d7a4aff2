import { createECDH, createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { canonicalJson } from '../../kernel/canonical.js';
import { ApiError, assert } from '../../kernel/errors.js';
import type { RefusalDetails } from '../../kernel/errors.js';
import { derivedBytes } from '../../kernel/ids.js';
import { DAY_MS, SECOND_MS } from '../../kernel/time.js';
import type { Principal, RateLimit } from '../context.js';

/** What a token lives, in seconds; SEC-01 allows fifteen minutes and no more is ever accepted. */
export const TOKEN_LIFE_S = 600;
export const LONGEST_LIFE_S = 900;
/** A key stays accepted until the last token it may have signed is over. */
export const KEY_OVERLAP_MS = LONGEST_LIFE_S * SECOND_MS;
export const SECRET_OVERLAP_MS = DAY_MS;

/** What holds a client back; absent members do not (SEC-05). */
export interface ClientBounds {
  readonly rate?: RateLimit | undefined;
  /** Addresses and CIDR ranges its requests may come from. */
  readonly addresses?: readonly string[] | undefined;
}

export interface Client {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly secretHash: Buffer;
  readonly secretGeneration: number;
  readonly previousSecretHash: Buffer | null;
  readonly previousAcceptedUntil: number | null;
  readonly bounds: ClientBounds;
}

export interface PrivateJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly d: string;
}

export interface SigningKey {
  readonly generation: number;
  readonly kid: string;
  readonly jwk: PrivateJwk;
  /** Milliseconds since the epoch. */
  readonly activeFrom: number;
  /** Null while it signs. */
  readonly acceptedUntil: number | null;
}

export const hasScope = (principal: Principal, scope: string): boolean =>
  principal.scopes.has(scope);

export const isAccepted = (key: SigningKey, now: number): boolean =>
  key.acceptedUntil === null || key.acceptedUntil > now;

/**
 * The signing key of a generation: a P-256 scalar drawn from the seed, so that a seed always has
 * the same JWKS. That is right for a sandbox and for nothing else. Its kid is the RFC 7638
 * thumbprint.
 */
export function derivedKey(seed: string, generation: number, activeFrom: number): SigningKey {
  const { kid, jwk } = remembered(drawn, `${generation} ${seed}`, () => drawKey(seed, generation));
  return { generation, kid, jwk, activeFrom, acceptedUntil: null };
}

type DrawnKey = Pick<SigningKey, 'kid' | 'jwk'>;

const drawn = new Map<string, DrawnKey>();

function drawKey(seed: string, generation: number): DrawnKey {
  const curve = createECDH('prime256v1');
  const scalar = derivedBytes(seed, 'signing-key', String(generation));
  // The curve's order begins with 32 ones: with its first bit cleared every draw is below it.
  scalar[0] = (scalar[0] as number) & 0x7f;
  curve.setPrivateKey(scalar);
  const point = curve.getPublicKey();
  const [x, y, d] = [point.subarray(1, 33), point.subarray(33, 65), scalar].map((part) =>
    part.toString('base64url'),
  ) as [string, string, string];
  const shape = { crv: 'P-256', kty: 'EC', x, y } as const;
  const kid = createHash('sha256').update(canonicalJson(shape)).digest('base64url');
  return { kid, jwk: { ...shape, d } };
}

interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const imported = new Map<string, KeyPair>();

/** The key as node:crypto takes it. */
export function keyPairOf(key: SigningKey): KeyPair {
  const { d: _private, ...shape } = key.jwk;
  return remembered(imported, key.kid, () => ({
    privateKey: createPrivateKey({ key: { ...key.jwk }, format: 'jwk' }),
    publicKey: createPublicKey({ key: shape, format: 'jwk' }),
  }));
}

const REMEMBERED_KEYS = 32;

/** Drawing and importing a key costs more than signing with it; both depend on their key alone. */
function remembered<Value>(known: Map<string, Value>, name: string, make: () => Value): Value {
  const value = known.get(name) ?? make();
  if (known.size >= REMEMBERED_KEYS) known.clear();
  known.set(name, value);
  return value;
}

/**
 * SHA-256 and nothing slower: a secret is 256 bits drawn by us, not a password, so there is no
 * dictionary to slow down.
 */
export const secretHash = (secret: string): Buffer => createHash('sha256').update(secret).digest();

export const derivedSecret = (seed: string, clientId: string, generation: number): string =>
  derivedBytes(seed, 'client-secret', clientId, String(generation)).toString('base64url');

const NOBODY = Buffer.alloc(32);

/** Constant in time for known and unknown clients alike: nothing tells which part was wrong. */
export function isSecretOf(client: Client | undefined, secret: string, now: number): boolean {
  const given = secretHash(secret);
  const current = timingSafeEqual(given, client?.secretHash ?? NOBODY);
  const previous = timingSafeEqual(given, client?.previousSecretHash ?? NOBODY);
  const overlaps = (client?.previousAcceptedUntil ?? 0) > now;
  return client !== undefined && (current || (previous && overlaps));
}

export type OAuthCode =
  'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'invalid_scope';

/**
 * A refusal of the token endpoint: RFC 6749 §5.2 names it, the catalogue's code gives its status
 * (TOKEN_INVALID for `invalid_client`, VALIDATION_ERROR for the rest).
 */
export class OAuthError extends ApiError {
  readonly oauthCode: OAuthCode;

  constructor(oauthCode: OAuthCode, message: string, details: RefusalDetails = {}) {
    super(oauthCode === 'invalid_client' ? 'TOKEN_INVALID' : 'VALIDATION_ERROR', details);
    this.oauthCode = oauthCode;
    this.message = message;
  }
}

export interface OAuthRefusal {
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the token endpoint sends: OAuth's members beside those of every other error. */
export function oauthRefusal(error: OAuthError, traceId: string): OAuthRefusal {
  const { oauthCode, message, details } = error;
  const body = {
    error: oauthCode,
    error_description: message,
    message,
    trace_id: traceId,
    details,
  };
  const challenge = { 'WWW-Authenticate': 'Basic realm="tablestakes", charset="UTF-8"' };
  return { text: JSON.stringify(body), headers: oauthCode === 'invalid_client' ? challenge : {} };
}

export interface Credentials {
  readonly clientId: string;
  readonly secret: string;
}

const BASIC = /^basic +([A-Za-z0-9+/]+={0,2})$/i;

/** RFC 7617 with RFC 6749 §2.3.1: id and secret are form-encoded before they are joined. */
export function basicCredentials(authorization: string): Credentials | undefined {
  const encoded = BASIC.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const cut = pair.indexOf(':');
  if (cut === -1) return undefined;
  const clientId = formDecoded(pair.slice(0, cut));
  const secret = formDecoded(pair.slice(cut + 1));
  return clientId === undefined || secret === undefined ? undefined : { clientId, secret };
}

function formDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** Scopes a text of RFC 6749 §3.3 names; undefined when it is not one. */
export function parseScopes(text: string): readonly string[] | undefined {
  const scopes = text.split(' ');
  return scopes.every((scope) => /^[!#-[\]-~]+$/.test(scope)) ? [...new Set(scopes)] : undefined;
}

/** Seconds since the epoch, as JWTs count (RFC 7519 §2). */
export function secondsOf(instantMs: number): number {
  assert(Number.isFinite(instantMs), 'an instant is a number of milliseconds');
  return Math.floor(instantMs / SECOND_MS);
}
