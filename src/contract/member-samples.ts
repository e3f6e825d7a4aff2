import type { JsonSchema } from './document.js';

/** A value that keeps a member's schema. */
export interface GoodValue {
  readonly name: string;
  readonly value: unknown;
}

/** A value that breaks one rule of a member's schema. */
export interface BadValue extends GoodValue {
  readonly rule: string;
}

const OF_TYPE: Readonly<Record<string, unknown>> = {
  string: 'text',
  number: 12.5,
  boolean: true,
  null: null,
  array: [],
  object: {},
};

const BROKEN_FORMATS: Readonly<Record<string, readonly string[]>> = {
  decimal: ['', '-1.00', '+1.00', '1e3', 'NaN', 'Infinity', '1,00', ' 1.00', '01.00', '.5', '1.'],
  date: ['yesterday', '2026-02-30', '2026-1-1', '01.01.2026'],
  'date-time': ['soon', '2026-02-30T00:00:00Z', '2026-01-01', '2026-01-01T25:00:00Z'],
  email: ['no-at-sign', '@example.org', 'a b@example.org'],
};

const BROKEN_TEXTS = ['', "' OR 1=1 --", 'a\u0000b', '<script>', '../..'];

/** The boundaries of a schema; none where the platform narrows it further. */
export function goodValues(schema: JsonSchema): readonly GoodValue[] {
  if (schema['x-narrowed'] === true) return [];
  if (schema.enum) return schema.enum.map((value) => ({ name: `is ${String(value)}`, value }));
  if (typesOf(schema).includes('boolean')) {
    return [true, false].map((value) => ({ name: `is ${value}`, value }));
  }
  const length = lengthOf(schema);
  const bounds = new Set(length && [length.shortest, length.longest]);
  return [...bounds]
    .filter((text) => text !== undefined)
    .map((value) => ({ name: `of length ${value.length}`, value }));
}

/** Values of a wrong type, outside the enum, pattern, format, length or range. */
export function badValues(schema: JsonSchema): readonly BadValue[] {
  return [...wrongTypes(schema), ...wrongTexts(schema), ...wrongSizes(schema)];
}

export const typesOf = (schema: JsonSchema): readonly string[] =>
  typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);

function wrongTypes(schema: JsonSchema): readonly BadValue[] {
  const types = typesOf(schema).map((type) => (type === 'integer' ? 'number' : type));
  return Object.entries(OF_TYPE)
    .filter(([type]) => types.length > 0 && !types.includes(type))
    .map(([type, value]) => ({ name: `as ${type}`, rule: 'type', value }));
}

function wrongTexts(schema: JsonSchema): readonly BadValue[] {
  if (!typesOf(schema).includes('string')) return [];
  const broken = (rule: string) => (value: string) => ({
    name: `is ${JSON.stringify(value.length > 40 ? `${value.slice(0, 10)}…` : value)}`,
    rule,
    value,
  });
  if (schema.enum) return [broken('enum')('no_such_value')];
  const { format, pattern } = schema;
  if (format !== undefined) return (BROKEN_FORMATS[format] ?? []).map(broken('format'));
  if (pattern === undefined) return [];
  const rule = new RegExp(pattern, 'u');
  return BROKEN_TEXTS.filter((text) => !rule.test(text)).map(broken('pattern'));
}

function wrongSizes(schema: JsonSchema): readonly BadValue[] {
  const { minimum, maximum, minLength, minItems, format } = schema;
  const length = format === undefined ? lengthOf(schema) : undefined;
  return [
    ...(minimum === undefined ? [] : [bad('too small', 'minimum', minimum - 1)]),
    ...(maximum === undefined ? [] : [bad('too large', 'maximum', maximum + 1)]),
    ...(minItems === undefined ? [] : [bad('too few', 'minItems', [])]),
    ...(minLength === undefined ? [] : [bad('too short', 'minLength', 'x'.repeat(minLength - 1))]),
    ...(length ? [bad('too long', length.rule, length.tooLong)] : []),
  ];
}

const bad = (name: string, rule: string, value: unknown): BadValue => ({ name, rule, value });

interface Lengths {
  readonly shortest: string | undefined;
  readonly longest: string | undefined;
  readonly tooLong: string;
  readonly rule: string;
}

const COUNTED = /\{([0-9]+)(?:,([0-9]+))?\}\$$/;

/** Bounds of a text's length, as its lengths or the quantifier that ends its pattern state them. */
function lengthOf(schema: JsonSchema): Lengths | undefined {
  const { maxLength, minLength = 1, pattern, format } = schema;
  if (!typesOf(schema).includes('string') || format !== undefined) return undefined;
  const keeps = new RegExp(pattern ?? '', 'u');
  const repeated = (count: number): string | undefined =>
    ['a', 'A', '0'].map((letter) => letter.repeat(count)).find((text) => keeps.test(text));
  const counted = COUNTED.exec(pattern ?? '');
  const least = maxLength === undefined ? Number(counted?.[1]) : minLength;
  const most = maxLength ?? Number(counted?.[2] ?? counted?.[1]);
  if (Number.isNaN(most)) return undefined;
  return {
    shortest: repeated(least),
    longest: repeated(most),
    tooLong: 'a'.repeat(most + 1),
    rule: maxLength === undefined ? 'pattern' : 'maxLength',
  };
}
