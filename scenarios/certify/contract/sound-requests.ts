import type { ClientHandle } from '../../../src/client/index.js';
import { loadContract } from '../../../src/contract/operations.js';
import type { OperationId, OperationSpec } from '../../../src/contract/operations.js';
import type { Answer } from '../../../src/harness/answer.js';
import type { PlayerRef } from '../../../src/harness/given.js';
import type { CallOptions } from '../../../src/harness/platform.js';
import type { PartnerName } from '../../../src/harness/partners.js';
import type { Stage } from '../../../src/harness/scenario.js';
import { decisionOn, inReview } from '../kyc/steps.js';
import { anyGame, sessionFor } from './games.js';
import { jackpotRequests } from './jackpots.js';
import { rotated } from './partners.js';
import { asking, cashier, pspToken, silentDeposit, withdraw } from '../payments/cashier.js';
import { replayRequests } from './replay.js';
import { roundRequests } from './rounds.js';
import { webhookRequests } from './webhooks.js';
import { tournamentFacts, tournamentRequests } from './tournaments.js';

export type Members = Readonly<Record<string, unknown>>;

/** A request that must succeed: what it names exists and belongs to this check alone. */
export interface SoundRequest {
  readonly input: Members;
  /** Who sends it, where that is not the run's own client. */
  readonly as?: ClientHandle;
  /** Whose money it could move. */
  readonly player?: PlayerRef;
}

/** A request that is not sent yet. */
export interface Asked {
  readonly input: Members;
  readonly options?: CallOptions;
  /** Puts right what had to be wrong for everybody. */
  readonly mend?: () => Promise<void>;
}

/** Turns a request that must succeed into one that must be refused with one code. */
export type Recipe = (stage: Stage, op: OperationSpec, sound: SoundRequest) => Promise<Asked>;

/** Sends any operation with flat input. */
export async function send(
  stage: Stage,
  op: OperationSpec,
  input: Members,
  options: CallOptions = {},
): Promise<Answer<unknown>> {
  if (op.id === 'rotatePartnerSecret') return rotated(stage, input, options);
  if (op.signature === null) return stage.platform[op.id](input, options);
  const body = options.rawBody === undefined ? input : String(options.rawBody);
  const signed = await stage.given.signed(op.signature as PartnerName, body);
  const headers = { ...signed.headers, ...options.headers };
  return stage.platform[op.id](input, { ...signed, ...options, headers });
}

const BALANCE = '100.00';

const onPlayer = async ({ given }: Stage) => {
  const player = await given.player({ balance: BALANCE });
  return { player, input: { player_id: player.player_id } };
};

const onSession = async (stage: Stage): Promise<SoundRequest> => {
  const player = await stage.given.player({ balance: BALANCE });
  return { player, input: { session_id: await sessionFor(stage, player.player_id) } };
};

const limited = async (stage: Stage): Promise<SoundRequest> => {
  const { player, input } = await onPlayer(stage);
  const limit = { ...input, kind: 'stake', period: 'day', amount: '50.00' };
  stage.expect(await stage.platform.setLimit(limit)).accepted({ amount: '50.00' });
  return { player, input };
};

const onCase = async (stage: Stage) => {
  const { player, input } = await onPlayer(stage);
  const { case_id } = stage.expect(await stage.platform.openKycCase(input)).accepted();
  return { player, input: { case_id } };
};

const nothing = async (): Promise<SoundRequest> => ({ input: {} });

