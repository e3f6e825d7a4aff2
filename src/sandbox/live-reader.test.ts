import assert from 'node:assert/strict';
import { test } from 'node:test';
import { soundLive } from '../domains/live/index.js';
import { createReader } from './live-reader.js';

/** A reader whose line takes so many messages before it is full. */
function stage(room: number) {
  const sent: string[] = [];
  const endings: number[] = [];
  const line = { room };
  const tally = { told: 0, conflated: 0, overflows: 0 };
  const reader = createReader({
    wish: {
      client: { clientId: 'demo', scopes: new Set() },
      traceId: '0',
      channels: [],
      follow: true,
    },
    sink: {
      send({ text }) {
        sent.push(text);
        line.room -= 1;
        return line.room > 0;
      },
      end: (code) => void endings.push(code),
    },
    rules: soundLive,
    tally,
    ended: () => undefined,
  });
  const tell = (text: string, state: string | null = null): void =>
    reader.tell({ seq: 1, text, state });
  return { reader, line, sent, endings, tally, tell };
}

test('while the line takes all, all is sent; once it is full, states give way to newer ones', () => {
  const { reader, line, sent, tally, tell } = stage(2);
  for (const text of ['a1', 'a2', 'a3', 'a4']) tell(text, 'a');
  tell('event');
  tell('a5', 'a');
  assert.deepEqual(sent, ['a1', 'a2']);
  line.room = 10;
  reader.drained();
  assert.deepEqual(sent, ['a1', 'a2', 'event', 'a5']);
  assert.deepEqual(tally, { told: 6, conflated: 2, overflows: 0 });
  tell('a6', 'a');
  assert.equal(sent.at(-1), 'a6');
});

test('a line that drains a little is filled a little, and what waits keeps its order', () => {
  const { reader, line, sent, tell } = stage(1);
  for (const text of ['1', '2', '3', '4', '5']) tell(text);
  line.room = 2;
  reader.drained();
  assert.deepEqual(sent, ['1', '2', '3']);
  tell('6');
  line.room = 10;
  reader.drained();
  assert.deepEqual(sent, ['1', '2', '3', '4', '5', '6']);
});

test('a reader behind too many events is cut off once, and told nothing more', () => {
  const { reader, line, sent, endings, tally, tell } = stage(1);
  for (let each = 0; each < 1_000; each += 1) tell(String(each));
  assert.deepEqual([endings, tally.overflows, sent], [[1013], 1, ['0']]);
  line.room = 10;
  reader.drained();
  tell('late');
  assert.deepEqual([sent, reader.isOver()], [['0'], true]);
});
