import { refuse } from '../../kernel/errors.js';
import type { AmountRule } from '../../kernel/money.js';
import { decimalsOf, formatAmount, parseAmount } from '../../kernel/money.js';

const WHY: Readonly<Record<AmountRule | 'minimum' | 'enum', string>> = {
  type: 'must be a decimal string such as "1.00"',
  format: 'must be digits with an optional fraction: no sign, exponent or leading zero',
  decimals: "must not have more decimals than the currency's",
  maximum: 'must not exceed 2^53 minor units',
  minimum: 'must be more than zero',
  enum: 'must be a currency this platform keeps, in upper case',
};

/** Reads and writes amounts for all operations (MONEY-01); amounts inside are minor units. */
export interface MoneyReader {
  /** Zero or more; refuses with the field and the rule. */
  amountOf(text: unknown, currency: string, field: string): number;
  /** More than zero. */
  stakeOf(text: unknown, currency: string, field: string): number;
  currencyOf(text: string, field?: string): string;
  format(minor: number, currency: string): string;
}

export const refuseField = (field: string, rule: keyof typeof WHY): never =>
  refuse('VALIDATION_ERROR', {
    field,
    rule,
    violations: [{ field, rule, message: `${field} ${WHY[rule]}` }],
  });

function amountOf(text: unknown, currency: string, field: string): number {
  const parsed = parseAmount(text, currency);
  return parsed.ok ? parsed.minor : refuseField(field, parsed.rule);
}

export const soundMoney: MoneyReader = {
  amountOf,
  stakeOf(text, currency, field) {
    const minor = amountOf(text, currency, field);
    return minor > 0 ? minor : refuseField(field, 'minimum');
  },
  currencyOf: (text, field = 'currency') =>
    decimalsOf(text) === undefined ? refuseField(field, 'enum') : text,
  format: formatAmount,
};
