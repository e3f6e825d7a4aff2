import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { annotationsText } from './annotations.js';
import { badgeText } from './badge.js';
import { ctrfText } from './ctrf.js';
import { harText } from './har.js';
import { commentText, markdownText } from './markdown.js';
import { ndjsonText } from './ndjson.js';
import { sarifText } from './sarif.js';
import { GUIDE, check, manyFailures, stage } from './stage.js';
import { tapText } from './tap.js';

const SCHEMAS = new URL('../../../fixtures/schemas/', import.meta.url);

/** What a schema of others finds wrong with a document. */
function faultsBy(schema: string, document: unknown): unknown {
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
  addFormats.default(ajv);
  const text = readFileSync(new URL(schema, SCHEMAS), 'utf8');
  // Of draft 4 they use nothing that has changed since but the name of the id.
  const { $schema: _draft, id: _id, ...rules } = JSON.parse(text) as Record<string, unknown>;
  const validate = ajv.compile(rules);
  return validate(document) ? [] : validate.errors;
}

interface Sarif {
  runs: {
    tool: { driver: { rules: { id: string; properties: { tags: string[] } }[] } };
    invocations: { executionSuccessful: boolean; toolExecutionNotifications: object[] }[];
    results: {
      ruleId: string;
      ruleIndex: number;
      level: string;
      locations: { physicalLocation: { artifactLocation: { uri: string } } }[];
      partialFingerprints: Record<string, string>;
      suppressions?: object[];
    }[];
  }[];
}

const sarifOf = (run = stage(), guide = GUIDE): Sarif => JSON.parse(sarifText(run, guide)) as Sarif;

test('SARIF keeps its schema and tells only what belongs beside code', () => {
  assert.deepEqual(faultsBy('sarif-2.1.0-rtm.5.schema.json', sarifOf()), []);
  const [run] = sarifOf().runs;
  assert.deepEqual(
    run?.results.map(({ ruleId, level }) => [ruleId, level]),
    [
      ['ROUNDS-07', 'error'],
      ['ROUNDS-08', 'error'],
    ],
  );
  assert.deepEqual(
    run?.results.map(({ suppressions }) => suppressions?.length),
    [undefined, 1],
    'a waiver suppresses',
  );
  assert.deepEqual(run?.tool.driver.rules[0]?.properties.tags, ['security', 'SEC-02', 'access']);
  assert.equal(run?.invocations[0]?.executionSuccessful, false);
  assert.equal(run.invocations[0].toolExecutionNotifications.length, 2);
  assert.notDeepEqual(faultsBy('sarif-2.1.0-rtm.5.schema.json', { version: '2.1.0' }), []);
});

