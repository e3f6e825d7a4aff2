import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { eventOf, frameOf } from './frames.js';

/** The reading half of `ws`, which its types do not show. */
const { Receiver } = createRequire(import.meta.url)('ws') as {
  Receiver: new () => NodeJS.WritableStream & NodeJS.EventEmitter;
};

test('a frame of any length is read by others as what was written', () => {
  for (const length of [0, 1, 125, 126, 127, 65_535, 65_536, 100_000]) {
    const text = 'ü'.repeat(length / 2).padEnd(length, 'x');
    const heard: string[] = [];
    const receiver = new Receiver();
    receiver.on('message', (bytes: Buffer) => heard.push(bytes.toString()));
    receiver.write(frameOf({ seq: 1, text }));
    assert.deepEqual(heard, [text], String(length));
  }
});

test('a message is framed once for all its readers', () => {
  const message = { seq: 17, text: '{}' };
  assert.equal(frameOf(message), frameOf(message));
  assert.equal(eventOf(message), eventOf(message));
  assert.equal(eventOf(message).toString(), 'id: 17\ndata: {}\n\n');
});
