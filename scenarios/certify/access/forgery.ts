import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Stage } from '../../../src/harness/scenario.js';

type Members = Readonly<Record<string, unknown>>;

/** A JWT taken apart; a text that is none has empty parts. */
export interface Token {
  readonly header: Members;
  readonly claims: Members;
  /** Base64url, as it stood in the token. */
  readonly signature: string;
}

export function readToken(text: string): Token {
  const [header = '', claims = '', signature = ''] = text.split('.');
  return { header: members(header), claims: members(claims), signature };
}

function members(part: string): Members {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return value !== null && typeof value === 'object' ? (value as Members) : {};
  } catch {
    return {};
  }
}

const encoded = (value: unknown): string =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token with a signature of one's own making over these parts. */
export function forged(header: Members, claims: Members, signer: (input: string) => Buffer) {
  const input = `${encoded(header)}.${encoded(claims)}`;
  return `${input}.${signer(input).toString('base64url')}`;
}

/** These parts under a signature that belongs to others. */
export const resealed = (header: Members, claims: Members, signature: string): string =>
  `${encoded(header)}.${encoded(claims)}.${signature}`;

/** HS256 (RFC 7518 §3.2). */
export const byHmac =
  (secret: string) =>
  (input: string): Buffer =>
    createHmac('sha256', secret).update(input).digest();

/** ES256 (RFC 7518 §3.4). */
export const byKey =
  (key: KeyObject) =>
  (input: string): Buffer =>
    sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });

/** A P-256 key the platform has never seen. */
export const foreignKey = (): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** An access token of the run's own client, as the token endpoint gives it. */
export async function soundToken({ platform, expect }: Stage, scope?: string): Promise<string> {
  const wish = { grant_type: 'client_credentials', ...(scope !== undefined && { scope }) };
  return expect(await platform.issueToken(wish)).accepted({ token_type: 'Bearer' }).access_token;
}

/**
 * Each of the tokens is refused with the code and takes no stake; then the sound token takes the
 * same stake with the same request, so that the refusals were about the tokens.
 */
export async function expectRefused(
  stage: Stage,
  code: string,
  tokens: (sound: string) => Promise<readonly string[]> | readonly string[],
): Promise<void> {
  const { platform, given, expect } = stage;
  const player = await given.player({ balance: '100.00' });
  const debit = given.debit(player, { amount: '10.00' });
  const sound = await soundToken(stage);

  for (const token of await tokens(sound)) {
    const answer = await platform.debitRound(debit, { token });
    expect(answer).refused(code);
    expect(answer).header('www-authenticate', /^Bearer\b/i);
  }
  await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });

  expect(await platform.debitRound(debit, { token: sound })).accepted();
  await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
}
