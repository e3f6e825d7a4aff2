/** A client's own certificate and whom it trusts, PEM. */
export interface TlsMaterial {
  readonly cert?: string;
  readonly key?: string;
  readonly ca?: string;
}

/** Why no answer came. After all but `unreachable` the request may have had its effect. */
export type LossReason = 'hung_up' | 'timeout' | 'reset' | 'unreachable';

export interface Received {
  readonly kind: 'received';
  readonly status: number;
  /** Lower-case names; repeated headers joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly ms: number;
  /** When the request went out, in Unix milliseconds of this machine's clock. */
  readonly sentAt?: number;
}

export interface Lost {
  readonly kind: 'lost';
  readonly reason: LossReason;
  readonly message: string;
  readonly ms: number;
  readonly sentAt?: number;
}

/** What became of a request: an answer, or none. */
export type Delivery = Received | Lost;

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const UNTRUSTED = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;
const TIMED_OUT = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT']);
const OURS = /^(UND_ERR_(INVALID_ARG|NOT_SUPPORTED|DESTROYED|CLOSED)|ERR_INVALID_|ERR_HTTP_)/;

/** What a network failure means for the outcome; a request we should not have made is rethrown. */
export function lossOf(thrown: unknown, ms: number): Lost {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  if (!(thrown instanceof Error) || code === '' || OURS.test(code)) throw thrown;
  const message = thrown.message || code;
  if (UNREACHABLE.has(code) || UNTRUSTED.test(code)) {
    return { kind: 'lost', reason: 'unreachable', message, ms };
  }
  return { kind: 'lost', reason: TIMED_OUT.has(code) ? 'timeout' : 'reset', message, ms };
}
