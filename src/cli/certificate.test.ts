import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sealed } from '../certificate/envelope.js';
import type { Certificate } from '../certificate/statement.js';
import { jsonOf } from '../client/index.js';
import { canonicalJson } from '../kernel/canonical.js';
import { main } from './main.js';

const EXAMPLE = new URL('../../../examples/always-200/', import.meta.url);
const TARGET = fileURLToPath(new URL('target.yaml', EXAMPLE));
const DEAD = 'http://127.0.0.1:1';

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Stage {
  readonly folder: string;
  readonly at: (name: string) => string;
  readonly run: (...words: string[]) => Promise<Ended>;
  readonly environment: Record<string, string>;
}

function stage(t: TestContext): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'tablestakes-certificate-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const environment: Record<string, string> = { ALWAYS_TOKEN: 'always-token' };
  const run: Stage['run'] = async (...words) => {
    let [out, err] = ['', ''];
    const code = await main(words, {
      out: (text) => void (out += text),
      err: (text) => void (err += text),
      isTerminal: false,
      colour: false,
      environment,
      onInterrupt: () => () => undefined,
    });
    return { code, out, err };
  };
  return { folder, at: (name) => join(folder, name), run, environment };
}

async function walletUrl(t: TestContext): Promise<string> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('wallet.js', EXAMPLE))], {
    env: { ...process.env, ALWAYS_TOKEN: 'always-token', PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill());
  const line = await new Promise<Buffer>((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', (code) => reject(new Error(`the wallet ended with ${code}`)));
  });
  return line.toString().trim();
}

test('keys are written for their owner alone, and never over others', async (t) => {
  const { at, run } = stage(t);
  const { code, out } = await run('keys', 'create', '--out', at('mine'));
  assert.equal(code, 0);
  assert.match(out, /key [0-9a-f]{64}\n$/);
  assert.equal(statSync(at('mine.key')).mode & 0o777, 0o600);
  const before = readFileSync(at('mine.key'), 'utf8');
  const again = await run('keys', 'create', '--out', at('mine'));
  assert.equal(again.code, 2);
  assert.match(again.err, /mine\.key exists/);
  assert.equal(readFileSync(at('mine.key'), 'utf8'), before);
});

test('a conformant run is certified, and verified offline by anybody with the public key', async (t) => {
  const { at, environment, folder, run } = stage(t);
  environment['ALWAYS_URL'] = await walletUrl(t);
  await run('keys', 'create', '--out', at('mine'));
  await run('keys', 'create', '--out', at('another'));
  environment['SIGN_KEY'] = readFileSync(at('mine.key'), 'utf8');
  const [certificate, key] = [at('shown/acme.dsse.json'), at('mine.pub')];
  const signing = ['--certificate', certificate, '--sign-key', 'env:SIGN_KEY'];
  const judged = await run('certify', '--target', TARGET, '--out', folder, ...signing);
  assert.equal(judged.code, 0, judged.out);
  assert.match(judged.err, /^certificate .*acme\.dsse\.json, valid until /);
  assert.deepEqual(readdirSync(at('shown')).sort(), [
    'acme.dsse.json',
    'acme.test-result.dsse.json',
  ]);

  const reports = ['json', 'xml', 'html'].flatMap((kind) => ['--report', at(`certify.${kind}`)]);
  const valid = await run('verify', certificate, '--key', key, ...reports);
  assert.equal(valid.code, 0, valid.out);
  assert.match(valid.out, /^VALID\n {2}verdict {7}conformant\n {2}target {8}Always-200 wallet/);
  assert.match(valid.out, /profile {7}wallet-core[\s\S]*81 pass, 5 skip[\s\S]*the one here/);
  assert.equal((await run('verify', at('shown/acme.test-result.dsse.json'), '--key', key)).code, 0);
  const told = await run('verify', certificate, '--key', key, '--json');
  const { faults, statement } = jsonOf(told.out) as { faults: string[]; statement: Certificate };
  assert.deepEqual(faults, []);

  const invalid: readonly (readonly [readonly string[], RegExp])[] = [
    [['--key', at('another.pub')], /^INVALID {2}it names another key/],
    [['--key', key, '--at', '2031-01-01T00:00:00Z'], /^INVALID {2}it expired at /],
    [['--key', key, '--report', certificate], /^INVALID .* is not what it was issued for/],
  ];
  for (const [words, why] of invalid) {
    const { code, out } = await run('verify', certificate, ...words);
    assert.equal(code, 1, out);
    assert.match(out, why);
  }
  const privateKey = createPrivateKey(readFileSync(at('mine.key')));
  for (const [predicate, why] of [
    [{ verdict: 'non-conformant' }, /no certificate: \/predicate\/verdict must be equal to one of/],
    [
      { expires_at: undefined },
      /no certificate: \/predicate must have required property 'expires_at'/,
    ],
    [{ expires_at: 'some day' }, /no certificate: \/predicate\/expires_at must match pattern/],
    [{ expires_at: '2031-02-30T00:00:00.000Z' }, /^INVALID {2}it does not say when it holds/],
    [{ tool: { name: 'tablestakes', version: '1\u001b[2J' } }, /^VALID\n[^\u001b]*$/],
  ] as const) {
    const forged = { ...statement, predicate: { ...statement.predicate, ...predicate } };
    writeFileSync(at('forged'), sealed(Buffer.from(canonicalJson(forged)), privateKey));
    assert.match((await run('verify', at('forged'), '--key', key)).out, why);
  }
  writeFileSync(certificate, JSON.stringify(jsonOf(readFileSync(certificate, 'utf8')), null, 2));
  assert.equal((await run('verify', certificate, '--key', key)).code, 1);
  assert.equal((await run('verify', certificate)).code, 2);
});

