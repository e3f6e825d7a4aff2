import type { OperationId } from '../../../src/contract/operations.js';
import type { Stage } from '../../../src/harness/scenario.js';
import type { ErrorCode } from '../../../src/kernel/errors.js';
import { formatTime, MINUTE_MS, parseTime } from '../../../src/kernel/time.js';
import { anyGame } from './games.js';
import { standing } from './payments.js';
import type { Members, Recipe } from './sound-requests.js';

/** All members of each object, so that whatever the rule is it has what it needs. */
const wish = async (stage: Stage) => ({
  name: 'Example Tournament',
  currency: 'EUR',
  games: [await anyGame(stage)],
  starts_at: '2020-01-01T00:00:00.000Z',
  ends_at: '2099-01-01T00:00:00.000Z',
  entry: { buy_in: '5.00', fee: '0.50', closes_at: '2098-01-01T00:00:00.000Z', re_entries: 0 },
  score: { rule: 'points', per_wagered: 1, per_won: 1, per_round: 1 },
  prizes: [{ from: 1, to: 1, share: '1' }],
  guarantee: '10.00',
  unclaimed: 'house',
  max_entrants: 100,
  idempotency_key: stage.given.key(),
});

async function onTournament(stage: Stage, terms: Members = {}) {
  const { platform, expect } = stage;
  const made = await platform.createTournament({ ...(await wish(stage)), ...terms });
  return { tournament_id: expect(made).accepted().tournament_id };
}

/** One that has just ended. */
async function onEnded(stage: Stage) {
  const { control } = stage;
  const nowMs = parseTime(await control.now()) ?? Number.NaN;
  const input = await onTournament(stage, {
    ends_at: formatTime(nowMs + MINUTE_MS),
    entry: { buy_in: '5.00', fee: '0.50' },
  });
  await control.advance(MINUTE_MS);
  return input;
}

async function enter({ platform, given, expect }: Stage, input: Members, playerId: unknown) {
  const key = { idempotency_key: given.key() };
  const entry = { ...input, player_id: playerId, ...key };
  expect(await platform.enterTournament(entry)).accepted({ entry: 1 });
}

const asked = async (stage: Stage) => ({ input: await onTournament(stage) });

/** They need a tournament that has ended, and the clock is everybody's. */
export const tournamentFacts = (operation: OperationId) =>
  operation === 'closeTournament' || operation === 'cancelTournament'
    ? ({ needs: ['clock'], exclusive: true } as const)
    : {};

/** How each operation on tournaments is asked so that it must say yes. */
export const tournamentRequests = {
  createTournament: async (stage: Stage) => ({ input: await wish(stage) }),
  listTournaments: async () => ({ input: {} }),
  getTournament: asked,
  enterTournament: async (stage: Stage) => {
    const player = await stage.given.player({ balance: '100.00' });
    const { player_id } = player;
    const tournament = await onTournament(stage);
    return { player, input: { ...tournament, player_id, idempotency_key: stage.given.key() } };
  },
  getLeaderboard: async (stage: Stage) => {
    const tournament = await onTournament(stage);
    const player = await stage.given.player({ balance: '100.00' });
    await enter(stage, tournament, player.player_id);
    return { player, input: { ...tournament, player_id: player.player_id } };
  },
  closeTournament: async (stage: Stage) => ({ input: await onEnded(stage) }),
  cancelTournament: async (stage: Stage) => ({
    input: { ...(await onTournament(stage)), reason: 'Asked for by this check' },
  }),
};

/** The same request about another tournament. */
const about =
  (terms: Members, before?: (stage: Stage, input: Members) => Promise<void>): Recipe =>
  async (stage, _op, { input }) => {
    const other = { ...input, ...(await onTournament(stage, terms)) };
    await before?.(stage, other);
    return { input: other };
  };

const unknown: Recipe = async ({ given }, _op, { input }) => ({
  input: { ...input, tournament_id: given.id('trn') },
});

const withLimit: Recipe = async ({ platform, expect }, _op, { input }) => {
  const limit = { player_id: input['player_id'], kind: 'stake', period: 'day', amount: '5.49' };
  expect(await platform.setLimit(limit)).accepted({ amount: '5.49' });
  return { input };
};

const cancelled = async ({ platform, expect }: Stage, { tournament_id }: Members) => {
  const wanted = { tournament_id, reason: 'Asked for by this check' };
  expect(await platform.cancelTournament(wanted)).accepted({ status: 'cancelled' });
};

/** One that is closed: with the clock only, for nothing is closed before its end. */
const alreadyClosed: Recipe = async (stage, _op, { input }) => {
  const ended = await onEnded(stage);
  stage.expect(await stage.platform.closeTournament(ended)).accepted({ status: 'closed' });
  return { input: { ...input, ...ended } };
};

type Refusals = Partial<Record<ErrorCode, Partial<Record<OperationId, Recipe>>>>;

/** Refusals that have to do with tournaments, by the operation that gives them. */
export const TOURNAMENT_REFUSALS: Refusals = {
  GAME_NOT_FOUND: {
    createTournament: async ({ given }, _op, { input }) => ({
      input: { ...input, games: [given.id('g')] },
    }),
  },
  PLAYER_NOT_FOUND: {
    enterTournament: async ({ given }, _op, { input }) => ({
      input: { ...input, player_id: given.id('p') },
    }),
  },
  TOURNAMENT_NOT_FOUND: {
    getTournament: unknown,
    enterTournament: unknown,
    getLeaderboard: unknown,
    closeTournament: unknown,
    cancelTournament: unknown,
  },
  STATE_CONFLICT: { closeTournament: about({}), cancelTournament: alreadyClosed },
  PLAYER_BLOCKED: { enterTournament: standing('blocked') },
  PLAYER_SELF_EXCLUDED: { enterTournament: standing('self_excluded') },
  PLAYER_TIMED_OUT: { enterTournament: standing('timed_out') },
  CURRENCY_MISMATCH: { enterTournament: about({ currency: 'USD' }) },
  TOURNAMENT_NOT_OPEN: { enterTournament: about({}, cancelled) },
  ALREADY_ENTERED: {
    enterTournament: async (stage, _op, { input }) => {
      await enter(stage, input, input['player_id']);
      return { input };
    },
  },
  TOURNAMENT_FULL: {
    enterTournament: about({ max_entrants: 1 }, async (stage, input) => {
      const other = await stage.given.player({ balance: '100.00' });
      await enter(stage, input, other.player_id);
    }),
  },
  LIMIT_EXCEEDED: { enterTournament: withLimit },
  INSUFFICIENT_FUNDS: {
    enterTournament: about({ entry: { buy_in: '100.00', fee: '0.01' } }),
  },
};
