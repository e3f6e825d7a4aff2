import type { MoneyFormat } from '../dialect/amounts.js';
import { textOf } from './document.js';
import { descriptionOf, typeOf } from './leaves.js';
import type { Leaf } from './leaves.js';
import type { Guess } from './words.js';

/** How amounts stand on the wire, as far as names, types and examples tell. */
export interface MoneyDraft extends Guess {
  readonly format: MoneyFormat;
  readonly as?: 'string' | undefined;
}

const HINTS: readonly (readonly [RegExp, MoneyFormat])[] = [
  [/micro|millionth|1[ ,_]?000[ ,_]?000\b|six decimals/, 'micro-int'],
  [/hundred[- ]thousandth|100[ ,_]?000\b|five decimals/, 'x100000-int'],
  [/cents?\b|minor|penn(y|ies)|pence|hundredth/, 'minor-int'],
];

/** Looks at the values that are money, the first that says something deciding. */
export function moneyOf(leaves: readonly Leaf[]): MoneyDraft {
  const [leaf] = leaves;
  if (!leaf) {
    const words = 'no amount was found; compare with a known balance';
    return { format: 'decimal-string', certainty: 'unknown', words };
  }
  const hinted = leaves.flatMap((one) => {
    const text = `${one.name} ${one.words.join(' ')} ${descriptionOf(one)}`.toLowerCase();
    const found = HINTS.find(([pattern]) => pattern.test(text));
    return found ? [{ one, format: found[1] }] : [];
  })[0];
  const type = typeOf(leaf.schema);
  const shown = leaves.find(({ example }) => example !== undefined)?.example;
  const seen = `${leaf.name} is ${type === 'integer' ? 'an' : 'a'} ${type}${shown === undefined ? '' : `, such as ${JSON.stringify(shown)}`}`;
  const isDecimal = type === 'string' && textOf(shown).includes('.');
  if (hinted && type !== 'number' && !isDecimal) {
    const words = `${seen}, and ${hinted.one.name} says so`;
    const as = type === 'string' ? ({ as: 'string' } as const) : {};
    return { format: hinted.format, ...as, certainty: 'sure', words };
  }
  if (type === 'string') return ofText(leaf, shown, seen);
  if (type === 'integer') return { format: 'minor-int', certainty: 'likely', words: seen };
  const isWhole = leaves.every(({ example }) => example === undefined || Number.isInteger(example));
  return shown !== undefined && !isWhole
    ? { format: 'decimal-number', certainty: 'sure', words: seen }
    : { format: 'decimal-number', certainty: 'likely', words: seen };
}

function ofText(leaf: Leaf, shown: unknown, seen: string): MoneyDraft {
  const text = textOf(shown);
  const pattern = textOf(leaf.schema['pattern']);
  if (/^\d+$/.test(text) && !pattern.includes('.')) {
    return { format: 'minor-int', as: 'string', certainty: 'a guess', words: seen };
  }
  const isSeen = text.includes('.') || pattern.includes('.') || leaf.schema['format'] === 'decimal';
  return { format: 'decimal-string', certainty: isSeen ? 'sure' : 'likely', words: seen };
}
