import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { CertifyResult } from '../harness/certify.js';
import { openHistory } from '../harness/history.js';
import { countsOf } from '../harness/results.js';
import type { CheckResult } from '../harness/results.js';
import { judgeRun } from '../harness/verdict.js';
import { consoleReporter, summaryText } from './console.js';
import { jsonReportOf } from './json.js';
import { junitText } from './junit.js';

const check = (number: number, over: Partial<CheckResult>): CheckResult => ({
  id: `ROUNDS-0${number}`,
  kind: 'scenario',
  status: 'pass',
  requirement: `PLAY-0${number}`,
  level: 'MUST',
  impact: 'critical',
  title: 'Takes <the> "stake" & more',
  rule: 'The stake MUST be taken once.',
  money: 'It is the player’s money.',
  domain: 'rounds',
  ms: 12.3,
  expectations: 2,
  exchanges: 3,
  failures: [],
  evidence: [],
  reason: null,
  ...over,
});

const FAILURE = {
  kind: 'expectation',
  message: 'debitRound was not accepted: 500 ]]> \u0000\u001b[31m',
  expected: 'accepted (200)',
  actual: '500',
  exchange: {
    operation: 'debitRound',
    request: { method: 'POST', url: 'http://t/v1/games/rounds/debit', headers: {}, body: '{}' },
    response: { status: 500, headers: {}, body: '{}' },
    ms: 1,
    curl: "curl -i -X POST 'http://t/v1/games/rounds/debit'",
  },
} as const;

const CHECKS = [
  check(1, {}),
  check(2, { status: 'fail', failures: [FAILURE] }),
  check(3, { status: 'warn', level: 'SHOULD', failures: [FAILURE] }),
  check(4, { status: 'skip', reason: 'left out by --skip' }),
  check(5, { status: 'untestable', reason: 'the target lacks the hook "clock"' }),
  check(6, { status: 'error', reason: 'TypeError: ours', domain: 'access' }),
];

function stage(checks: readonly CheckResult[] = CHECKS): CertifyResult {
  return {
    ...judgeRun({ results: checks }),
    counts: countsOf(checks),
    checks,
    coverage: [],
    seed: 's-1',
    target: { name: 'acme', baseUrl: 'http://t', capabilities: ['control'] },
    selection: { only: [], skip: ['ROUNDS-04'], selected: 5, of: 6 },
    ledgerHash: 'abc',
    contractVersion: '1.0.0',
    startedAt: '2026-01-01T00:00:00.000Z',
    ms: 1234,
    interrupted: false,
    history: openHistory(),
  };
}

test('the JSON report keeps its schema', () => {
  const file = new URL('../../../schemas/report.schema.json', import.meta.url);
  const schema = JSON.parse(readFileSync(file, 'utf8')) as object;
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);
  const report: unknown = JSON.parse(JSON.stringify(jsonReportOf(stage())));
  assert.equal(validate(report), true, JSON.stringify(validate.errors));
  assert.equal(validate({ ...(report as object), verdict: 'fine' }), false);
});

test('JUnit tells each status by exactly one child, and its tallies add up', () => {
  const elements = elementsOf(junitText(stage()));
  const cases = elements.filter(({ name }) => name === 'testcase');
  const told = cases.map((found) =>
    elements
      .filter(({ parent, name }) => parent === found && name !== 'properties')
      .map(({ name, attributes }) => [name, attributes['type']]),
  );
  assert.deepEqual(told, [
    [],
    [['failure', 'expectation']],
    [['system-out', undefined]],
    [['skipped', undefined]],
    [['error', 'untestable']],
    [['error', 'harness']],
  ]);
  const [all] = elements;
  assert.equal(all?.name, 'testsuites');
  const { tests, failures, errors, skipped } = all.attributes;
  assert.deepEqual([tests, failures, errors, skipped], ['6', '1', '2', '1']);
  const suites = elements.filter(({ name }) => name === 'testsuite');
  assert.deepEqual(
    suites.map(({ attributes }) => [attributes['name'], attributes['tests']]),
    [
      ['rounds', '5'],
      ['access', '1'],
    ],
  );
});

test('JUnit survives what XML cannot hold', () => {
  const text = junitText(stage());
  const failure = elementsOf(text).find(({ name }) => name === 'failure');
  assert.equal(failure?.attributes['message'], 'debitRound was not accepted: 500 ]]> [31m');
  assert.match(failure.text, /500 \]\]> \[31m/);
  assert.match(failure.text, /Why it matters: It is the player’s money\./);
  const names = elementsOf(text).map(({ attributes }) => attributes['name']);
  assert.ok(names.includes('ROUNDS-01 Takes <the> "stake" & more'));
});

