import type { Answer } from '../../../src/harness/answer.js';
import type { Expect } from '../../../src/harness/expect.js';

/** ERR-01: this code, as `{error, message, trace_id, details}` in JSON, about this very exchange. */
export function expectErrorBody(
  expect: Expect,
  answer: Answer<unknown>,
  code: string,
  details: Readonly<Record<string, unknown>> = {},
): void {
  expect(answer).refused(code, details);
  expect(answer).header('content-type', /^application\/json\b/);
  const body = answer.body as Readonly<Record<string, unknown>>;
  const members = Object.keys(body).sort();
  expect
    .that(members, 'the members of an error')
    .equals(['details', 'error', 'message', 'trace_id']);
  expect.that(body['message'], 'the message').matches(/\S+ \S+/);
  expect.that(body['trace_id'], 'the trace_id').equals(traceIdOf(answer));
  expect.that(Array.isArray(body['details']), 'whether details is a list').isFalse();
}

/** The trace that an answer says it belongs to. */
export const traceIdOf = (answer: Answer<unknown>): string | undefined =>
  /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(answer.headers['traceparent'] ?? '')?.[1];
