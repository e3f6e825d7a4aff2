import type { FlatInput, Received, WireRequest } from '../../client/index.js';
import type { Adapter } from './adapter.js';
import { wireAmountOf } from './amounts.js';
import { expressionOf, filled, MapMistake } from './map.js';
import type { Bindings, Expression, OperationMap, TargetMap } from './map.js';
import { answerReader } from './readings.js';
import type { AnswerReader, Reading } from './readings.js';
import type { PooledPlayer } from './pool.js';
import { PROVISION } from './wire.js';

/** The reference contract in the words of a target, both ways. Nothing is sent here. */
export interface Translation {
  readonly operations: ReadonlySet<string>;
  /** Whether requests of this operation change when this member does. */
  says(operation: string, member: string): boolean;
  /** The members its accepted answers tell. */
  told(operation: string): ReadonlySet<string>;
  /** The request on the wire, not signed yet. */
  requestOf(operation: string, input: FlatInput, currency: string): Promise<WireRequest>;
  readingOf(
    operation: string,
    input: FlatInput,
    received: Received,
    currency: string,
  ): Promise<Reading>;
}

interface TranslatedOperation {
  readonly own: OperationMap;
  readonly reader: AnswerReader;
  readonly body: Expression | undefined;
  readonly query: Expression | undefined;
  readonly says: Set<string>;
}

const AMOUNTS = new Set(['amount', 'win_amount', 'stake_amount', 'balance']);

/** Two of each member, so that what a request says shows in what changes. */
const SAMPLES: Readonly<Record<string, readonly [unknown, unknown]>> = {
  player_id: ['11', '12'],
  round_id: ['1001', '1002'],
  currency: ['EUR', 'USD'],
  amount: ['1.00', '2.00'],
  win_amount: ['1.00', '2.00'],
  stake_amount: ['1.00', '2.00'],
  idempotency_key: ['2001', '2002'],
  txn_ref: ['3001', '3002'],
  debit_key: ['4001', '4002'],
  final: [true, false],
  balance: ['1.00', '2.00'],
  status: ['active', 'blocked'],
};

/** Compiles the map and tries every request once; throws a MapMistake that names the place. */
export async function openTranslation(
  map: TargetMap,
  adapter: Adapter,
  namespace: string,
  players: readonly PooledPlayer[] = [],
): Promise<Translation> {
  const bindings: Bindings = { secret: map.secrets ?? {}, run: namespace };
  const factsOf = new Map(players.map(({ player_id: id, facts }) => [id, facts]));
  const strange = players.find(({ facts }) => facts !== undefined)?.facts ?? {};
  const operations = new Map<string, TranslatedOperation>();
  for (const [name, own] of Object.entries(map.operations)) {
    operations.set(name, translated(name, own, map, bindings));
  }
  const of = (operation: string): TranslatedOperation => {
    const found = operations.get(operation);
    if (!found) throw new MapMistake(`map.operations has no ${operation}`);
    return found;
  };
  const requestOf: Translation['requestOf'] = async (operation, input, currency) => {
    // A player nobody knows still has a session: what is asked is whether the player is known.
    const player = factsOf.get(String(input['player_id'])) ?? strange;
    const wire = await wireOf(of(operation), map, { ...bindings, player }, input, currency);
    return adapter.request ? adapter.request({ operation, input, request: wire }) : wire;
  };
  for (const [name, operation] of operations) await learnSays(name, operation, requestOf);
  return {
    operations: new Set(operations.keys()),
    says(operation, member) {
      const said = operations.get(operation)?.says ?? new Set();
      if (member === 'stake') return said.has('txn_ref') || said.has('debit_key');
      return said.has(member);
    },
    told: (operation) => of(operation).reader.told,
    requestOf,
    async readingOf(operation, input, received, currency) {
      const reading = await of(operation).reader.read(received, input, currency);
      return adapter.answer ? adapter.answer({ operation, input, received, reading }) : reading;
    },
  };
}

function translated(
  operation: string,
  own: OperationMap,
  map: TargetMap,
  bindings: Bindings,
): TranslatedOperation {
  const compile = (text: string, member: string): Expression =>
    expressionOf(text, `${operation === PROVISION ? '' : 'map.operations.'}${operation}.${member}`);
  const money = { ...map.money, ...own.money };
  return {
    own,
    reader: answerReader({ operation, own, map, money, bindings, compile }),
    body: own.request === undefined ? undefined : compile(own.request, 'request'),
    query: own.query === undefined ? undefined : compile(own.query, 'query'),
    says: new Set(),
  };
}

async function wireOf(
  { own, body, query }: TranslatedOperation,
  map: TargetMap,
  bindings: Bindings,
  input: FlatInput,
  currency: string,
): Promise<WireRequest> {
  const money = { ...map.money, ...own.money };
  const told = Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name,
      AMOUNTS.has(name) ? wireAmountOf(value, currency, money) : value,
    ]),
  );
  const all = { ...bindings, reference: input };
  const word = (name: string): string => textOf(told[name]);
  const content = body && (await body.of(told, all));
  const asked = query && (await query.of(told, all));
  const headers: Record<string, string> = { accept: 'application/json' };
  if (content !== undefined) {
    headers['content-type'] =
      own.body === 'form' ? 'application/x-www-form-urlencoded' : 'application/json';
  }
  for (const [name, template] of Object.entries({ ...map.headers, ...own.headers })) {
    headers[name.toLowerCase()] = filled(template, word);
  }
  const path = filled(own.path, (name) => encodeURIComponent(word(name)));
  return {
    method: own.method,
    path: asked === undefined ? path : `${path}?${formOf(asked)}`,
    headers,
    body: content === undefined ? undefined : bytesOf(own, content),
  };
}

const bytesOf = (own: OperationMap, content: unknown): string =>
  own.body === 'form' ? formOf(content) : JSON.stringify(content);

function formOf(content: unknown): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries((content ?? {}) as Record<string, unknown>)) {
    if (value !== undefined) form.append(name, textOf(value));
  }
  return form.toString();
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');

async function learnSays(
  name: string,
  { says }: TranslatedOperation,
  requestOf: Translation['requestOf'],
): Promise<void> {
  const sample = Object.fromEntries(
    Object.entries(SAMPLES).map(([member, [one]]) => [member, one]),
  );
  const shapeOf = async (input: FlatInput): Promise<string> => {
    const { method, path, headers, body } = await requestOf(name, input, 'EUR');
    return JSON.stringify([method, path, headers, body]);
  };
  const before = await shapeOf(sample);
  for (const [member, [, other]] of Object.entries(SAMPLES)) {
    if ((await shapeOf({ ...sample, [member]: other })) !== before) says.add(member);
  }
}
