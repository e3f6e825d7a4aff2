import type { FlatInput, Received } from '../../client/index.js';
import { jsonOf } from '../../client/index.js';
import type { JsonObject } from '../answer.js';
import { amountOfWire } from './amounts.js';
import type { WireMoney } from './amounts.js';
import { MapMistake } from './map.js';
import type { Bindings, Expression, OperationMap, TargetMap } from './map.js';

/** An answer of the target in the words of the reference contract. */
export interface Reading {
  readonly ok: boolean;
  /** Members of the reference answer as far as the map tells them; money as decimal text. */
  readonly body: JsonObject;
  /** What a refusal may stand for, the likeliest first. */
  readonly codes: readonly string[];
  /** The code as it stood on the wire. */
  readonly wireCode: string | undefined;
  /** Whether the target said that this is a repeat; undefined where it never says. */
  readonly replayed: boolean | undefined;
  /** Where an accepted answer left the shape its map declares, in words. */
  readonly faults: readonly string[];
}

/** Stands in an error map for "this very request was already done". */
export const DUPLICATE = 'DUPLICATE';

const MONEY = new Set([
  'balance',
  'cash',
  'bonus',
  'held',
  'held_in_play',
  'amount',
  'won',
  'staked',
]);

/** How the answers of one operation are read. */
export interface AnswerReader {
  /** The members its accepted answers tell. */
  readonly told: ReadonlySet<string>;
  read(received: Received, input: FlatInput, currency: string): Promise<Reading>;
}

export interface ReaderParts {
  readonly operation: string;
  readonly own: OperationMap;
  readonly map: TargetMap;
  readonly money: WireMoney;
  readonly bindings: Bindings;
  compile(text: string, member: string): Expression;
}

export function answerReader(parts: ReaderParts): AnswerReader {
  const { own, map, compile } = parts;
  const members = Object.entries(own.response ?? {}).map(
    ([name, text]) => [name, compile(text, `response.${name}`)] as const,
  );
  const ok = textOf(own.ok ?? map.ok, (text) => compile(text, 'ok'));
  const error = textOf(own.error ?? map.error, (text) => compile(text, 'error'));
  const codesOf = codesFrom(own, map);
  return {
    told: new Set(members.map(([name]) => name).filter((name) => name !== 'replayed')),
    async read(received, input, currency) {
      const body = jsonOf(received.text);
      const { status, headers } = received;
      const bindings = { ...parts.bindings, status, headers, input };
      const is2xx = status >= 200 && status < 300;
      const accepted = ok ? (await lenient(ok, body, bindings)) === true : is2xx;
      const { told, faults } = await toldBy(parts, members, body, bindings, currency);
      const { replayed, ...rest } = told;
      const marked = typeof replayed === 'boolean' ? replayed : undefined;
      if (accepted) {
        const whole = body === undefined ? ['the body is not JSON'] : faults;
        return {
          ok: true,
          body: rest,
          codes: [],
          wireCode: undefined,
          replayed: marked,
          faults: whole,
        };
      }
      const wireCode = wireCodeOf(error && (await lenient(error, body, bindings)), status);
      const codes = codesOf(wireCode, status);
      return { ok: false, body: rest, codes, wireCode, replayed: marked, faults: [] };
    },
  };
}

const textOf = <T>(text: string | undefined, then: (text: string) => T): T | undefined =>
  text === undefined ? undefined : then(text);

/** An expression over an answer that has not the shape it expects gives nothing. */
async function lenient(expression: Expression, body: unknown, bindings: Bindings) {
  try {
    return await expression.of(body, bindings);
  } catch (thrown) {
    if (thrown instanceof MapMistake) return undefined;
    throw thrown;
  }
}

async function toldBy(
  { own, money }: ReaderParts,
  members: readonly (readonly [string, Expression])[],
  body: unknown,
  bindings: Bindings,
  currency: string,
): Promise<{ told: Record<string, unknown>; faults: string[] }> {
  const told: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, expression] of members) {
    const value = await lenient(expression, body, bindings);
    if (value === undefined || value === null) {
      if (value === null) told[name] = null;
      const mayMiss = name === 'replayed' || own.optional?.includes(name) === true;
      if (!mayMiss) faults.push(`${name} is missing (${expression.place})`);
    } else if (MONEY.has(name)) {
      const amount = amountOfWire(value, currency, money);
      if (amount !== undefined) told[name] = amount;
      else faults.push(`${name} is ${JSON.stringify(value)}, not money as ${money.format}`);
    } else if (name === 'txn_id' && typeof value !== 'string' && typeof value !== 'number') {
      faults.push(`txn_id is ${JSON.stringify(value)}, not an id`);
    } else told[name] = name === 'txn_id' ? textOfId(value) : value;
  }
  return { told, faults };
}

const textOfId = (id: unknown): string => (typeof id === 'string' ? id : JSON.stringify(id));

function wireCodeOf(value: unknown, status: number): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  return `http:${status}`;
}

function codesFrom(own: OperationMap, map: TargetMap) {
  const table = { ...map.errors, ...own.errors };
  return (wireCode: string, status: number): readonly string[] => {
    const found = table[wireCode] ?? table[`http:${status}`];
    if (found === undefined) return [];
    return typeof found === 'string' ? [found] : found;
  };
}
