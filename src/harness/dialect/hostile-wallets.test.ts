import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { scenarios } from '../../../scenarios/certify/index.js';
import { invariants } from '../../../scenarios/invariants/index.js';
import { certify } from '../certify.js';
import type { CertifyResult } from '../certify.js';
import { readTarget } from '../target.js';

const MICRO = fileURLToPath(new URL('../../../../examples/micro/target.yaml', import.meta.url));

/** The example, and bet and win in one call besides: more that could be passed by doing nothing. */
const TARGET = `
extends: ${MICRO}
map:
  operations:
    playRound:
      method: POST
      path: /v2/play
      request: >-
        { "requestUuid": idempotency_key, "accountId": player_id, "gameRound": round_id,
          "amountMicros": amount, "winMicros": win_amount, "currency": currency,
          "endsRound": final }
      response: { txn_id: transactionId, balance: balanceMicros }
`;

/** Acts on a call once preflight has read one sound balance. */
type Act = (path: string, answer: ServerResponse) => void;

const says =
  (status: number, body: object): Act =>
  (_path, answer) => {
    answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

async function stage(t: TestContext, act: Act, timeoutMs = 5_000): Promise<CertifyResult> {
  let calls = 0;
  const server = createServer((request, answer) => {
    request.resume().on('end', () => {
      calls += 1;
      if (calls > 1) act(request.url ?? '', answer);
      else says(200, { balanceMicros: 250_000_000, currency: 'EUR' })('', answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const environment = { MICRO_URL: `http://127.0.0.1:${port}`, MICRO_PASSWORD: 'any-password' };
  const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'target.yaml');
  writeFileSync(file, TARGET);
  const target = { ...readTarget(file, environment), timeoutMs };
  return certify({ target, scenarios, invariants, seed: 'hostile', concurrency: 32 });
}

const passed = ({ checks }: CertifyResult): readonly string[] =>
  checks.filter(({ status }) => status === 'pass').map(({ id }) => id);

test('a mapped wallet that answers {} to everything passes no check', async (t) => {
  const result = await stage(t, says(200, {}));
  assert.deepEqual(passed(result), []);
  assert.ok(result.checks.some(({ id }) => id === 'ROUNDS-75'));
  assert.equal(result.verdict, 'non-conformant');
});

test('a mapped wallet that answers 500 to everything passes no check', async (t) => {
  const sound = { balanceMicros: 100_000_000, currency: 'EUR', transactionId: 'tx-1' };
  for (const body of [{ code: 'NOT_ENOUGH_MONEY' }, sound]) {
    const result = await stage(t, says(500, body));
    assert.deepEqual(passed(result), []);
    assert.equal(result.verdict, 'non-conformant');
  }
});

test('a mapped wallet that hangs or hangs up passes no check', async (t) => {
  const acts: readonly Act[] = [() => undefined, (_path, answer) => answer.destroy()];
  for (const act of acts) {
    const result = await stage(t, act, 200);
    assert.deepEqual(passed(result), []);
    assert.notEqual(result.verdict, 'conformant');
    assert.notEqual(result.exitCode, 0);
  }
});

test('a mapped wallet that accepts everything and does nothing passes no check', async (t) => {
  let told = 0;
  const result = await stage(t, (path, answer) => {
    told += 1;
    says(200, { balanceMicros: 100_000_000, currency: 'EUR', transactionId: `tx-${told}` })(
      path,
      answer,
    );
  });
  assert.deepEqual(passed(result), []);
  assert.equal(result.verdict, 'non-conformant');
});

test('a mapped wallet that refuses everything passes no check', async (t) => {
  const balance = says(200, { balanceMicros: 100_000_000, currency: 'EUR' });
  const result = await stage(t, (path, answer) => {
    if (path.endsWith('/balance')) balance(path, answer);
    else says(422, { code: 'NOT_ENOUGH_MONEY' })(path, answer);
  });
  assert.deepEqual(passed(result), []);
  assert.equal(result.verdict, 'non-conformant');
});
