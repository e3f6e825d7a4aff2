import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ObjectivesWrong, parseObjectives } from './objectives.js';

test('objectives are thresholds in YAML, with what the money proof may leave behind', () => {
  const text = `
slo: tablestakes/slo@1
title: Evening in production
proof: { open_payments: 0 }
thresholds:
  - { metric: p99_ms, operation: debitRound, limit: 50, min_samples: 100 }
  - { metric: p95_ms, operation: debitRound, limit: 80, phase: steady, window_s: 10 }
  - { metric: error_rate, limit: 0 }
  - { metric: error_rate, operation: creditRound, limit: 0 }
  - { metric: achieved_rate, operation: debitRound, window_s: 10, limit: 150 }
`;
  const { title, thresholds } = parseObjectives(text);
  assert.equal(title, 'Evening in production');
  assert.deepEqual(thresholds, [
    { metric: 'p99_ms', operation: 'debitRound', limit: 50, min_samples: 100 },
    { metric: 'p95_ms', operation: 'debitRound', limit: 80, phase: 'steady', window_s: 10 },
    { metric: 'error_rate', limit: 0 },
    { metric: 'error_rate', operation: 'creditRound', limit: 0 },
    { metric: 'achieved_rate', operation: 'debitRound', window_s: 10, limit: 150 },
    { metric: 'open_payments', limit: 0 },
  ]);
});

const entry = (members: string): string => `thresholds:\n  - { ${members} }\n`;

for (const [text, complaint] of [
  ['', /:1: the file: must have required property 'thresholds'; add it/],
  ['thresholds: []', /thresholds: must NOT have fewer than 1 items/],
  ['thresholds: [', /:1: not YAML/],
  ['thresholds: [7]', /thresholds\[0\]: must be object/],
  [entry('metric: p98_ms, limit: 1'), /:2: thresholds\[0\]\.metric: must be one of p50_ms/],
  [entry('metric: p99_ms, limit: 1'), /:2: .*required property 'operation'; add it/],
  [entry('metric: achieved_share, operation: a, limit: 1'), /operation: does not belong here/],
  [entry('metric: error_rate, limit: 2'), /limit: must be <= 1; a share/],
  [entry('metric: error_rate, limit: "1"'), /limit: must be number; milliseconds/],
  [entry('metric: error_rate, limit: 1, min_samples: 0'), /min_samples: must be >= 1; with fewer/],
  [entry('metric: error_rate, limt: 1'), /limt: no such member; remove or rename it/],
  [entry('metric: achieved_rate, limit: 1, window_s: 5'), /'operation'; add it/],
  [entry('metric: achieved_rate, operation: a, limit: 1'), /'window_s'; add it/],
  [entry('metric: measure, limit: 1'), /'measure'; add it/],
  [entry('metric: error_rate, limit: 0, measure: pot'), /measure: does not belong here/],
  ['proof: { lost: 0 }\nthresholds: []', /:1: proof\.lost: no such member/],
] as const) {
  test(`wrong objectives are refused by line: ${text.replace('\n', ' ').trim()}`, () => {
    assert.throws(
      () => parseObjectives(text),
      (thrown: unknown) => thrown instanceof ObjectivesWrong && complaint.test(thrown.message),
    );
  });
}

test('every complaint is told at once, each on its line', () => {
  const text =
    'thresholds:\n  - { metric: p99_ms, limit: 1 }\n  - metric: error_rate\n    limit: 3\n';
  assert.throws(
    () => parseObjectives(text, 'evening.yaml'),
    (thrown: unknown) =>
      thrown instanceof ObjectivesWrong &&
      /^evening\.yaml:2: .*operation/m.test(thrown.message) &&
      /^evening\.yaml:4: thresholds\[1\]\.limit/m.test(thrown.message),
  );
});
