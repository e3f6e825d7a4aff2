import { WARM_UP } from '../../src/load/arrivals.js';
import type { Outline, Stage } from '../../src/load/arrivals.js';
import { RECOVERIES, RTO, watchRecovery } from '../../src/load/recovery.js';
import { loadScenario } from '../../src/load/scenario.js';

/** Shares of the time; what was under way when the process died belongs to the crash. */
const STRETCHES = [
  { phase: 'serving', share: 0.3 },
  { phase: 'crash', share: 0.2, judged: false },
  { phase: 'serving', share: 0.15 },
  { phase: 'crash', share: 0.2, judged: false },
  { phase: 'serving', share: 0.15 },
] as const;

const stages = ({ rate, durationMs, warmUpMs }: Outline): readonly Stage[] => [
  { phase: WARM_UP, durationMs: warmUpMs, fromRate: rate / 2, toRate: rate / 2 },
  ...STRETCHES.map(({ share, ...stretch }) => ({
    ...stretch,
    durationMs: durationMs * share,
    fromRate: rate,
    toRate: rate,
  })),
];

export const crashRecovery = loadScenario({
  id: 'LOAD-03',
  name: 'crash-recovery',
  title: 'The platform is killed under load, twice, and starts again',
  rule:
    'After kill -9 under load no acknowledged transaction is lost and none is doubled (RPO 0), ' +
    'unknown outcomes can be resolved, and the platform serves again in time (RTO).',
  rate: 100,
  players: 100,
  durationS: 40,
  // What the crash interrupted is tried again, and asked for where no webhook came.
  settleS: 400,
  database: true,
  spacing: 'poisson',
  payers: 30,
  mix: {
    spin: 0.72,
    wallet: 0.08,
    rollback: 0.05,
    retry: 0.05,
    history: 0.02,
    deposit: 0.06,
    withdraw: 0.02,
  },
  stages,
  moments: [{ phase: 'crash', afterMs: 250, what: 'kill -9', act: { kind: 'crash' } }],
  observers: () => [watchRecovery()],
  thresholds: [
    { metric: 'measure', measure: RTO, limit: 6_000 },
    { metric: 'measure', measure: RECOVERIES, limit: 2, sense: 'at least' },
    { metric: 'unknown_outcomes', limit: 0 },
    { metric: 'open_payments', limit: 0 },
    { metric: 'p99_ms', operation: 'debitRound', limit: 150, min_samples: 20 },
    { metric: 'p99_ms', operation: 'creditRound', limit: 150, min_samples: 20 },
    { metric: 'error_rate', limit: 0.001 },
    { metric: 'achieved_share', limit: 0.97, min_samples: 50 },
  ],
});
