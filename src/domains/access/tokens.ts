import type { KeyObject } from 'node:crypto';
import { JWTExpired, JOSEError, JWTClaimValidationFailed } from 'jose/errors';
import { SignJWT } from 'jose/jwt/sign';
import { jwtVerify } from 'jose/jwt/verify';
import { refuse } from '../../kernel/errors.js';
import { derivedId } from '../../kernel/ids.js';
import { SECOND_MS } from '../../kernel/time.js';
import type { Ground, Principal } from '../context.js';
import type { Client, SigningKey } from './model.js';
import { isAccepted, keyPairOf, LONGEST_LIFE_S, secondsOf, TOKEN_LIFE_S } from './model.js';
import { findClient, signingKeys } from './store.js';

const ALGORITHM = 'ES256';
const TYPE = 'at+jwt';
const CLAIMS = ['exp', 'iat', 'nbf', 'jti', 'sub', 'client_id', 'scope'];

/** What a token must say of itself; a rule left undefined is not looked at. */
export interface TokenRules {
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
}

/** Who a token speaks for, and when: from and until are milliseconds since the epoch. */
export interface AdmittedToken {
  readonly principal: Principal;
  readonly validFrom: number;
  readonly validUntil: number;
}

/** Admits a token or refuses it with TOKEN_INVALID or TOKEN_EXPIRED. */
export type VerifyToken = (
  ground: Ground,
  token: string,
  rules: TokenRules,
) => Promise<AdmittedToken>;

export interface TokenOptions {
  /** A function where it is known only once the listener has its port. */
  readonly issuer: string | (() => string);
  readonly audience: string;
  /** `verifyToken` unless told; whatever it admits is remembered until `validUntil`. */
  readonly verify?: VerifyToken;
  /** How many tokens are remembered. */
  readonly cacheLimit?: number;
}

export interface TokenWish {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly issuer?: string;
  readonly audience?: string;
  /** From now, in seconds; negative for one that is already over. */
  readonly expiresInS?: number;
  readonly notBeforeInS?: number;
  /** `typ` of its header; default `at+jwt`. */
  readonly type?: string;
}

/** Access tokens: RFC 9068 JWTs signed with ES256. */
export interface Tokens {
  readonly issuer: () => string;
  /** Answers at once for a token it has seen before; refuses with TOKEN_* otherwise. */
  principalOf(ground: Ground, authorization: string | undefined): Principal | Promise<Principal>;
  mint(ground: Ground, wish: TokenWish): Promise<string>;
  /** Drops what it remembers of tokens and keys: after a rotation. */
  forget(): void;
}

const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

export function createTokens(options: TokenOptions): Tokens {
  const { audience, issuer: given, verify = verifyToken } = options;
  const issuer = typeof given === 'string' ? () => given : given;
  const cache = createTokenCache(options.cacheLimit);
  let minted = 0;

  const admit = async (ground: Ground, authorization: string): Promise<Principal> => {
    if (!/^bearer\b/i.test(authorization)) refuse('TOKEN_MISSING');
    const token = BEARER.exec(authorization)?.[1];
    if (token === undefined) refuse('TOKEN_INVALID', { rule: 'syntax' });
    const admitted = await verify(ground, token, { issuer: issuer(), audience });
    cache.keep(authorization, admitted);
    return admitted.principal;
  };
  return {
    issuer,
    forget: cache.clear,
    principalOf(ground, authorization) {
      if (authorization === undefined) refuse('TOKEN_MISSING');
      return cache.find(authorization, ground.clock.now()) ?? admit(ground, authorization);
    },
    mint(ground, wish) {
      minted += 1;
      const when = [String(ground.clock.now()), String(minted)];
      const jti = derivedId(ground.seed, 'jti', wish.clientId, ...when);
      return signToken(ground, { issuer: issuer(), audience, ...wish }, jti);
    },
  };
}

interface TokenCache {
  find(authorization: string, now: number): Principal | undefined;
  keep(authorization: string, admitted: AdmittedToken): void;
  clear(): void;
}

/** Bounds what a flood of tokens may take: about 10 MB. */
const CACHE_LIMIT = 10_000;

/**
 * What headers were found to say: a signature costs a hundred times more to check than to look up.
 * Bounded, the oldest goes first; an entry lasts as long as its token.
 */
