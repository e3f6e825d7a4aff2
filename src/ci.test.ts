import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { createKeyPair } from './certificate/keys.js';

/** What runs elsewhere is run here: the steps of the action and the lines of docs/ci. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly shell?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { description: string; default?: string }>>;
  readonly outputs: Readonly<Record<string, { value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const action = parse(textOf('action.yml')) as Action;
const { steps } = action.runs;
const EXPRESSION = /\$\{\{\s*([^}]*?)\s*\}\}/g;
const expressionsOf = (value: unknown): readonly string[] =>
  [...JSON.stringify(value).matchAll(EXPRESSION)].map(([, name]) => name ?? '');

test('the action uses what it declares, and no text of the caller stands within a script', () => {
  const used = new Set([
    ...steps.flatMap(expressionsOf),
    ...steps.flatMap((step) => step.if?.match(/inputs\.[a-z-]+/g) ?? []),
  ]);
  const declared = Object.keys(action.inputs).map((name) => `inputs.${name}`);
  assert.deepEqual([...used].filter((name) => name.startsWith('inputs.')).sort(), declared.sort());
  assert.equal(action.runs.using, 'composite');
  for (const { run, shell, uses } of steps) {
    assert.equal(run === undefined, uses !== undefined);
    if (uses !== undefined) assert.match(uses, /^actions\/[a-z-]+@v\d+$/);
    if (run !== undefined) assert.equal(shell, 'bash');
    assert.doesNotMatch(run ?? '', EXPRESSION);
  }
  const written = [...(steps[1]?.run ?? '').matchAll(/echo "([a-z-]+)=/g)].map(([, name]) => name);
  const promised = Object.values(action.outputs).flatMap(expressionsOf);
  assert.deepEqual(promised.sort(), written.map((name) => `steps.certify.outputs.${name}`).sort());
});

interface Stage {
  readonly folder: string;
  readonly environment: Record<string, string>;
  readonly bash: (script: string, more?: Readonly<Record<string, string>>) => Promise<Ran>;
  /** Plays the steps that are scripts, one after the other while they end with 0. */
  readonly act: (inputs: Readonly<Record<string, string>>) => Promise<Acted>;
}

interface Ran {
  readonly code: number | null;
  readonly text: string;
}

