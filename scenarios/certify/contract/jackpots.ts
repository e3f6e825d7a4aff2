import type { OperationId } from '../../../src/contract/operations.js';
import type { Stage } from '../../../src/harness/scenario.js';
import type { ErrorCode } from '../../../src/kernel/errors.js';
import type { Recipe } from './sound-requests.js';

/** Played by no other check: a stake of another currency neither contributes nor wins. */
const CURRENCY = 'UYU';

/** A jackpot nobody plays for. All members of its trigger, so that each kind has what it needs. */
const wish = async ({ platform, given, expect }: Stage) => {
  const { items } = expect(await platform.listGames({ limit: 100 })).accepted();
  const last = items.filter(({ status }) => status === 'enabled').at(-1);
  return {
    name: 'Example Jackpot',
    currency: CURRENCY,
    games: [last?.game_id ?? ''],
    seed: '0',
    contribution: '0.0100',
    trigger: { kind: 'must_drop', below: '1000', one_in: 1_000_000, per: 'stake' },
    ceiling: '1000',
    idempotency_key: given.key(),
  };
};

async function onJackpot(stage: Stage) {
  const { platform, expect } = stage;
  const made = expect(await platform.createJackpot(await wish(stage))).accepted();
  return { input: { jackpot_id: made.jackpot_id } };
}

/** How each operation on jackpots is asked so that it must say yes. */
export const jackpotRequests = {
  createJackpot: async (stage: Stage) => ({ input: await wish(stage) }),
  listJackpots: async () => ({ input: {} }),
  getJackpot: (stage: Stage) => onJackpot(stage),
  updateJackpot: async (stage: Stage) => {
    const { input } = await onJackpot(stage);
    const { name, games, seed, contribution, trigger, ceiling } = await wish(stage);
    const change = { name, games, seed, contribution, trigger, ceiling };
    return { input: { ...input, ...change, status: 'active', reason: 'Asked for by this check' } };
  },
  listJackpotHits: (stage: Stage) => onJackpot(stage),
};

const onUnknownGame: Recipe = async ({ given }, _op, { input }) => ({
  input: { ...input, games: [given.id('g')] },
});

const onUnknownJackpot: Recipe = async ({ given }, _op, { input }) => ({
  input: { ...input, jackpot_id: given.id('jp') },
});

/** Refusals that have to do with jackpots, by the operation that gives them. */
export const JACKPOT_REFUSALS: Partial<Record<ErrorCode, Partial<Record<OperationId, Recipe>>>> = {
  GAME_NOT_FOUND: { createJackpot: onUnknownGame, updateJackpot: onUnknownGame },
  JACKPOT_NOT_FOUND: {
    getJackpot: onUnknownJackpot,
    updateJackpot: onUnknownJackpot,
    listJackpotHits: onUnknownJackpot,
  },
};
