import { createHmac, createPublicKey } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { AdmittedToken, TokenRules, VerifyToken } from '../../domains/access/index.js';
import { createTokens, signingKeys, verifyToken } from '../../domains/access/index.js';
import type { Ground } from '../../domains/context.js';
import { ApiError } from '../../kernel/errors.js';
import { AUDIENCE } from '../composition.js';
import { mutant, operation, part, policy } from './mutant.js';
import type { Mutant, Swap } from './mutant.js';

const HOUR_MS = 3_600_000;

/** What the token claims, believed. */
function believed(ground: Ground, token: string): AdmittedToken {
  const claims = decodeJwt(token);
  return {
    principal: {
      clientId: String(claims['client_id']),
      scopes: new Set(String(claims['scope']).split(' ')),
    },
    validFrom: 0,
    validUntil: ground.clock.now() + HOUR_MS,
  };
}

const tokensWith = (verify: VerifyToken): Swap =>
  part('tokens', ({ issuer }) => createTokens({ issuer, audience: AUDIENCE, verify }));

/** The sound verification with one refusal forgiven. */
const forgiving = (forgiven: (refusal: ApiError) => boolean): Swap =>
  tokensWith(async (ground, token, rules) => {
    try {
      return await verifyToken(ground, token, rules);
    } catch (failure) {
      if (failure instanceof ApiError && forgiven(failure)) return believed(ground, token);
      throw failure;
    }
  });

const withRules = (change: (rules: TokenRules) => TokenRules): Swap =>
  tokensWith((ground, token, rules) => verifyToken(ground, token, change(rules)));

/** The classic: a verifier that takes the public key for an HMAC secret. */
function isHmacOfPublicKey(ground: Ground, token: string): boolean {
  if (!hasAlgorithm(token, 'HS256')) return false;
  const [input, signature] = [token.slice(0, token.lastIndexOf('.')), token.split('.')[2]];
  for (const key of signingKeys(ground)) {
    const { d: _private, ...jwk } = key.jwk;
    const spki = createPublicKey({ key: jwk, format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    });
    for (const secret of [String(spki), String(spki).trim(), JSON.stringify(jwk), jwk.x]) {
      if (createHmac('sha256', secret).update(input).digest('base64url') === signature) return true;
    }
  }
  return false;
}

const hasAlgorithm = (token: string, algorithm: string): boolean => {
  try {
    return decodeProtectedHeader(token).alg === algorithm;
  } catch {
    return false;
  }
};

export const accessMutants: readonly Mutant[] = [
  mutant('expired-token-accepted', {
    title: 'A token is good for ever',
    breaks: 'SEC-01',
    caughtBy: ['ACCESS-05'],
    swap: forgiving((refusal) => refusal.code === 'TOKEN_EXPIRED'),
  }),
  mutant('alg-none-accepted', {
    title: 'A token signed with nothing is believed',
    breaks: 'SEC-01',
    caughtBy: ['ACCESS-01'],
    swap: tokensWith(async (ground, token, rules) =>
      hasAlgorithm(token, 'none') ? believed(ground, token) : verifyToken(ground, token, rules),
    ),
  }),
  mutant('key-confusion', {
    title: 'The public key serves as an HMAC secret',
    breaks: 'SEC-01',
    caughtBy: ['ACCESS-02'],
    swap: tokensWith(async (ground, token, rules) =>
      isHmacOfPublicKey(ground, token)
        ? believed(ground, token)
        : verifyToken(ground, token, rules),
    ),
  }),
  mutant('foreign-issuer-accepted', {
    title: 'A token of another issuer is accepted',
    breaks: 'SEC-01',
    caughtBy: ['ACCESS-03'],
    swap: withRules((rules) => ({ ...rules, issuer: undefined })),
  }),
  mutant('foreign-audience-accepted', {
    title: 'A token meant for another service is accepted',
    breaks: 'SEC-01',
    caughtBy: ['ACCESS-04'],
    swap: withRules((rules) => ({ ...rules, audience: undefined })),
  }),
  mutant('early-token-accepted', {
    title: 'A token is good before its not-before',
    breaks: 'SEC-01',
    caughtBy: ['ACCESS-06'],
    swap: forgiving((refusal) => refusal.details['rule'] === 'nbf'),
  }),
  mutant('signature-unchecked', {
    title: 'A token whose claims were altered is believed',
    breaks: 'SEC-01',
    caughtBy: ['ACCESS-07'],
    swap: forgiving((refusal) => refusal.details['rule'] === 'signature'),
  }),
  mutant('scope-ignored', {
    title: 'Any token may do anything',
    breaks: 'SEC-02',
    caughtBy: ['ACCESS-10'],
    swap: policy(() => ({ hasScope: () => true })),
  }),
  mutant('read-means-write', {
    title: 'A token that may read may write',
    breaks: 'SEC-02',
    caughtBy: ['ACCESS-11'],
    swap: policy((sound) => ({
      hasScope: (principal, scope) =>
        sound.hasScope(principal, scope) ||
        sound.hasScope(principal, scope.replace(':write', ':read')),
    })),
  }),
  mutant('sessions-of-others', {
    title: "A client reads and closes another client's game session",
    breaks: 'SEC-02',
    caughtBy: ['GAMES-05'],
    swap: part('games', (sound) => ({
      sessionOf: (ctx, sessionId) => {
        const row = ctx
          .sql('SELECT client FROM sessions WHERE session_id = ?')
          .pluck()
          .get(sessionId) as string | undefined;
        const client = { ...ctx.call.client, clientId: row ?? ctx.call.client.clientId };
        return sound.sessionOf({ ...ctx, call: { ...ctx.call, client } }, sessionId);
      },
    })),
  }),
  mutant('rotation-without-overlap', {
    title: 'Rotating the signing key cuts off every token in use',
    breaks: 'SEC-04',
    caughtBy: ['ACCESS-12'],
    swap: operation('rotateSigningKey', (sound) => (ctx, input) => {
      const answer = sound(ctx, input);
      ctx.sql('UPDATE signing_keys SET accepted_until = 0 WHERE accepted_until IS NOT NULL').run();
      ctx.parts.tokens.forget();
      return answer;
    }),
  }),
  mutant('old-secret-eternal', {
    title: 'A client secret that was rotated away still opens the door after the overlap',
    breaks: 'SEC-04',
    caughtBy: ['ACCESS-14'],
    swap: operation('rotateClientSecret', (sound) => (ctx, input) => {
      const answer = sound(ctx, input);
      ctx
        .sql('UPDATE clients SET previous_accepted_until = ? WHERE previous_accepted_until > 0')
        .run(Number.MAX_SAFE_INTEGER);
      return answer;
    }),
  }),
];
