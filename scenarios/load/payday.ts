import { WARM_UP } from '../../src/load/arrivals.js';
import type { Outline, Stage } from '../../src/load/arrivals.js';
import { loadScenario } from '../../src/load/scenario.js';

/** The money arrives everywhere at once: quiet, a burst of three times the rate, quiet again. */
const stages = ({ rate, durationMs, warmUpMs }: Outline): readonly Stage[] => [
  { phase: WARM_UP, durationMs: warmUpMs, fromRate: rate / 2, toRate: rate / 2 },
  { phase: 'before', durationMs: durationMs * 0.2, fromRate: rate, toRate: rate },
  { phase: 'burst', durationMs: durationMs * 0.1, fromRate: rate, toRate: 3 * rate },
  { phase: 'burst', durationMs: durationMs * 0.3, fromRate: 3 * rate, toRate: 3 * rate },
  { phase: 'after', durationMs: durationMs * 0.4, fromRate: rate, toRate: rate },
];

const PLAY = { spin: 0.6, wallet: 0.14, history: 0.02 };

export const payday = loadScenario({
  id: 'LOAD-05',
  name: 'payday',
  title: 'Wages arrive: a burst of deposits, and a storm of webhooks',
  rule:
    'When deposits come in a burst and the payment provider tells each outcome late, twice, as ' +
    'two events or out of order, each deposit is credited once, and play keeps its thresholds.',
  rate: 30,
  players: 200,
  durationS: 40,
  settleS: 60,
  spacing: 'poisson',
  payers: 150,
  pspTokens: ['tok_ok', 'tok_double_webhook', 'tok_double_event', 'tok_out_of_order'],
  mix: { ...PLAY, deposit: 0.2, withdraw: 0.04 },
  mixes: { burst: { ...PLAY, deposit: 0.9, withdraw: 0.04 } },
  stages,
  moments: [
    {
      phase: 'burst',
      what: 'webhooks of the payment provider come late and out of order',
      act: {
        kind: 'fault',
        fault: {
          operation: 'hook.psp',
          kind: 'reorder',
          latency_ms: 800,
          probability: 0.3,
          times: 1_000_000,
        },
      },
    },
    {
      phase: 'burst',
      what: 'webhooks of the payment provider come twice',
      act: {
        kind: 'fault',
        fault: { operation: 'hook.psp', kind: 'duplicate', probability: 0.5, times: 1_000_000 },
      },
    },
  ],
  thresholds: [
    { metric: 'p99_ms', operation: 'debitRound', limit: 150, min_samples: 20 },
    { metric: 'p99_ms', operation: 'creditRound', limit: 150, min_samples: 20 },
    { metric: 'p99_ms', operation: 'debitRound', phase: 'burst', limit: 150 },
    { metric: 'p99_ms', operation: 'createDeposit', limit: 200, min_samples: 20 },
    { metric: 'p99_ms', operation: 'createDeposit', phase: 'burst', limit: 200 },
    { metric: 'p99_ms', operation: 'getWallet', limit: 150 },
    { metric: 'open_payments', limit: 0 },
    { metric: 'error_rate', limit: 0.001 },
    { metric: 'achieved_share', limit: 0.95, min_samples: 50 },
  ],
});