test('SARIF points at files of the repository, and its fingerprints outlive a seed', () => {
  const guide = { ...GUIDE, findingsAt: 'ci/target.yaml' };
  const seeds = ['one', 'two'].map(
    (seed) => sarifOf({ ...stage(), seed }, guide).runs[0]?.results[0],
  );
  const [first, second] = seeds;
  assert.equal(first?.locations[0]?.physicalLocation.artifactLocation.uri, 'ci/target.yaml');
  assert.deepEqual(first.partialFingerprints, second?.partialFingerprints);
  assert.doesNotMatch(sarifText(stage(), guide), /"uri": "[a-z]+:/);
});

interface Ctrf {
  results: {
    summary: Record<string, number>;
    tests: { name: string; status: string; rawStatus: string }[];
  };
}

test('CTRF keeps its published schema, and its sums are those of its tests', () => {
  const report = JSON.parse(ctrfText(stage(), GUIDE)) as Ctrf;
  assert.deepEqual(faultsBy('ctrf-0.0.schema.json', report), []);
  const { summary, tests } = report.results;
  for (const status of ['passed', 'failed', 'skipped', 'other']) {
    assert.equal(summary[status], tests.filter((one) => one.status === status).length, status);
  }
  assert.deepEqual(
    tests.map(({ status, rawStatus }) => [rawStatus, status]),
    [
      ['pass', 'passed'],
      ['fail', 'failed'],
      ['warn', 'passed'],
      ['skip', 'skipped'],
      ['untestable', 'failed'],
      ['error', 'failed'],
      ['fail', 'failed'],
      ['waived', 'skipped'],
    ],
  );
});

test('TAP plans what it tells, and only what is a warning or waived is forgiven', () => {
  const lines = tapText(stage()).split('\n');
  assert.equal(lines[0], 'TAP version 14');
  assert.ok(lines.includes('1..8'));
  const points = lines.filter((line) => /^(not )?ok /.test(line));
  assert.deepEqual(
    points.map((line) => [line.startsWith('ok'), /(?<!\\)# (SKIP|TODO)/.exec(line)?.[1]]),
    [
      [true, undefined],
      [false, undefined],
      [false, 'TODO'],
      [true, 'SKIP'],
      [false, undefined],
      [false, undefined],
      [false, undefined],
      [false, 'TODO'],
    ],
  );
  assert.equal(lines.filter((line) => line === '  ---').length, 6);
  const escaped = tapText(stage([check(1, { title: 'a # TODO \\ b\nok 2 - c' })]));
  assert.match(escaped, /^ok 1 - ROUNDS-01 a \\# TODO \\\\ b ok 2 - c$/m);
  assert.match(tapText(stage([])), /^1\.\.0 # SKIP nothing ran\nBail out! no check was executed$/m);
});

test('HAR holds each exchange of what did not pass once', () => {
  const { log } = JSON.parse(harText(stage(), GUIDE)) as {
    log: {
      version: string;
      pages: { id: string }[];
      entries: { pageref: string; time: number; response: { status: number; _error?: string } }[];
    };
  };
  assert.equal(log.version, '1.2');
  assert.deepEqual(
    log.entries.map(({ pageref, response }) => [pageref, response.status]),
    [
      ['ROUNDS-02', 0],
      ['ROUNDS-02', 500],
      ['ROUNDS-03', 500],
      ['ROUNDS-07', 0],
      ['ROUNDS-08', 500],
    ],
  );
  const pages = new Set(log.pages.map(({ id }) => id));
  assert.ok(log.entries.every(({ pageref }) => pages.has(pageref)));
  assert.match(log.entries[0]?.response._error ?? '', /timeout/);
});

test('HAR tells when each exchange was sent, where the report knows', () => {
  const [first] = stage().checks.flatMap(({ evidence }) => evidence);
  assert.ok(first);
  const at = '2026-11-22T16:25:31.123Z';
  const run = { ...stage(), checks: [check(2, { status: 'fail', evidence: [{ ...first, at }] })] };
  const { log } = JSON.parse(harText(run, GUIDE)) as {
    log: { entries: { startedDateTime: string }[] };
  };
  assert.deepEqual(
    log.entries.map(({ startedDateTime }) => startedDateTime),
    [at],
  );
});

test('NDJSON is one object per line, begun by the run and ended by its verdict', () => {
  const lines = ndjsonText(stage()).trimEnd().split('\n');
  const types = lines.map((line) => (JSON.parse(line) as { type: string }).type);
  assert.equal(types[0], 'run');
  assert.equal(types.at(-1), 'end');
  assert.equal(types.filter((type) => type === 'check').length, 8);
  assert.equal(types.filter((type) => type === 'exchange').length, 5);
});

test('Markdown stays within what GitHub shows, and says what it leaves out', () => {
  const run = manyFailures(2_000, 4_000);
  const summary = markdownText(run, GUIDE);
  const comment = commentText(run, GUIDE);
  assert.ok(Buffer.byteLength(summary) < 1_048_576);
  assert.ok(comment.length < 65_536);
  const told = summary.match(/^### fail /gm)?.length ?? 0;
  assert.ok(told > 100);
  assert.ok(
    summary.includes(`**${(2_000 - told).toLocaleString('en-GB')} more findings** left out`),
  );
  assert.match(comment, /more findings\*\* left out here/);
  assert.doesNotMatch(markdownText(stage(), GUIDE), /left out here/);
  assert.match(
    markdownText(stage(), GUIDE),
    /Somebody else’s money\. Accepted for now\. \(ROUNDS-08\)/,
  );
});

test('Markdown holds no markup, mention or fence of the target’s', () => {
  const evil = '<img src=x> @team [a](http://b) `c`\n## d';
  const failure = { kind: 'expectation', message: evil, actual: '````\nfour' } as const;
  const text = markdownText(stage([check(1, { status: 'fail', failures: [failure] })]), GUIDE);
  assert.doesNotMatch(text, /(?<!\\)<img|@team|^## d|(?<!\\)\[a/m);
  assert.match(text, /^`````\n````\nfour\n`````$/m);
});

test('annotations keep to ten of a kind, the last says how many more', () => {
  const text = annotationsText(manyFailures(30, 10), GUIDE);
  const lines = text.trimEnd().split('\n');
  assert.equal(lines.length, 10);
  assert.match(lines[9] ?? '', /^::error file=target\.yaml,title=21 more findings::/);
  const one = annotationsText(
    stage([check(1, { status: 'fail', title: 'a: b, c%', reason: 'x\ny', money: null })]),
    GUIDE,
  );
  assert.equal(one, '::error file=target.yaml,title=ROUNDS-01 a%3A b%2C c%25::x%0Ay\n');
  assert.equal(annotationsText(stage([check(1)]), GUIDE), '');
});

test('the badge names the profile, and a part of a run as a part', () => {
  const whole = { ...stage([check(1)]), selection: { only: [], skip: [], selected: 1, of: 1 } };
  assert.match(badgeText(whole), /<title>tablestakes platform-full: conformant<\/title>/);
  assert.match(badgeText(stage([check(1)])), /conformant \(in part\)/);
  assert.doesNotMatch(badgeText(whole), /%/);
});
