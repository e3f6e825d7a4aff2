import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { scenarios } from '../../../scenarios/certify/index.js';
import { invariants } from '../../../scenarios/invariants/index.js';
import { DAY_MS, realClock } from '../../kernel/time.js';
import { startSandbox } from '../../sandbox/start.js';
import { certificateFor, examinedBy, fileOver, folderOf, serving, troubles } from './stage.js';
import type { Examination } from './doctor.js';

const examined = examinedBy({ scenarios, invariants });

interface Staged {
  readonly address?: string;
  readonly fromDays?: number;
  readonly untilDays?: number;
  readonly isTrusted?: boolean;
}

/** A wallet behind a certificate made for this test. */
async function stage(t: TestContext, staged: Staged): Promise<Examination> {
  const { address = '127.0.0.1', fromDays = -30, untilDays = 90, isTrusted = false } = staged;
  const [from, until] = [fromDays, untilDays].map((days) => realClock.now() + days * DAY_MS);
  const tls = certificateFor(address, from ?? 0, until ?? 0);
  const url = await serving(
    t,
    (request, response) => {
      const isKnown = request.headers.authorization !== undefined;
      response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ balanceMicros: 250_000_000, currency: 'EUR' }));
    },
    tls,
  );
  const ca = join(folderOf(t), 'ca.pem');
  writeFileSync(ca, tls.cert);
  const file = fileOver(t, 'micro', isTrusted ? `auth: { ca: ${ca} }\n` : '');
  return examined(file, { MICRO_URL: url, MICRO_PASSWORD: 'any-password' });
}

for (const [what, staged, message] of [
  ['an expired certificate', { untilDays: -1 }, /expired on .*→ have it renewed/],
  ['a certificate that is not valid yet', { fromDays: 2 }, /valid only from/],
  [
    'a certificate for another host',
    { address: '10.0.0.1' },
    /not for 127\.0\.0\.1 but for .*10\.0\.0\.1/,
  ],
  ['an authority nobody knows', {}, /comes from nobody known.*→ name .* in auth\.ca/],
] as const) {
  test(`${what} is told with its remedy, and nothing is asked`, async (t) => {
    const examination = await stage(t, staged);
    const [trouble, ...others] = troubles(examination);
    assert.deepEqual([examination.exitCode, others, trouble?.step], [3, [], 'tls']);
    assert.match(`${trouble?.message ?? ''} → ${trouble?.remedy ?? ''}`, message);
    assert.ok(!examination.findings.some(({ step }) => step === 'auth'));
  });
}

test('a certificate of a named authority is trusted, and told when it soon expires', async (t) => {
  const long = await stage(t, { isTrusted: true });
  assert.deepEqual(troubles(long, 'tls'), []);
  assert.ok(long.findings.some(({ step, mark }) => step === 'auth' && mark === 'ok'));
  const [soon] = troubles(await stage(t, { isTrusted: true, untilDays: 5 }), 'tls');
  assert.equal(soon?.mark, 'warn');
  assert.match(soon.message, /[45] days/);
});

test('a target of the reference contract is looked at without a map', async (t) => {
  const sandbox = await startSandbox({ seed: 'doctor', clock: 'virtual' });
  t.after(() => sandbox.close());
  const sound = await examined(sandbox.url, {});
  assert.equal(sound.exitCode, 0);
  assert.deepEqual(
    troubles(sound).filter(({ step }) => step !== 'clock'),
    [],
  );
  const wrong = { TABLESTAKES_CLIENT_ID: 'demo', TABLESTAKES_CLIENT_SECRET: 'wrong' };
  const refused = await examined(sandbox.url, wrong);
  const [trouble] = troubles(refused, 'auth');
  assert.equal(refused.exitCode, 3);
  assert.match(trouble?.message ?? '', /HTTP 401 invalid_client/);
  assert.match(trouble?.remedy ?? '', /TABLESTAKES_CLIENT_SECRET/);
});

test('a client without every scope is told what it cannot call', async (t) => {
  const sandbox = await startSandbox({ seed: 'doctor', clock: 'virtual' });
  t.after(() => sandbox.close());
  const { client_id, client_secret } =
    sandbox.clients.find((one) => one.client_id === 'auditor') ?? {};
  const environment = {
    TABLESTAKES_CLIENT_ID: client_id,
    TABLESTAKES_CLIENT_SECRET: client_secret,
  };
  const [trouble] = troubles(await examined(sandbox.url, environment), 'scopes');
  assert.match(
    trouble?.message ?? '',
    /auditor cannot call \d+ operations: it lacks .*rounds:write/,
  );
});
