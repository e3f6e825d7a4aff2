import { CAPACITY_LEAST } from '../../src/load/capacity.js';
import { loadScenario } from '../../src/load/scenario.js';

export const capacity = loadScenario({
  id: 'LOAD-06',
  name: 'capacity',
  title: 'The highest rate at which play keeps its thresholds',
  rule:
    'Up to its capacity the platform answers in time, and at every rate, also above it, no money ' +
    'is lost or made.',
  rate: 100,
  players: 200,
  // Of each trial.
  durationS: 10,
  spacing: 'poisson',
  payers: 0,
  mix: { spin: 0.8, wallet: 0.1, rollback: 0.03, retry: 0.03, history: 0.04 },
  search: { factor: 2, precision: 1.15 },
  stages: ({ rate, durationMs, warmUpMs }) => [
    { phase: 'settling', durationMs: warmUpMs, fromRate: rate, toRate: rate, judged: false },
    { phase: 'trial', durationMs, fromRate: rate, toRate: rate },
  ],
  thresholds: [
    { metric: 'measure', measure: CAPACITY_LEAST, limit: 1, sense: 'at least' },
    { metric: 'p99_ms', operation: 'debitRound', limit: 100, min_samples: 20 },
    { metric: 'p99_ms', operation: 'creditRound', limit: 100, min_samples: 20 },
    { metric: 'error_rate', limit: 0.001 },
    { metric: 'achieved_share', limit: 0.95, min_samples: 50 },
  ],
});
