import { examplesOf, listOf, membersOf, textOf } from './document.js';
import type { Members } from './document.js';
import { wordsOf } from './words.js';

/** A value somewhere in a schema. */
export interface Leaf {
  /** As JSONata writes it: `data.items[0].id`. */
  readonly path: string;
  readonly name: string;
  /** Of the name alone, and of all names on the way. */
  readonly words: readonly string[];
  readonly way: readonly string[];
  readonly schema: Members;
  readonly required: boolean;
  /** What the document shows in its place. */
  readonly example: unknown;
}

export const typeOf = (schema: Members): string => {
  const { type } = schema;
  const [first = ''] = [type, ...listOf(type)].flatMap((one) =>
    typeof one === 'string' && one !== 'null' ? [one] : [],
  );
  if (first !== '') return first;
  if (schema['properties'] !== undefined) return 'object';
  return schema['items'] === undefined ? 'string' : 'array';
};

/** Every value of a schema that is no object, lists by their first item. */
export function leavesOf(schema: Members, shown?: unknown): readonly Leaf[] {
  const [own] = examplesOf(schema);
  return below(schema, { path: '', name: '', way: [], required: true, shown: shown ?? own });
}

/** Names that say nothing without what they are of: round.id. */
const BARE = ['id', 'uuid', 'ref', 'reference', 'key', 'code'];

interface Place {
  readonly path: string;
  readonly name: string;
  readonly way: readonly string[];
  readonly required: boolean;
  readonly shown: unknown;
}

function below(schema: Members, place: Place): readonly Leaf[] {
  const { path, name, required, way } = place;
  const [own = schema['const'] ?? schema['default'] ?? listOf(schema['enum'])[0]] =
    examplesOf(schema);
  const shown = place.shown ?? own;
  const type = typeOf(schema);
  if (type === 'array') {
    const first = listOf(shown)[0];
    return below(membersOf(schema['items']), { ...place, path: `${path}[0]`, shown: first });
  }
  if (type !== 'object') {
    const own = wordsOf(name);
    const words = own.every((word) => BARE.includes(word)) ? way.slice(-2) : own;
    return path === '' ? [] : [{ path, name, words, way, schema, required, example: shown }];
  }
  const wanted = listOf(schema['required']);
  return Object.entries(membersOf(schema['properties'])).flatMap(([member, inner]) =>
    below(membersOf(inner), {
      path: path === '' ? pathOf(member) : `${path}.${pathOf(member)}`,
      name: member,
      way: [...way, ...wordsOf(member)],
      required: required && wanted.includes(member),
      shown: membersOf(shown)[member],
    }),
  );
}

/** Backquotes where JSONata would not take the name as one. */
const pathOf = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : `\`${name}\``);

export const descriptionOf = (leaf: Leaf): string =>
  `${textOf(leaf.schema['title'])} ${textOf(leaf.schema['description'])}`.trim();