function createTokenCache(limit: number = CACHE_LIMIT): TokenCache {
  const known = new Map<string, AdmittedToken>();
  return {
    clear: () => known.clear(),
    find(authorization, now) {
      const admitted = known.get(authorization);
      if (admitted === undefined) return undefined;
      if (now >= admitted.validFrom && now < admitted.validUntil) return admitted.principal;
      known.delete(authorization);
      return undefined;
    },
    keep(authorization, admitted) {
      if (known.size >= limit) known.delete(known.keys().next().value ?? authorization);
      known.set(authorization, admitted);
    },
  };
}

/** SEC-01: signature, algorithm, type, issuer, audience, expiry, not-before and age, in one. */
export const verifyToken: VerifyToken = async (ground, token, rules) => {
  const now = ground.clock.now();
  let accepted: SigningKey | undefined;
  const keyFor = (header: { readonly kid?: string | undefined }): KeyObject => {
    accepted = signingKeys(ground).find((key) => key.kid === header.kid && isAccepted(key, now));
    if (accepted === undefined) refuse('TOKEN_INVALID', { rule: 'kid' });
    return keyPairOf(accepted).publicKey;
  };
  refuseLooseEncoding(token);
  try {
    const { payload } = await jwtVerify(token, keyFor, {
      algorithms: [ALGORITHM],
      typ: TYPE,
      currentDate: new Date(now),
      clockTolerance: 0,
      maxTokenAge: LONGEST_LIFE_S - 1, // jose still takes a token of exactly this age
      requiredClaims: CLAIMS,
      ...(rules.issuer !== undefined && { issuer: rules.issuer }),
      ...(rules.audience !== undefined && { audience: rules.audience }),
    });
    const clientId = String(payload['client_id']);
    const client = findClient(ground, clientId);
    if (!client) return refuse('TOKEN_INVALID', { rule: 'client_id' });
    return admittedOf(client, payload, accepted?.acceptedUntil ?? null);
  } catch (failure) {
    return refuseFailure(failure);
  }
};

function admittedOf(
  { clientId, bounds }: Client,
  claims: { readonly [name: string]: unknown },
  keyUntil: number | null,
): AdmittedToken {
  const [exp, iat, nbf] = [claims['exp'], claims['iat'], claims['nbf']].map(Number) as [
    number,
    number,
    number,
  ];
  const until = Math.min(exp, iat + LONGEST_LIFE_S) * SECOND_MS;
  const validUntil = Math.min(until, keyUntil ?? until);
  const scopes = new Set(String(claims['scope']).split(' '));
  return {
    principal: { clientId, scopes, until: validUntil, ...bounds },
    validFrom: Math.max(nbf, iat) * SECOND_MS,
    validUntil,
  };
}

/** The last character of a signature has idle bits: only the one spelling we write is ours. */
function refuseLooseEncoding(token: string): void {
  const signature = token.slice(token.lastIndexOf('.') + 1);
  const canonical = Buffer.from(signature, 'base64url').toString('base64url');
  if (signature !== canonical) refuse('TOKEN_INVALID', { rule: 'signature' });
}

const RULES: Readonly<Record<string, string>> = {
  ERR_JOSE_ALG_NOT_ALLOWED: 'alg',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'signature',
};

function refuseFailure(failure: unknown): never {
  if (failure instanceof JWTExpired) refuse('TOKEN_EXPIRED');
  if (failure instanceof JWTClaimValidationFailed) refuse('TOKEN_INVALID', { rule: failure.claim });
  if (failure instanceof JOSEError) {
    refuse('TOKEN_INVALID', { rule: RULES[failure.code] ?? 'syntax' });
  }
  throw failure;
}

type FullWish = TokenWish & { readonly issuer: string; readonly audience: string };

function signToken(ground: Ground, wish: FullWish, jti: string): Promise<string> {
  const now = secondsOf(ground.clock.now());
  const [key] = signingKeys(ground);
  return new SignJWT({ client_id: wish.clientId, scope: wish.scopes.join(' ') })
    .setProtectedHeader({ alg: ALGORITHM, typ: wish.type ?? TYPE, kid: key.kid })
    .setIssuer(wish.issuer)
    .setAudience(wish.audience)
    .setSubject(wish.clientId)
    .setJti(jti)
    .setIssuedAt(now)
    .setNotBefore(now + (wish.notBeforeInS ?? 0))
    .setExpirationTime(now + (wish.expiresInS ?? TOKEN_LIFE_S))
    .sign(keyPairOf(key).privateKey);
}
