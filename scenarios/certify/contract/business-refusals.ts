import type { OperationId } from '../../../src/contract/operations.js';
import type { PlayerRef, PlayerWanted } from '../../../src/harness/given.js';
import type { Stage } from '../../../src/harness/scenario.js';
import type { ErrorCode } from '../../../src/kernel/errors.js';
import { decide } from '../kyc/steps.js';
import { cashier, deposit } from '../payments/cashier.js';
import { disabledGame, sessionFor } from './games.js';
import { pspGone, standing } from './payments.js';
import { soundRequest } from './sound-requests.js';
import { ON_ENDPOINT, whileDisabled } from './webhooks.js';
import type { Members, Recipe } from './sound-requests.js';

type Recipes = Partial<Record<OperationId, Recipe>>;

/** The sound request with these members in place of its own. */
const instead =
  (members: (stage: Stage) => Members | Promise<Members>): Recipe =>
  async (stage, _op, { input, as }) => ({
    input: { ...input, ...(await members(stage)) },
    options: { as },
  });

const unknownPlayer = instead(({ given }) => ({ player_id: given.id('p') }));
const unknownSession = instead(({ given }) => ({ session_id: given.id('s') }));
const unknownGame = instead(({ given }) => ({ game_id: given.id('g') }));
const unknownRound = instead(({ given }) => ({ round_id: given.roundId() }));
const unknownTxn = instead(({ given }) => ({ txn_ref: given.id('t') }));
const unknownMethod = instead(({ given }) => ({ method_id: given.id('pm') }));
const unknownPayment = instead(({ given }) => ({ payment_id: given.id('pay') }));
const unknownCase = instead(({ given }) => ({ case_id: given.id('kc') }));
const unknownScreening = instead(({ given }) => ({ screening_id: given.id('scr') }));
const unknownDelivery = instead(({ given }) => ({ delivery_id: given.id('whd') }));
const unknownEndpoint = instead(({ given }) => ({ endpoint_id: given.id('whe') }));
const otherCurrency = instead(() => ({ currency: 'USD' }));

const byStranger: Recipe = async ({ given }, _op, { input }) => ({
  input,
  options: { as: await given.client() },
});

const playerWho = (wanted: PlayerWanted): Recipe =>
  instead(async ({ given }) => {
    const { player_id } = await given.player({ balance: '100.00', ...wanted });
    return { player_id };
  });

const blocked = playerWho({ status: 'blocked' });
const excluded = playerWho({ status: 'self_excluded' });
const timedOut = playerWho({ status: 'timed_out', status_until: '2999-01-01T00:00:00.000Z' });

const afterClose: Recipe = async ({ platform, expect, given }, op, { input, player }) => {
  const { player_id, round_id } = input;
  if (op.id !== 'creditRound') {
    const first = given.debit(player as PlayerRef, { round_id });
    expect(await platform.debitRound(first)).accepted();
  }
  expect(await platform.closeRound({ player_id, round_id })).accepted({ status: 'closed' });
  return { input };
};

/** Names the debit of somebody else in the place of its own. */
const anothersTxn: Recipe = async (stage, op, { input }) => {
  const { txn_ref, debit_key } = (await soundRequest(stage, op)).input;
  return { input: { ...input, txn_ref, debit_key } };
};

const bornLately = instead(async ({ control }) => {
  const now = await control.now();
  return { date_of_birth: `${Number(now.slice(0, 4)) - 10}-01-01` };
});