test('the golden JUnit report', () => {
  assert.equal(
    junitText(stage([check(1, {}), check(5, { status: 'untestable', reason: 'no clock' })])),
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="tablestakes certify" tests="2" failures="0" errors="1" skipped="0" time="0.025">
  <testsuite name="rounds" tests="2" failures="0" errors="1" skipped="0" time="0.025" timestamp="2026-01-01T00:00:00.000Z">
    <properties>
      <property name="target" value="http://t"/>
      <property name="seed" value="s-1"/>
      <property name="verdict" value="inconclusive"/>
      <property name="contract" value="1.0.0"/>
      <property name="ledger_hash" value="abc"/>
    </properties>
    <testcase name="ROUNDS-01 Takes &lt;the&gt; &quot;stake&quot; &amp; more" classname="tablestakes.rounds" time="0.012"/>
    <testcase name="ROUNDS-05 Takes &lt;the&gt; &quot;stake&quot; &amp; more" classname="tablestakes.rounds" time="0.012">
      <error message="no clock" type="untestable">PLAY-05 MUST: The stake MUST be taken once.
Why it matters: It is the player’s money.</error>
    </testcase>
  </testsuite>
</testsuites>
`,
  );
});

test('the console tells the verdict first, then what is wrong and how to repeat it', () => {
  const text = summaryText(stage());
  const lines = text.split('\n').filter((line) => line !== '');
  assert.match(lines[0] ?? '', /^NON-CONFORMANT {2}acme/);
  assert.match(text, /✗ fail ROUNDS-02/);
  assert.match(text, /expected {2}"accepted \(200\)"/);
  assert.match(text, /repeat {4}curl -i -X POST/);
  assert.match(text, /money {5}It is the player’s money\./);
  assert.match(text, /6 checks: 1 pass, 1 fail, 1 warn, 1 skip, 1 untestable, 1 error/);
  assert.equal(text.includes('\u001b'), false);
});

test('a terminal gets one moving line, a pipe one line per check, quiet neither', () => {
  const told = (isTerminal: boolean, quiet: boolean): string => {
    let text = '';
    const tell = consoleReporter({
      write: (more) => (text += more),
      isTerminal,
      colour: false,
      quiet,
    });
    tell({ type: 'started', total: 1, target: 'acme', seed: 's' });
    tell({ type: 'checked', result: check(1, {}), done: 1, total: 1 });
    return text;
  };
  assert.match(told(true, false), /\r\u001b\[2K✓ 1\/1 checks {2}ROUNDS-01$/);
  assert.match(told(false, false), /pass {7}1\/1 ROUNDS-01 .*\n$/);
  assert.equal(told(true, true), '');
});

test('the reader takes what is well formed and nothing else', () => {
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
  const [root, child] = elementsOf(`${head}<a b="1 &lt; 2"><c/>t &amp; u</a>\n`);
  assert.deepEqual(root?.attributes, { b: '1 < 2' });
  assert.equal(root.text, 't & u');
  assert.equal(child?.parent, root);
  for (const broken of [
    '<a>',
    '<a></b>',
    '<a b=c/>',
    '<a>&nope;</a>',
    '<a/><b/>',
    '<a>\u0001</a>',
  ]) {
    assert.throws(() => elementsOf(head + broken), assert.AssertionError, broken);
  }
});

interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly parent: XmlElement | undefined;
  text: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
};

function unescaped(text: string): string {
  assert.equal(/[<\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text), false, `raw in ${text}`);
  return text.replace(/&([^;]*);?/g, (whole, name: string) => {
    const meant = ENTITIES[name];
    assert.ok(meant !== undefined && whole.endsWith(';'), `no such entity: ${whole}`);
    return meant;
  });
}

function attributesOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/\s+([\w-]+)="([^"]*)"/g)];
  assert.equal(
    pairs
      .map(([whole]) => whole)
      .join('')
      .trim(),
    text.trim(),
    `attributes: ${text}`,
  );
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, unescaped(value)]));
}

/** A strict reader of the XML we write: every element in document order, or an assertion. */
function elementsOf(xml: string): readonly XmlElement[] {
  const [declaration, body] = [xml.slice(0, xml.indexOf('\n')), xml.slice(xml.indexOf('\n'))];
  assert.equal(declaration, '<?xml version="1.0" encoding="UTF-8"?>');
  const elements: XmlElement[] = [];
  const open: XmlElement[] = [];
  for (const [, text = '', tag] of body.matchAll(/([^<]*)(?:<([^>]*)>|$)/g)) {
    const parent = open.at(-1);
    assert.equal(text.includes(']]>'), false, 'text holds ]]>');
    if (parent) parent.text += unescaped(text);
    else assert.equal(text.trim(), '', 'text outside the root');
    if (tag === undefined) continue;
    if (tag.startsWith('/')) {
      assert.equal(open.pop()?.name, tag.slice(1), `</${tag.slice(1)}> closes another element`);
      continue;
    }
    const isEmpty = tag.endsWith('/');
    const inner = isEmpty ? tag.slice(0, -1) : tag;
    const name = /^[\w-]+/.exec(inner)?.[0] ?? '';
    assert.ok(parent ?? elements.length === 0, 'a second root');
    const element = { name, attributes: attributesOf(inner.slice(name.length)), parent, text: '' };
    elements.push(element);
    if (!isEmpty) open.push(element);
  }
  assert.equal(open.length, 0, 'unclosed elements');
  return elements;
}
