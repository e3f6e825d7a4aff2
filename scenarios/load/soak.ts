import { WARM_UP } from '../../src/load/arrivals.js';
import {
  MEMORY_GROWTH,
  MEMORY_MB,
  P99_DRIFT,
  watchDrift,
  windowsOf,
} from '../../src/load/drift.js';
import { loadScenario } from '../../src/load/scenario.js';

const WINDOWS = 5;

export const soak = loadScenario({
  id: 'LOAD-04',
  name: 'soak',
  title: 'Hours of the same',
  rule:
    'Under a low load that does not end, the platform grows neither slower nor bigger, and no ' +
    'money is lost or made.',
  rate: 30,
  players: 200,
  durationS: 1_800,
  database: true,
  spacing: 'poisson',
  payers: 20,
  mix: {
    spin: 0.76,
    wallet: 0.1,
    rollback: 0.03,
    retry: 0.03,
    history: 0.03,
    login: 0.02,
    deposit: 0.02,
    withdraw: 0.01,
  },
  stages: ({ rate, durationMs, warmUpMs }) => [
    { phase: WARM_UP, durationMs: warmUpMs, fromRate: rate / 2, toRate: rate },
    ...windowsOf(WINDOWS, durationMs, rate),
  ],
  observers: (ground) => [watchDrift(ground, 'debitRound', WINDOWS)],
  thresholds: [
    { metric: 'measure', measure: P99_DRIFT, limit: 2 },
    { metric: 'measure', measure: MEMORY_GROWTH, limit: 1.5 },
    { metric: 'measure', measure: MEMORY_MB, limit: 400 },
    { metric: 'p99_ms', operation: 'debitRound', limit: 100, min_samples: 20 },
    { metric: 'p99_ms', operation: 'creditRound', limit: 100, min_samples: 20 },
    { metric: 'p99_ms', operation: 'getWallet', limit: 100 },
    { metric: 'p99_ms', operation: 'payment confirmation', limit: 2_000 },
    { metric: 'error_rate', limit: 0.001 },
    { metric: 'achieved_share', limit: 0.97, min_samples: 50 },
  ],
});