/** How each operation is asked so that it must say yes. */
const PREPARATIONS: Readonly<Record<OperationId, (stage: Stage) => Promise<SoundRequest>>> = {
  issueToken: async ({ given }) => {
    const client = await given.client();
    const { client_id, client_secret } = client;
    return { as: client, input: { grant_type: 'client_credentials', client_id, client_secret } };
  },
  getJwks: nothing,
  getAuthorizationServer: nothing,
  rotateSigningKey: nothing,
  rotateClientSecret: async ({ given }) => {
    const client = await given.client();
    return { as: client, input: { client_id: client.client_id } };
  },
  rotatePartnerSecret: async () => ({ input: { partner: 'kyc' } }),
  createPlayer: async ({ given }) => ({ input: given.registration() }),
  getPlayer: onPlayer,
  updatePlayer: async (stage) => {
    const { player, input } = await onPlayer(stage);
    return { player, input: { ...input, name: 'Grace Example' } };
  },
  setPlayerStatus: async (stage) => {
    const { player, input } = await onPlayer(stage);
    const change = { status: 'blocked', reason: 'Asked for by this check' };
    return { player, input: { ...input, ...change } };
  },
  getWallet: onPlayer,
  listTransactions: onPlayer,
  setLimit: async (stage) => {
    const { player, input } = await onPlayer(stage);
    return { player, input: { ...input, kind: 'stake', period: 'day', amount: '50.00' } };
  },
  listLimits: limited,
  createExclusion: async (stage) => {
    const { player, input } = await onPlayer(stage);
    const exclusion = { kind: 'self_exclusion', until: '2999-01-01T00:00:00.000Z' };
    return { player, input: { ...input, ...exclusion } };
  },
  listExclusions: async (stage) => {
    const { player, input } = await onPlayer(stage);
    const exclusion = { ...input, kind: 'self_exclusion' };
    stage.expect(await stage.platform.createExclusion(exclusion)).accepted();
    return { player, input };
  },
  listGames: nothing,
  getGame: async (stage) => ({ input: { game_id: await anyGame(stage) } }),
  setGameStatus: async (stage) => ({
    input: { game_id: await anyGame(stage), status: 'enabled', reason: 'Asked for by this check' },
  }),
  launchSession: async (stage) => {
    const { player, input } = await onPlayer(stage);
    return { player, input: { ...input, game_id: await anyGame(stage) } };
  },
  redeemLaunch: async (stage) => {
    const player = await stage.given.player({ balance: BALANCE });
    const wanted = { player_id: player.player_id, game_id: await anyGame(stage) };
    const launched = stage.expect(await stage.platform.launchSession(wanted)).accepted();
    return { player, input: { launch_token: launched.launch_token } };
  },
  getSession: onSession,
  closeSession: onSession,
  ...roundRequests,
  ...jackpotRequests,
  ...tournamentRequests,
  ...replayRequests,
  createPaymentMethod: async (stage) => {
    const { player, input } = await onPlayer(stage);
    return { player, input: { ...input, psp_token: pspToken(stage) } };
  },
  listPaymentMethods: onPlayer,
  verifyPaymentMethod: async (stage) => {
    const { player, method } = await cashier(stage);
    return { player, input: { method_id: method.method_id } };
  },
  createDeposit: async (stage) => {
    const who = await cashier(stage);
    return { player: who.player, input: asking(stage, who) };
  },
  createWithdrawal: async (stage) => {
    const who = await cashier(stage, { verified: true });
    return { player: who.player, input: asking(stage, who) };
  },
  cancelWithdrawal: async (stage) => {
    const who = await cashier(stage, { verified: true });
    const { payment_id } = await withdraw(stage, who);
    return { player: who.player, input: { payment_id } };
  },
  getPayment: async (stage) => {
    const { player, payment } = await silentDeposit(stage);
    return { player, input: { payment_id: payment.payment_id } };
  },
  listPayments: onPlayer,
  receivePaymentWebhook: async (stage) => {
    const { player, payment } = await silentDeposit(stage);
    const { rawBody } = await stage.given.webhook(payment);
    return { player, input: JSON.parse(rawBody) as Members };
  },
  openKycCase: onPlayer,
  addKycDocument: async (stage) => {
    const { player, input } = await onCase(stage);
    return { player, input: { ...input, type: 'passport', number: 'DOC-OK', country: 'MT' } };
  },
  getKycCase: onCase,
  receiveKycWebhook: async (stage) => {
    const { player, input } = await onCase(stage);
    return { player, input: await decisionOn(stage, input.case_id, 'approved') };
  },
  screenPlayer: onPlayer,
  getScreening: async (stage) => {
    const { player, input } = await onPlayer(stage);
    const { screening_id } = stage.expect(await stage.platform.screenPlayer(input)).accepted();
    return { player, input: { screening_id } };
  },
  decideScreening: async (stage) => {
    const { player, screening } = await inReview(stage);
    const decision = { decision: 'clear', reason: 'Another person of that name' };
    return { player, input: { screening_id: screening.screening_id, ...decision } };
  },
  listAlerts: onPlayer,
  ...webhookRequests,
  streamLive: async (stage) => {
    const { player, input } = await onPlayer(stage);
    return { player, input: { channels: `balance:${input.player_id}`, follow: 'false' } };
  },
  listAuditEntries: nothing,
  verifyAudit: nothing,
  exportAudit: nothing,
  exportPlayerData: onPlayer,
  listAccessLog: async (stage) => {
    const { player, input } = await onPlayer(stage);
    stage.expect(await stage.platform.getPlayer(input)).accepted();
    return { player, input };
  },
  erasePlayer: async ({ given }) => {
    const player = await given.player();
    return { player, input: { player_id: player.player_id, reason: 'Asked for by this check' } };
  },
};

