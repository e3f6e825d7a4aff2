import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { readTarget, TargetMistake } from './target.js';

function stage(t: TestContext, yaml: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tablestakes-target-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'target.yaml');
  writeFileSync(path, yaml);
  return path;
}

test('a URL is a target, with credentials from the environment', () => {
  const environment = { TABLESTAKES_CLIENT_ID: 'me', TABLESTAKES_CLIENT_SECRET: 'mine' };
  assert.deepEqual(readTarget('http://127.0.0.1:8080/api/', environment), {
    name: '127.0.0.1:8080',
    baseUrl: 'http://127.0.0.1:8080/api',
    client: { client_id: 'me', client_secret: 'mine' },
  });
  assert.equal(readTarget('https://wallet.example', {}).client, undefined);
});

test('a file is a target, with its secrets looked up', (t) => {
  const path = stage(
    t,
    `target: { name: Acme, base_url: 'https://wallet.example/' }
auth: { client_id: me, client_secret: 'env:ACME_SECRET' }
limits: { timeout_ms: 500 }
`,
  );
  assert.deepEqual(readTarget(path, { ACME_SECRET: 'mine' }), {
    name: 'Acme',
    baseUrl: 'https://wallet.example',
    client: { client_id: 'me', client_secret: 'mine' },
    timeoutMs: 500,
  });
  assert.throws(
    () => readTarget(path, {}),
    /auth.client_secret: the environment has no ACME_SECRET/,
  );
});

test('each mistake names line, field, rule and remedy', (t) => {
  const path = stage(
    t,
    `target:
  name: Acme
  base-url: https://wallet.example
auth:
  client_id: me
  client_secret: hunter2
`,
  );
  const lines = messageOf(() => readTarget(path, {})).split('\n');
  const told = lines.map((line) => line.slice(path.length));
  assert.deepEqual(told, [
    ":2: target: must have required property 'base_url'; add it (required)",
    ':3: target.base-url: no such member; remove or rename it (additionalProperties)',
    ':6: auth.client_secret: must match pattern "^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$"; ' +
      'never the secret itself: write env:NAME or file:path (pattern)',
  ]);
});

test('no file, no YAML and no object are told apart', (t) => {
  assert.match(
    messageOf(() => readTarget('nowhere.yaml', {})),
    /no such file/,
  );
  assert.match(
    messageOf(() => readTarget(stage(t, 'target: [1,\nx: }'), {})),
    /:\d+: not YAML/,
  );
  assert.match(
    messageOf(() => readTarget(stage(t, 'hello'), {})),
    /:1: the file: must be object/,
  );
});

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (thrown) {
    assert.ok(thrown instanceof TargetMistake);
    return thrown.message;
  }
  throw new assert.AssertionError({ message: 'it was accepted' });
}
