import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { scenarios } from '../../../scenarios/certify/index.js';
import { certify } from '../certify.js';
import type { CertifyResult } from '../certify.js';
import { examinedBy, serving } from '../doctor/stage.js';
import { readTarget } from '../target.js';

const SECRET = 'secret-of-the-test';
const ENVIRONMENT = { SECRET };

const MAP = `
auth: { type: hmac }
map:
  money: { format: decimal-number }
  ok: status = "OK"
  error: status
  errors: { INVALID_HASH: TOKEN_MISSING }
  operations:
    getWallet:
      method: GET
      path: /wallet
      query: '{ "action": "balance", "user": player_id }'
      response: { cash: balance }
    debitRound:
      method: GET
      path: /wallet
      query: '{ "action": "bet", "user": player_id, "amount": amount, "tx": idempotency_key }'
      response: { txn_id: tx, balance: balance }
dialect: { business_http: always_200 }
data: { players: { pool: [p1] } }
`;

const SIGNING = "signing: { alg: hmac-sha256, secret: 'env:SECRET', query: hash, over: '{query}' }";

interface Wallet {
  readonly url: string;
  readonly signatures: string[];
}

/** One player with 100.00 whose bets count; heedless: also those that nobody signed. */
async function walletOf(t: TestContext, isHeedless: boolean): Promise<Wallet> {
  const signatures: string[] = [];
  let balance = 100;
  const url = await serving(t, (request, answer) => {
    const [query = '', hash] = (request.url?.split('?')[1] ?? '').split('&hash=');
    if (hash !== undefined) signatures.push(hash);
    const isSigned = hash === createHmac('sha256', SECRET).update(query).digest('hex');
    const said = new URLSearchParams(query);
    const isHeard = isSigned || isHeedless;
    if (isHeard && said.get('action') === 'bet') balance -= Number(said.get('amount'));
    const body = { status: 'OK', balance, tx: said.get('tx') };
    answer.writeHead(200, { 'content-type': 'application/json' });
    answer.end(JSON.stringify(isHeard ? body : { status: 'INVALID_HASH' }));
  });
  return { url, signatures };
}

function fileOf(t: TestContext, url: string, signing: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tablestakes-signed-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'target.yaml');
  writeFileSync(file, `target: { name: A, base_url: '${url}' }\n${signing}${MAP}`);
  return file;
}

async function judged(t: TestContext, wallet: Wallet): Promise<CertifyResult> {
  const target = readTarget(fileOf(t, wallet.url, SIGNING), ENVIRONMENT);
  return certify({ target, scenarios, only: ['IDEMPOTENCY-27'], seed: 'signed' });
}

test('a check without credentials leaves the signature out of the query', async (t) => {
  const sound = await judged(t, await walletOf(t, false));
  assert.deepEqual(
    sound.checks.map(({ status }) => status),
    ['pass'],
    JSON.stringify(sound.checks.map(({ failures, reason }) => [failures, reason])),
  );
  const heedless = await walletOf(t, true);
  const [check] = (await judged(t, heedless)).checks;
  assert.equal(check?.status, 'fail');
  assert.match(JSON.stringify(check.evidence), /&hash=\$SIGNATURE/);
  assert.ok(heedless.signatures.length > 1);
  for (const signature of heedless.signatures) {
    assert.ok(!JSON.stringify(check).includes(signature));
  }
});

test('neither a preflight that fails nor the doctor shows the signature', async (t) => {
  const { url, signatures } = await walletOf(t, false);
  const file = fileOf(t, url, SIGNING);
  const wrong = { SECRET: 'another-secret' };
  const options = { target: readTarget(file, wrong), scenarios, only: ['IDEMPOTENCY-27'] };
  const { exitCode, reasons } = await certify({ ...options, seed: 'signed' });
  assert.equal(exitCode, 3);
  assert.match(reasons.join(), /user=p1&hash=\$SIGNATURE/);
  const findings = JSON.stringify(await examinedBy({ scenarios })(file, wrong));
  assert.match(findings, /user=p1&hash=\$SIGNATURE/);
  assert.ok(signatures.length >= 2);
  for (const signature of signatures) {
    assert.ok(!`${findings}${reasons.join()}`.includes(signature));
  }
});

test('a signature has one place, and is over what there is: told by line', (t) => {
  const told = (members: string): string => {
    const signing = `signing:\n  alg: md5\n  secret: 'env:SECRET'\n${members}`;
    const file = fileOf(t, 'http://127.0.0.1:1', signing);
    try {
      readTarget(file, ENVIRONMENT);
    } catch (thrown) {
      return (thrown as Error).message.replaceAll(file, 'F');
    }
    return 'taken';
  };
  assert.equal(told("  query: hash\n  over: '{path}'"), 'taken');
  assert.match(
    told("  header: S\n  query: hash\n  over: '{path}'"),
    /^F:5: signing\.header: .*one/,
  );
  assert.match(told("  over: '{path}'"), /^F:\d: signing: .*'header'; add it; or query/);
  assert.equal(
    told("  query: hash\n  over: '{path}{params}'"),
    'F:6: signing.over: no placeholder {params}; ' +
      'there is {body} {method} {path} {query} {timestamp} {nonce} {secret}',
  );
});
