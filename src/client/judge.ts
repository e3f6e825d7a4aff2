import type { OperationSpec } from '../contract/operations.js';
import { validateResponse } from '../contract/validators.js';
import { isErrorCode, statusOf } from '../contract/statuses.js';
import type { ErrorCode } from '../kernel/errors.js';
import { decimalsOf } from '../kernel/money.js';
import type { WireRequest } from './build.js';
import type { Received } from './delivery.js';

/** One way in which an answer leaves the contract. `rule` is stable, for reports and tests. */
export interface Breach {
  readonly rule:
    | 'schema'
    | 'status'
    | 'server_error'
    | 'content_type'
    | 'json'
    | 'request_id'
    | 'traceparent'
    | 'error_body'
    | 'error_code'
    | 'money';
  readonly field: string;
  readonly message: string;
}

/** The HTTP status the contract gives a code (ERR-01); undefined for a code not in the catalogue. */
export const statusOfCode = (code: string): number | undefined =>
  isErrorCode(code) ? statusOf(code) : undefined;

/**
 * Judges one answer by the contract: status, schema, media type, correlation headers, error body
 * and form of money. Without an operation (a path nobody serves) only what holds for every answer.
 */
export function judgeAnswer(
  operation: OperationSpec | undefined,
  request: WireRequest,
  answer: Received,
): readonly Breach[] {
  const breaches: Breach[] = [];
  // A 5xx is a failure, but for the one by which the contract says that a partner is down.
  const declared = answer.status === 503 && operation?.statuses.includes(503);
  if (answer.status >= 500 && !declared) breaches.push(serverError(answer));
  breaches.push(...correlation(request, answer));
  const expectedType = answer.status < 400 ? operation?.produces : 'application/json';
  if (expectedType !== undefined) breaches.push(...mediaType(expectedType, answer));
  if (expectedType !== undefined && expectedType !== 'application/json') return breaches;

  const body = jsonOf(answer.text);
  if (body === undefined) return [...breaches, breach('json', '', 'the body is not JSON')];
  if (operation) {
    for (const violation of validateResponse(operation, answer.status, body)) {
      const rule = violation.rule === 'status' ? 'status' : 'schema';
      breaches.push(breach(rule, violation.field, violation.message));
    }
  }
  if (answer.status >= 400) breaches.push(...errorBody(operation, answer, body));
  else breaches.push(...moneyForms(body, ''));
  return breaches;
}

const breach = (rule: Breach['rule'], field: string, message: string): Breach => ({
  rule,
  field,
  message,
});

const serverError = (answer: Received): Breach =>
  breach('server_error', '', `the target failed: HTTP ${answer.status}`);

/** The parsed body; undefined when it is not JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function mediaType(expected: string, answer: Received): readonly Breach[] {
  const told = answer.headers['content-type'] ?? '';
  if (told.split(';')[0]?.trim().toLowerCase() === expected) return [];
  return [breach('content_type', 'content-type', `expected ${expected}, was "${told}"`)];
}

/** W3C Trace Context §3.2.2: version ff and ids of zeros alone are no trace to carry on. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

const traceIdOf = (traceparent: string | undefined): string | undefined =>
  TRACEPARENT.exec(traceparent ?? '')?.[1];

/** OBS-01: X-Request-ID and the trace come back; the request's own, where it sent them. */
function correlation(request: WireRequest, answer: Received): readonly Breach[] {
  const breaches: Breach[] = [];
  const sentId = request.headers['x-request-id'];
  const toldId = answer.headers['x-request-id'];
  if (!toldId) breaches.push(breach('request_id', 'x-request-id', 'no X-Request-ID came back'));
  else if (sentId !== undefined && /^[\w.:~-]{1,128}$/.test(sentId) && sentId !== toldId) {
    breaches.push(breach('request_id', 'x-request-id', `sent ${sentId}, came back ${toldId}`));
  }
  const sentTrace = traceIdOf(request.headers['traceparent']);
  const toldTrace = traceIdOf(answer.headers['traceparent']);
  if (!toldTrace) {
    breaches.push(breach('traceparent', 'traceparent', 'no W3C traceparent came back'));
  } else if (sentTrace !== undefined && sentTrace !== toldTrace) {
    breaches.push(breach('traceparent', 'traceparent', `trace ${sentTrace} became ${toldTrace}`));
  }
  return breaches;
}

function errorBody(
  operation: OperationSpec | undefined,
  answer: Received,
  body: unknown,
): readonly Breach[] {
  const breaches: Breach[] = [];
  const members = isObject(body) ? body : {};
  for (const name of ['error', 'message', 'trace_id'] as const) {
    if (typeof members[name] === 'string' && members[name] !== '') continue;
    breaches.push(breach('error_body', name, `an error body has a text "${name}" (ERR-01)`));
  }
  if (!isObject(members['details'])) {
    breaches.push(
      breach('error_body', 'details', 'an error body has an object "details" (ERR-01)'),
    );
  }
  const code = members['error'];
  if (typeof code !== 'string' || operation?.id === 'issueToken') return breaches; // RFC 6749 codes
  const status = statusOfCode(code);
  if (status === undefined) {
    breaches.push(breach('error_code', 'error', `${code} is not in the catalogue`));
  } else if (status !== answer.status) {
    breaches.push(
      breach(
        'error_code',
        'error',
        `${code} belongs to HTTP ${status}, came with ${answer.status}`,
      ),
    );
  } else if (operation && !operation.errors.includes(code as ErrorCode)) {
    breaches.push(breach('error_code', 'error', `${operation.id} does not declare ${code}`));
  }
  return breaches;
}

const MONEY_MEMBERS = new Set([
  'amount',
  'balance',
  'balance_before',
  'balance_after',
  'cash',
  'bonus',
  'held',
  'held_in_play',
  'staked',
  'won',
]);

/** MONEY-01: where an object names its currency, its amounts carry exactly that many decimals. */
function moneyForms(value: unknown, at: string): readonly Breach[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => moneyForms(item, `${at}${index}.`));
  if (!isObject(value)) return [];
  const currency = value['currency'];
  const decimals = typeof currency === 'string' ? decimalsOf(currency) : undefined;
  return Object.entries(value).flatMap(([name, member]) => {
    if (typeof member === 'object') return moneyForms(member, `${at}${name}.`);
    if (decimals === undefined || !MONEY_MEMBERS.has(name)) return [];
    if (typeof member === 'string' && formOf(decimals).test(member)) return [];
    const told = JSON.stringify(member);
    return [breach('money', at + name, `${told} is not an amount of ${String(currency)}`)];
  });
}

const formOf = (decimals: number): RegExp =>
  decimals === 0 ? /^(0|[1-9]\d*)$/ : new RegExp(`^-?(0|[1-9]\\d*)\\.\\d{${decimals}}$`);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
