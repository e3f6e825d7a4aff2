import { compiled } from './compiler.js';
import { answerPlan, requestPlan } from './plans.js';
import type { ParameterPlan, RequestPlan } from './plans.js';
import type { OperationSpec } from './operations.js';
import { isErrorCode, statusOf } from './statuses.js';
import type { SchemaName } from './types.js';
import { NO_VIOLATIONS, violationsOf } from './violations.js';
import type { Violation } from './violations.js';

export type { Violation } from './violations.js';

export interface RequestInput {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** The header Idempotency-Key, when it was sent. */
  readonly idempotencyKey?: string | undefined;
}

/**
 * Every rule of the contract that the request breaks; one shared empty array when it breaks none.
 * Unknown members are fine (VER-01). Currency-dependent rules of amounts are the platform's.
 */
export function validateRequest(op: OperationSpec, input: RequestInput): readonly Violation[] {
  const plan = requestPlan(op);
  if (plan.body !== undefined && !plan.body(input.body)) return allViolations(plan, input);
  for (const parameter of plan.parameters) {
    if (!holds(parameter, input)) return allViolations(plan, input);
  }
  if (input.idempotencyKey !== undefined && !compiled(ID)(input.idempotencyKey)) {
    return allViolations(plan, input);
  }
  return NO_VIOLATIONS;
}

/** The declared query parameters as values: integers as numbers, defaults filled in. */
export function readQuery(
  op: OperationSpec,
  query: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const parameter of requestPlan(op).parameters) {
    if (parameter.inPath) continue;
    const value = coerced(parameter, query[parameter.name]) ?? parameter.fallback;
    if (value !== undefined) members[parameter.name] = value;
  }
  return members;
}

/**
 * Every rule of the contract that the answer breaks. A status the operation does not declare breaks
 * the rule `status`; an error code it does not list, or lists under another status, breaks `enum`.
 */
export function validateResponse(
  op: OperationSpec,
  status: number,
  body: unknown,
): readonly Violation[] {
  const plan = answerPlan(op, status);
  if (!plan) return [{ field: '', rule: 'status', message: `${status} is not declared` }];
  if (plan.lineSchema !== undefined) return lineViolations(plan.lineSchema, body);
  if (!plan.validate(body)) return violationsOf(plan.validate.errors);
  return status < 400 ? NO_VIOLATIONS : codeViolations(op, status, body);
}

/** Judges a value by a schema of the contract, `Error` say. */
export function validateSchema(name: SchemaName, value: unknown): readonly Violation[] {
  const validate = compiled(`/components/schemas/${name}`);
  return validate(value) ? NO_VIOLATIONS : violationsOf(validate.errors);
}

const ID = '/components/schemas/Id';
const INTEGER = /^(0|-?[1-9][0-9]{0,14})$/;

/** Text that is not an integer stays text, so that its schema refuses it with the rule `type`. */
function coerced(parameter: ParameterPlan, text: unknown): unknown {
  return parameter.integer && typeof text === 'string' && INTEGER.test(text) ? Number(text) : text;
}

function holds(parameter: ParameterPlan, input: RequestInput): boolean {
  const text = (parameter.inPath ? input.path : input.query)[parameter.name];
  if (text === undefined) return !parameter.required;
  return parameter.validate(coerced(parameter, text));
}

function allViolations(plan: RequestPlan, input: RequestInput): readonly Violation[] {
  const found: Violation[] = [];
  for (const parameter of plan.parameters) {
    if (holds(parameter, input)) continue;
    const text = (parameter.inPath ? input.path : input.query)[parameter.name];
    if (text === undefined) {
      found.push({ field: parameter.name, rule: 'required', message: 'is required' });
    } else found.push(...violationsOf(parameter.validate.errors, parameter.name));
  }
  const key = compiled(ID);
  if (input.idempotencyKey !== undefined && !key(input.idempotencyKey)) {
    found.push(...violationsOf(key.errors, 'Idempotency-Key'));
  }
  if (plan.body !== undefined && !plan.body(input.body)) {
    found.push(...violationsOf(plan.body.errors));
  }
  return found;
}

function lineViolations(name: SchemaName, body: unknown): readonly Violation[] {
  if (typeof body !== 'string') return [{ field: '', rule: 'type', message: 'must be string' }];
  const lines = body.split('\n').filter((line) => line !== '');
  return lines.flatMap((line, at) => {
    try {
      const found = validateSchema(name, JSON.parse(line));
      return found.map((violation) => ({ ...violation, field: `${at}.${violation.field}` }));
    } catch {
      return [{ field: String(at), rule: 'format', message: 'must be one JSON value a line' }];
    }
  });
}

function codeViolations(op: OperationSpec, status: number, body: unknown): readonly Violation[] {
  const code = (body as { readonly error?: unknown }).error;
  if (!isErrorCode(code)) return NO_VIOLATIONS;
  if (op.errors.includes(code) && statusOf(code) === status) return NO_VIOLATIONS;
  return [{ field: 'error', rule: 'enum', message: `${op.id} does not answer ${status} ${code}` }];
}
