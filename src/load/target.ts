import { buildRequest, openSender, tokenSource, TokenRefused } from '../client/index.js';
import type {
  ClientHandle,
  Delivery,
  FlatInput,
  Sender,
  Tokens,
  WireRequest,
} from '../client/index.js';
import { loadContract } from '../contract/operations.js';
import type { OperationId, OperationSpec } from '../contract/operations.js';
import { Mistake } from '../harness/mistake.js';
import { EXIT } from '../harness/verdict.js';
import { derivedId } from '../kernel/ids.js';
import { formatAmount } from '../kernel/money.js';
import { inParallel } from '../kernel/parallel.js';
import type { HouseRules } from './journeys.js';
import type { Funded } from './proof.js';
import { understand } from './steps.js';
import type { Settled, Step, StepAnswer } from './steps.js';

/** The target cannot be loaded: not there, or without what a load run needs. Exit 3. */
export class TargetUnfit extends Mistake {
  override readonly exitCode = EXIT.unreachable;
}

/** The target outside the measured load: funding, set-up reads and the money proof. */
export interface Target {
  readonly baseUrl: string;
  /** Whether it says that it has a payment provider. */
  readonly hasPsp: boolean;
  /** A call through the functional client, by operation. */
  call(operation: string, input: FlatInput, key?: string): Promise<StepAnswer>;
  control(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<StepAnswer>;
  /** Only of a target that is not ours, of another shape or without a control API. */
  readonly foreign?: Foreign;
  /** A page that is not of the contract; undefined where there is none. */
  text(path: string): Promise<string | undefined>;
  token(): Promise<string>;
  close(): Promise<void>;
}

/** A target that is not ours: what it has, and how it is spoken with. */
export interface Foreign {
  readonly operations: ReadonlySet<string>;
  readonly house: HouseRules;
  /** Requests per second that it wants at most. */
  readonly mostPerSecond: number | undefined;
  /** Its players, whose money is what they held when the run began. */
  players(count: number): Promise<readonly Funded[]>;
  request(step: Step): Promise<WireRequest>;
  answered(step: Step, settled: Settled): Promise<StepAnswer>;
}

/** What play needs, and the proof of it. */
export const SCOPES = [
  'players:read',
  'wallets:read',
  'games:read',
  'sessions:read',
  'sessions:write',
  'rounds:read',
  'rounds:write',
  'audit:read',
] as const;
export const PAYMENT_SCOPES = ['payments:read', 'payments:write'] as const;

const CONTROL_NEEDED =
  'load needs the sandbox control API (GET /sandbox, POST /sandbox/players) to fund its players';

export function operationOf(operation: string): OperationSpec {
  return loadContract().operations[operation as OperationId];
}

/**
 * Reaches the target, checks that it has the control API and registers the run's own client there.
 * @throws TargetUnfit
 */
export async function openTarget(
  baseUrl: string,
  runId: string,
  besides: readonly string[] = [],
): Promise<Target> {
  const sender = openSender({ baseUrl, connections: 8, timeoutMs: 10_000 });
  try {
    const hasPsp = saysPsp(await introduced(sender));
    const scopes = hasPsp ? [...SCOPES, ...PAYMENT_SCOPES] : SCOPES;
    const client = await ownClient(sender, runId, scopes, besides);
    return targetOf(sender, tokenSource(sender), client, hasPsp);
  } catch (thrown) {
    await sender.close();
    throw thrown;
  }
}

/** A target of the reference contract that lets in this client. */
export function targetOf(
  sender: Sender,
  tokens: Tokens,
  client: ClientHandle,
  hasPsp: boolean,
): Target {
  return {
    baseUrl: sender.baseUrl,
    hasPsp,
    token: async () =>
      (await tokenOf(tokens, client)) ??
      fail(`${sender.baseUrl} does not answer the request for a token`),
    control: (method, path, body) => control(sender, method, path, body),
    text: async (path) => {
      const told = await sender.send({ method: 'GET', path, headers: {}, body: undefined });
      return told.kind === 'received' && told.status === 200 ? told.text : undefined;
    },
    close: () => sender.close(),
    call: async (name, input, key) => {
      if (!isKnown(name)) return ABSENT;
      const operation = operationOf(name);
      const token = await tokenOf(tokens, client);
      if (token === undefined) return NOT_SENT;
      const delivery = await sender.send(buildRequest(operation, input, { token, key }));
      return settledOf(delivery, operation.successStatus);
    },
  };
}

/** An older contract has fewer operations. */
const isKnown = (operation: string): boolean => Object.hasOwn(loadContract().operations, operation);

export const ABSENT: StepAnswer = {
  outcome: 'refused',
  status: 404,
  body: { error: 'ROUTE_NOT_FOUND' },
};
const NOT_SENT: StepAnswer = { outcome: 'refused', status: 0, body: {} };

/** Undefined when the target did not answer. @throws TargetUnfit when it refuses one */
async function tokenOf(tokens: Tokens, client: ClientHandle): Promise<string | undefined> {
  try {
    return await tokens.of(client);
  } catch (thrown) {
    if (!(thrown instanceof TokenRefused)) throw thrown;
    if (!thrown.answered) return undefined;
    return fail(`the target gives the run no token: ${thrown.message}`);
  }
}

function fail(message: string): never {
  throw new TargetUnfit(message);
}

/** What the target says of itself. */
async function introduced(sender: Sender): Promise<StepAnswer['body']> {
  const seen = await sender.send({ method: 'GET', path: '/sandbox', headers: {}, body: undefined });
  if (seen.kind === 'lost') {
    throw new TargetUnfit(`${sender.baseUrl} cannot be reached: ${seen.message}`);
  }
  if (seen.status !== 200) {
    throw new TargetUnfit(`GET /sandbox answered HTTP ${seen.status}: ${CONTROL_NEEDED}`);
  }
  return settledOf(seen, 200).body;
}

function saysPsp(told: StepAnswer['body']): boolean {
  const partners = Array.isArray(told['partners']) ? (told['partners'] as unknown[]) : [];
  return partners.some((entry) => {
    const { partner, url } = (entry ?? {}) as Readonly<Record<string, unknown>>;
    return partner === 'psp' && typeof url === 'string';
  });
}

async function ownClient(
  sender: Sender,
  runId: string,
  needed: readonly string[],
  besides: readonly string[],
): Promise<ClientHandle> {
  const make = (scopes: readonly string[]): Promise<StepAnswer> =>
    control(sender, 'POST', '/sandbox/clients', { client_id: `load-${runId}`, scopes });
  let scopes = [...needed, ...besides];
  let made = await make(scopes);
  if (made.outcome === 'refused' && besides.length > 0) made = await make((scopes = [...needed]));
  if (made.outcome !== 'ok') {
    throw new TargetUnfit(`POST /sandbox/clients ${answerOf(made)}: ${CONTROL_NEEDED}`);
  }
  const { client_id: clientId, client_secret: secret } = made.body;
  return { client_id: String(clientId), client_secret: String(secret), scopes };
}

async function control(
  sender: Sender,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<StepAnswer> {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  const text = body === undefined ? undefined : JSON.stringify(body);
  const delivery = await sender.send({ method, path, headers, body: text });
  return settledOf(delivery, method === 'GET' ? 200 : 201);
}

function settledOf(delivery: Delivery, successStatus: number): StepAnswer {
  if (delivery.kind === 'received') {
    const { status, text } = delivery;
    return understand({ kind: 'answered', status, text }, successStatus);
  }
  const kind = delivery.reason === 'unreachable' ? 'unsent' : 'broken';
  return understand({ kind, reason: delivery.message }, successStatus);
}

const answerOf = ({ status }: StepAnswer): string =>
  status === 0 ? 'was not answered' : `answered HTTP ${status}`;

const FUNDED_MINOR = 100_000_000;
const CURRENCY = 'EUR';
const FUNDING_WIDTH = 8;

/**
 * Creates the run's own players through the control API, each with more than it can lose. The
 * identity of the first so many is proven, so that they can be paid out (KYC-03).
 */
export async function fundPlayers(
  target: Target,
  runId: string,
  count: number,
  verified = 0,
): Promise<readonly Funded[]> {
  const players = Array.from({ length: count }, (_, ordinal): Funded => {
    const playerId = derivedId(runId, 'load', String(ordinal));
    return { playerId, currency: CURRENCY, fundedMinor: FUNDED_MINOR };
  });
  const cash = formatAmount(FUNDED_MINOR, CURRENCY);
  const known = new Set(players.slice(0, verified));
  await inParallel(players, FUNDING_WIDTH, async (player) => {
    const { playerId, currency } = player;
    const kyc = known.has(player) ? { kyc_status: 'approved' } : {};
    const wanted = { player_id: playerId, currency, cash, ...kyc };
    const made = await target.control('POST', '/sandbox/players', wanted);
    if (made.outcome !== 'ok') {
      throw new TargetUnfit(`POST /sandbox/players ${answerOf(made)}`);
    }
  });
  return players;
}

/** The first enabled game, in the target's own order. @throws TargetUnfit */
export async function gameOf(target: Target): Promise<string> {
  if (target.foreign?.operations.has('listGames') === false) return 'load';
  const listed = await target.call('listGames', { limit: 100 });
  const items = Array.isArray(listed.body['items']) ? listed.body['items'] : [];
  const games = items as Readonly<Record<string, unknown>>[];
  const game = games.find((candidate) => candidate['status'] === 'enabled');
  if (!game) throw new TargetUnfit(`no enabled game (listGames ${answerOf(listed)})`);
  return String(game['game_id']);
}
