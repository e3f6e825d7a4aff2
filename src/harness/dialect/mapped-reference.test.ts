import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { scenarios } from '../../../scenarios/certify/index.js';
import { invariants } from '../../../scenarios/invariants/index.js';
import { startSandbox } from '../../sandbox/start.js';
import { certify } from '../certify.js';
import type { CertifyResult } from '../certify.js';
import { readTarget } from '../target.js';

const FILE = fileURLToPath(
  new URL('../../../../fixtures/targets/mapped-reference.yaml', import.meta.url),
);

/** Our own sandbox, judged as if it were a stranger: by a map, with players made by a call. */
async function stage(t: TestContext, mutant?: string): Promise<CertifyResult> {
  const sandbox = await startSandbox({ seed: 'mapped', clock: 'virtual', mutant });
  t.after(() => sandbox.close());
  const client = [...sandbox.clients].sort((a, b) => b.scopes.length - a.scopes.length)[0];
  const target = readTarget(FILE, {
    PLATFORM_URL: sandbox.url,
    PLATFORM_CLIENT_ID: client?.client_id,
    PLATFORM_CLIENT_SECRET: client?.client_secret,
  });
  return certify({ target, scenarios, invariants, seed: 'mapped' });
}

const failed = ({ checks }: CertifyResult): readonly string[] =>
  checks.filter(({ status }) => status !== 'pass').map(({ id }) => id);

test('the reference contract spoken through a map passes every check of the core', async (t) => {
  const result = await stage(t);
  assert.deepEqual(failed(result), []);
  assert.deepEqual([result.verdict, result.reasons], ['conformant', []]);
  assert.ok(result.checks.some(({ id }) => id === 'ROUNDS-65')); // its map has getRound
});

for (const [mutant, noticed] of [
  ['forgets-keys', 'IDEMPOTENCY-01'],
  ['no-tombstone', 'ROUNDS-07'],
  ['credit-without-debit', 'ROUNDS-24'],
  ['rollback-pays-twice', 'ROUNDS-20'],
  ['closed-rounds-take-bets', 'ROUNDS-26'],
  ['posts-one-side', 'INV-02'],
] as const) {
  test(`the defect ${mutant} is noticed through a map too`, async (t) => {
    const result = await stage(t, mutant);
    assert.ok(failed(result).includes(noticed), failed(result).join(' '));
    assert.equal(result.verdict, 'non-conformant');
  });
}
