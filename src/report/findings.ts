import type { KeptExchange } from '../harness/evidence.js';
import type { CheckResult, Status } from '../harness/results.js';
import type { Impact } from '../harness/scenario.js';

const WORST: readonly Status[] = ['fail', 'error', 'untestable', 'waived', 'warn', 'skip', 'pass'];
const GRAVEST: readonly Impact[] = ['critical', 'major', 'minor'];

/** Everything that did not pass, the worst first; among equals, in the order of the run. */
export function findingsOf(checks: readonly CheckResult[]): readonly CheckResult[] {
  return checks
    .filter(({ status }) => status !== 'pass')
    .sort(
      (one, other) =>
        WORST.indexOf(one.status) - WORST.indexOf(other.status) ||
        GRAVEST.indexOf(one.impact) - GRAVEST.indexOf(other.impact),
    );
}

/** What the target did wrong, accepted or not, without what could not be asked or was left out. */
export const broken = ({ status }: CheckResult): boolean =>
  status === 'fail' || status === 'waived' || status === 'warn';

/** Who accepts a failure, until when and why; undefined where nobody does. */
export function acceptanceOf({ waiver }: CheckResult): string | undefined {
  if (!waiver) return undefined;
  const { expires, owner, reason, ticket } = waiver;
  return `accepted by ${owner} until ${expires}${ticket === undefined ? '' : ` (${ticket})`}: ${reason}`;
}

/** In one line: what a check that did not pass has to say. */
export const messageOf = ({ failures, reason, status }: CheckResult): string =>
  failures[0]?.message ?? reason ?? status;

export const domainsOf = (checks: readonly CheckResult[]): readonly string[] => [
  ...new Set(checks.map(({ domain }) => domain)),
];

/** The exchanges that show a check, oldest first, those its failures point at included. */
export function exchangesOf({ evidence, failures }: CheckResult): readonly KeptExchange[] {
  const kept = new Set(evidence.map(identityOf));
  const pointedAt = failures.flatMap(({ exchange }) => exchange ?? []);
  const others = pointedAt.filter((exchange) => {
    const identity = identityOf(exchange);
    if (kept.has(identity)) return false;
    kept.add(identity);
    return true;
  });
  return [...evidence, ...others];
}

/** Two copies of one exchange have the same; requests carry an id of their own. */
export const identityOf = (exchange: KeptExchange): string => JSON.stringify(exchange);

/** `POST /v1/games/rounds/debit` */
export function requestLineOf({ request }: KeptExchange): string {
  const path = URL.canParse(request.url)
    ? request.url.slice(new URL(request.url).origin.length)
    : request.url;
  return `${request.method} ${path}`;
}

/** `200`, or why no answer came. */
export const outcomeOf = ({ response, lost }: KeptExchange): string =>
  response ? String(response.status) : `no answer: ${lost ?? 'unknown'}`;

/** A value as a reader sees it: texts as they are, everything else as JSON. */
export const told = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? 'absent');

/** `3 checks`, `1 check` */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${new Intl.NumberFormat('en-GB').format(count)} ${count === 1 ? one : many}`;
