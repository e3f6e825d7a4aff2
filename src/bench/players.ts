import { secretOf } from '../sandbox/fixtures.js';
import { makePlayer } from '../sandbox/people.js';
import type { RunningPlatform } from '../sandbox/platform.js';
import type { OperationCall } from '../server/platform.js';

/** As many as there are connections: each plays for itself. */
export const PLAYERS_AT_TABLE = 64;

const CLIENT = 'demo';

/** Enough for any run: stakes are 1.00 and wins 0.96. */
export const BANKROLL = '10000000000.00';

/** Makes players with a bankroll; the same names in every database. */
export async function seatPlayers(
  platform: RunningPlatform,
  count: number,
): Promise<readonly string[]> {
  const players = Array.from(
    { length: count },
    (_, at) => `p_bench_${String(at).padStart(4, '0')}`,
  );
  await platform.asSandbox('sandbox.players', (ctx) => {
    for (const player of players) {
      makePlayer(ctx, { player_id: player, currency: 'EUR', cash: BANKROLL });
    }
  });
  return players;
}

/** A call as the server would hand it over. */
export function callOf(
  platform: RunningPlatform,
  operation: 'issueToken' | 'debitRound',
  authorization: string,
  body: unknown,
): OperationCall {
  const traceId = platform.nextId('trace');
  return {
    operation: platform.contract.operations[operation],
    authorization,
    path: {},
    query: {},
    body,
    idempotencyKey: undefined,
    requestId: platform.nextId('request'),
    traceId,
    traceparent: `00-${traceId}-${platform.nextId('span')}-01`,
    remoteAddress: '127.0.0.1',
  };
}

/** A token of the client that may play, from the token endpoint itself. */
export async function tokenOf(platform: RunningPlatform): Promise<string> {
  const secret = secretOf(platform.ground.seed, CLIENT);
  const basic = `Basic ${Buffer.from(`${CLIENT}:${secret}`).toString('base64')}`;
  const form = { grant_type: 'client_credentials' };
  const reply = await platform.handle(callOf(platform, 'issueToken', basic, form));
  if (reply.outcome !== 'success') throw new Error(`no token: ${reply.text}`);
  return (JSON.parse(reply.text) as { access_token: string }).access_token;
}
