import type { KeptExchange } from '../harness/evidence.js';
import type { Failure } from '../harness/failures.js';
import type { CheckResult } from '../harness/results.js';

/** What the evidence of one failure points at, in the order in which it is worth looking. */
type Clue = (failure: Failure, exchange: KeptExchange | undefined) => string | undefined;

const CLUES: readonly Clue[] = [
  (failure, exchange) =>
    exchange?.lost === undefined && failure.kind !== 'target'
      ? undefined
      : 'No answer came: a time-out, a closed connection or a crash. Look whether the effect happened all the same.',
  (_failure, exchange) =>
    (exchange?.response?.status ?? 0) >= 500
      ? 'The target failed within: its log under the trace id below says where.'
      : undefined,
  (_failure, exchange) =>
    exchange?.response?.status === 401 || exchange?.response?.status === 403
      ? 'The token lacks the scope, or the client may not do this at all.'
      : undefined,
  (_failure, exchange) =>
    exchange?.response?.status === 404 || exchange?.response?.status === 405
      ? 'The operation is not there, or lives under another path.'
      : undefined,
  (_failure, exchange) =>
    exchange?.response?.status === 429
      ? 'The rate limit of the client is lower than this run: lower --concurrency or raise the limit.'
      : undefined,
  ({ kind }) =>
    kind === 'contract'
      ? 'The answer is not the one the contract describes: compare it with the schema of the operation.'
      : undefined,
  ({ message }, exchange) =>
    / was to be refused with /.test(message) && (exchange?.response?.status ?? 0) < 300
      ? 'What had to be refused was done: the rule is not enforced, or it is checked after the effect.'
      : undefined,
  ({ message }, exchange) =>
    / was to be refused with /.test(message) && (exchange?.response?.status ?? 0) >= 400
      ? 'It was refused for another reason: an earlier rule answers first, or codes are mapped wrongly.'
      : undefined,
];

/** What the evidence itself suggests; nothing where it suggests nothing. */
export function cluesOf({ failures }: CheckResult): readonly string[] {
  const told = failures.flatMap((failure) =>
    CLUES.flatMap((clue) => clue(failure, failure.exchange) ?? []),
  );
  return [...new Set(told)];
}

/** The ids by which the target's own logs can be searched for an exchange. */
export function traceIdsOf({ request, response }: KeptExchange): readonly string[] {
  const trace = /^00-([0-9a-f]{32})-/.exec(request.headers['traceparent'] ?? '')?.[1];
  const asked = request.headers['x-request-id'];
  const answered = response?.headers['x-request-id'];
  return [...new Set([trace, asked, answered].filter((id) => id !== undefined))];
}