/** Refusals for what the request asks, by the operation that gives them. */
export const BUSINESS_REFUSALS: Partial<Record<ErrorCode, Recipes>> = {
  NOT_YOURS: {
    getSession: byStranger,
    closeSession: byStranger,
    debitRound: async (stage, _op, { input }) => {
      const other = await stage.given.client();
      const sessionId = await sessionFor(stage, input['player_id'], other);
      return { input: { ...input, session_id: sessionId } };
    },
    rotateClientSecret: byStranger,
  },
  PLAYER_NOT_FOUND: {
    getPlayer: unknownPlayer,
    updatePlayer: unknownPlayer,
    setPlayerStatus: unknownPlayer,
    getWallet: unknownPlayer,
    listTransactions: unknownPlayer,
    setLimit: unknownPlayer,
    listLimits: unknownPlayer,
    createExclusion: unknownPlayer,
    listExclusions: unknownPlayer,
    openKycCase: unknownPlayer,
    screenPlayer: unknownPlayer,
    listAlerts: unknownPlayer,
    launchSession: unknownPlayer,
    debitRound: unknownPlayer,
    creditRound: unknownPlayer,
    rollbackRound: unknownPlayer,
    closeRound: unknownPlayer,
    createPaymentMethod: unknownPlayer,
    listPaymentMethods: unknownPlayer,
    createDeposit: unknownPlayer,
    createWithdrawal: unknownPlayer,
    listPayments: unknownPlayer,
  },
  SESSION_NOT_FOUND: {
    getSession: unknownSession,
    closeSession: unknownSession,
    debitRound: unknownSession,
  },
  GAME_NOT_FOUND: {
    getGame: unknownGame,
    setGameStatus: unknownGame,
    launchSession: unknownGame,
    debitRound: instead(({ given }) => ({ meta: { game_id: given.id('g') } })),
  },
  ROUND_NOT_FOUND: { getRound: unknownRound, closeRound: unknownRound, creditRound: unknownRound },
  TXN_NOT_FOUND: { creditRound: unknownTxn, rollbackRound: unknownRound },
  CLIENT_NOT_FOUND: {
    rotateClientSecret: async ({ given }) => {
      const as = await given.client({ scopes: ['access:write', 'access:admin'] });
      return { input: { client_id: given.id('c') }, options: { as } };
    },
  },
  METHOD_NOT_FOUND: {
    verifyPaymentMethod: unknownMethod,
    createDeposit: unknownMethod,
    createWithdrawal: unknownMethod,
  },
  PAYMENT_NOT_FOUND: {
    getPayment: unknownPayment,
    cancelWithdrawal: unknownPayment,
    receivePaymentWebhook: unknownPayment,
  },
  CASE_NOT_FOUND: {
    getKycCase: unknownCase,
    addKycDocument: unknownCase,
    receiveKycWebhook: unknownCase,
  },
  SCREENING_NOT_FOUND: { getScreening: unknownScreening, decideScreening: unknownScreening },
  PARTNER_NOT_FOUND: {
    rotatePartnerSecret: instead(({ given }) => ({ partner: given.id('x') })),
  },
  ENDPOINT_NOT_FOUND: Object.fromEntries(ON_ENDPOINT.map((id) => [id, unknownEndpoint])),
  DELIVERY_NOT_FOUND: { redeliverWebhook: unknownDelivery },
  ALREADY_EXISTS: {
    createPaymentMethod: async ({ platform, expect }, _op, { input }) => {
      expect(await platform.createPaymentMethod(input)).accepted({ status: 'unverified' });
      return { input };
    },
    createPlayer: async ({ platform, expect }, _op, { input }) => {
      expect(await platform.createPlayer(input)).accepted();
      return { input: { ...input, name: 'Somebody Else' } };
    },
  },
  STATE_CONFLICT: {
    cancelWithdrawal: instead(async (stage) => {
      const { payment_id } = await deposit(stage, await cashier(stage));
      return { payment_id };
    }),
    setPlayerStatus: async ({ platform, expect }, _op, { input }) => {
      const excluding = { ...input, status: 'self_excluded' };
      expect(await platform.setPlayerStatus(excluding)).accepted({ status: 'self_excluded' });
      return { input: { ...input, status: 'active' } };
    },
    redeliverWebhook: whileDisabled,
    setLimit: instead(() => ({ amount: null })),
    openKycCase: async ({ platform, expect }, _op, { input }) => {
      expect(await platform.openKycCase(input)).accepted({ status: 'pending' });
      return { input };
    },
    addKycDocument: async (stage, _op, { input }) => {
      const told = await decide(stage, input['case_id'], 'rejected');
      stage.expect(told).accepted({ status: 'rejected' });
      return { input };
    },
    decideScreening: async ({ platform, expect }, _op, { input }) => {
      expect(await platform.decideScreening(input)).accepted({ decision: 'clear' });
      return { input };
    },
    createExclusion: async ({ platform, expect }, _op, { input }) => {
      expect(await platform.createExclusion(input)).accepted({ status: 'active' });
      return { input: { ...input, until: '2998-01-01T00:00:00.000Z' } };
    },
  },
  UNDER_AGE: { createPlayer: bornLately },
  PLAYER_BLOCKED: {
    launchSession: blocked,
    debitRound: blocked,
    createDeposit: standing('blocked'),
    createWithdrawal: standing('blocked'),
  },
  PLAYER_SELF_EXCLUDED: {
    launchSession: excluded,
    debitRound: excluded,
    createDeposit: standing('self_excluded'),
  },
  PLAYER_TIMED_OUT: {
    launchSession: timedOut,
    debitRound: timedOut,
    createDeposit: standing('timed_out'),
  },
  SESSION_EXPIRED: {
    debitRound: async (stage, _op, { input }) => {
      const sessionId = await sessionFor(stage, input['player_id']);
      stage.expect(await stage.platform.closeSession({ session_id: sessionId })).accepted();
      return { input: { ...input, session_id: sessionId } };
    },
  },
  LAUNCH_TOKEN_INVALID: {
    redeemLaunch: instead(({ given }) => ({ launch_token: given.id('lt') })),
  },
  GAME_DISABLED: {
    launchSession: instead(async (stage) => ({ game_id: await disabledGame(stage) })),
    debitRound: instead(async (stage) => ({ meta: { game_id: await disabledGame(stage) } })),
  },
  CURRENCY_MISMATCH: {
    launchSession: otherCurrency,
    debitRound: otherCurrency,
    creditRound: otherCurrency,
    createDeposit: otherCurrency,
    createWithdrawal: otherCurrency,
  },
  ROUND_CLOSED: { debitRound: afterClose, creditRound: afterClose },
  ROUND_SETTLED: {
    rollbackRound: async ({ platform, expect }, _op, { input }) => {
      const { player_id, round_id } = input;
      const { stakes } = expect(await platform.getRound({ player_id, round_id })).accepted();
      const win = { player_id, round_id, txn_ref: stakes[0]?.txn_id, win_amount: '0.00' };
      expect(await platform.creditRound(win)).accepted({ status: 'committed' });
      return { input };
    },
  },
  DEBIT_VOIDED: {
    debitRound: async ({ platform, expect, given }, _op, { input }) => {
      const { player_id, round_id, idempotency_key } = input;
      const stake = { player_id, round_id, debit_key: idempotency_key };
      const rollback = { ...stake, idempotency_key: given.key() };
      expect(await platform.rollbackRound(rollback)).accepted({ status: 'voided' });
      return { input };
    },
  },
  TXN_ROLLED_BACK: {
    creditRound: async ({ platform, expect, given }, _op, { input }) => {
      const { player_id, round_id, txn_ref } = input;
      const back = { player_id, round_id, txn_ref, idempotency_key: given.key() };
      expect(await platform.rollbackRound(back)).accepted({ status: 'rolled_back' });
      return { input };
    },
  },
  TXN_NOT_OF_PLAYER: { creditRound: anothersTxn, rollbackRound: anothersTxn },
  LIMIT_EXCEEDED: {
    debitRound: async ({ platform, expect }, _op, { input }) => {
      const limit = { player_id: input['player_id'], kind: 'stake', period: 'day', amount: '9.99' };
      expect(await platform.setLimit(limit)).accepted({ amount: '9.99' });
      return { input };
    },
    createDeposit: async ({ platform, expect }, _op, { input }) => {
      const limit = { player_id: input['player_id'], kind: 'deposit', period: 'day' };
      expect(await platform.setLimit({ ...limit, amount: '49.99' })).accepted({ amount: '49.99' });
      return { input };
    },
  },
  KYC_REQUIRED: {
    createWithdrawal: instead(async (stage) => {
      const { player, method } = await cashier(stage, {
        verified: true,
        player: { kyc_status: 'none' },
      });
      return { player_id: player.player_id, method_id: method.method_id };
    }),
  },
  METHOD_NOT_VERIFIED: {
    createDeposit: instead(async (stage) => {
      const { player, method } = await cashier(stage, {
        verified: true,
        token: 'tok_unverifiable',
      });
      return { player_id: player.player_id, method_id: method.method_id };
    }),
    createWithdrawal: instead(async (stage) => {
      const { player, method } = await cashier(stage);
      return { player_id: player.player_id, method_id: method.method_id };
    }),
  },
  AMOUNT_MISMATCH: { receivePaymentWebhook: instead(() => ({ amount: '50.01' })) },
  INSUFFICIENT_FUNDS: {
    debitRound: instead(() => ({ amount: '100.01' })),
    createWithdrawal: instead(() => ({ amount: '100.01' })),
  },
  PARTNER_UNAVAILABLE: {
    verifyPaymentMethod: pspGone,
    createDeposit: pspGone,
    createWithdrawal: pspGone,
  },
};
