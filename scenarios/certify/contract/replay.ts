import type { OperationId } from '../../../src/contract/operations.js';
import type { Stage } from '../../../src/harness/scenario.js';
import type { ErrorCode } from '../../../src/kernel/errors.js';
import { played, reportOf } from '../replay/played.js';
import type { Recipe } from './sound-requests.js';

/** How the operations on replays are asked so that they must say yes. */
export const replayRequests = {
  reportRound: async (stage: Stage) => {
    const round = await played(stage);
    return { player: round.player, input: await reportOf(stage, round) };
  },
  replayRound: async (stage: Stage) => {
    const round = await played(stage);
    expectStored(stage, await stage.platform.reportRound(await reportOf(stage, round)));
    const { player_id } = round.player;
    return { player: round.player, input: { player_id, round_id: round.round_id } };
  },
};

type Reported = Awaited<ReturnType<Stage['platform']['reportRound']>>;

const expectStored = ({ expect }: Stage, answer: Reported): void =>
  void expect(answer).accepted({ win: '25.00' });

const instead =
  (members: (stage: Stage) => object): Recipe =>
  async (stage, _op, { input }) => ({ input: { ...input, ...members(stage) } });

const unknownRound = instead(({ given }) => ({ round_id: given.roundId() }));

/** The same report of a round that has not ended. */
const unfinished: Recipe = async ({ platform, given, expect }, _op, { input, player }) => {
  const debit = given.debit(player ?? { player_id: '', currency: 'EUR' });
  expect(await platform.debitRound(debit)).accepted();
  return { input: { ...input, round_id: debit.round_id } };
};

/** Refusals that have to do with reports and replays, by the operation that gives them. */
export const REPLAY_REFUSALS: Partial<Record<ErrorCode, Partial<Record<OperationId, Recipe>>>> = {
  PLAYER_NOT_FOUND: { reportRound: instead(({ given }) => ({ player_id: given.id('p') })) },
  GAME_NOT_FOUND: { reportRound: instead(({ given }) => ({ game_id: given.id('g') })) },
  ROUND_NOT_FOUND: { reportRound: unknownRound, replayRound: unknownRound },
  STATE_CONFLICT: { reportRound: unfinished },
  REPORT_MISMATCH: { reportRound: instead(() => ({ win: '25.01' })) },
};
