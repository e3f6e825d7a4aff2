import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { formats } from '../report/files.js';
import { main } from './main.js';

interface Stage {
  readonly run: (...words: string[]) => Promise<{ code: number; out: string; err: string }>;
  readonly folder: string;
}

function stage(t: TestContext, environment: Record<string, string> = {}): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'tablestakes-report-'));
  t.after(() => rmSync(folder, { recursive: true }));
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
  return { run, folder };
}

const SECRET = 'hush/"quoted"&hush';
const TOKEN = 'opaque-plant-token-0123456789';

/** A target that gives away everything it was told, in every answer. */
async function indiscreet(t: TestContext): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const told = `${request.headers.authorization ?? ''} ${Buffer.concat(chunks).toString()}`;
      const gives = { access_token: TOKEN, token_type: 'Bearer', expires_in: 3_600 };
      const body = { ...gives, error: told, message: SECRET, balance: SECRET };
      response.writeHead(200, { 'content-type': 'application/json', 'x-told': encodeURI(told) });
      response.end(JSON.stringify(request.url === '/oauth/token' ? gives : body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('no report of an indiscreet target says the secret or a token', async (t) => {
  const url = await indiscreet(t);
  const { run, folder } = stage(t, {
    TABLESTAKES_CLIENT_ID: 'me',
    TABLESTAKES_CLIENT_SECRET: SECRET,
    GITHUB_ACTIONS: 'true',
  });
  const every = formats().join(',');
  const words = ['--only', 'access,rounds,wallets,contract', '--report', every, '--out', folder];
  const { code, out } = await run('certify', '--target', url, ...words);

  assert.equal(code, 1);
  const files = readdirSync(folder);
  assert.equal(files.length, formats().length);
  const told = [out, ...files.map((name) => readFileSync(join(folder, name), 'utf8'))];
  const forms = [SECRET, encodeURIComponent(SECRET), JSON.stringify(SECRET).slice(1, -1), TOKEN];
  const base64 = Buffer.from(SECRET).toString('base64');
  for (const [at, text] of told.entries()) {
    const found = [...forms, base64, 'quoted'].filter((form) => text.includes(form));
    assert.deepEqual(found, [], files[at - 1] ?? 'the console');
  }
  assert.match(out, /^::error file=schemas\/openapi\.json,title=/m);
});

test('report makes the formats of a JSON report as certify does', async (t) => {
  const { run, folder } = stage(t);
  const [first, again] = [join(folder, 'first'), join(folder, 'again')];
  const every = formats().join(',');
  await run('certify', '--only', 'ROUNDS-01,ROUNDS-02', '--report', every, '--out', first);
  const { code, out } = await run(
    ...['report', join(first, 'certify.json'), '--report', every, '--out', again],
  );
  assert.equal(code, 0);
  assert.match(out, /^wrote .*certify\.html/);
  for (const name of readdirSync(first)) {
    const texts = [first, again].map((place) => readFileSync(join(place, name), 'utf8'));
    assert.equal(texts[1], texts[0], name);
  }
  const json = join(first, 'certify.json');
  const printed = await run('report', json, '--print', 'badge');
  assert.match(printed.out, /^<svg /);
  const help = await run('certify', '--help');
  for (const format of formats()) assert.ok(help.out.includes(format), `--help names ${format}`);
});

test('report refuses what is no report, and says what is wrong with it', async (t) => {
  const { run, folder } = stage(t);
  const file = join(folder, 'other.json');
  writeFileSync(file, '{"report":"tablestakes/certify@1"}');
  const cases: readonly [readonly string[], RegExp][] = [
    [['report', join(folder, 'nothing.json')], /cannot read/],
    [['report', file], /is no JSON report of certify: it must have required property 'verdict'/],
    [['report', file, '--report', 'pdf'], /is no JSON report|--report pdf: there is/],
  ];
  for (const [words, hint] of cases) {
    const { code, err } = await run(...words);
    assert.equal(code, 2, words.join(' '));
    assert.match(err, hint);
  }
});
