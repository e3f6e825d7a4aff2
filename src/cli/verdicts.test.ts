import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { JsonReport } from '../report/json.js';
import { startSandbox } from '../sandbox/start.js';
import { main } from './main.js';
import type { Terminal } from './terminal.js';

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Stage {
  /** Runs `certify` with these words, its report under that name. */
  readonly certify: (name: string, ...words: string[]) => Promise<Ended>;
  readonly run: (words: readonly string[], over?: Partial<Terminal>) => Promise<Ended>;
  readonly file: (name: string, text?: string) => string;
  readonly report: (name: string) => JsonReport;
  /** A sandbox in this process, with a defect or without. */
  readonly sandbox: (mutant?: string) => Promise<string>;
}

function stage(t: TestContext): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'tablestakes-verdicts-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const run: Stage['run'] = async (words, over = {}) => {
    let [out, err] = ['', ''];
    const code = await main(words, {
      out: (text) => void (out += text),
      err: (text) => void (err += text),
      isTerminal: false,
      colour: false,
      environment: {},
      onInterrupt: () => () => undefined,
      ...over,
    });
    return { code, out, err };
  };
  const file: Stage['file'] = (name, text) => {
    if (text !== undefined) writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  return {
    run,
    file,
    certify: (name, ...words) =>
      run(['certify', '--quiet', '--report', 'json', '--out', file(name), ...words]),
    report: (name) =>
      JSON.parse(readFileSync(join(folder, name, 'certify.json'), 'utf8')) as JsonReport,
    sandbox: async (mutant) => {
      const sandbox = await startSandbox({ seed: 'verdicts', clock: 'virtual', mutant });
      t.after(() => sandbox.close());
      return sandbox.url;
    },
  };
}

const ROLLBACKS = ['--only', 'ROUNDS-06,ROUNDS-20'];
const MUTANT = 'rollback-pays-twice';

const waiverOf = (check: string, expires: string): string =>
  `waivers:\n  - { check: ${check}, reason: old, owner: me, expires: ${expires}, critical: true }\n`;

test('0, 1 and --exit-zero: what the target did, and what the pipeline is told', async (t) => {
  const { certify, report, sandbox } = stage(t);
  assert.equal((await certify('sound', '--target', await sandbox(), ...ROLLBACKS)).code, 0);
  const defect = await sandbox(MUTANT);
  assert.equal((await certify('defect', '--target', defect, ...ROLLBACKS)).code, 1);
  assert.equal((await certify('told', '--target', defect, ...ROLLBACKS, '--exit-zero')).code, 0);
  assert.deepEqual([report('told').verdict, report('told').exit_code], ['non-conformant', 0]);
});

test('one verdict feeds the console, every report and the exit code', async (t) => {
  const { file, report, run, sandbox } = stage(t);
  const formats = ['--report', 'json,junit,markdown,ctrf,tap'];
  for (const [mutant, verdict, exitCode, failures] of [
    [undefined, 'conformant', 0, 0],
    [MUTANT, 'non-conformant', 1, 1],
  ] as const) {
    const target = ['--target', await sandbox(mutant), ...ROLLBACKS];
    const ended = await run(['certify', ...target, ...formats, '--out', file(verdict)]);
    const text = (extension: string): string =>
      readFileSync(join(file(verdict), `certify.${extension}`), 'utf8');
    assert.equal(ended.code, exitCode);
    assert.match(ended.out, new RegExp(`^${verdict.toUpperCase()} `, 'm'));
    assert.deepEqual([report(verdict).verdict, report(verdict).exit_code], [verdict, exitCode]);
    assert.equal(text('xml').match(/<failure /g)?.length ?? 0, failures);
    assert.match(text('md'), new RegExp(verdict, 'i'));
    const ctrf = JSON.parse(text('ctrf.json')) as { results: { summary: { failed: number } } };
    assert.equal(ctrf.results.summary.failed, failures);
    assert.equal(text('tap').match(/^not ok/gm)?.length ?? 0, failures);
    const clauses = await run(['coverage', '--report', join(file(verdict), 'certify.json')]);
    assert.match(clauses.out, failures > 0 ? /^PLAY-06 .*broken +ROUNDS-20 fail/m : /0 broken/);
  }
});

