import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { exampleWallet, fileOver } from '../harness/doctor/stage.js';
import { main } from './main.js';

const MICRO = fileURLToPath(new URL('../../../examples/micro/target.yaml', import.meta.url));

const NOBODY = { MICRO_URL: 'http://127.0.0.1:9', MICRO_PASSWORD: 'x' };

const stage = (...words: readonly string[]) => asked(NOBODY, ...words);

async function asked(
  environment: Readonly<Record<string, string>>,
  ...words: readonly string[]
): Promise<{ code: number; out: string }> {
  let out = '';
  const code = await main(['doctor', ...words], {
    out: (text) => void (out += text),
    err: (text) => void (out += text),
    isTerminal: false,
    colour: false,
    environment,
    onInterrupt: () => () => undefined,
  });
  return { code, out };
}

test('each finding is a line, and its remedy stands below it', async () => {
  const { code, out } = await stage('--target', MICRO);
  assert.equal(code, 3);
  assert.match(out, /^ok {4}secrets {6}found: env:MICRO_URL, env:MICRO_PASSWORD$/m);
  assert.match(out, /^FAIL {2}tcp .*ECONNREFUSED.*\n {19}→ start the target/m);
  assert.match(out, /not ready/);
});

test('as JSON it is one value with the same exit code', async () => {
  const { code, out } = await stage('--target', MICRO, '--json');
  const read = JSON.parse(out);
  assert.deepEqual([code, read.exitCode, read.target.name], [3, 3, 'Micro wallet']);
  assert.ok(read.findings.some((each: { mark: string }) => each.mark === 'fail'));
});

test('without a target, and with one that is no file, nothing is sent', async () => {
  assert.equal((await stage()).code, 2);
  const { code, out } = await stage('--target', '/nowhere/target.yaml');
  assert.equal(code, 2);
  assert.match(out, /no such file/);
});

test('what is to look at is not passed over in the last line', async (t) => {
  const url = await exampleWallet(t, 'micro');
  const environment = { MICRO_URL: url, MICRO_PASSWORD: 'micro-secret' };
  const sound = await asked(environment, '--target', MICRO);
  assert.match(sound.out, /, 0 to look at, 0 wrong\nready: tablestakes certify/);
  const file = fileOver(t, 'micro', 'dialect: { rollback_unknown: ok }\n');
  const { code, out } = await asked(environment, '--target', file);
  assert.equal(code, 0);
  assert.match(out, /, 1 to look at, 0 wrong\nready, once you have looked at the warnings: /);
});
