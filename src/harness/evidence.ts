import type { Delivery, WireRequest } from '../client/index.js';
import { withoutPans } from '../kernel/pan.js';
import { formatTime } from '../kernel/time.js';
import { curlOf } from './evidence-curl.js';

/** One exchange as reports keep it: redacted, cut to a readable length. */
export interface KeptExchange {
  readonly operation: string;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  };
  /** Absent when no answer came; `lost` says why. */
  readonly response?: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  readonly lost?: string;
  readonly ms: number;
  /** When it was sent, by the clock of this machine: where to look in the target's log. */
  readonly at?: string;
  /** Repeats the request by hand; takes $TOKEN, $BASIC and $SIGNATURE from the environment. */
  readonly curl: string;
}

/**
 * What else must not be seen in this run: texts wherever they stand; headers and query parameters
 * by name, which carry the signature.
 */
export interface Redaction {
  readonly secrets: readonly string[];
  readonly headers: readonly string[];
  readonly query: readonly string[];
}

const NOTHING_ELSE: Redaction = { secrets: [], headers: [], query: [] };

const LONGEST_BODY = 4_000;
const HIDDEN = '[redacted]';
const SIGNATURE = '$SIGNATURE';
const SECRET_HEADERS = new Set(['authorization', 'cookie', 'set-cookie', 'proxy-authorization']);
const SECRET_MEMBERS =
  /^(client_secret|access_token|refresh_token|launch_token|launch_url|client_assertion|password|secret|token|name|date_of_birth|email|d)$/;

/** Keeps one exchange without what nobody may see: secrets, tokens, personal data (SEC-07). */
export function keepExchange(
  baseUrl: string,
  operation: string,
  request: WireRequest,
  delivery: Delivery,
  redaction: Redaction = NOTHING_ELSE,
): KeptExchange {
  const hidden = hiderOf(redaction);
  const url = shownUrl(baseUrl + request.path, redaction);
  const headers = redactHeaders(request.headers, redaction.headers, hidden);
  const body = request.body === undefined ? undefined : hidden(redactText(textOf(request.body)));
  const kept = {
    operation,
    request: { method: request.method, url, headers, ...(body !== undefined && { body }) },
    ms: Math.round(delivery.ms * 10) / 10,
    ...(delivery.sentAt !== undefined && { at: formatTime(delivery.sentAt) }),
    curl: curlOf({ method: request.method, url, headers, body, signed: redaction }),
  };
  if (delivery.kind === 'lost') return { ...kept, lost: `${delivery.reason}: ${delivery.message}` };
  const response = {
    status: delivery.status,
    headers: redactHeaders(delivery.headers, redaction.headers, hidden),
    body: hidden(redactText(delivery.text)),
  };
  return { ...kept, response };
}

const textOf = (body: string | Uint8Array): string =>
  typeof body === 'string' ? body : Buffer.from(body).toString('utf8');

/** A URL, or the path of one, without secrets and without the signature in its query. */
export function shownUrl(url: string, redaction: Redaction): string {
  const cut = url.indexOf('?') + 1;
  if (cut === 0) return hiderOf(redaction)(url);
  const parameters = url.slice(cut).split('&');
  const shown = parameters.map((parameter) => {
    const [name = ''] = parameter.split('=', 1);
    return redaction.query.includes(name) ? `${name}=${SIGNATURE}` : parameter;
  });
  return hiderOf(redaction)(url.slice(0, cut) + shown.join('&'));
}

/** Takes out each secret as it is, as base64 and as it stands in a URL. */
function hiderOf({ secrets }: Redaction): (text: string) => string {
  const forms = secrets
    .filter((secret) => secret.length >= 4)
    .flatMap((secret) => [
      secret,
      Buffer.from(secret).toString('base64'),
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
    ]);
  return (text) => forms.reduce((shown, form) => shown.replaceAll(form, HIDDEN), text);
}

function redactHeaders(
  headers: Readonly<Record<string, string>>,
  alsoHidden: readonly string[],
  hidden: (text: string) => string,
): Record<string, string> {
  const shown = Object.entries(headers).map(([name, value]) => {
    if (alsoHidden.includes(name)) return [name, SIGNATURE];
    if (!SECRET_HEADERS.has(name)) return [name, hidden(value)];
    const scheme = /^(Bearer|Basic) /i.exec(value)?.[1];
    return [name, scheme ? `${scheme} ${scheme === 'Basic' ? '$BASIC' : '$TOKEN'}` : HIDDEN];
  });
  return Object.fromEntries(shown) as Record<string, string>;
}

/** JSON, NDJSON and forms lose the values of secret members; any other text is only cut. */
export function redactText(text: string): string {
  const shown = text.replace(
    /"((?:[^"\\]|\\.)*)"(\s*:\s*)("(?:[^"\\]|\\.)*")/g,
    (whole, name: string, colon: string) =>
      SECRET_MEMBERS.test(name) ? `"${name}"${colon}"${HIDDEN}"` : whole,
  );
  const named = shown.replace(
    /(^|&)([a-z_]+)=([^&\s{}"]*)/g,
    (whole, start: string, name: string) =>
      SECRET_MEMBERS.test(name) ? `${start}${name}=${HIDDEN}` : whole,
  );
  const safe = withoutPans(named);
  return safe.length > LONGEST_BODY ? `${safe.slice(0, LONGEST_BODY)}… (cut)` : safe;
}
