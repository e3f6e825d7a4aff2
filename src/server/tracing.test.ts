import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContract } from '../contract/operations.js';
import { virtualClock } from '../kernel/time.js';
import type { Platform } from './platform.js';
import { requestIdOf, traceOf } from './tracing.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

const stage = (): Platform => ({
  contract: loadContract(),
  clock: virtualClock(),
  nextId: (kind) => `new-${kind}`,
  handle: () => Promise.reject(new Error('not asked')),
  errorText: () => '',
  ready: () => true,
});

test('a well-formed traceparent keeps its trace-id and sampled flag, with a span of ours', () => {
  const platform = stage();
  const answers = [
    `00-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-02`,
    `cc-${TRACE}-${SPAN}-03-more`,
  ];
  assert.deepEqual(
    answers.map((header) => traceOf(platform, header).traceparent),
    [`00-${TRACE}-new-span-01`, `00-${TRACE}-new-span-00`, `00-${TRACE}-new-span-01`],
  );
});

test('a traceparent that breaks W3C Trace Context starts a new trace', () => {
  const zeros = '0'.repeat(32);
  const broken = [
    '',
    'nonsense',
    `ff-${TRACE}-${SPAN}-01`,
    `00-${zeros}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    `00-${TRACE}-${SPAN}`,
    `00-${TRACE}-${SPAN}-1`,
    `cc-${TRACE}-${SPAN}-01more`,
    ` 00-${TRACE}-${SPAN}-01`,
  ];
  for (const header of [undefined, ...broken]) {
    assert.equal(traceOf(stage(), header).traceId, 'new-trace', header);
  }
});

test('a request id is kept when it is an id of at most 128 characters', () => {
  const kept = ['a', 'req_1.2:3~4-5', 'x'.repeat(128)];
  for (const id of kept) assert.equal(requestIdOf(stage(), id), id);
  const refused = [undefined, '', 'x'.repeat(129), 'a b', 'a,b', 'é', '<script>', ['a', 'b']];
  for (const id of refused) assert.equal(requestIdOf(stage(), id), 'new-request');
});
