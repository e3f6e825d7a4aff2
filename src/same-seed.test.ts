import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certify, startSandbox } from './index.js';

/** One full certification of a fresh sandbox. */
async function certified(seed: string) {
  const sandbox = await startSandbox({ seed, clock: 'virtual' });
  try {
    return await certify({ target: { name: 'sandbox', baseUrl: sandbox.url }, seed });
  } finally {
    await sandbox.close();
  }
}

test('a sound sandbox is conformant, and one seed ends in one ledger, even though requests race', async () => {
  const [first, again] = [await certified('7'), await certified('7')];
  const wrong = first.checks.filter(({ status }) => status !== 'pass').map(({ id }) => id);
  assert.deepEqual(wrong, []);
  assert.equal(first.verdict, 'conformant');
  assert.ok(first.checks.length >= 120, `${first.checks.length} checks`);
  assert.match(first.ledgerHash ?? '', /^[0-9a-f]{64}$/);
  assert.equal(again.ledgerHash, first.ledgerHash);
  const ids = first.checks.map(({ id, status }) => `${id} ${status}`);
  assert.deepEqual(
    again.checks.map(({ id, status }) => `${id} ${status}`),
    ids,
  );
});
