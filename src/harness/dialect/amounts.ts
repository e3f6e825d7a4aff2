import { decimalsOf } from '../../kernel/money.js';

/** How money stands on the wire; `as: string` puts whole numbers into text. */
export interface WireMoney {
  readonly format: MoneyFormat;
  readonly as?: 'number' | 'string' | undefined;
}

export const MONEY_FORMATS = [
  'decimal-string',
  'decimal-number',
  'minor-int',
  'x100000-int',
  'micro-int',
] as const;

export type MoneyFormat = (typeof MONEY_FORMATS)[number];

const PLAIN = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?$/;

/** How many decimals the whole number on the wire stands for; undefined for decimal formats. */
function scaleOf(format: MoneyFormat, currency: string): number | undefined {
  if (format === 'minor-int') return decimalsOf(currency) ?? 2;
  if (format === 'x100000-int') return 5;
  return format === 'micro-int' ? 6 : undefined;
}

/**
 * A reference amount as it goes on the wire: "10.00" → 1000. What is no amount keeps its sin: a
 * part of a unit stays a part of one (1000.1), a number becomes a text where numbers are wanted,
 * and a word stays a word.
 */
export function wireAmountOf(amount: unknown, currency: string, money: WireMoney): unknown {
  const { format, as = 'number' } = money;
  const wantsText = format === 'decimal-string' || (format !== 'decimal-number' && as === 'string');
  if (typeof amount === 'number') return wantsText ? amount : String(amount);
  if (typeof amount !== 'string') return amount;
  const matched = PLAIN.exec(amount);
  if (!matched || format === 'decimal-string') return amount;
  const scale = scaleOf(format, currency);
  const text = scale === undefined ? amount : shifted(matched, scale);
  return wantsText ? text : Number(text);
}

/** The text of the number times 10^scale, exact: no arithmetic touches it. */
function shifted(matched: RegExpExecArray, scale: number): string {
  const [, sign = '', whole = '0', fraction = ''] = matched;
  const digits = fraction.padEnd(scale, '0');
  const units = (whole + digits.slice(0, scale)).replace(/^0+(?=\d)/, '');
  const rest = digits.slice(scale).replace(/0+$/, '');
  return `${sign}${units}${rest === '' ? '' : `.${rest}`}`;
}

/**
 * An amount from the wire as a decimal text with at least the currency's decimals: 1000 → "10.00".
 * undefined when it does not have the declared form. Decimals past the currency's are kept, so
 * that they are seen.
 */
export function amountOfWire(
  value: unknown,
  currency: string,
  money: WireMoney,
): string | undefined {
  const { format, as = 'number' } = money;
  const decimals = decimalsOf(currency) ?? 2;
  const scale = scaleOf(format, currency);
  const isText = format === 'decimal-string' || (scale !== undefined && as === 'string');
  if (typeof value !== (isText ? 'string' : 'number')) return undefined;
  const text = String(value);
  const matched = PLAIN.exec(text);
  if (!matched) return undefined;
  if (scale === undefined) return padded(matched, decimals);
  if (matched[3] !== undefined || (!isText && !Number.isSafeInteger(value))) return undefined;
  const [, sign = '', units = '0'] = matched;
  const digits = units.padStart(scale + 1, '0');
  const cut = digits.length - scale;
  const moved = PLAIN.exec(`${sign}${digits.slice(0, cut)}${scale ? `.${digits.slice(cut)}` : ''}`);
  return moved ? padded(moved, decimals) : undefined;
}

/** Exactly the decimals of the currency, more only where they are not zero. */
function padded(matched: RegExpExecArray, decimals: number): string {
  const [, sign = '', whole = '0', fraction = ''] = matched;
  const kept = fraction.replace(/0+$/, '').padEnd(decimals, '0');
  const digits = `${whole.replace(/^0+(?=\d)/, '')}${kept === '' ? '' : `.${kept}`}`;
  return /[1-9]/.test(digits) ? sign + digits : digits;
}