/** Sets the stage for one operation; what it does on the way must succeed. */
export const soundRequest = (stage: Stage, op: OperationSpec): Promise<SoundRequest> =>
  PREPARATIONS[op.id](stage);

/** Sends a request that must succeed. */
export async function succeeds(stage: Stage, op: OperationSpec): Promise<void> {
  const { input, as } = await soundRequest(stage, op);
  stage.expect(await send(stage, op, input, { as })).accepted();
}

/** Switches on again, for everybody, the game that a status sample may have switched off. */
export async function switchOn(
  stage: Stage,
  op: OperationSpec,
  { input }: SoundRequest,
): Promise<void> {
  if (op.id !== 'setGameStatus') return;
  stage.expect(await send(stage, op, input)).accepted({ status: 'enabled' });
}

/** The same stage, with another client acting unless a call says otherwise. */
export function actingAs(stage: Stage, client: ClientHandle): Stage {
  const calls = operations.map((op) => [
    op.id,
    (input: Members = {}, options: CallOptions = {}) =>
      send(stage, op, input, { ...options, as: options.as ?? client }),
  ]);
  return { ...stage, platform: { ...stage.platform, ...Object.fromEntries(calls) } };
}

/** The money and the state of a player as far as the platform shows them, or why it does not. */
export async function shownOf({ platform }: Stage, playerId: unknown): Promise<unknown> {
  if (playerId === undefined) return 'nobody';
  const asked = { player_id: playerId };
  const shown = [await platform.getWallet(asked), await platform.getPlayer(asked)];
  return shown.map(({ outcome, body, error }) => (outcome === 'ok' ? body : error));
}

/** Every operation of the contract, in its order. */
export const operations: readonly OperationSpec[] = Object.values(loadContract().operations);

/** They rotate what everybody signs with, or switch a game for everybody: they run alone. */
const ALONE: readonly OperationId[] = ['rotateSigningKey', 'rotatePartnerSecret', 'setGameStatus'];

/** What every check generated from an operation says of itself. */
export const factsOf = (op: OperationSpec, what: string) => ({
  contractOnly: 'It holds every declared answer to the contract, whoever breaks it.',
  id: `CONTRACT-${op.id}-${what}`,
  exclusive: ALONE.includes(op.id),
  ...tournamentFacts(op.id),
  ...(op.domain === 'live' && { needs: ['live'] as const }),
});
