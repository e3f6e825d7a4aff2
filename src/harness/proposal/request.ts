import { listOf, membersOf, textOf } from './document.js';
import type { ApiOperation, Members } from './document.js';
import { leavesOf, typeOf } from './leaves.js';
import type { Leaf } from './leaves.js';
import { meaningOf } from './meanings.js';
import type { Cast, Role } from './roles.js';
import { hasAny, wordsOf } from './words.js';
import type { Guess } from './words.js';

/** How a request of a role is to be made, in the words of a target file. */
export interface RequestDraft {
  readonly path: string;
  /** Lines of a JSONata object; undefined: no body. */
  readonly body: readonly string[] | undefined;
  readonly query: readonly string[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly guesses: readonly Guess[];
  /** Of the ids it is told: what form they must have. */
  readonly ids: ReadonlySet<'number' | 'uuid'>;
  /** Members of the reference input that it says. */
  readonly says: ReadonlySet<string>;
}

interface Draft {
  readonly role: Role;
  readonly currency: string;
  readonly said: Cast['said'];
  readonly guesses: Guess[];
  readonly ids: Set<'number' | 'uuid'>;
  readonly says: Set<string>;
  /** A rollback that can name only one transaction names the bet. */
  readonly namesOnlyBet: boolean;
}

/** Headers that others see to: credentials, signatures and what HTTP itself wants. */
const NOT_OURS = ['authorization', 'content', 'accept', 'signature', 'sign', 'hmac', 'hash'];

export function requestOf(role: Role, { operation, said }: Cast, currency: string): RequestDraft {
  const meanings = leavesOf(operation.body ?? {}).map((leaf) => meaningOf(role, leaf)?.member);
  const hasBet = meanings.includes('debit_key') || meanings.includes('txn_ref');
  const draft: Draft = {
    role,
    currency,
    said,
    guesses: [],
    ids: new Set(),
    says: new Set(),
    namesOnlyBet: role === 'rollbackRound' && !hasBet,
  };
  const path = operation.path.replace(/\{([^}]+)\}/g, (_whole, name: string) =>
    templateOf(draft, parameterLeaf(operation, name, 'path')),
  );
  const body = operation.body && linesOf(draft, operation.body, '', leavesOf(operation.body));
  const query = queryOf(draft, operation);
  const headers = headersOf(draft, operation);
  const { guesses, ids, says } = draft;
  return { path, body, query, headers, guesses, ids, says };
}

/** The body as JSONata, a line for each member that is known or must be there. */
function linesOf(
  draft: Draft,
  schema: Members,
  at: string,
  leaves: readonly Leaf[],
): readonly string[] {
  const wanted = listOf(schema['required']);
  const members = Object.entries(membersOf(schema['properties'])).flatMap(([name, inner]) => {
    const part = membersOf(inner);
    const path = at === '' ? name : `${at}.${name}`;
    const isRequired = wanted.includes(name);
    const text = valueOf(draft, part, path, isRequired, leaves);
    return text === undefined ? [] : [`"${name}": ${text}`];
  });
  return members.map(
    (member, nth) =>
      `${nth === 0 ? '{ ' : '  '}${member}${nth === members.length - 1 ? ' }' : ','}`,
  );
}

function valueOf(
  draft: Draft,
  schema: Members,
  path: string,
  isRequired: boolean,
  leaves: readonly Leaf[],
): string | undefined {
  const type = typeOf(schema);
  if (type === 'object' || type === 'array') {
    const inner = type === 'array' ? membersOf(schema['items']) : schema;
    const at = type === 'array' ? `${path}[0]` : path;
    if (typeOf(inner) !== 'object') return undefined;
    const lines = linesOf(draft, inner, at, leaves);
    const knows = leaves.some(
      (leaf) => leaf.path.startsWith(`${at}.`) && meaningOf(draft.role, leaf) !== undefined,
    );
    if (lines.length === 0 || !(isRequired || knows)) return undefined;
    return type === 'array' ? `[${inline(lines)}]` : inline(lines);
  }
  const leaf = leaves.find((one) => one.path === path);
  return leaf && expressionOf(draft, leaf, isRequired);
}

/** undefined: it may be left out, and nothing is known of it. */
function expressionOf(draft: Draft, leaf: Leaf, isRequired: boolean): string | undefined {
  const { said, guesses } = draft;
  if (said?.path === leaf.path) return JSON.stringify(said.value);
  const meaning = meaningIn(draft, leaf);
  if (meaning) {
    if (!isRequired && NAMES_OF_BET.has(meaning.member)) {
      if ([...NAMES_OF_BET].some((name) => draft.says.has(name))) return undefined; // said already
    }
    guesses.push({ certainty: meaning.certainty, words: `${leaf.name} is ${meaning.member}` });
    return converted(draft, leaf, meaning.member);
  }
  if (!isRequired) return undefined;
  return constantOf(draft, leaf);
}

