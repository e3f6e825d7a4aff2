import { assert } from './errors.js';

/**
 * Money inside is an integer count of minor units in a JavaScript number: the contract refuses
 * amounts past 2^53 (MONEY-01), so every amount is exact, and `assertMinor` guards every sum.
 * On the wire it is a decimal string with at most the currency's decimals.
 */
const DECIMALS: Readonly<Record<string, number>> = {
  BHD: 3,
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  IQD: 3,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  PYG: 0,
  RWF: 0,
  TND: 3,
  UGX: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  AED: 2,
  ARS: 2,
  AUD: 2,
  BGN: 2,
  BRL: 2,
  CAD: 2,
  CHF: 2,
  CNY: 2,
  COP: 2,
  CZK: 2,
  DKK: 2,
  EUR: 2,
  GBP: 2,
  GEL: 2,
  HKD: 2,
  HUF: 2,
  IDR: 2,
  ILS: 2,
  INR: 2,
  KES: 2,
  KZT: 2,
  MXN: 2,
  MYR: 2,
  NGN: 2,
  NOK: 2,
  NZD: 2,
  PEN: 2,
  PHP: 2,
  PLN: 2,
  QAR: 2,
  RON: 2,
  RSD: 2,
  SAR: 2,
  SEK: 2,
  SGD: 2,
  THB: 2,
  TRY: 2,
  TWD: 2,
  UAH: 2,
  USD: 2,
  UYU: 2,
  ZAR: 2,
  BTC: 8,
  ETH: 8,
  USDT: 6,
};

/** ISO 4217 exponents plus BTC 8, ETH capped at 8 and USDT 6; undefined for a currency we do not keep. */
export const decimalsOf = (currency: string): number | undefined =>
  Object.hasOwn(DECIMALS, currency) ? DECIMALS[currency] : undefined;

export const currencies = (): readonly string[] => Object.keys(DECIMALS);

export type AmountRule = 'type' | 'format' | 'decimals' | 'maximum';

/** Either the minor units, or the rule of MONEY-01 that the text breaks. */
export type ParsedAmount =
  { readonly ok: true; readonly minor: number } | { readonly ok: false; readonly rule: AmountRule };

const DECIMAL = /^(0|[1-9][0-9]{0,17})(?:\.([0-9]{1,18}))?$/;

export function parseAmount(text: unknown, currency: string): ParsedAmount {
  if (typeof text !== 'string') return { ok: false, rule: 'type' };
  const matched = DECIMAL.exec(text);
  if (!matched) return { ok: false, rule: 'format' };
  const decimals = decimalsOf(currency);
  assert(decimals !== undefined, `the currency ${currency} was checked before its amount`);
  const fraction = matched[2] ?? '';
  if (fraction.length > decimals) return { ok: false, rule: 'decimals' };
  const minor = Number((matched[1] ?? '0') + fraction.padEnd(decimals, '0'));
  if (!Number.isSafeInteger(minor)) return { ok: false, rule: 'maximum' };
  return { ok: true, minor };
}

/** Minor units → decimal string with exactly the currency's decimals: 100 EUR minor → "1.00". */
export function formatAmount(minor: number, currency: string): string {
  assertMinor(minor);
  const decimals = decimalsOf(currency);
  assert(decimals !== undefined, `the currency ${currency} is one we keep`);
  if (decimals === 0) return String(minor);
  const sign = minor < 0 ? '-' : '';
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0');
  const cut = digits.length - decimals;
  return `${sign}${digits.slice(0, cut)}.${digits.slice(cut)}`;
}

export function assertMinor(minor: number): void {
  assert(Number.isSafeInteger(minor), 'money is a whole number of minor units within 2^53');
}
