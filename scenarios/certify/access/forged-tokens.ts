import { createPublicKey } from 'node:crypto';
import { scenario } from '../../../src/harness/scenario.js';
import {
  byHmac,
  byKey,
  expectRefused,
  foreignKey,
  forged,
  readToken,
  resealed,
} from './forgery.js';

const money = 'Whoever can forge a token can take every stake and pay every win on the platform.';

export const access01 = scenario({
  id: 'ACCESS-01',
  title: 'A token signed with nothing is refused',
  rule: 'A token whose header says alg none MUST be refused, whatever its spelling.',
  requirement: 'SEC-01',
  impact: 'critical',
  money,
  async run(stage) {
    await expectRefused(stage, 'TOKEN_INVALID', (sound) => {
      const { header, claims, signature } = readToken(sound);
      const spellings = ['none', 'None', 'NONE', 'nOnE'];
      const bare = spellings.map((alg) => resealed({ ...header, alg }, claims, ''));
      return [...bare, resealed({ ...header, alg: 'none' }, claims, signature)];
    });
  },
});

export const access02 = scenario({
  id: 'ACCESS-02',
  title: 'The public key is no secret to sign with',
  rule: 'A token signed by HMAC with the public key as its secret MUST be refused.',
  requirement: 'SEC-01',
  impact: 'critical',
  money,
  async run(stage) {
    const { keys } = stage.expect(await stage.platform.getJwks()).accepted();

    await expectRefused(stage, 'TOKEN_INVALID', (sound) => {
      const { header, claims } = readToken(sound);
      return keys.flatMap((jwk) =>
        spellingsOf(jwk).map((secret) =>
          forged({ ...header, alg: 'HS256', kid: jwk.kid }, claims, byHmac(secret)),
        ),
      );
    });
  },
});

/** What a careless verifier may have at hand where a secret is asked for. */
function spellingsOf(jwk: Readonly<Record<string, unknown>>): readonly string[] {
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const pem = String(key.export({ type: 'spki', format: 'pem' }));
  return [pem, pem.trim(), JSON.stringify(jwk), JSON.stringify(key.export({ format: 'jwk' }))];
}

export const access07 = scenario({
  id: 'ACCESS-07',
  title: 'Altered claims under the old signature are refused',
  rule: 'A token any claim of which was altered after it was signed MUST be refused.',
  requirement: 'SEC-01',
  impact: 'critical',
  money,
  async run(stage) {
    await expectRefused(stage, 'TOKEN_INVALID', (sound) => {
      const { header, claims, signature } = readToken(sound);
      const altered = [
        { scope: `${String(claims['scope'])} access:admin` },
        { exp: Number(claims['exp']) + 1 },
        { client_id: 'somebody-else', sub: 'somebody-else' },
      ];
      return altered.map((claim) => resealed(header, { ...claims, ...claim }, signature));
    });
  },
});

export const access08 = scenario({
  id: 'ACCESS-08',
  title: 'A foreign key under a known kid is refused',
  rule: 'A token that names a key of the platform and was signed with another MUST be refused.',
  requirement: 'SEC-01',
  impact: 'critical',
  money,
  async run(stage) {
    await expectRefused(stage, 'TOKEN_INVALID', (sound) => {
      const { header, claims } = readToken(sound);
      return [forged(header, claims, byKey(foreignKey().privateKey))];
    });
  },
});

export const access09 = scenario({
  id: 'ACCESS-09',
  title: 'An unknown kid, or none, is refused',
  rule: 'A token signed with a key that the platform does not publish MUST be refused.',
  requirement: 'SEC-01',
  impact: 'critical',
  money,
  async run(stage) {
    await expectRefused(stage, 'TOKEN_INVALID', (sound) => {
      const { header, claims } = readToken(sound);
      const sign = byKey(foreignKey().privateKey);
      const kids = ['unknown', '', '../../dev/null', "' OR '1'='1", undefined];
      return kids.map((kid) => forged({ ...header, kid }, claims, sign));
    });
  },
});

export const access16 = scenario({
  id: 'ACCESS-16',
  title: 'A key that the token brings along is not believed',
  rule: 'A token MUST NOT be verified with a key from its own header (jwk).',
  requirement: 'SEC-01',
  impact: 'critical',
  money,
  async run(stage) {
    await expectRefused(stage, 'TOKEN_INVALID', (sound) => {
      const { header, claims } = readToken(sound);
      const { publicKey, privateKey } = foreignKey();
      const jwk = publicKey.export({ format: 'jwk' });
      const { kid: _kid, ...nameless } = header;
      return [header, nameless].map((base) => forged({ ...base, jwk }, claims, byKey(privateKey)));
    });
  },
});

export const access17 = scenario({
  id: 'ACCESS-17',
  title: 'A key address that the token brings along is not followed',
  rule: 'A token MUST NOT be verified with keys from an address in its own header (jku, x5u).',
  requirement: 'SEC-01',
  impact: 'critical',
  money: 'Keys fetched from where the forger says also make the platform call addresses it chose.',
  async run(stage) {
    const keys = `${stage.run.baseUrl}/nobody/jwks.json`;
    await expectRefused(stage, 'TOKEN_INVALID', (sound) => {
      const { header, claims } = readToken(sound);
      const sign = byKey(foreignKey().privateKey);
      return ['jku', 'x5u'].map((name) => forged({ ...header, [name]: keys }, claims, sign));
    });
  },
});

export const access37 = scenario({
  id: 'ACCESS-37',
  title: 'Something that is no token is refused, not stumbled over',
  rule: 'A bearer value that is no well-formed JWT MUST be refused with 401.',
  requirement: 'SEC-01',
  money: 'What crashes on garbage can be taken offline by anybody who can reach it.',
  async run(stage) {
    await expectRefused(stage, 'TOKEN_INVALID', (sound) => {
      const [header = '', claims = '', signature = ''] = sound.split('.');
      return [
        'token',
        'a.b.c',
        `${header}.${claims}`,
        `${header}..${signature}`,
        `${header}.${claims}.${signature.slice(0, -8)}`,
        `${header}.${claims}.${signature}.${signature}`,
        sound.replaceAll('.', '~'),
      ];
    });
  },
});

export const forgedTokenScenarios = [
  access01,
  access02,
  access07,
  access08,
  access09,
  access16,
  access17,
  access37,
] as const;
