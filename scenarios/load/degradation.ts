import { WARM_UP } from '../../src/load/arrivals.js';
import type { Outline, Phase, Stage } from '../../src/load/arrivals.js';
import { loadScenario } from '../../src/load/scenario.js';
import type { Threshold } from '../../src/load/thresholds.js';
import { TURNED_AWAY, WITHOUT_RETRY_AFTER, watchTurnedAway } from '../../src/load/turned-away.js';

const SHARES: readonly (readonly [Phase, number])[] = [
  ['healthy', 1 / 8],
  ['slow', 1 / 8],
  ['down', 1 / 4],
  ['back', 1 / 2],
];

const stages = ({ rate, durationMs, warmUpMs }: Outline): readonly Stage[] => [
  { phase: WARM_UP, durationMs: warmUpMs, fromRate: rate / 2, toRate: rate / 2 },
  ...SHARES.map(([phase, share]) => ({
    phase,
    durationMs: durationMs * share,
    fromRate: rate,
    toRate: rate,
  })),
];

const PLAY = ['debitRound', 'creditRound', 'getWallet', 'listTransactions'] as const;

/** Whatever the provider does, who plays does not notice. */
const playIn = (phase: Phase): readonly Threshold[] => [
  ...PLAY.map((operation) => ({ metric: 'p99_ms', operation, phase, limit: 150 }) as const),
  { metric: 'error_rate', operation: 'debitRound', phase, limit: 0.001 },
  { metric: 'error_rate', operation: 'creditRound', phase, limit: 0.001 },
];

export const degradation = loadScenario({
  id: 'LOAD-02',
  name: 'degradation',
  title: 'The payment provider grows slow, dies and comes back',
  rule:
    'While the payment provider is slow or down, play keeps its thresholds and payments answer ' +
    '503 with Retry-After; when it is back, every payment that was accepted comes to its end and ' +
    'no money is lost or made.',
  rate: 100,
  players: 100,
  durationS: 80,
  // The circuit stays open for half a minute, retries back off, pay-outs wait ten seconds.
  settleS: 120,
  spacing: 'poisson',
  payers: 50,
  mix: { spin: 0.7, wallet: 0.1, rollback: 0.03, history: 0.03, deposit: 0.1, withdraw: 0.04 },
  stages,
  moments: [
    {
      phase: 'slow',
      what: 'the payment provider takes 1.5 s',
      act: { kind: 'partner', partner: 'psp', mode: 'slow', latency_ms: 1_500 },
    },
    {
      phase: 'down',
      what: 'the payment provider is down',
      act: { kind: 'partner', partner: 'psp', mode: 'down' },
    },
    {
      phase: 'back',
      what: 'the payment provider is back',
      act: { kind: 'partner', partner: 'psp', mode: 'ok' },
    },
  ],
  observers: () => [watchTurnedAway()],
  thresholds: [
    ...SHARES.flatMap(([phase]) => playIn(phase)),
    { metric: 'p99_ms', operation: 'createDeposit', phase: 'slow', limit: 150 },
    { metric: 'p99_ms', operation: 'createDeposit', phase: 'down', limit: 150 },
    { metric: 'error_rate', operation: 'createDeposit', phase: 'healthy', limit: 0 },
    { metric: 'measure', measure: TURNED_AWAY, limit: 1, sense: 'at least' },
    { metric: 'measure', measure: WITHOUT_RETRY_AFTER, limit: 0 },
    { metric: 'open_payments', limit: 0 },
    { metric: 'achieved_share', limit: 0.8, min_samples: 50 },
  ],
});
