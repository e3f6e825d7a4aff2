import type { Stage } from '../../../src/harness/scenario.js';

const BALANCE = '100.00';

const staked = async ({ platform, given, expect }: Stage) => {
  const player = await given.player({ balance: BALANCE });
  const debit = given.debit(player);
  const taken = await platform.debitRound(debit);
  expect(taken).accepted({ status: 'committed' });
  return { player, debit, taken };
};

const onRound = async (stage: Stage) => {
  const { player, debit } = await staked(stage);
  return { player, input: { player_id: debit.player_id, round_id: debit.round_id } };
};

/** How the operations on rounds are asked so that they must say yes. */
export const roundRequests = {
  debitRound: async ({ given }: Stage) => {
    const player = await given.player({ balance: BALANCE });
    return { player, input: given.debit(player) };
  },
  playRound: async ({ given }: Stage) => {
    const player = await given.player({ balance: BALANCE });
    return { player, input: { ...given.debit(player), win_amount: '25.00' } };
  },
  creditRound: async (stage: Stage) => {
    const { player, taken } = await staked(stage);
    return { player, input: stage.given.creditOf(taken, { win_amount: '25.00' }) };
  },
  rollbackRound: async (stage: Stage) => {
    const { player, debit } = await staked(stage);
    return { player, input: stage.given.rollbackOf(debit) };
  },
  getRound: onRound,
  closeRound: onRound,
};
