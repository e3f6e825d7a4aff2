import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { jsonOf } from '../client/index.js';
import { main } from './main.js';
import type { Terminal } from './terminal.js';

interface Stage {
  readonly run: (...words: string[]) => Promise<{ code: number; out: string; err: string }>;
  readonly folder: string;
}

function stage(t: TestContext): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'tablestakes-cli-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const run: Stage['run'] = async (...words) => {
    let [out, err] = ['', ''];
    const terminal: Terminal = {
      out: (text) => void (out += text),
      err: (text) => void (err += text),
      isTerminal: false,
      colour: false,
      environment: {},
      onInterrupt: () => () => undefined,
    };
    const code = await main(words, terminal);
    return { code, out, err };
  };
  return { run, folder };
}

test('what the command line has wrong ends with 2 and a hint', async (t) => {
  const { run, folder } = stage(t);
  const target = join(folder, 'target.yaml');
  writeFileSync(target, 'target: { name: Acme }\n');
  const cases: readonly [readonly string[], RegExp][] = [
    [['certfy'], /unknown command 'certfy'[\s\S]*Did you mean certify/],
    [['certify', '--ony', 'x'], /unknown option '--ony'[\s\S]*Did you mean --only/],
    [['certify', '--fail-on', 'never'], /Allowed choices are/],
    [['certify', '--concurrency', '0'], /--concurrency 0: a whole number/],
    [['certify', '--report', 'pdf'], /--report pdf: there is json, junit, html,.* and none/],
    [['certify', '--target', 'nowhere.yaml'], /no such file/],
    [
      ['certify', '--target', target],
      /target\.yaml:1: target: must have required property 'base_url'/,
    ],
    [['explain', 'ROUND-01'], /nothing is called ROUND-01; did you mean ROUNDS-01/],
    [
      ['certify', '--only', 'ROUNDS-01', '--out', join(target, 'reports')],
      /ENOTDIR.*choose another/,
    ],
    [['sandbox', '--port', '99999'], /--port 99999: a whole number up to 65535/],
    [['sandbox', '--mutant', 'no-such'], /no such mutant \(see: tablestakes list mutants\)/],
    [['verify', join(folder, 'nothing')], /cannot read/],
  ];
  for (const [words, hint] of cases) {
    const { code, err } = await run(...words);
    assert.equal(code, 2, words.join(' '));
    assert.match(err, hint);
  }
});

test('a selection that matches nothing ends with 4', async (t) => {
  const { run } = stage(t);
  const { code, err } = await run('certify', '--only', 'NOPE-99');
  assert.equal(code, 4);
  assert.match(err, /--only NOPE-99 matches no check/);
});

test('certify judges a fresh sandbox, writes its reports and ends with 0', async (t) => {
  const { run, folder } = stage(t);
  const { code, out } = await run('certify', '--only', 'ROUNDS-01', '--out', folder);
  assert.equal(code, 0, out);
  assert.match(out, /CONFORMANT {2}sandbox {2}\(seed 1, 1 of \d+ checks selected\)/);
  assert.deepEqual(readdirSync(folder).sort(), ['certify.html', 'certify.json', 'certify.xml']);
  const report = jsonOf(readFileSync(join(folder, 'certify.json'), 'utf8')) as { verdict: string };
  assert.equal(report.verdict, 'conformant');
});

test('certify --json prints the report and nothing else', async (t) => {
  const { run } = stage(t);
  const { code, out } = await run('certify', '--only', 'ROUNDS-01', '--report', 'none', '--json');
  assert.equal(code, 0);
  assert.equal((jsonOf(out) as { report: string }).report, 'tablestakes/certify@1');
});

test('a dead target ends with 3, its reports written', async (t) => {
  const { run, folder } = stage(t);
  const { code, out } = await run('certify', '--target', 'http://127.0.0.1:1', '--out', folder);
  assert.equal(code, 3);
  assert.match(out, /INCONCLUSIVE[\s\S]*preflight failed: http:\/\/127\.0\.0\.1:1 does not answer/);
  assert.equal(readdirSync(folder).length, 3);
});

test('--version tells the version and ends with 0', async (t) => {
  const { run } = stage(t);
  const { code, out } = await run('--version');
  assert.equal(code, 0);
  assert.match(out, /^\d+\.\d+\.\d+\n$/);
});

test('help, list and explain say what there is', async (t) => {
  const { run } = stage(t);
  const help = await run('--help');
  assert.equal(help.code, 0);
  assert.match(help.out, /certify[\s\S]*Exit codes/);
  const list = await run('list', '--only', 'ROUNDS-01', '--json');
  assert.equal((jsonOf(list.out) as { checks: object[] }).checks.length, 1);
  const check = await run('explain', 'rounds-01');
  assert.match(check.out, /requirement {2}PLAY-01 \(MUST\) A debit takes the stake once/);
  const clause = await run('explain', 'PLAY-01');
  assert.match(clause.out, /ROUNDS-01 {2}/);
  const code = await run('explain', 'insufficient_funds');
  assert.match(code.out, /^INSUFFICIENT_FUNDS {2}HTTP 422/);
});

test('verify tells an intact export from a broken one', async (t) => {
  const { run, folder } = stage(t);
  const file = join(folder, 'audit.ndjson');
  writeFileSync(file, '{"seq":1}\n');
  assert.equal((await run('verify', file)).code, 1);
  writeFileSync(file, '');
  assert.equal((await run('verify', file)).code, 4);
  writeFileSync(file, '{"report":"tablestakes/certify@1"}');
  const { code, err } = await run('verify', file);
  assert.equal(code, 2);
  assert.match(err, /neither a certificate .* nor an export/);
});
