import type { OperationId } from '../../../src/contract/operations.js';
import type { Stage } from '../../../src/harness/scenario.js';
import type { ErrorCode } from '../../../src/kernel/errors.js';
import type { Recipe } from './sound-requests.js';

async function erase({ platform, expect }: Stage, playerId: unknown): Promise<void> {
  const wish = { player_id: playerId, reason: 'Asked for by this check' };
  expect(await platform.erasePlayer(wish)).accepted({ player_id: String(playerId) });
}

/** The repeat of a registration whose player was erased since. */
const registrationGone: Recipe = async (stage, _op, { input }) => {
  const options = { key: stage.given.key() };
  const made = stage.expect(await stage.platform.createPlayer(input, options)).accepted();
  await erase(stage, made.player_id);
  return { input, options };
};

/** The repeat of a launch whose player was erased since. */
const launchGone: Recipe = async (stage, _op, sound) => {
  const options = { key: stage.given.key() };
  const { player_id } = await stage.given.player();
  const input = { ...sound.input, player_id };
  stage.expect(await stage.platform.launchSession(input, options)).accepted();
  await erase(stage, player_id);
  return { input, options };
};

/** The same request for a player who is erased. */
const ofErased: Recipe = async (stage, _op, { input }) => {
  const { player_id } = await stage.given.player();
  await erase(stage, player_id);
  return { input: { ...input, player_id } };
};

/** The same request for a player who has money. */
const ofOwed: Recipe = async ({ given }, _op, { input }) => {
  const { player_id } = await given.player({ balance: '1.00' });
  return { input: { ...input, player_id } };
};

const ofNobody: Recipe = async ({ given }, _op, { input }) => ({
  input: { ...input, player_id: given.id('p') },
});

/** Refusals that have to do with erasures, by the operation that gives them. */
export const PRIVACY_REFUSALS: Partial<Record<ErrorCode, Partial<Record<OperationId, Recipe>>>> = {
  PLAYER_NOT_FOUND: { exportPlayerData: ofNobody, listAccessLog: ofNobody, erasePlayer: ofNobody },
  STATE_CONFLICT: {
    createPlayer: registrationGone,
    updatePlayer: ofErased,
    createPaymentMethod: ofErased,
    screenPlayer: ofErased,
    launchSession: launchGone,
    erasePlayer: ofOwed,
  },
};
