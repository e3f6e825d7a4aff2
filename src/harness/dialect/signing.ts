import { createHash, createHmac } from 'node:crypto';
import type { WireRequest } from '../../client/index.js';
import { formatTime } from '../../kernel/time.js';

export const SIGNING_ALGORITHMS = [
  'hmac-sha256',
  'hmac-sha512',
  'hmac-sha1',
  'sha256',
  'md5',
] as const;

/** What `over` may name. */
export const PLACEHOLDERS = [
  'body',
  'method',
  'path',
  'query',
  'timestamp',
  'nonce',
  'secret',
] as const;

/** How requests are signed. */
export interface SigningRecipe {
  /** `sha256` and `md5` are plain digests: `over` then names {secret}. */
  readonly alg: (typeof SIGNING_ALGORITHMS)[number];
  readonly secret: string;
  readonly secretEncoding: 'text' | 'hex' | 'base64';
  /** The header that carries the signature, or the query parameter: one of the two. */
  readonly header?: string;
  readonly query?: string;
  readonly encoding: 'hex' | 'base64' | 'base64url';
  readonly prefix: string;
  /** What is signed: text with PLACEHOLDERS; {path} includes the query string. */
  readonly over: string;
  /** The header that carries the time, and its unit. */
  readonly timestamp?: { readonly header: string; readonly unit: 's' | 'ms' | 'iso' };
  readonly nonce?: { readonly header: string };
}

/** What of a signature does not follow from the request. */
export interface SigningMoment {
  readonly nowMs: number;
  readonly nonce: string;
}

/** The placeholders nobody fills: sent as they stand, they would make every signature wrong. */
export const unknownPlaceholders = (over: string): readonly string[] =>
  (over.match(/\{[A-Za-z_][\w.:-]*\}/g) ?? []).filter(
    (found) => !PLACEHOLDERS.some((known) => found === `{${known}}`),
  );

/**
 * The request with its signature, which is made over the request without it; the body is signed
 * as the bytes that go out.
 */
export function signedRequest(
  recipe: SigningRecipe,
  request: WireRequest,
  moment: SigningMoment,
): WireRequest {
  const timestamp = timeOf(recipe.timestamp?.unit ?? 's', moment.nowMs);
  const parts: Readonly<Record<(typeof PLACEHOLDERS)[number], string | Uint8Array>> = {
    method: request.method,
    path: request.path,
    query: request.path.split('?').slice(1).join('?'),
    timestamp,
    nonce: moment.nonce,
    secret: recipe.secret,
    body: request.body ?? '',
  };
  const signed = Buffer.concat(
    recipe.over.split(/(\{\w+\})/).map((piece) => {
      const named = PLACEHOLDERS.find((known) => piece === `{${known}}`);
      return Buffer.from(named === undefined ? piece : parts[named]);
    }),
  );
  const value = recipe.prefix + digestOf(recipe, signed).toString(recipe.encoding);
  const { header, query } = recipe;
  const headers = {
    ...request.headers,
    ...(header !== undefined && { [header.toLowerCase()]: value }),
    ...(recipe.timestamp && { [recipe.timestamp.header.toLowerCase()]: timestamp }),
    ...(recipe.nonce && { [recipe.nonce.header.toLowerCase()]: moment.nonce }),
  };
  if (query === undefined) return { ...request, headers };
  return { ...request, path: withParameter(request.path, query, value), headers };
}

const withParameter = (path: string, name: string, value: string): string =>
  `${path}${path.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(value)}`;

function digestOf({ alg, secret, secretEncoding }: SigningRecipe, signed: Buffer): Buffer {
  if (!alg.startsWith('hmac-')) return createHash(alg).update(signed).digest();
  const key = Buffer.from(secret, secretEncoding === 'text' ? 'utf8' : secretEncoding);
  return createHmac(alg.slice('hmac-'.length), key).update(signed).digest();
}

function timeOf(unit: 's' | 'ms' | 'iso', nowMs: number): string {
  if (unit === 'iso') return formatTime(nowMs);
  return String(unit === 'ms' ? nowMs : Math.floor(nowMs / 1000));
}