function meaningIn(draft: Draft, leaf: Leaf) {
  const meaning = meaningOf(draft.role, leaf);
  if (meaning?.member !== 'idempotency_key' || !draft.namesOnlyBet) return meaning;
  return { member: 'debit_key', certainty: 'a guess' } as const;
}

const NAMES_OF_BET = new Set(['txn_ref', 'debit_key']);

const IDS = new Set(['idempotency_key', 'debit_key', 'round_id']);

/** Lines of an object, put into the line of another. */
const inline = (lines: readonly string[]): string => lines.map((line) => line.trim()).join(' ');

function converted(draft: Draft, { schema }: Leaf, member: string): string {
  draft.says.add(member);
  const isNumber = ['integer', 'number'].includes(typeOf(schema));
  if (draft.role === 'getWallet' && member === 'idempotency_key') return newIdOf(schema);
  if (IDS.has(member) && isNumber) draft.ids.add('number');
  if (IDS.has(member) && schema['format'] === 'uuid') draft.ids.add('uuid');
  if (member === 'currency' && draft.role !== 'debitRound') {
    return `$exists(currency) ? currency : "${draft.currency}"`;
  }
  if (member === 'amount' || member === 'win_amount' || member === 'stake_amount') return member;
  return isNumber && member !== 'final' ? `$number(${member})` : member;
}

/** An id for a read, which has none of its own: from the time. */
function newIdOf(schema: Members): string {
  if (typeOf(schema) !== 'string') return '$millis()';
  if (schema['format'] !== 'uuid') return '"read-" & $millis()';
  const digits = '$substring($formatBase($millis(), 16) & "000000000000", 0, 12)';
  return `"00000000-0000-8000-8000-" & ${digits}`;
}

/** Something that may stand there, for a member nothing is known of. */
function constantOf({ guesses }: Draft, { name, schema, example, words: names }: Leaf): string {
  const type = typeOf(schema);
  if (hasAny(names, ['time', 'date', 'timestamp', 'at']) && example === undefined) {
    guesses.push({ certainty: 'likely', words: `${name} is the time of now` });
    return type === 'string' ? '$now()' : '$millis()';
  }
  if (schema['format'] === 'date-time') return '$now()';
  const value = example ?? { boolean: false, integer: 1, number: 1 }[type];
  const shown = example === undefined ? 'for want of an example' : 'as the document shows it';
  const words =
    value === undefined
      ? `${name} must be there, and nobody knows as what: put it in place of TODO`
      : `${name} must be there; sent as ${JSON.stringify(value)}, ${shown}`;
  guesses.push({ certainty: value === undefined ? 'unknown' : 'a guess', words });
  return JSON.stringify(value ?? 'TODO');
}

function parameterLeaf(operation: ApiOperation, name: string, place: string): Leaf {
  const parameter = operation.parameters.find((one) => one['name'] === name && one['in'] === place);
  const schema = membersOf(parameter?.['schema']);
  const words = wordsOf(name);
  const example = parameter?.['example'] ?? schema['example'] ?? schema['default'];
  const required = parameter?.['required'] === true;
  return { path: name, name, words, way: words, schema, required, example };
}

/** `{member}` for a path or a header, or a text that may stand there. */
function templateOf(draft: Draft, leaf: Leaf): string {
  const { schema: _schema, ...rest } = leaf;
  const meaning = meaningIn(draft, { ...rest, schema: { type: 'string' } });
  const isRead = draft.role === 'getWallet' && meaning?.member === 'idempotency_key';
  if (isRead && leaf.example === undefined) return 'read-1';
  if (meaning && !isRead) {
    draft.guesses.push({
      certainty: meaning.certainty,
      words: `${leaf.name} is ${meaning.member}`,
    });
    draft.says.add(meaning.member);
    return `{${meaning.member}}`;
  }
  const text = constantOf(draft, leaf);
  return text.replace(/^"|"$/g, '');
}

function queryOf(draft: Draft, operation: ApiOperation): readonly string[] | undefined {
  const asked = operation.parameters.filter((one) => one['in'] === 'query');
  const members = asked.flatMap((one) => {
    const name = textOf(one['name']);
    const text = expressionOf(
      draft,
      parameterLeaf(operation, name, 'query'),
      one['required'] === true,
    );
    return text === undefined ? [] : [`"${name}": ${text}`];
  });
  return members.length === 0 ? undefined : [`{ ${members.join(', ')} }`];
}

function headersOf(draft: Draft, operation: ApiOperation): Readonly<Record<string, string>> {
  const asked = operation.parameters.filter((one) => one['in'] === 'header');
  return Object.fromEntries(
    asked.flatMap((one) => {
      const leaf = parameterLeaf(operation, textOf(one['name']), 'header');
      if (hasAny(leaf.words, NOT_OURS)) return [];
      if (!leaf.required && !hasAny(leaf.words, ['idempotency'])) return [];
      return [[leaf.name, templateOf(draft, leaf)]];
    }),
  );
}