test('a run that cannot be certified takes the certificate of the run before it along', async (t) => {
  const { at, folder, run } = stage(t);
  await run('keys', 'create', '--out', at('mine'));
  const files = ['acme.dsse.json', 'acme.test-result.dsse.json'].map(at);
  for (const file of files) writeFileSync(file, '{"payload":"');
  const signing = ['--certificate', at('acme.dsse.json'), '--sign-key', at('mine.key')];
  const { code, err } = await run('certify', '--target', DEAD, '--out', folder, ...signing);
  assert.equal(code, 3);
  assert.match(err, /no certificate: the verdict is inconclusive, the exit code 3/);
  assert.deepEqual(files.map(existsSync), [false, false]);
});

test('what is wrong about a certificate is told before anything is sent', async (t) => {
  const { at, run } = stage(t);
  await run('keys', 'create', '--out', at('mine'));
  writeFileSync(at('target.yaml'), 'target: {}\n');
  const [certificate, key] = [at('c.dsse.json'), at('mine.key')];
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['--certificate', certificate], /needs --sign-key[\s\S]*keys create/],
    [['--sign-key', key], /name its file with --certificate/],
    [['--certificate', certificate, '--sign-key', at('mine.pub')], /an Ed25519 private key in PEM/],
    [['--certificate', certificate, '--sign-key', 'env:NOBODY'], /no such variable/],
    [['--certificate', certificate, '--sign-key', at('nothing')], /cannot read it/],
    [['--certificate', certificate, '--sign-key', key, '--only', 'ROUNDS-01'], /the whole profile/],
    [['--certificate', certificate, '--sign-key', key, '--report', 'html'], /must name json/],
    [['--certificate', certificate, '--sign-key', key, '--valid-days', '9999'], /from 1 to 397/],
    [['--certificate', at('target.yaml'), '--sign-key', key], /exists and is no certificate/],
  ];
  for (const [words, why] of cases) {
    const { code, err } = await run('certify', '--target', DEAD, ...words);
    assert.equal(code, 2, `${words.join(' ')}: ${err}`);
    assert.match(err, why);
  }
  const verify = await run('verify', at('target.yaml'), '--key', key);
  assert.equal(verify.code, 2);
  assert.match(verify.err, /an Ed25519 public key in PEM/);
  assert.equal(existsSync(certificate), false);
});
