import type { ErrorCode } from '../kernel/errors.js';
import type { OperationSpec } from '../contract/operations.js';

/** Name and value in turn, as `writeHead` takes them without another look. */
export type RawHeaders = string[];

export interface HeaderFacts {
  readonly requestId: string;
  readonly traceparent: string;
  /** Empty, like a length of -1, for an answer without a body. */
  readonly contentType: string;
  readonly length: number;
  readonly close: boolean;
  /** Win over ours of the same name. */
  readonly extra: Readonly<Record<string, string>> | undefined;
}

export const JSON_TYPE = 'application/json; charset=utf-8';

/** The headers every answer carries, refusals included. */
export function headersOf(facts: HeaderFacts): RawHeaders {
  const { extra } = facts;
  const headers = ['X-Request-ID', facts.requestId, 'traceparent', facts.traceparent];
  if (facts.contentType !== '') headers.push('Content-Type', facts.contentType);
  if (facts.length >= 0) headers.push('Content-Length', String(facts.length));
  headers.push('Cache-Control', 'no-store', 'X-Content-Type-Options', 'nosniff');
  if (facts.close) headers.push('Connection', 'close');
  return extra === undefined ? headers : overridden(headers, extra);
}

function overridden(headers: RawHeaders, extra: Readonly<Record<string, string>>): RawHeaders {
  const named = new Set(Object.keys(extra).map((name) => name.toLowerCase()));
  const kept: RawHeaders = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at] as string;
    if (!named.has(name.toLowerCase())) kept.push(name, headers[at + 1] as string);
  }
  return kept.concat(...Object.entries(extra));
}

/** For those who look on: the headers as they were sent. */
export function namedHeaders(headers: RawHeaders): Record<string, string> {
  const named: Record<string, string> = {};
  for (let at = 0; at + 1 < headers.length; at += 2) {
    named[headers[at] as string] = headers[at + 1] as string;
  }
  return named;
}

const REALM = 'Bearer realm="tablestakes"';

/** RFC 6750 §3: what a refused caller must present; 503 says when to come back (RFC 9110 §10.2.3). */
export function challengeOf(
  outcome: ErrorCode,
  operation: OperationSpec | undefined,
): Readonly<Record<string, string>> | undefined {
  switch (outcome) {
    case 'TOKEN_MISSING':
      return { 'WWW-Authenticate': REALM };
    case 'TOKEN_INVALID':
      return { 'WWW-Authenticate': `${REALM}, error="invalid_token"` };
    case 'TOKEN_EXPIRED':
      return {
        'WWW-Authenticate': `${REALM}, error="invalid_token", error_description="expired"`,
      };
    case 'SCOPE_MISSING':
      return {
        'WWW-Authenticate': `${REALM}, error="insufficient_scope", scope="${operation?.scope ?? ''}"`,
      };
    case 'PARTNER_UNAVAILABLE':
      return { 'Retry-After': '1' };
    default:
      return undefined;
  }
}