test('waivers: accepted until they expire, stale once they hide nothing', async (t) => {
  const { certify, file, report, sandbox } = stage(t);
  const defect = ['--target', await sandbox(MUTANT), ...ROLLBACKS];
  const live = file('live.yaml', waiverOf('ROUNDS-20', '9999-12-31'));
  const waived = await certify('waived', ...defect, '--waivers', live);
  assert.equal(waived.code, 0, waived.out);
  assert.equal(report('waived').verdict, 'partial');
  assert.equal(report('waived').waivers?.[0]?.state, 'used');
  assert.match(waived.out, /waived +until 9999-12-31, by me: old/);

  assert.equal((await certify('judged', ...defect, '--no-waivers')).code, 1);
  const old = file('old.yaml', waiverOf('ROUNDS-20', '2020-01-01'));
  const expired = await certify('expired', ...defect, '--waivers', old);
  assert.equal(expired.code, 1);
  assert.match(expired.out, /the waiver of ROUNDS-20 expired on 2020-01-01/);
  const sound = ['--target', await sandbox(), ...ROLLBACKS];
  const stale = await certify('stale', ...sound, '--waivers', live);
  assert.deepEqual([stale.code, report('stale').verdict], [1, 'conformant']);
  assert.match(stale.out, /the waiver of ROUNDS-20 is stale/);
});

test('a waiver that may not be ends with 2, and nothing is sent', async (t) => {
  const { certify, file } = stage(t);
  const nowhere = ['--target', 'http://127.0.0.1:1', ...ROLLBACKS];
  const careless = waiverOf('ROUNDS-20', '9999-12-31').replace(', critical: true', '');
  const cases: readonly [string, RegExp][] = [
    [careless, /ROUNDS-20: money is at stake; write critical: true/],
    ['waivers: [{ check: ROUNDS-20 }]', /must have required property 'reason'/],
    ['waivers: [', /not YAML/],
  ];
  for (const [text, wanted] of cases) {
    const { code, err } = await certify('no', ...nowhere, '--waivers', file('w.yaml', text));
    assert.equal(code, 2);
    assert.match(err, wanted);
  }
});

test('a baseline and diff notice what is worse and what silently stopped', async (t) => {
  const { certify, file, report, run, sandbox } = stage(t);
  const sound = await sandbox();
  await certify('before', '--target', sound, ...ROLLBACKS);
  const before = join(file('before'), 'certify.json');
  const worse = await certify(
    'worse',
    ...['--target', await sandbox(MUTANT), ...ROLLBACKS, '--baseline', before],
  );
  assert.equal(worse.code, 1);
  assert.match(worse.out, /ROUNDS-20 worse than in the baseline/);

  const skipping = ['--target', sound, ...ROLLBACKS, '--skip', 'ROUNDS-06'];
  const less = await certify('less', ...skipping, '--baseline', before);
  assert.deepEqual([less.code, report('less').verdict], [1, 'partial']);
  assert.deepEqual(
    report('less').baseline?.stopped.map(({ id }) => id),
    ['ROUNDS-06'],
  );
  const after = (name: string): string => join(file(name), 'certify.json');
  const told = await run(['diff', before, after('less')]);
  assert.equal(told.code, 1);
  assert.match(told.out, /no longer checked:\n {2}ROUNDS-06 {2}pass → skip/);
  assert.equal((await run(['diff', after('worse'), before])).code, 0);
  assert.equal((await run(['diff', before, before])).code, 0);
  assert.equal((await run(['diff', before, file('none.json')])).code, 2);
  assert.equal((await run(['diff', before, file('no.json', '{}')])).code, 2);
});

