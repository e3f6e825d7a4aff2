import { buildRequest, openSender, tokenSource } from '../client/index.js';
import type { ClientHandle, Sender } from '../client/index.js';
import { loadContract } from '../contract/operations.js';
import type { PooledPlayer } from '../harness/dialect/pool.js';
import type { Target as NamedTarget } from '../harness/target.js';
import { pooled } from './foreign.js';
import { REFERENCE_RULES } from './journeys.js';
import { understand } from './steps.js';
import { ABSENT, operationOf, PAYMENT_SCOPES, SCOPES, targetOf, TargetUnfit } from './target.js';
import type { Target } from './target.js';

/** A platform of the reference contract that is not ours: with a client, and players to borrow. */
export interface Stranger extends NamedTarget {
  readonly client: NonNullable<NamedTarget['client']>;
  readonly players: readonly PooledPlayer[];
}

export const isStranger = (named: NamedTarget): named is Stranger =>
  named.client !== undefined && (named.players ?? []).length > 0;

/**
 * Reaches a platform of the reference contract without a control API: it lets in the client of the
 * target file and lends the players of its pool. What it answers with a missing route it has not.
 * @throws TargetUnfit
 */
export async function openStranger(named: Stranger): Promise<Target> {
  const { baseUrl, timeoutMs, tokenUrl } = named;
  const sender = openSender({ baseUrl, connections: 8, timeoutMs: timeoutMs ?? 10_000 });
  const url = tokenUrl === undefined ? undefined : new URL(tokenUrl);
  const login = url ? openSender({ baseUrl: url.origin, timeoutMs }) : sender;
  const close = async (): Promise<void> => {
    await Promise.all([sender.close(), url && login.close()]);
  };
  try {
    return await strangerOf(
      named,
      sender,
      tokenSource(login, url && url.pathname + url.search),
      close,
    );
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

async function strangerOf(
  named: Stranger,
  sender: Sender,
  tokens: ReturnType<typeof tokenSource>,
  close: () => Promise<void>,
): Promise<Target> {
  const client: ClientHandle = { ...named.client, scopes: [...SCOPES, ...PAYMENT_SCOPES] };
  const known = targetOf(sender, tokens, client, false);
  await known.token();
  const operations = await operationsOf(known, named.players);
  const call: Target['call'] = async (operation, input, key) =>
    operations.has(operation) ? known.call(operation, input, key) : ABSENT;
  return {
    ...known,
    call,
    close,
    control: () => Promise.resolve(ABSENT),
    foreign: {
      operations,
      mostPerSecond: undefined,
      house: { ...REFERENCE_RULES, sessions: operations.has('launchSession') },
      players: (count) => pooled(named.players, count, call),
      request: async ({ operation, input, key }) =>
        buildRequest(operationOf(operation), input, { token: await tokens.of(client), key }),
      answered: ({ operation }, settled) =>
        Promise.resolve(understand(settled, operationOf(operation).successStatus)),
    },
  };
}

/** Looks for what play can do without; asking for a game that is none launches nothing. */
async function operationsOf(
  target: Target,
  [player]: readonly PooledPlayer[],
): Promise<ReadonlySet<string>> {
  const operations = new Set<string>(Object.keys(loadContract().operations));
  const named = { player_id: player?.player_id };
  const probes = {
    getWallet: named,
    listTransactions: { ...named, limit: 1 },
    listGames: { limit: 1 },
    launchSession: { ...named, game_id: 'tablestakes-no-such-game' },
  };
  for (const [operation, input] of Object.entries(probes)) {
    const { status, body } = await target.call(operation, input);
    if (status === 0) throw new TargetUnfit(`${target.baseUrl} does not answer ${operation}`);
    const { error = 'ROUTE_NOT_FOUND' } = body;
    const isRoute = error === 'ROUTE_NOT_FOUND' || error === 'METHOD_NOT_ALLOWED';
    if (status === 501 || ((status === 404 || status === 405) && isRoute)) {
      operations.delete(operation);
    }
  }
  if (!operations.has('launchSession')) operations.delete('redeemLaunch');
  return operations;
}
