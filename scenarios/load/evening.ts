import { eveningStages } from '../../src/load/arrivals.js';
import { loadScenario } from '../../src/load/scenario.js';

export const evening = loadScenario({
  id: 'LOAD-01',
  name: 'evening',
  title: 'An ordinary evening at the tables',
  rule:
    'While players log in, spin, take back, ask twice, pay in and out and look at their money, ' +
    'the platform answers in time and no money is lost or made.',
  rate: 200,
  players: 200,
  spacing: 'poisson',
  payers: 50,
  mix: {
    spin: 0.73,
    wallet: 0.1,
    rollback: 0.04,
    retry: 0.04,
    history: 0.03,
    login: 0.01,
    deposit: 0.03,
    withdraw: 0.02,
  },
  stages: eveningStages,
  thresholds: [
    { metric: 'p99_ms', operation: 'debitRound', limit: 100, min_samples: 20 },
    { metric: 'p99_ms', operation: 'creditRound', limit: 100, min_samples: 20 },
    { metric: 'p99_ms', operation: 'rollbackRound', limit: 100 },
    { metric: 'p99_ms', operation: 'getWallet', limit: 100 },
    { metric: 'p99_ms', operation: 'listTransactions', limit: 150 },
    { metric: 'p99_ms', operation: 'launchSession', limit: 150 },
    { metric: 'p99_ms', operation: 'createDeposit', limit: 150 },
    { metric: 'p99_ms', operation: 'createWithdrawal', limit: 150 },
    { metric: 'p99_ms', operation: 'payment confirmation', limit: 2_000 },
    { metric: 'error_rate', limit: 0.001 },
    { metric: 'achieved_share', limit: 0.97, min_samples: 50 },
  ],
});
