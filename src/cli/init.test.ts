import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { main } from './main.js';

const DOCUMENTS = fileURLToPath(new URL('../../../fixtures/openapi/', import.meta.url));
const MICRO = new URL('../../../examples/micro/wallet.js', import.meta.url);

interface Staged {
  readonly folder: string;
  run(...words: readonly string[]): Promise<{ code: number; out: string }>;
}

function stage(t: TestContext, environment: Readonly<Record<string, string>> = {}): Staged {
  const folder = mkdtempSync(join(tmpdir(), 'init-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    async run(...words) {
      let out = '';
      const code = await main(words, {
        out: (text) => void (out += text),
        err: (text) => void (out += text),
        isTerminal: false,
        colour: false,
        environment,
        onInterrupt: () => () => undefined,
      });
      return { code, out };
    },
  };
}

async function micro(t: TestContext): Promise<string> {
  const wallet = await import(MICRO.href);
  const { url, server }: { url: string; server: Server } = await wallet.startWallet();
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return url;
}

test('a target file, a workflow and an example check are written, and nothing over them', async (t) => {
  const { folder, run } = stage(t);
  const first = await run('init', folder);
  assert.equal(first.code, 0);
  assert.match(first.out, /export WALLET_URL=… WALLET_TOKEN=…/);
  const target = join(folder, 'target.yaml');
  for (const name of ['target.yaml', 'example-check.mjs', '.github/workflows/certify.yml']) {
    assert.ok(existsSync(join(folder, name)), name);
  }
  writeFileSync(target, 'mine');
  const again = await run('init', folder);
  assert.equal(again.code, 2);
  assert.match(again.out, /target\.yaml.* is there already, and nothing was written; --force/);
  assert.equal(readFileSync(target, 'utf8'), 'mine');
  assert.equal((await run('init', folder, '--force')).code, 0);
  assert.notEqual(readFileSync(target, 'utf8'), 'mine');
});

test('what is written is a target file that can be read, and a workflow with its secrets', async (t) => {
  const environment = { WALLET_URL: 'http://127.0.0.1:9', WALLET_TOKEN: 'x' };
  const { folder, run } = stage(t, environment);
  await run('init', folder);
  const { code, out } = await run('doctor', '--target', join(folder, 'target.yaml'));
  assert.equal(code, 3, out);
  assert.match(out, /^ok {4}file /m);
  const workflow = parse(readFileSync(join(folder, '.github/workflows/certify.yml'), 'utf8'));
  assert.deepEqual(Object.keys(workflow.jobs.certify.env), Object.keys(environment));
});

for (const [name, variables] of [
  ['swift.json', ['SWIFT_SECRET']],
  ['ledger.yaml', ['LEDGER_CLIENT_ID', 'LEDGER_CLIENT_SECRET']],
] as const) {
  test(`the proposal from ${name} passes all that doctor finds out without asking`, async (t) => {
    const prefix = name.split('.')[0]?.toUpperCase() ?? '';
    const secrets = Object.fromEntries(variables.map((variable) => [variable, 'x']));
    const { folder, run } = stage(t, { ...secrets, [`${prefix}_URL`]: 'http://127.0.0.1:9' });
    const made = await run('init', folder, '--from', join(DOCUMENTS, name));
    assert.equal(made.code, 0);
    assert.match(made.out, /\d+ things are sure, \d+ likely, \d+ guessed/);
    const { code, out } = await run('doctor', '--target', join(folder, 'target.yaml'));
    assert.equal(code, 3, out);
    assert.match(out, /^ok {4}file /m);
    assert.match(out, /^FAIL {2}tcp /m);
  });
}

test('from its document to a judged wallet takes two edits', async (t) => {
  const environment = {
    MICRO_URL: await micro(t),
    MICRO_USER: 'provider',
    MICRO_PASSWORD: 'micro-secret',
  };
  const { folder, run } = stage(t, environment);
  assert.equal((await run('init', folder, '--from', join(DOCUMENTS, 'micro.yaml'))).code, 0);
  const file = join(folder, 'target.yaml');
  const edited = readFileSync(file, 'utf8')
    .replace(
      /- \{ id: acc-1 \}.*/,
      "- { id: acc-1, balance: '250.00' }\n      - acc-2\n      - acc-3\n      - acc-4",
    )
    .replace('dialect: {}', 'dialect: { rollback_unknown: error, late_debit: accepted }');
  writeFileSync(file, edited);
  const looked = await run('doctor', '--target', file, '--with-money');
  assert.equal(looked.code, 0, looked.out);
  assert.match(looked.out, /0 to look at, 0 wrong/);
  const only = 'ROUNDS-01,ROUNDS-03,ROUNDS-07,IDEMPOTENCY-01,AMOUNTS-01';
  const judged = await run('certify', '--target', file, '--only', only, '--report', 'none');
  assert.equal(judged.code, 0, judged.out);
  assert.match(judged.out, /CONFORMANT/);
});

test('a document of something else writes nothing', async (t) => {
  const { folder, run } = stage(t);
  const { code, out } = await run('init', folder, '--from', join(DOCUMENTS, 'weather.yaml'));
  assert.equal(code, 2);
  assert.match(out, /nothing that looks like a balance nor a bet/);
  assert.ok(!existsSync(join(folder, 'target.yaml')));
  assert.equal((await run('init', folder, '--from', 'nowhere.yaml')).code, 2);
});
