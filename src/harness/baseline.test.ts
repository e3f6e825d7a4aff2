import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { startSandbox } from '../sandbox/start.js';
import { regressionsOf } from './baseline.js';
import type { Comparison } from './baseline.js';
import { certify } from './certify.js';
import type { CertifyOptions, CertifyResult } from './certify.js';
import { Untestable } from './failures.js';
import type { Scenario } from './scenario.js';

const scenario = (number: number, holds: boolean, over: Partial<Scenario> = {}): Scenario => ({
  id: `TEST-0${number}`,
  title: 'A title',
  rule: 'A rule MUST hold.',
  requirement: 'PLAY-01',
  run: async ({ expect }) => expect.that(holds, 'the rule').isTrue(),
  ...over,
});

type Run = (
  scenarios: readonly Scenario[],
  options?: Partial<CertifyOptions>,
) => Promise<CertifyResult>;

async function stage(t: TestContext): Promise<Run> {
  const sandbox = await startSandbox({ seed: 'baseline', clock: 'virtual' });
  t.after(() => sandbox.close());
  return (scenarios, options = {}) =>
    certify({ target: sandbox.url, seed: 'baseline', scenarios, ...options });
}

const idsIn = ({ baseline }: CertifyResult): Record<string, readonly string[]> => {
  const { regressed = [], stopped = [], fixed = [], added = [] } = baseline ?? {};
  const ids = (changes: Comparison['fixed']): readonly string[] => changes.map(({ id }) => id);
  return {
    regressed: ids(regressed),
    stopped: ids(stopped),
    fixed: ids(fixed),
    added: ids(added),
  };
};
const NOTHING = { regressed: [], stopped: [], fixed: [], added: [] };

test('a run like its baseline has nothing to tell', async (t) => {
  const run = await stage(t);
  const checks = [scenario(1, true), scenario(2, true)];
  const again = await run(checks, { baseline: await run(checks) });
  assert.deepEqual(idsIn(again), NOTHING);
  assert.deepEqual([again.verdict, again.exitCode], ['conformant', 0]);
  assert.equal(again.baseline?.compared, 2);
  assert.equal(again.baseline.before.revision, again.revision);
});

test('a check that stopped running is a regression, though everything passes', async (t) => {
  const run = await stage(t);
  const baseline = await run([scenario(1, true), scenario(2, true), scenario(3, true)]);
  const untestable: Scenario = scenario(3, true, {
    level: 'MAY',
    run: () => Promise.reject(new Untestable('operation', 'not here')),
  });
  const result = await run([scenario(1, true), untestable], { baseline });
  assert.deepEqual(idsIn(result), { ...NOTHING, stopped: ['TEST-02', 'TEST-03'] });
  assert.deepEqual([result.verdict, result.exitCode], ['conformant', 1]);
  assert.match(result.reasons.join(), /TEST-02, TEST-03 no longer checked/);
});

test('what is worse, better and new is told apart', async (t) => {
  const run = await stage(t);
  const should = { level: 'SHOULD' } as const;
  const baseline = await run([scenario(1, true), scenario(2, false), scenario(3, true, should)]);
  const result = await run(
    [scenario(1, false), scenario(2, true), scenario(3, false, should), scenario(4, true)],
    { baseline },
  );
  assert.deepEqual(idsIn(result), {
    regressed: ['TEST-01', 'TEST-03'],
    stopped: [],
    fixed: ['TEST-02'],
    added: ['TEST-04'],
  });
  const [worse] = result.baseline?.regressed ?? [];
  assert.deepEqual([worse?.before, worse?.after], ['pass', 'fail']);
  assert.match(worse?.why ?? '', /the rule/);
});

test('a failure that was there before is no regression, but still a failure', async (t) => {
  const run = await stage(t);
  const checks = [scenario(1, true), scenario(2, false)];
  const result = await run(checks, { baseline: await run(checks) });
  assert.deepEqual(idsIn(result), NOTHING);
  assert.deepEqual([result.verdict, result.exitCode], ['non-conformant', 1]);
});

test('a narrower run is compared within its selection; what --skip leaves out has stopped', async (t) => {
  const run = await stage(t);
  const checks = [scenario(1, true), scenario(2, true)];
  const baseline = await run(checks);
  const narrow = await run(checks, { baseline, only: ['TEST-01'] });
  assert.deepEqual([idsIn(narrow), narrow.baseline?.compared], [NOTHING, 1]);
  const skipping = await run(checks, { baseline, skip: ['TEST-02'] });
  assert.deepEqual(idsIn(skipping).stopped, ['TEST-02']);
  assert.equal(skipping.exitCode, 1);
});

test('a waived failure is no regression', async (t) => {
  const run = await stage(t);
  const baseline = await run([scenario(1, true), scenario(2, true)]);
  const waivers = [{ check: 'TEST-02', reason: 'a', owner: 'b', expires: '9999-12-31' }];
  const result = await run([scenario(1, true), scenario(2, false)], { baseline, waivers });
  assert.deepEqual(idsIn(result), NOTHING);
  assert.deepEqual(regressionsOf(result.baseline as Comparison), []);
  assert.deepEqual([result.verdict, result.exitCode], ['partial', 0]);
});
