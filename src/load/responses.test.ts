import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UnreadableResponse, readResponse } from './responses.js';

const wire = (...lines: readonly string[]): Buffer => Buffer.from(lines.join('\r\n'));

const LENGTH = wire('HTTP/1.1 200 OK', 'Content-Length: 7', '', '{"a":1}');
test('an answer is read by its content length, with what follows left alone', () => {
  const response = readResponse(Buffer.concat([LENGTH, Buffer.from('HTTP')]));
  assert.deepEqual(response, {
    status: 200,
    text: '{"a":1}',
    consumed: LENGTH.length,
    keepAlive: true,
  });
});

test('an answer cut anywhere is incomplete, never wrong', () => {
  for (let end = 0; end < LENGTH.length; end += 1) {
    assert.equal(readResponse(LENGTH.subarray(0, end)), undefined, `cut at ${end}`);
  }
});

test('chunks are joined before they are decoded, and a cut anywhere is incomplete', () => {
  const body = Buffer.from('{"ä":1}');
  const split = 3; // inside the two bytes of ä
  const chunk = (part: Buffer): Buffer =>
    Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]);
  const whole = Buffer.concat([
    wire('HTTP/1.1 200 OK', 'transfer-encoding: chunked', '', ''),
    chunk(body.subarray(0, split)),
    chunk(body.subarray(split)),
    wire('0', 'x-trailer: 1', '', ''),
  ]);
  assert.equal(readResponse(whole)?.text, '{"ä":1}');
  assert.equal(readResponse(whole)?.consumed, whole.length);
  for (let end = 0; end < whole.length; end += 1) {
    assert.equal(readResponse(whole.subarray(0, end)), undefined, `cut at ${end}`);
  }
});

test('interim answers are skipped, bodiless statuses have none', () => {
  const interim = Buffer.concat([wire('HTTP/1.1 103 Early Hints', '', ''), LENGTH]);
  assert.equal(readResponse(interim)?.status, 200);
  assert.equal(readResponse(interim)?.consumed, interim.length);
  const bare = readResponse(wire('HTTP/1.1 204 No Content', '', ''));
  assert.deepEqual([bare?.status, bare?.text], [204, '']);
});

test('without a length the body lasts until the connection ends', () => {
  const open = wire('HTTP/1.1 200 OK', '', 'all of it');
  assert.equal(readResponse(open), undefined);
  assert.deepEqual(readResponse(open, true), {
    status: 200,
    text: 'all of it',
    consumed: open.length,
    keepAlive: false,
  });
});

test('a connection that is to be closed is not kept', () => {
  const closing = wire('HTTP/1.1 200 OK', 'Connection: close', 'Content-Length: 0', '', '');
  assert.equal(readResponse(closing)?.keepAlive, false);
});

test('what is not HTTP/1.1 is refused', () => {
  assert.throws(() => readResponse(wire('HTTP/2 200', '', '')), UnreadableResponse);
  assert.throws(() => readResponse(wire('SSH-2.0-OpenSSH', '', '')), UnreadableResponse);
  const badChunk = wire('HTTP/1.1 200 OK', 'transfer-encoding: chunked', '', 'zz', '');
  assert.throws(() => readResponse(badChunk), UnreadableResponse);
  assert.throws(() => readResponse(Buffer.alloc(70_000, 'a')), UnreadableResponse);
});
