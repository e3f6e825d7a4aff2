import { WARM_UP } from '../../src/load/arrivals.js';
import type { Outline, Stage } from '../../src/load/arrivals.js';
import { EVENTS_LOST, READERS_CUT_OFF } from '../../src/load/live-readers.js';
import { LIVE_DELIVERY } from '../../src/load/payments.js';
import { loadScenario } from '../../src/load/scenario.js';
import { announceTournament } from '../../src/load/tournament.js';

/** More come than there are players, so that chance leaves nobody out. */
const RUSH = 1.15;

/** Everybody enters at once, the most in the first moment; then they play; then all look. */
function stages({ rate, players, durationMs, warmUpMs }: Outline): readonly Stage[] {
  const rushMs = durationMs * 0.25;
  const rush = (players * RUSH * 1_000) / rushMs;
  return [
    { phase: WARM_UP, durationMs: warmUpMs, fromRate: rate / 2, toRate: rate / 2 },
    { phase: 'entries', durationMs: rushMs, fromRate: rush * 1.5, toRate: rush * 0.5 },
    { phase: 'play', durationMs: durationMs * 0.5, fromRate: rate, toRate: rate },
    { phase: 'closing', durationMs: durationMs * 0.1, fromRate: rate, toRate: rate },
    { phase: 'prizes', durationMs: durationMs * 0.15, fromRate: 2 * rate, toRate: rate },
  ];
}

export const tournament = loadScenario({
  id: 'LOAD-07',
  name: 'tournament',
  title: 'A tournament from the rush of entries to the prizes',
  rule:
    'However many enter at once, each pays once; the leaderboard is what was played, those who ' +
    'watch it live are told in time, and each prize is paid once, though closing is asked often.',
  rate: 150,
  players: 500,
  durationS: 40,
  spacing: 'poisson',
  payers: 0,
  scopes: ['tournaments:read', 'tournaments:write', 'tournaments:admin', 'live:read'],
  mix: { spin: 0.8, rollback: 0.04, retry: 0.04, leaderboard: 0.08, wallet: 0.04 },
  mixes: {
    [WARM_UP]: { spin: 1 },
    entries: { enter: 1 },
    closing: { leaderboard: 0.7, wallet: 0.3 },
    prizes: { leaderboard: 0.5, wallet: 0.35, history: 0.1, close: 0.05 },
  },
  stages,
  occasion: (ground) =>
    announceTournament(ground, {
      name: 'Load tournament',
      buyIn: '5.00',
      fee: '0.50',
      guarantee: '2999.99',
      // Many tie, across the last prize too.
      points: { perRound: 1, perWagered: 0 },
      tiers: [
        { from: 1, to: 1, millionths: 300_000 },
        { from: 2, to: 2, millionths: 200_000 },
        { from: 3, to: 3, millionths: 100_000 },
        { from: 4, to: 10, millionths: 50_000 },
        { from: 11, to: 15, millionths: 10_000 },
      ],
      endsWith: 'closing',
    }),
  moments: [{ phase: 'closing', what: 'the tournament is closed', act: { kind: 'turning point' } }],
  liveReaders: 100,
  thresholds: [
    // Of a rush this is the slowest moment, when all have come at once.
    { metric: 'p99_ms', operation: 'enterTournament', limit: 1_000, min_samples: 20 },
    { metric: 'p99_ms', operation: 'debitRound', phase: 'play', limit: 150, min_samples: 20 },
    { metric: 'p99_ms', operation: 'creditRound', phase: 'play', limit: 150, min_samples: 20 },
    { metric: 'p99_ms', operation: 'getLeaderboard', limit: 150 },
    { metric: 'p99_ms', operation: 'getLeaderboard', phase: 'prizes', limit: 250 },
    { metric: 'p99_ms', operation: 'closeTournament', limit: 250 },
    { metric: 'p99_ms', operation: LIVE_DELIVERY, limit: 500 },
    { metric: 'measure', measure: EVENTS_LOST, limit: 0 },
    { metric: 'measure', measure: READERS_CUT_OFF, limit: 0 },
    { metric: 'error_rate', limit: 0.001 },
    { metric: 'achieved_share', limit: 0.97, min_samples: 50 },
  ],
});
