import type { KeptExchange } from '../harness/evidence.js';
import type { Failure } from '../harness/failures.js';
import type { CheckResult } from '../harness/results.js';
import { counted, exchangesOf, identityOf, outcomeOf, requestLineOf } from './findings.js';
import { traceIdsOf } from './likely-causes.js';
import { figure, markup } from './markup.js';
import type { Markup } from './markup.js';

const MOST_EXCHANGES = 12;

/** The exchange of a failure as its place among those of the check, from 1; undefined without one. */
export function exchangeNumber(check: CheckResult, { exchange }: Failure): number | undefined {
  if (!exchange) return undefined;
  const identity = identityOf(exchange);
  return exchangesOf(check).findIndex((other) => identityOf(other) === identity) + 1;
}

/** What was said, in order: a line each, opened to the whole request and answer. */
export function exchangeList(check: CheckResult): Markup {
  const exchanges = exchangesOf(check);
  if (exchanges.length === 0) return markup``;
  const failing = new Set(check.failures.map((failure) => exchangeNumber(check, failure)));
  const slowest = Math.max(...exchanges.map(({ ms }) => ms), 1);
  const items = exchanges.flatMap((exchange, at) => {
    const number = at + 1;
    const isFailing = failing.has(number);
    // The last ones lead up to the failure; those it points at are told wherever they stand.
    if (!isFailing && at < exchanges.length - MOST_EXCHANGES) return [];
    return itemOf(exchange, { id: `${check.id}-x${number}`, number, isFailing, slowest });
  });
  const left = exchanges.length - items.length;
  const earlier = left > 0 ? ` (${counted(left, 'earlier one')} in the JSON report)` : '';
  return markup`<h4>What was said, in order${earlier}</h4><ol class="timeline">${items}</ol>`;
}

interface Place {
  readonly id: string;
  readonly number: number;
  readonly isFailing: boolean;
  readonly slowest: number;
}

function itemOf(exchange: KeptExchange, { id, number, isFailing, slowest }: Place): Markup {
  const { request, response, lost, ms, operation, curl, at } = exchange;
  const mark = isFailing ? markup` <strong class="bad">← here</strong>` : markup``;
  const share = Math.max(1, Math.round((ms / slowest) * 100));
  const traces = traceIdsOf(exchange).map((trace) => markup`<code>${trace}</code> `);
  return markup`<li value="${number}"><details id="${id}"><summary><span class="line">${requestLineOf(exchange)}</span>
<span class="answered">${outcomeOf(exchange)}</span> <span class="took">${figure(ms)} ms</span>${mark}
<span class="bar" aria-hidden="true"><span style="width:${share}%"></span></span></summary>
<p class="tags">${operation}${at === undefined ? '' : ` · sent ${at}`}${traces.length > 0 ? markup` · search your log for ${traces}` : markup``}</p>
<h5>Request</h5><pre>${`${requestLineOf(exchange)}\n${headText(request.headers)}${bodyText(request.body)}`}</pre>
<h5>Answer</h5><pre>${response ? `${response.status}\n${headText(response.headers)}${bodyText(response.body)}` : `none: ${lost ?? 'unknown'}`}</pre>
<h5>By hand, with a token in $TOKEN</h5><pre class="curl">${curl}</pre>
</details></li>`;
}

const headText = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');

const bodyText = (body: string | undefined): string =>
  body === undefined || body === '' ? '' : `\n${readable(body)}`;

/** JSON broken into lines; anything else, and what was cut, as it came. */
function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