interface Acted extends Ran {
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** A repository that has installed tablestakes, and what a runner gives each step. */
function stage(t: TestContext): Stage {
  const folder = mkdtempSync(join(tmpdir(), 'tablestakes-ci-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const bin = join(folder, 'node_modules/.bin');
  mkdirSync(bin, { recursive: true });
  const program = `exec '${process.execPath}' '${join(ROOT, 'bin/tablestakes.js')}' "$@"\n`;
  const shims = { tablestakes: program, npm: 'exit 0\n', npx: NPX };
  for (const [name, script] of Object.entries(shims)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}`);
    chmodSync(join(bin, name), 0o755);
  }
  const environment: Record<string, string> = { ALWAYS_TOKEN: 'always-token' };
  const bash: Stage['bash'] = async (script, more = {}) => {
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      cwd: folder,
      env: { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: folder, ...environment, ...more },
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => void (text += chunk.toString()));
    }
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, text };
  };
  return { folder, environment, bash, act: (inputs) => acted(inputs, folder, bash) };
}

/** `npx [--yes|--no] [--] program words`, of what is installed. */
const NPX = `while :; do case "$1" in -*) shift ;; *) break ;; esac; done\nexec "$@"\n`;

async function acted(
  inputs: Readonly<Record<string, string>>,
  folder: string,
  bash: Stage['bash'],
): Promise<Acted> {
  const files = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'sum') };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const outputs = (): Record<string, string> =>
    Object.fromEntries(
      readFileSync(files.GITHUB_OUTPUT, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
  const valueOf = (expression: string): string => {
    const name = expression.split('.').at(-1) ?? '';
    if (!expression.startsWith('inputs.')) return outputs()[name] ?? '';
    return inputs[name] ?? action.inputs[name]?.default ?? '';
  };
  let [code, text]: [number | null, string] = [0, ''];
  for (const { env = {}, run } of steps) {
    if (run === undefined || code !== 0) continue;
    const given = Object.entries(env).map(([name, value]): [string, string] => [
      name,
      value.replace(EXPRESSION, (_, expression: string) => valueOf(expression)),
    ]);
    const ran = await bash(run, { ...files, ...Object.fromEntries(given) });
    code = ran.code;
    text += ran.text;
  }
  return {
    code,
    text,
    outputs: outputs(),
    summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8'),
  };
}

async function addressOf(t: TestContext, example: string): Promise<string> {
  const child: ChildProcess = spawn(
    process.execPath,
    [join(ROOT, 'examples', example, 'wallet.js')],
    {
      env: { ...process.env, ALWAYS_TOKEN: 'always-token', PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  t.after(() => child.kill());
  const [line] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  return line.toString().trim();
}

const targetOf = (example: string): string => join(ROOT, 'examples', example, 'target.yaml');

test('the action certifies, tells the verdict, fills the summary and signs', async (t) => {
  const { act, environment, folder } = stage(t);
  environment['ALWAYS_URL'] = await addressOf(t, 'always-200');
  const target = targetOf('always-200');
  const signed = { certificate: 'shown/wallet.dsse.json', 'sign-key': createKeyPair().privatePem };
  const { code, outputs, summary, text } = await act({ target, ...signed });
  assert.equal(code, 0, text);
  assert.deepEqual(outputs, {
    verdict: 'conformant',
    'exit-code': '0',
    reports: 'reports',
    json: 'reports/certify.json',
    certificate: 'shown/wallet.dsse.json',
  });
  assert.match(summary, /Always-200 wallet/);
  for (const file of ['certify.json', 'certify.md', 'certify.xml', 'certify.html']) {
    assert.ok(existsSync(join(folder, 'reports', file)), file);
  }
  assert.ok(existsSync(join(folder, 'shown/wallet.dsse.json')));
});

test('the action fails where the target does, and says so before', async (t) => {
  const { act, environment } = stage(t);
  environment['FAULTY_ALWAYS_URL'] = await addressOf(t, 'faulty-always-200');
  const target = targetOf('faulty-always-200');
  const only = 'ROUNDS-01,ROUNDS-07';
  const broken = await act({ target, only });
  assert.deepEqual([broken.code, broken.outputs['verdict']], [1, 'non-conformant'], broken.text);
  assert.match(broken.summary, /ROUNDS-07/);
  const told = await act({ target, only, 'fail-on': 'never' });
  assert.deepEqual([told.code, told.outputs['verdict']], [0, 'non-conformant'], told.text);
});

test('where nothing is judged the action fails with no verdict, whatever was to fail it', async (t) => {
  const { act, folder } = stage(t);
  const dead = await act({ target: 'http://127.0.0.1:1' });
  assert.deepEqual([dead.code, dead.outputs['verdict']], [3, 'inconclusive']);
  const usage = await act({ target: 'nowhere.yaml', 'fail-on': 'never' });
  assert.deepEqual([usage.code, usage.outputs['verdict'], usage.outputs['json']], [2, 'none', '']);
  assert.match(usage.summary, /judged nothing: exit code 2/);
  writeFileSync(join(folder, 'node_modules/.bin/npx'), '#!/bin/sh\nexit 1\n');
  const unfetched = await act({ target: 'nowhere.yaml', version: '9.9.9' });
  assert.deepEqual([unfetched.code, unfetched.outputs['verdict']], [2, 'none']);
});

test('where nothing is installed the action makes its own code ready and runs that', async (t) => {
  const { act, environment, folder } = stage(t);
  const own = join(folder, 'own/bin');
  mkdirSync(own, { recursive: true });
  rmSync(join(folder, 'node_modules/.bin/tablestakes'));
  writeFileSync(join(own, 'prepare.js'), `console.log('prepared')`);
  const program = pathToFileURL(join(ROOT, 'bin/tablestakes.js')).href;
  writeFileSync(join(own, 'tablestakes.js'), `import('${program}')`);
  environment['GITHUB_ACTION_PATH'] = join(folder, 'own');
  const { code, text } = await act({ target: 'nowhere.yaml' });
  assert.equal(code, 2);
  assert.match(text, /^prepared\n[\s\S]*nowhere\.yaml: no such file/);
});

test('what the caller says is never run', async (t) => {
  const { act, folder } = stage(t);
  const evil = '$(touch stolen)`touch stolen`"; touch stolen; "\' --exit-zero';
  const texts = Object.keys(action.inputs).filter((name) => name !== 'version');
  const every = await act(Object.fromEntries(texts.map((name) => [name, evil])));
  assert.equal(every.code, 2, every.text);
  const within = await act({ target: 'http://127.0.0.1:1', reports: evil, only: evil });
  assert.notEqual(within.code, 0);
  assert.equal(existsSync(join(folder, 'stolen')), false);
  const { code } = await act({ target: 'http://127.0.0.1:1', reports: 'a\nverdict=conformant' });
  assert.equal(code, 2);
});

test('the pipelines in the documents are sound, and their lines run', async (t) => {
  const { bash, environment, folder } = stage(t);
  const page = textOf('docs/ci/index.md');
  const fenced = (language: string): readonly string[] =>
    [...page.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(
      ([, text]) => text ?? '',
    );
  const [workflow, release, gitlab] = fenced('yaml').map((text) => parse(text) as unknown) as [
    { jobs: { certify: { steps: Step[] } } },
    Step[],
    { conformance: { script: string[] } },
  ];
  const named = [...workflow.jobs.certify.steps, ...release].filter(({ uses }) =>
    uses?.includes('/tablestakes@'),
  );
  const inputs = named.flatMap((step) => Object.keys(step.with ?? {}));
  assert.ok(inputs.includes('target') && inputs.includes('certificate'));
  assert.deepEqual(
    inputs.filter((name) => !(name in action.inputs)),
    [],
  );
  const jenkins = /sh '([^']+)'/.exec(fenced('groovy')[0] ?? '')?.[1] ?? '';
  environment['ALWAYS_URL'] = await addressOf(t, 'always-200');
  writeFileSync(join(folder, 'target.yaml'), `extends: ${targetOf('always-200')}\n`);
  for (const line of [gitlab.conformance.script.join('\n'), jenkins]) {
    const { code, text } = await bash(line);
    assert.equal(code, 0, text);
    assert.match(text, /CONFORMANT {2}Always-200 wallet/);
    assert.ok(existsSync(join(folder, 'reports/certify.xml')));
    rmSync(join(folder, 'reports'), { recursive: true });
  }
});
