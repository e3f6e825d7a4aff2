import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOAD_SCENARIOS } from '../../scenarios/load/index.js';
import { judgedOf, phasesOf, WARM_UP } from './arrivals.js';
import { scopeOf } from './threshold-terms.js';

const OUTLINE = { rate: 20, players: 50, durationMs: 10_000, warmUpMs: 1_000 };

test('each scenario has an id and a name of its own', () => {
  const ids = LOAD_SCENARIOS.map(({ id }) => id);
  const names = LOAD_SCENARIOS.map(({ name }) => name);
  assert.equal(new Set(ids).size, ids.length);
  assert.equal(new Set(names).size, names.length);
  for (const id of ids) assert.match(id, /^LOAD-[0-9]{2}$/);
});

for (const scenario of LOAD_SCENARIOS) {
  const stages = scenario.stages(OUTLINE);
  const phases = phasesOf(stages);

  test(`${scenario.name}: what it names are phases of its plan, and the plan is as long as asked`, () => {
    const named = [
      ...(scenario.moments ?? []).map(({ phase }) => phase),
      ...Object.keys(scenario.mixes ?? {}),
      ...scenario.thresholds.flatMap((threshold) => scopeOf(threshold).phase ?? []),
    ];
    for (const phase of named) assert.ok(phases.includes(phase), `there is no phase ${phase}`);
    const plannedMs = stages
      .filter(({ phase }) => phase !== WARM_UP && phase !== 'settling')
      .reduce((sum, { durationMs }) => sum + durationMs, 0);
    assert.ok(Math.abs(plannedMs - OUTLINE.durationMs) < 1, `${plannedMs} ms`);
  });

  test(`${scenario.name}: it judges something, and that enough was done`, () => {
    assert.ok(judgedOf(stages).length > 0);
    const metrics = scenario.thresholds.map(({ metric }) => metric);
    assert.ok(metrics.includes('achieved_share'), 'a run that stalls must not pass');
    assert.ok(metrics.includes('error_rate'));
    assert.ok(metrics.includes('p99_ms'));
  });
}
