import type { Platform } from './platform.js';

/** Who asked, as the answer, the logs and the audit will name it (OBS-01). */
export interface Trace {
  readonly traceId: string;
  readonly traceparent: string;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const REQUEST_ID = /^[A-Za-z0-9._:~-]{1,128}$/;
const NO_TRACE = '0'.repeat(32);
const NO_SPAN = '0'.repeat(16);
const SAMPLED = 1;

/**
 * W3C Trace Context §3.2: the caller's trace-id and sampled flag with a span of ours. A header that
 * breaks the grammar, all-zero ids and version ff start a new trace; a later version may be longer.
 */
export function traceOf(platform: Platform, header: string | undefined): Trace {
  const parsed = header === undefined ? undefined : parseTraceparent(header);
  const traceId = parsed?.traceId ?? platform.nextId('trace');
  const flags = parsed === undefined || parsed.sampled ? '01' : '00';
  return { traceId, traceparent: `00-${traceId}-${platform.nextId('span')}-${flags}` };
}

function parseTraceparent(header: string): { traceId: string; sampled: boolean } | undefined {
  const matched = TRACEPARENT.exec(header);
  if (!matched) return undefined;
  const [, version, traceId = NO_TRACE, span, flags = '00', rest] = matched;
  if (version === 'ff' || traceId === NO_TRACE || span === NO_SPAN) return undefined;
  if (version === '00' && rest !== undefined) return undefined;
  return { traceId, sampled: (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED };
}

/** The caller's `X-Request-ID` when it is an id, else a new one. */
export function requestIdOf(platform: Platform, header: string | string[] | undefined): string {
  return typeof header === 'string' && REQUEST_ID.test(header)
    ? header
    : platform.nextId('request');
}
