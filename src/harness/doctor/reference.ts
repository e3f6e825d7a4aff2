import { basicOf, jsonOf, openSender } from '../../client/index.js';
import type { Received, Sender } from '../../client/index.js';
import { loadContract } from '../../contract/operations.js';
import { shown } from '../difference.js';
import { PreflightFailed } from '../failures.js';
import { CredentialsMissing, preflight } from '../preflight.js';
import type { Reached } from '../preflight.js';
import { clockFinding } from './clock.js';
import type { Described } from './described.js';
import { fail, ok, skip, warn } from './finding.js';
import type { Looking } from './finding.js';

/** What a target of the reference contract is, once it let us in. */
export interface Known {
  readonly reached: Reached;
  readonly headers: Readonly<Record<string, string>>;
}

/** Asks a target of the reference contract: whether it answers, lets us in, and for what. */
export async function* reference(described: Described): Looking<Known | undefined> {
  const { target } = described;
  const sender = openSender({ baseUrl: target.baseUrl, timeoutMs: target.timeoutMs });
  try {
    const first = await read(sender, '/v1/games?limit=1');
    if (first.kind === 'lost') {
      const remedy = 'does the target take long to start? is limits.timeout_ms too short for it?';
      yield fail('reach', `GET ${target.baseUrl}/v1/games: ${first.message}`, remedy);
      return undefined;
    }
    yield ok('reach', `the target answers, in ${Math.round(first.ms)} ms`);
    yield clockFinding({ date: first.headers['date'], ms: first.ms }, undefined);
    const known = yield* letIn(described, first);
    if (!known) return undefined;
    yield* reads(known);
    yield skip('money', 'amounts are decimal text; players are made by each check, none is played');
    yield skip('players', 'made by each check');
    return known;
  } finally {
    await sender.close();
  }
}

const read = (sender: Sender, path: string, token?: string) =>
  sender.send({
    method: 'GET',
    path,
    headers: { accept: 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: undefined,
  });

async function* letIn(described: Described, first: Received): Looking<Known | undefined> {
  const { target, written, at, run } = described;
  const secret = written?.auth?.['client_secret'];
  const place = written
    ? `auth.client_id and auth.client_secret (${at(['auth', 'client_secret'])}, from ${String(secret)})`
    : 'TABLESTAKES_CLIENT_ID and TABLESTAKES_CLIENT_SECRET in the environment';
  try {
    const reached = await preflight(target, `${run.namespace} doctor`);
    yield first.status === 401
      ? ok('auth', `let in as ${reached.client.client_id}; who shows no token is not`)
      : warn(
          'auth',
          `let in as ${reached.client.client_id}; without a token: HTTP ${first.status}, not 401`,
          'refuse a request without a token before anything else about it is looked at',
        );
    yield* scopes(reached, target.tokenUrl);
    return { reached, headers: first.headers };
  } catch (thrown) {
    if (!(thrown instanceof PreflightFailed || thrown instanceof CredentialsMissing)) throw thrown;
    const remedy = /GET \//.test(thrown.message)
      ? 'a target of another shape needs a map: docs/targets/map.md, or tablestakes init --from'
      : `correct ${place}`;
    yield fail('auth', thrown.message, remedy);
    return undefined;
  }
}

/** Which operations the token does not open, as far as the token answer tells its scopes. */
async function* scopes({ sender, client }: Reached, tokenUrl: string | undefined): Looking {
  if (tokenUrl !== undefined) {
    yield skip('scopes', 'tokens come from elsewhere; checks find out');
    return;
  }
  const answer = await sender.send({
    method: 'POST',
    path: '/oauth/token',
    headers: {
      authorization: basicOf(client),
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    body: 'grant_type=client_credentials',
  });
  const body = answer.kind === 'received' ? jsonOf(answer.text) : undefined;
  const told = (body as { scope?: unknown } | undefined)?.scope;
  if (typeof told !== 'string') {
    yield skip('scopes', 'the token answer does not tell its scopes');
    return;
  }
  const held = new Set(told.split(' '));
  const closed = Object.values(loadContract().operations).filter(
    ({ scope }) => scope !== null && !held.has(scope),
  );
  if (closed.length === 0) {
    yield ok('scopes', `all ${held.size} open every operation`);
    return;
  }
  const lacking = [...new Set(closed.flatMap(({ scope }) => scope ?? []))].join(', ');
  const message = `${client.client_id} cannot call ${closed.length} operations: it lacks ${lacking}`;
  yield warn('scopes', message, 'grant them to the client; checks of these operations fail else');
}

/** Harmless reads, each judged by whether it is answered in the contract's shape at all. */
async function* reads({ reached }: Known): Looking {
  const token = await reached.tokens.of(reached.client);
  for (const [path, status] of [
    ['/v1/games?limit=1', 200],
    ['/v1/players/nobody/wallet', 404],
  ] as const) {
    const answer = await read(reached.sender, path, token);
    if (answer.kind === 'lost') {
      yield fail('map', `GET ${path}: ${answer.message}`, 'look at the log of the target');
    } else if (answer.status === status) {
      yield ok('map', `GET ${path} answers ${status}`);
    } else {
      const message = `GET ${path}: HTTP ${answer.status} ${shown(answer.text)}`;
      yield warn('map', message, `is the contract served under ${reached.sender.baseUrl}?`);
    }
  }
}