test('what failed is run again, alone, and says whether it fails the same way', async (t) => {
  const { certify, file, report, run, sandbox } = stage(t);
  const defect = await sandbox(MUTANT);
  await certify('first', '--target', defect, ...ROLLBACKS);
  const first = join(file('first'), 'certify.json');
  const same = await run(['replay', first]);
  assert.deepEqual([same.code, same.err], [1, '']);
  assert.match(same.out, /ROUNDS-20 fails the same way/);
  const passes = await run(['replay', `${first}#rounds-20`, '--target', await sandbox()]);
  assert.equal(passes.code, 0);
  assert.match(passes.out, /ROUNDS-20 passes now/);
  assert.equal((await run(['replay', `${first}#ROUNDS-06`])).code, 2);
  assert.equal((await run(['replay', `${first}#NOPE-01`])).code, 2);
  assert.equal((await run(['replay', first, '--target', 'http://127.0.0.1:1'])).code, 3);

  const told = report('first');
  const dialect = { business_http: 'always_200' };
  const mapped = file(
    'mapped.json',
    JSON.stringify({ ...told, target: { ...told.target, dialect } }),
  );
  const { code, err } = await run(['replay', mapped]);
  assert.equal(code, 2);
  assert.match(err, /this report is of a target with a map: give its file with --target/);
  assert.equal((await run(['replay', mapped, '--target', defect])).code, 1);

  assert.equal((await certify('again', '--target', defect, '--rerun-failed', first)).code, 1);
  assert.deepEqual(
    report('again').checks.map(({ id }) => id),
    ['ROUNDS-20'],
  );
  await certify('sound', '--target', await sandbox(), ...ROLLBACKS);
  const sound = join(file('sound'), 'certify.json');
  const nothing = await certify('nothing', '--target', defect, '--rerun-failed', sound);
  assert.equal(nothing.code, 4);
  assert.match(nothing.err, /every check passed, nothing to rerun/);
});

test('4: what cannot be tested here is not green, nor is nothing at all', async (t) => {
  const { certify, file, run } = stage(t);
  const gated = createServer((request, answer) => {
    answer.writeHead(200, { 'content-type': 'application/json' });
    const isLogin = request.url === '/oauth/token';
    answer.end(isLogin ? '{"access_token":"T","token_type":"Bearer","expires_in":900}' : '{}');
  });
  gated.listen(0, '127.0.0.1');
  await new Promise((resolve) => gated.once('listening', resolve));
  t.after(() => gated.close());
  const { port } = gated.address() as AddressInfo;
  const environment = { TABLESTAKES_CLIENT_ID: 'c', TABLESTAKES_CLIENT_SECRET: 's' };
  const words = ['certify', '--target', `http://127.0.0.1:${port}`, '--only', 'SAGAS-01'];
  const ended = await run([...words, '--out', file('none')], { environment });
  assert.equal(ended.code, 4, ended.out);
  assert.match(ended.out, /INCONCLUSIVE[\s\S]*SAGAS-01 cannot be tested here/);
  assert.equal((await certify('nothing', '--only', 'NOPE-01')).code, 4);
});

test('130: an interrupted run writes what it has, and is never green', async (t) => {
  const { file, report, run, sandbox } = stage(t);
  let interrupt = (): void => undefined;
  const words = ['certify', '--target', await sandbox(), '--only', 'rounds'];
  const { code } = await run([...words, '--concurrency', '1', '--out', file('cut')], {
    onInterrupt: (interrupted) => {
      interrupt = interrupted;
      return () => undefined;
    },
    out: (text) => {
      if (/^pass +3\/\d+ /m.test(text)) interrupt();
    },
  });
  assert.equal(code, 130);
  const { checks, verdict, exit_code: exitCode, interrupted } = report('cut');
  assert.deepEqual([verdict, exitCode, interrupted], ['inconclusive', 130, true]);
  assert.ok(checks.length >= 3 && checks.length < 72);
});

test('70: a defect of ours is never the target’s fault', async (t) => {
  const { run } = stage(t);
  const broken = (): never => {
    throw new TypeError('ours');
  };
  const { code, err } = await run(['list'], { out: broken });
  assert.equal(code, 70);
  assert.match(err, /This is a defect of tablestakes, not of the target/);
});
