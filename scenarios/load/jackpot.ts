import { eveningStages } from '../../src/load/arrivals.js';
import { openJackpot } from '../../src/load/jackpot.js';
import { EVENTS_LOST, READERS_CUT_OFF } from '../../src/load/live-readers.js';
import { LIVE_DELIVERY } from '../../src/load/payments.js';
import { loadScenario } from '../../src/load/scenario.js';

export const jackpot = loadScenario({
  id: 'LOAD-08',
  name: 'jackpot',
  title: 'One hot pot that every stake contributes to',
  rule:
    'While all stakes go into one pot and all watch it grow, pot = seed + contributions − payouts ' +
    'to the last fraction, each pot has one winner, and play keeps its thresholds.',
  rate: 150,
  players: 200,
  spacing: 'poisson',
  payers: 0,
  scopes: ['jackpots:read', 'jackpots:write', 'live:read'],
  // No rollbacks: what goes back after its pot was won stays contributed, by an order that only
  // the platform knows.
  mix: { spin: 0.84, retry: 0.06, jackpot: 0.06, wallet: 0.04 },
  stages: eveningStages,
  occasion: (ground) =>
    openJackpot(ground, {
      name: 'Load jackpot',
      seed: '20.00',
      contribution: '0.033333',
      below: '50.00',
    }),
  liveReaders: 100,
  thresholds: [
    { metric: 'p99_ms', operation: 'debitRound', limit: 150, min_samples: 20 },
    { metric: 'p99_ms', operation: 'creditRound', limit: 150, min_samples: 20 },
    { metric: 'p99_ms', operation: 'getJackpot', limit: 100 },
    { metric: 'p99_ms', operation: LIVE_DELIVERY, limit: 500 },
    { metric: 'measure', measure: EVENTS_LOST, limit: 0 },
    { metric: 'measure', measure: READERS_CUT_OFF, limit: 0 },
    { metric: 'error_rate', limit: 0.001 },
    { metric: 'achieved_share', limit: 0.97, min_samples: 50 },
  ],
});
