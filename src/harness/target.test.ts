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
    ":2: target: must have required property 'base_url'; add it",
    ':3: target.base-url: no such member; remove or rename it',
    ':6: auth.client_secret: must match pattern "^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$"; ' +
      'never the secret itself: write env:NAME or file:path',
  ]);
});

test('what is no http address, and what is a report, is told as that', (t) => {
  const ftp = messageOf(() => readTarget('ftp://wallet.example', {}));
  assert.match(ftp, /"ftp:\/\/wallet.example" is not an http or https URL/);
  const report = stage(t, '{ "report": "tablestakes/certify@1", "target": {} }');
  assert.match(
    messageOf(() => readTarget(report, {})),
    /this is a report \(tablestakes\/certify@1\); --target takes a URL or a target file/,
  );
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

test('a file is laid over the one it extends, and mistakes name the file they stand in', (t) => {
  const base = stage(
    t,
    `target: { name: Base, base_url: 'https://wallet.example' }
auth: { type: bearer, token: 'env:TOKEN' }
limits: { timeout_ms: 500, concurrency: 2 }
`,
  );
  const path = stage(t, `extends: ${base}\ntarget: { name: Own }\nlimits: { concurrency: 4 }\n`);
  const { name, baseUrl, timeoutMs, concurrency } = readTarget(path, {});
  assert.deepEqual([name, baseUrl], ['Own', 'https://wallet.example']);
  assert.deepEqual([timeoutMs, concurrency], [500, 4]);

  const wrong = stage(t, 'target: { name: Base }\nlimits: { timeout_ms: 5 }\n');
  const over = stage(t, `extends: ${wrong}\ntarget: { base_url: 'https://wallet.example' }\n`);
  assert.match(
    messageOf(() => readTarget(over, {})),
    new RegExp(`^${wrong}:2: limits.timeout_ms: must be >= 100`),
  );
});

test('a file that extends itself, or what is not there, is refused', (t) => {
  const own = stage(t, 'extends: ./target.yaml\n');
  assert.match(
    messageOf(() => readTarget(own, {})),
    /extends itself/,
  );
  const strange = stage(
    t,
    "extends: builtin:acme\ntarget: { name: A, base_url: 'https://a.example' }",
  );
  assert.match(
    messageOf(() => readTarget(strange, {})),
    /there is no builtin:acme/,
  );
});

test('each way in says what it lacks', (t) => {
  const told = (auth: string): string =>
    messageOf(() =>
      readTarget(
        stage(t, `target: { name: A, base_url: 'https://a.example' }\nauth: ${auth}\n`),
        {},
      ),
    );
  assert.match(told('{ type: bearer }'), /:2: auth: must have required property 'token'; add it/);
  assert.match(told('{ type: basic, username: u }'), /required property 'password'/);
  assert.match(told('{ type: mtls, cert: c }'), /required property 'key'/);
  assert.match(told('{ client_id: me }'), /required property 'client_secret'/);
  assert.match(told('{ type: bearer, token: hunter2 }'), /never the secret itself/);
});

const DIALECT = (knob: string): string => `target: { name: A, base_url: 'https://a.example' }
dialect: { ${knob} }
map: { money: { format: minor-int }, operations: { getWallet: { method: GET, path: /w, response: { cash: c } } } }
`;

test('a dialect has known knobs with known answers, a map known operations', (t) => {
  const told = (yaml: string): string => messageOf(() => readTarget(stage(t, yaml), {}));
  assert.match(
    told(DIALECT('zero_bet: maybe')),
    /:2: dialect.zero_bet: must be one of refused, accepted; What does a bet of nothing/,
  );
  assert.match(told(DIALECT('zero_bat: accepted')), /no such member; remove or rename it/);
  assert.match(
    told(DIALECT('zero_bet: accepted').replace('getWallet', 'readWallet')),
    /:3: map.operations.readWallet: no such operation of the contract/,
  );
  assert.match(
    told(DIALECT('zero_bet: accepted').replace('cash: c', 'cash: "a +"')),
    /:3: map.operations.getWallet.response.cash: not JSONata: /,
  );
  assert.match(
    told(DIALECT('zero_bet: accepted').replace('cash: c', 'cesh: c')),
    /:3: map.operations.getWallet: response must say where cash stands/,
  );
  assert.match(
    told(DIALECT('zero_bet: accepted').replace('map: {', 'map: { errors: { X: PLAYER_NOT_FUND },')),
    /:3: map.errors.X: the contract has no code PLAYER_NOT_FUND; did you mean PLAYER_NOT_FOUND/,
  );
  const { profile, wire } = readTarget(stage(t, DIALECT('zero_bet: accepted')), {});
  assert.equal(profile, 'wallet-core');
  assert.equal(wire?.knobs.zero_bet, 'accepted');
  assert.equal(wire?.knobs.zero_win, 'accepted');
});

test('what looks like production is not sent to unless its host was typed', (t) => {
  for (const url of [
    'https://api.prod.acme.com',
    'https://www.acme.com',
    'https://live-1.acme.com',
  ]) {
    assert.match(
      messageOf(() => readTarget(url, {})),
      /looks like production.*--i-know-this-is-production/,
      url,
    );
    const { hostname } = new URL(url);
    assert.equal(readTarget(url, {}, { knownProduction: hostname }).baseUrl, url);
    messageOf(() => readTarget(url, {}, { knownProduction: 'other.acme.com' }));
  }
  for (const url of [
    'https://preprod.acme.com',
    'https://live.staging.acme.com',
    'http://127.0.0.1',
  ]) {
    assert.equal(readTarget(url, {}).baseUrl, url);
  }
  const file = stage(
    t,
    "target: { name: A, base_url: 'https://play.acme.com', environment: production }",
  );
  assert.match(
    messageOf(() => readTarget(file, {})),
    /play.acme.com looks like production/,
  );
});

test('a host that is not allowed is not sent to', (t) => {
  const file = stage(
    t,
    `target: { name: A, base_url: 'https://other.acme.com' }
guard: { allow_hosts: [wallet.acme.com] }
`,
  );
  assert.match(
    messageOf(() => readTarget(file, {})),
    /other.acme.com is not among guard.allow_hosts \(wallet.acme.com\)/,
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
