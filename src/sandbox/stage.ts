import { loadContract } from '../contract/operations.js';
import type { OperationId } from '../contract/operations.js';
import { partnerSecret } from '../domains/partners/index.js';
import { bodySignature } from '../kernel/signature.js';
import { virtualClock } from '../kernel/time.js';
import type { VirtualClock } from '../kernel/time.js';
import { proveBooks } from './books.js';
import type { BooksProof } from './books.js';
import type { Composition } from './composition.js';
import { soundComposition } from './composition.js';
import { makePlayer } from './people.js';
import type { PlayerWish } from './people.js';
import type { WebhookOptions, WorldOptions } from './life.js';
import type { World } from './world.js';
import { createWorld } from './world.js';

/** What the tests of the platform stand on: a world in memory, without HTTP, on a virtual clock. */
export interface Stage {
  readonly world: World;
  readonly clock: VirtualClock;
  /** Asks the platform as it is now: members of path, query and body in one object. */
  call(operation: OperationId, members?: Members, asked?: Asked): Promise<Told>;
  /** A player with 100.00 EUR unless wished otherwise. */
  player(wish?: Partial<PlayerWish>): Promise<string>;
  sql(text: string, ...values: readonly unknown[]): readonly Record<string, unknown>[];
  run(text: string, ...values: readonly unknown[]): number;
  books(): BooksProof;
  advance(ms: number): void;
}

export type Members = Readonly<Record<string, unknown>>;

export interface Asked {
  /** The client that asks; `demo` unless told. */
  readonly as?: string;
  /** All of them unless told. */
  readonly scopes?: readonly string[];
  /** The header Idempotency-Key. */
  readonly key?: string;
  /** The partner whose signature over the body stands in for a token. */
  readonly signedBy?: string;
  /** The header X-Access-Reason. */
  readonly reason?: string;
  /** Instead of a sound token. */
  readonly authorization?: string;
  readonly requestId?: string;
  readonly traceId?: string;
}

export interface Told {
  readonly outcome: string;
  readonly replayed: boolean;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface StageOptions {
  readonly seed?: string;
  readonly file?: string;
  readonly change?: (sound: Composition) => Composition;
  /** To loopback unless told. */
  readonly webhooks?: WebhookOptions;
  /** Where partners are reached; nowhere unless told. */
  readonly partners?: WorldOptions['partners'];
  readonly watchSagas?: WorldOptions['watchSagas'];
  readonly onDefect?: WorldOptions['onDefect'];
}

export const TRACE_ID = 'ab'.repeat(16);

export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const clock = virtualClock();
  const { seed, file, change = (sound) => sound } = options;
  const { webhooks = { privateAllowed: true }, partners, watchSagas, onDefect } = options;
  const world = await createWorld({
    contract: loadContract(),
    compose: (contract) => change(soundComposition(contract)),
    clock,
    seed,
    file,
    webhooks,
    partners,
    watchSagas,
    onDefect,
  });
  const tokens = createWallet(world);
  let players = 0;
  let requests = 0;
  const sql = (text: string) => world.platform().ground.sql(text);
  return {
    world,
    clock,
    call: async (operation, members = {}, asked = {}) =>
      ask(world, operation, members, {
        ...asked,
        requestId: asked.requestId ?? `req_${(requests += 1)}`,
        authorization: asked.authorization ?? (await tokens(asked)),
      }),
    async player(wish = {}) {
      const playerId = wish.player_id ?? `player_${(players += 1)}`;
      const full = { currency: 'EUR', cash: '100', ...wish, player_id: playerId };
      await world.platform().asSandbox('sandbox.players', (ctx) => makePlayer(ctx, full));
      return playerId;
    },
    sql: (text, ...values) => sql(text).all(...values) as Record<string, unknown>[],
    run: (text, ...values) => sql(text).run(...values).changes,
    books: () => proveBooks(world.platform().ground),
    advance: (ms) => clock.set(clock.now() + ms),
  };
}

/** Tokens by client and scopes, new when time has moved. */
function createWallet(world: World): (asked: Asked) => Promise<string> {
  const minted = new Map<string, Promise<string>>();
  return async ({ as = 'demo', scopes = allScopes() }) => {
    const { ground } = world.platform();
    const name = [as, scopes.join(' '), ground.clock.now()].join('|');
    const token = minted.get(name) ?? ground.parts.tokens.mint(ground, { clientId: as, scopes });
    minted.set(name, token);
    return `Bearer ${await token}`;
  };
}

function allScopes(): readonly string[] {
  const scopes = Object.values(loadContract().operations).map(({ scope }) => scope ?? '');
  return [...new Set(scopes)].filter((scope) => scope !== '');
}

async function ask(world: World, id: OperationId, members: Members, asked: Asked): Promise<Told> {
  const operation = world.platform().contract.operations[id];
  const { pathParameters, queryParameters } = operation;
  const picked = (names: readonly string[]): Record<string, string> =>
    Object.fromEntries(
      names.filter((name) => name in members).map((name) => [name, String(members[name])]),
    );
  const elsewhere = new Set([...pathParameters, ...queryParameters]);
  const body = Object.fromEntries(Object.entries(members).filter(([name]) => !elsewhere.has(name)));
  const rawBody = JSON.stringify(body);
  const secret = asked.signedBy && partnerSecret(world.platform().ground, asked.signedBy);
  const reply = await world.platform().handle({
    operation,
    authorization: asked.authorization,
    path: picked(pathParameters),
    query: picked(queryParameters),
    body: operation.consumes === null ? undefined : body,
    ...(secret && { rawBody, signature: bodySignature(secret, rawBody) }),
    idempotencyKey: asked.key,
    accessReason: asked.reason,
    repeatedParameter: undefined,
    requestId: asked.requestId ?? 'req',
    traceId: asked.traceId ?? TRACE_ID,
    traceparent: `00-${TRACE_ID}-${'cd'.repeat(8)}-01`,
    remoteAddress: '127.0.0.1',
  });
  return { ...reply, ...read(reply.text) };
}

function read(text: string): Pick<Told, 'body' | 'details'> {
  if (!text.startsWith('{') || text.includes('}\n')) return { body: {}, details: {} };
  const body = JSON.parse(text) as Told['body'];
  return { body, details: (body['details'] ?? {}) as Told['details'] };
}
