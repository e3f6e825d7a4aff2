import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { createMemory } from './memory.js';
import type { PartnerState, Webhook } from './state.js';
import { newState } from './state.js';

interface Book {
  readonly payments: Record<string, { readonly amount: string }>;
  drawn: number;
}

function stage(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'tablestakes-memory-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'sandbox.db.psp');
  const state: PartnerState<Book> = newState('secret', { payments: {}, drawn: 0 });
  const memory = createMemory(file, () => state);
  memory.renew();
  const pay = (id: string) => {
    state.book.payments[id] = { amount: '1.00' };
    memory.note(['book', 'payments', id], state.book.payments[id]);
  };
  const wait = (seq: number): Webhook => {
    const about = { event_id: `evt_${seq}`, subject: 'p', body: {}, due_at: 5, attempts: 0 };
    const rest = { repeats: true, traceparent: null, request_id: null, secret: null };
    const row = { seq, ...about, ...rest, timestamp: null };
    state.waiting.push(row);
    memory.note(['waiting', String(seq)], row);
    return row;
  };
  const recalled = () => createMemory(file, () => state).recall() as PartnerState<Book>;
  return { folder, file, state, memory, pay, wait, recalled };
}

test('what was kept is recalled, what was only noted is not', (t) => {
  const { state, memory, pay, wait, recalled } = stage(t);
  pay('p1');
  const [first, second] = [wait(1), wait(2)];
  Object.assign(state, { secret: 'rotated', mode: 'slow', seq: 2 });
  memory.keep();
  second.attempts = 3;
  memory.note(['waiting', '2'], second);
  state.waiting.splice(state.waiting.indexOf(first), 1);
  memory.note(['waiting', '1'], undefined);
  memory.note(['told', 'p'], 2);
  state.told['p'] = 2;
  memory.note(['book', 'drawn'], (state.book.drawn = 7));
  memory.keep();
  const kept = structuredClone(state);
  pay('p2');

  assert.deepEqual(recalled(), kept);
});

test('a switch thrown by hand is kept by itself, and nothing is written for nothing', (t) => {
  const { file, state, memory, recalled } = stage(t);
  const before = readFileSync(file, 'utf8');
  memory.keep();
  memory.keep();
  state.mode = 'down';
  memory.keep();
  memory.keep();
  assert.equal(readFileSync(file, 'utf8').split('\n').length, before.split('\n').length + 1);
  assert.equal(recalled().mode, 'down');
});

test('a line that was being written when the process died counts for nothing', (t) => {
  const { file, memory, pay, recalled } = stage(t);
  pay('p1');
  memory.keep();
  appendFileSync(file, '[{"secret":"secret","mode":"ok","latency_ms":3000,"seq":0},[[["book","pay');
  assert.deepEqual(Object.keys(recalled().book.payments), ['p1']);
});

test('whoever begins anew knows nothing, and half a file has another name', (t) => {
  const { folder, file, state, memory, pay, recalled } = stage(t);
  pay('p1');
  memory.keep();
  writeFileSync(`${file}.tmp`, '{"secret":"half');
  assert.deepEqual(Object.keys(recalled().book.payments), ['p1']);
  delete state.book.payments['p1'];
  memory.renew();
  assert.deepEqual(recalled(), state);
  assert.deepEqual(readdirSync(folder), ['sandbox.db.psp']);
  const nowhere = createMemory(join(folder, 'other'), () => state);
  assert.equal(nowhere.recall(), undefined);
});
