import type { ErrorObject } from 'ajv/dist/2020.js';
import { unescapedStep } from './document.js';
import type { JsonSchema } from './document.js';

/** One rule of the contract that a request or an answer breaks. */
export interface Violation {
  /** Dotted path of the member; '' for the whole body. */
  readonly field: string;
  /**
   * The JSON Schema keyword: required, type, pattern, enum …; `format` for the text of an amount, a
   * date or another named format; `status` for an undeclared status.
   */
  readonly rule: string;
  readonly message: string;
  /** Of `enum`: what there is. */
  readonly allowed?: readonly unknown[];
}

export const NO_VIOLATIONS: readonly Violation[] = Object.freeze([]);

/** What the schema compiler found, in its order, each field and rule once; `under` is a prefix. */
export function violationsOf(
  errors: readonly ErrorObject[] | null | undefined,
  under = '',
): readonly Violation[] {
  const found = (errors ?? []).map((error) => violationOf(error, under));
  return found.filter(
    ({ field, rule }, at) =>
      found.findIndex((other) => other.field === field && other.rule === rule) === at,
  );
}

function violationOf(error: ErrorObject, under: string): Violation {
  const steps = error.instancePath.split('/').slice(1).map(unescapedStep);
  if (under !== '') steps.unshift(under);
  if (error.keyword === 'required') steps.push(String(error.params['missingProperty']));
  return {
    field: steps.join('.'),
    rule: ruleOf(error),
    message: error.message ?? `breaks ${error.keyword}`,
    ...(error.keyword === 'enum' && { allowed: error.params['allowedValues'] as unknown[] }),
  };
}

/** A pattern that spells out a named format (decimal, date-time) is that format to the caller. */
function ruleOf(error: ErrorObject): string {
  const named = (error.parentSchema as JsonSchema | undefined)?.format !== undefined;
  return error.keyword === 'pattern' && named ? 'format' : error.keyword;
}
