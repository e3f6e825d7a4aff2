import type { Output } from '../../contract/types.js';
import { refuse } from '../../kernel/errors.js';
import { formatTime } from '../../kernel/time.js';
import { emit } from '../audit/index.js';
import type { Context, Operation } from '../context.js';
import type { Client, Credentials, SigningKey } from './model.js';
import {
  basicCredentials,
  derivedKey,
  derivedSecret,
  hasScope,
  isAccepted,
  isSecretOf,
  KEY_OVERLAP_MS,
  OAuthError,
  parseScopes,
  SECRET_OVERLAP_MS,
  secretHash,
  TOKEN_LIFE_S,
} from './model.js';
import { findClient, knownScopes, putKey, replaceSecret, signingKeys } from './store.js';

type Form = Readonly<Record<string, unknown>>;

/**
 * RFC 6749 §4.4. It looks at the whole form itself: its refusals are `OAuthError`s, the client's
 * authentication before everything else.
 */
export async function issueToken(ctx: Context, form: Form): Promise<Output<'issueToken'>> {
  const client = clientOf(ctx, form);
  const grant = parameterOf(form, 'grant_type');
  if (grant === undefined) {
    throw new OAuthError('invalid_request', 'grant_type is missing.', missing('grant_type'));
  }
  if (grant !== 'client_credentials') {
    const details = { field: 'grant_type', rule: 'enum' };
    throw new OAuthError('unsupported_grant_type', 'Only client_credentials is granted.', details);
  }
  const scopes = grantedScopes(client, parameterOf(form, 'scope'));
  return {
    access_token: await ctx.parts.tokens.mint(ctx, { clientId: client.clientId, scopes }),
    token_type: 'Bearer',
    expires_in: TOKEN_LIFE_S,
    scope: scopes.join(' '),
  };
}

const missing = (field: string) => ({ field, rule: 'required' });

function clientOf(ctx: Context, form: Form): Client {
  const { clientId, secret } = credentialsOf(ctx.call.authorization, form);
  const client = findClient(ctx, clientId);
  if (isSecretOf(client, secret, ctx.clock.now()) && client) return client;
  throw new OAuthError('invalid_client', 'The client is unknown or its secret is wrong.');
}

/** By Basic or in the form, never both (RFC 6749 §2.3). */
function credentialsOf(authorization: string | undefined, form: Form): Credentials {
  const clientId = parameterOf(form, 'client_id');
  const secret = parameterOf(form, 'client_secret');
  if (authorization === undefined) {
    if (clientId !== undefined && secret !== undefined) return { clientId, secret };
    throw new OAuthError('invalid_client', 'Send client_id and client_secret, or Basic.');
  }
  if (secret !== undefined) {
    const details = { field: 'client_secret', rule: 'one_method' };
    throw new OAuthError('invalid_request', 'Authenticate in one way, not in two.', details);
  }
  const basic = basicCredentials(authorization);
  if (basic === undefined) {
    throw new OAuthError('invalid_client', 'The Authorization header is not HTTP Basic.');
  }
  if (clientId !== undefined && clientId !== basic.clientId) {
    const details = { field: 'client_id', rule: 'one_method' };
    throw new OAuthError('invalid_request', 'The form names another client.', details);
  }
  return basic;
}

/** Sent without a value counts as not sent; sent twice is refused (RFC 6749 §3.2). */
function parameterOf(form: Form, name: string): string | undefined {
  const value = Object.hasOwn(form, name) ? form[name] : undefined;
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string') return value;
  const details = { field: name, rule: 'duplicate' };
  throw new OAuthError('invalid_request', `${name} is given more than once.`, details);
}

function grantedScopes(client: Client, asked: string | undefined): readonly string[] {
  if (asked === undefined) return client.scopes;
  const scopes = parseScopes(asked);
  const beyond = scopes?.find((scope) => !client.scopes.includes(scope));
  if (scopes !== undefined && beyond === undefined) return scopes;
  const details = { field: 'scope', rule: scopes === undefined ? 'format' : 'enum' };
  throw new OAuthError(
    'invalid_scope',
    'The client may not have every scope it asks for.',
    details,
  );
}

export const getJwks: Operation<'getJwks'> = (ctx) => {
  const now = ctx.clock.now();
  const keys = signingKeys(ctx).filter((key) => isAccepted(key, now));
  return { keys: keys.map(publicJwk) };
};

function publicJwk(key: SigningKey): Output<'getJwks'>['keys'][number] {
  const { kty, crv, x, y } = key.jwk;
  return { kty, kid: key.kid, alg: 'ES256', use: 'sig', crv, x, y };
}

export const getAuthorizationServer: Operation<'getAuthorizationServer'> = (ctx) => {
  const issuer = ctx.parts.tokens.issuer();
  return {
    issuer,
    token_endpoint: `${issuer}/oauth/token`,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    scopes_supported: [...knownScopes(ctx)],
    response_types_supported: [],
    grant_types_supported: ['client_credentials'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  };
};

/** SEC-04: the new key signs from now on, the old one is accepted until its last token is over. */
export const rotateSigningKey: Operation<'rotateSigningKey'> = (ctx) => {
  const now = ctx.clock.now();
  const [current, ...older] = signingKeys(ctx);
  const ended = { ...current, acceptedUntil: now + KEY_OVERLAP_MS };
  const next = derivedKey(ctx.seed, current.generation + 1, now);
  putKey(ctx, ended);
  putKey(ctx, next);
  ctx.parts.tokens.forget();
  emit(ctx, 'access.key_rotated', null, { kid: next.kid, previous: ended.kid });
  const previous = [ended, ...older].filter((key) => isAccepted(key, now));
  return {
    kid: next.kid,
    active_from: formatTime(next.activeFrom),
    previous: previous.map((key) => ({
      kid: key.kid,
      accepted_until: formatTime(key.acceptedUntil ?? now),
    })),
  };
};

/** SEC-04: the old secret stays valid for a day; the new one is shown this once. */
export const rotateClientSecret: Operation<'rotateClientSecret'> = (ctx, input) => {
  const asking = ctx.call.client;
  const own = asking.clientId === input.client_id;
  if (!own && !hasScope(asking, 'access:admin')) refuse('NOT_YOURS');
  const client = findClient(ctx, input.client_id) ?? refuse('CLIENT_NOT_FOUND');
  const until = ctx.clock.now() + SECRET_OVERLAP_MS;
  const secret = derivedSecret(ctx.seed, client.clientId, client.secretGeneration + 1);
  replaceSecret(ctx, client, secretHash(secret), until);
  emit(ctx, 'access.secret_rotated', null, { client_id: client.clientId });
  return {
    client_id: client.clientId,
    client_secret: secret,
    previous_accepted_until: formatTime(until),
  };
};
