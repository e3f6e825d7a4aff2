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

/** How requests are signed. */
export interface SigningRecipe {
  /** `sha256` and `md5` are plain digests: `over` then names {secret}. */
  readonly alg: (typeof SIGNING_ALGORITHMS)[number];
  readonly secret: string;
  readonly secretEncoding: 'text' | 'hex' | 'base64';
  /** The header that carries the signature. */
  readonly header: string;
  readonly encoding: 'hex' | 'base64' | 'base64url';
  readonly prefix: string;
  /** What is signed: text with {body} {method} {path} {timestamp} {nonce} {secret}. */
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

/** The headers that sign this request; the body is signed as the bytes that go out. */
export function signatureOf(
  recipe: SigningRecipe,
  request: WireRequest,
  moment: SigningMoment,
): Record<string, string> {
  const timestamp = timeOf(recipe.timestamp?.unit ?? 's', moment.nowMs);
  const parts: Readonly<Record<string, string | Uint8Array>> = {
    method: request.method,
    path: request.path,
    timestamp,
    nonce: moment.nonce,
    secret: recipe.secret,
    body: request.body ?? '',
  };
  const signed = Buffer.concat(
    recipe.over
      .split(/(\{\w+\})/)
      .map((piece) => Buffer.from(parts[/^\{(\w+)\}$/.exec(piece)?.[1] ?? ''] ?? piece)),
  );
  const value = digestOf(recipe, signed).toString(recipe.encoding);
  return {
    [recipe.header.toLowerCase()]: recipe.prefix + value,
    ...(recipe.timestamp && { [recipe.timestamp.header.toLowerCase()]: timestamp }),
    ...(recipe.nonce && { [recipe.nonce.header.toLowerCase()]: moment.nonce }),
  };
}

function digestOf({ alg, secret, secretEncoding }: SigningRecipe, signed: Buffer): Buffer {
  if (!alg.startsWith('hmac-')) return createHash(alg).update(signed).digest();
  const key = Buffer.from(secret, secretEncoding === 'text' ? 'utf8' : secretEncoding);
  return createHmac(alg.slice('hmac-'.length), key).update(signed).digest();
}

function timeOf(unit: 's' | 'ms' | 'iso', nowMs: number): string {
  if (unit === 'iso') return formatTime(nowMs);
  return String(unit === 'ms' ? nowMs : Math.floor(nowMs / 1000));
}
