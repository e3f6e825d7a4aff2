import type { DebitInput, PlayerRef } from '../../../src/harness/given.js';
import { scenario } from '../../../src/harness/scenario.js';
import type { Scenario, Stage } from '../../../src/harness/scenario.js';
import { disabledGame, sessionFor } from '../contract/games.js';

type Members = Readonly<Record<string, unknown>>;

/** Makes one thing wrong with a debit: changes the world, or the members it returns. */
type Wrong = (stage: Stage, player: PlayerRef, debit: DebitInput) => Promise<Members>;

/** What can be wrong with a debit that keeps the contract, in the order in which it is told. */
const WRONGS = {
  PLAYER_NOT_FOUND: async ({ given }) => ({ player_id: given.id('p') }),
  SESSION_NOT_FOUND: async ({ given }) => ({ session_id: given.id('s') }),
  GAME_NOT_FOUND: async ({ given }) => ({ meta: { game_id: given.id('g') } }),
  PLAYER_BLOCKED: async ({ platform, expect }, { player_id }) => {
    const blocking = { player_id, status: 'blocked', reason: 'To be told first' };
    expect(await platform.setPlayerStatus(blocking)).accepted({ status: 'blocked' });
    return {};
  },
  SESSION_EXPIRED: async (stage, { player_id }) => {
    const sessionId = await sessionFor(stage, player_id);
    const session = { session_id: sessionId };
    stage.expect(await stage.platform.closeSession(session)).accepted({ status: 'closed' });
    return session;
  },
  GAME_DISABLED: async (stage) => ({ meta: { game_id: await disabledGame(stage) } }),
  CURRENCY_MISMATCH: async () => ({ currency: 'USD' }),
  ROUND_CLOSED: async ({ platform, given, expect }, player, { player_id, round_id }) => {
    const first = given.debit(player, { round_id, amount: '1.00' });
    expect(await platform.debitRound(first)).accepted();
    expect(await platform.closeRound({ player_id, round_id })).accepted({ status: 'closed' });
    return {};
  },
  DEBIT_VOIDED: async ({ platform, given, expect }, _player, debit) => {
    const overtaking = given.rollbackOf(debit);
    expect(await platform.rollbackRound(overtaking)).accepted({ status: 'voided' });
    return {};
  },
  INSUFFICIENT_FUNDS: async () => ({ amount: '1000.00' }),
} satisfies Record<string, Wrong>;

type Code = keyof typeof WRONGS;

/** Each two that can be wrong at once; the table is the rule. */
const PAIRS: readonly (readonly [id: string, first: Code, then: Code])[] = [
  ['ERRORS-40', 'PLAYER_NOT_FOUND', 'SESSION_NOT_FOUND'],
  ['ERRORS-41', 'PLAYER_NOT_FOUND', 'GAME_NOT_FOUND'],
  ['ERRORS-42', 'SESSION_NOT_FOUND', 'GAME_NOT_FOUND'],
  ['ERRORS-43', 'PLAYER_BLOCKED', 'SESSION_EXPIRED'],
  ['ERRORS-44', 'PLAYER_BLOCKED', 'GAME_DISABLED'],
  ['ERRORS-45', 'PLAYER_BLOCKED', 'CURRENCY_MISMATCH'],
  ['ERRORS-46', 'PLAYER_BLOCKED', 'ROUND_CLOSED'],
  ['ERRORS-47', 'PLAYER_BLOCKED', 'DEBIT_VOIDED'],
  ['ERRORS-48', 'PLAYER_BLOCKED', 'INSUFFICIENT_FUNDS'],
  ['ERRORS-49', 'SESSION_EXPIRED', 'GAME_DISABLED'],
  ['ERRORS-50', 'SESSION_EXPIRED', 'CURRENCY_MISMATCH'],
  ['ERRORS-51', 'SESSION_EXPIRED', 'ROUND_CLOSED'],
  ['ERRORS-52', 'SESSION_EXPIRED', 'DEBIT_VOIDED'],
  ['ERRORS-53', 'SESSION_EXPIRED', 'INSUFFICIENT_FUNDS'],
  ['ERRORS-54', 'GAME_DISABLED', 'CURRENCY_MISMATCH'],
  ['ERRORS-55', 'GAME_DISABLED', 'ROUND_CLOSED'],
  ['ERRORS-56', 'GAME_DISABLED', 'DEBIT_VOIDED'],
  ['ERRORS-57', 'GAME_DISABLED', 'INSUFFICIENT_FUNDS'],
  ['ERRORS-58', 'CURRENCY_MISMATCH', 'ROUND_CLOSED'],
  ['ERRORS-59', 'CURRENCY_MISMATCH', 'DEBIT_VOIDED'],
  ['ERRORS-60', 'CURRENCY_MISMATCH', 'INSUFFICIENT_FUNDS'],
  ['ERRORS-61', 'ROUND_CLOSED', 'DEBIT_VOIDED'],
  ['ERRORS-62', 'ROUND_CLOSED', 'INSUFFICIENT_FUNDS'],
  ['ERRORS-63', 'DEBIT_VOIDED', 'INSUFFICIENT_FUNDS'],
];

export const debitOrderScenarios: readonly Scenario[] = PAIRS.map(([id, first, then]) =>
  scenario({
    id,
    title: `A debit is told ${first} before ${then}`,
    rule: `A debit that deserves ${first} and ${then} MUST be told ${first}, and nothing moves.`,
    requirement: 'ERR-02',
    money: 'A blocked player told to top up deposits money that can never be played.',
    async run(stage) {
      const { platform, expect } = stage;
      const one = await debitWith(stage, [then]);
      expect(await platform.debitRound(one.debit)).refused(then);

      const two = await debitWith(stage, [then, first]);
      const before = expect(await platform.getWallet(two.player)).accepted();
      expect(await platform.debitRound(two.debit)).refused(first);
      await expect.wallet(two.player, before);
    },
  }),
);

/** A player of their own and a debit with these things wrong, arranged in turn. */
async function debitWith(stage: Stage, wrongs: readonly Code[]) {
  const player = await stage.given.player({ balance: '100.00' });
  const plain = stage.given.debit(player);
  let debit: DebitInput = plain;
  for (const code of wrongs) {
    debit = { ...debit, ...(await WRONGS[code](stage, player, plain)) };
  }
  return { player, debit };
}
