import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ObjectivesWrong, parseObjectives } from './objectives.js';

test('objectives are thresholds in YAML', () => {
  const text = `
thresholds:
  - { metric: p99_ms, operation: debitRound, limit: 50, min_samples: 100 }
  - { metric: error_rate, limit: 0 }
`;
  assert.deepEqual(parseObjectives(text), [
    { metric: 'p99_ms', operation: 'debitRound', limit: 50, min_samples: 100 },
    { metric: 'error_rate', limit: 0 },
  ]);
});

for (const [text, complaint] of [
  ['', /expected `thresholds:`/],
  ['thresholds: []', /at least one/],
  ['thresholds: [', /not YAML/],
  ['thresholds: [7]', /thresholds\[0\]: must be an object/],
  ['thresholds: [{ metric: p98_ms, operation: a, limit: 1 }]', /metric must be one of/],
  ['thresholds: [{ metric: p99_ms, limit: 1 }]', /p99_ms needs an operation/],
  ['thresholds: [{ metric: error_rate, operation: a, limit: 1 }]', /takes no operation/],
  ['thresholds: [{ metric: error_rate, limit: "1" }]', /limit must be a number/],
  ['thresholds: [{ metric: error_rate, limit: 1, min_samples: 0 }]', /min_samples/],
  ['thresholds: [{ metric: error_rate, limt: 1 }]', /unknown member "limt"/],
] as const) {
  test(`wrong objectives are refused: ${text}`, () => {
    assert.throws(
      () => parseObjectives(text),
      (thrown: unknown) => thrown instanceof ObjectivesWrong && complaint.test(thrown.message),
    );
  });
}
