import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { startSandbox } from '../sandbox/start.js';
import { certify } from './certify.js';
import type { CertifyResult } from './certify.js';
import type { Scenario } from './scenario.js';
import { readTarget } from './target.js';
import { readWaivers } from './waiver-file.js';
import type { Waiver } from './waivers.js';

const facts = (number: number) => ({
  id: `TEST-0${number}`,
  title: 'A title',
  rule: 'A rule MUST hold.',
  requirement: `PLAY-0${number}`,
});
const truth: Scenario = {
  ...facts(1),
  run: async ({ expect }) => expect.that(1, 'one').equals(1),
};
const falsehood: Scenario = {
  ...facts(2),
  run: async ({ expect }) => expect.that(1, 'one').equals(2),
};
const suggestion: Scenario = { ...falsehood, ...facts(3), level: 'SHOULD' };

const FOREVER = '9999-12-31';
const waiver = (check: string, over: Partial<Waiver> = {}): Waiver => ({
  check,
  reason: 'the old wallet goes in spring',
  owner: 'payments',
  expires: FOREVER,
  ...over,
});

type Run = (waivers: readonly Waiver[], only?: readonly string[]) => Promise<CertifyResult>;

async function stage(t: TestContext): Promise<Run> {
  const sandbox = await startSandbox({ seed: 'waivers', clock: 'virtual' });
  t.after(() => sandbox.close());
  const scenarios = [truth, falsehood, suggestion];
  return (waivers, only) =>
    certify({ target: sandbox.url, scenarios, seed: 'waivers', waivers, only });
}

const ends = ({ verdict, exitCode }: CertifyResult): readonly unknown[] => [verdict, exitCode];
const states = ({ waivers = [] }: CertifyResult): readonly string[] =>
  waivers.map(({ state }) => state);

test('a waived failure makes the run partial and keeps its evidence', async (t) => {
  const run = await stage(t);
  assert.deepEqual(ends(await run([])), ['non-conformant', 1]);
  const result = await run([waiver('TEST-02')]);
  assert.deepEqual(ends(result), ['partial', 0]);
  assert.deepEqual(states(result), ['used']);
  const check = result.checks.find(({ id }) => id === 'TEST-02');
  assert.equal(check?.status, 'waived');
  assert.equal(check.failures.length, 1);
  assert.equal(check.waiver?.owner, 'payments');
  assert.equal(result.counts.waived, 1);
  assert.equal(
    result.coverage.find(({ requirement }) => requirement === 'PLAY-02')?.state,
    'broken',
  );
  assert.deepEqual(result.reasons, ['TEST-02 failed and waived']);
});

test('an expired waiver covers nothing and says who is to be asked', async (t) => {
  const run = await stage(t);
  const result = await run([waiver('TEST-02', { expires: '2020-01-31' })]);
  assert.deepEqual(ends(result), ['non-conformant', 1]);
  assert.deepEqual(states(result), ['expired']);
  assert.match(result.reasons.join('\n'), /TEST-02 expired on 2020-01-31: fix it, or ask payments/);
});

test('a waiver of a check that passes or does not exist is stale: exit 1, the verdict stays', async (t) => {
  const run = await stage(t);
  const result = await run([waiver('TEST-02'), waiver('TEST-01'), waiver('TEST-99')]);
  assert.deepEqual(ends(result), ['partial', 1]);
  assert.deepEqual(states(result), ['used', 'stale', 'unknown']);
  assert.match(result.reasons.join('\n'), /TEST-01 is stale, the check passes: take/);
  assert.match(result.reasons.join('\n'), /TEST-99 is stale, there is no such check/);
});

test('a waiver that this run does not touch is neither used nor stale', async (t) => {
  const run = await stage(t);
  const narrow = await run([waiver('TEST-02')], ['TEST-01']);
  assert.deepEqual([ends(narrow), states(narrow)], [['conformant', 0], ['idle']]);
  const warned = await run([waiver('TEST-03')], ['TEST-01', 'TEST-03']);
  assert.deepEqual([ends(warned), states(warned)], [['conformant', 0], ['idle']]);
});

test('what may not be waived is refused before anything is sent', async () => {
  const critical: Scenario = { ...falsehood, impact: 'critical' };
  const judge = (waivers: readonly Waiver[]): Promise<CertifyResult> =>
    certify({ target: 'http://127.0.0.1:1', scenarios: [critical], waivers });
  await assert.rejects(judge([waiver('TEST-02')]), /money is at stake; write critical: true/);
  await assert.rejects(judge([waiver('TEST-09'), waiver('TEST-09')]), /TEST-09: named twice/);
  await assert.rejects(judge([waiver('TEST-09', { expires: '2026-02-30' })]), /is no day/);
  const unreachable = await judge([waiver('TEST-02', { critical: true })]);
  assert.equal(unreachable.exitCode, 3);
});

test('waivers stand in the target file or in one of their own', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tablestakes-waivers-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const list =
    'waivers:\n  - { check: TEST-02, reason: old, owner: payments, ticket: W-1, expires: 2026-12-31 }\n';
  const told = { check: 'TEST-02', reason: 'old', owner: 'payments', ticket: 'W-1' };
  const wanted = [{ ...told, expires: '2026-12-31' }];
  assert.deepEqual(readWaivers(file('waivers.yaml', list)), wanted);
  const target = file(
    'target.yaml',
    `target: { name: a, base_url: 'http://127.0.0.1:1' }\n${list}`,
  );
  assert.deepEqual(readTarget(target, {}).waivers, wanted);
  const wrong = file('wrong.yaml', 'waivers: [{ check: TEST-02, reason: a, owner: b, until: c }]');
  assert.throws(
    () => readWaivers(wrong),
    /wrong\.yaml:1: waivers\[0\]: must have required property 'expires'/,
  );
  assert.throws(() => readWaivers(wrong), /waivers\[0\]\.until: no such member/);
  assert.throws(() => readWaivers(file('alias.yaml', 'waivers: *nobody')), /alias\.yaml: not YAML/);
  assert.throws(() => readWaivers(join(folder, 'none.yaml')), /no such file/);
});
