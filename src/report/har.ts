import type { KeptExchange } from '../harness/evidence.js';
import type { CheckResult } from '../harness/results.js';
import { exchangesOf } from './findings.js';
import type { Guide, ReportedRun } from './reported-run.js';

/**
 * HAR 1.2 of the exchanges that reports keep: those of checks that did not pass, a page per check.
 * `time` is what each took in ms; one whose instant a report of an earlier version did not keep
 * begins with the run.
 */
export function harText(run: ReportedRun, guide: Guide): string {
  const told = run.checks.filter((check) => exchangesOf(check).length > 0);
  const log = {
    version: '1.2',
    creator: { name: 'tablestakes', version: guide.version },
    pages: told.map(({ id, title, ms }) => ({
      startedDateTime: run.startedAt,
      id,
      title: `${id} ${title}`,
      pageTimings: { onLoad: ms },
    })),
    entries: told.flatMap((check) =>
      exchangesOf(check).map((exchange) => entryOf(exchange, check, run.startedAt)),
    ),
  };
  return `${JSON.stringify({ log }, null, 2)}\n`;
}

function entryOf(exchange: KeptExchange, { id }: CheckResult, startedAt: string): object {
  const { lost, ms, operation, at = startedAt } = exchange;
  return {
    pageref: id,
    startedDateTime: at,
    time: ms,
    request: requestOf(exchange),
    response: responseOf(exchange),
    cache: {},
    timings: { send: 0, wait: ms, receive: 0 },
    comment: lost === undefined ? operation : `${operation}: no answer, ${lost}`,
  };
}

function requestOf({ request }: KeptExchange): object {
  const { method, url, headers, body } = request;
  const query = URL.canParse(url) ? [...new URL(url).searchParams] : [];
  return {
    method,
    url,
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: pairsOf(Object.entries(headers)),
    queryString: pairsOf(query),
    ...(body !== undefined && { postData: { mimeType: typeOf(headers), text: body } }),
    headersSize: -1,
    bodySize: body === undefined ? 0 : Buffer.byteLength(body),
  };
}

/** A status of 0 says that no answer came, as browsers write it. */
function responseOf({ response, lost }: KeptExchange): object {
  const { status = 0, headers = {}, body = '' } = response ?? {};
  return {
    status,
    statusText: '',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: pairsOf(Object.entries(headers)),
    content: { size: Buffer.byteLength(body), mimeType: typeOf(headers), text: body },
    redirectURL: headers['location'] ?? '',
    headersSize: -1,
    bodySize: -1,
    ...(lost !== undefined && { _error: lost }),
  };
}

const typeOf = (headers: Readonly<Record<string, string>>): string =>
  headers['content-type'] ?? 'application/octet-stream';

const pairsOf = (pairs: readonly (readonly [string, string])[]): readonly object[] =>
  pairs.map(([name, value]) => ({ name, value }));
