import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { bytesOf, openConnections } from './connections.js';
import type { Connections } from './connections.js';
import { answering, smallTarget } from './stage.js';
import type { Settled } from './steps.js';

const GET = { method: 'GET', path: '/', headers: {}, body: undefined };

const sent = (connections: Connections): Promise<Settled> =>
  new Promise((resolve) => connections.send(GET, resolve));

const to = (baseUrl: string, count = 2, timeoutMs = 2_000): Connections =>
  openConnections({ baseUrl, connections: count, timeoutMs });

test('requests beyond the connections wait their turn, and connections are kept', async () => {
  const sockets = new Set<unknown>();
  const target = await smallTarget((request, response) => {
    sockets.add(request.socket);
    answering(request, response);
  });
  const connections = to(target.url);
  const all = await Promise.all(Array.from({ length: 50 }, () => sent(connections)));
  connections.close();
  target.close();
  assert.ok(all.every((settled) => settled.kind === 'answered' && settled.status === 200));
  assert.equal(sockets.size, 2);
});

test('a silent target: what was sent times out, what waited was never sent', async () => {
  const target = await smallTarget((request) => request.resume());
  const connections = to(target.url, 1, 100);
  const [first, second] = await Promise.all([sent(connections), sent(connections)]);
  connections.close();
  target.close();
  assert.equal(first.kind, 'timeout');
  assert.notEqual(second.kind, 'answered');
});

test('a connection reset without an answer ends broken: nobody knows what happened', async () => {
  const target = await smallTarget((request) => request.socket.destroy());
  const connections = to(target.url);
  const settled = await sent(connections);
  connections.close();
  target.close();
  assert.equal(settled.kind, 'broken');
});

test('a target that is not there was certainly sent nothing', async () => {
  const target = await smallTarget(answering);
  target.close();
  const connections = to(target.url);
  const settled = await sent(connections);
  connections.close();
  assert.equal(settled.kind, 'unsent');
});

test('a target that closes after every answer is served over new connections', async () => {
  const target = await smallTarget((request, response) => {
    response.setHeader('connection', 'close');
    answering(request, response);
  });
  const connections = to(target.url, 1);
  const all = await Promise.all(Array.from({ length: 5 }, () => sent(connections)));
  connections.close();
  target.close();
  assert.deepEqual(new Set(all.map(({ kind }) => kind)), new Set(['answered']));
});

test('an answer that is not HTTP breaks the connection, not the run', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end('220 mail ready\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const connections = to(`http://127.0.0.1:${port}`);
  const settled = await sent(connections);
  connections.close();
  server.close();
  assert.equal(settled.kind, 'broken');
});

test('closing ends what is under way', async () => {
  const target = await smallTarget((request) => request.resume());
  const connections = to(target.url, 1);
  const under = [sent(connections), sent(connections)];
  connections.close();
  const [first, second] = await Promise.all(under);
  target.close();
  assert.deepEqual([first?.kind, second?.kind], ['broken', 'unsent']);
});

test('the bytes carry the prefix, the host and the length in bytes', () => {
  const url = new URL('http://wallet.test:8080/api/');
  const request = { method: 'POST', path: '/v1/x', headers: { a: 'b' } };
  const plain = bytesOf({ ...request, body: '{"n":1}' }, url);
  assert.equal(
    plain,
    'POST /api/v1/x HTTP/1.1\r\nhost: wallet.test:8080\r\na: b\r\ncontent-length: 7\r\n\r\n{"n":1}',
  );
  const umlaut = bytesOf({ ...request, body: '{"n":"ä"}' }, url);
  assert.ok(Buffer.isBuffer(umlaut) && umlaut.toString().endsWith('length: 10\r\n\r\n{"n":"ä"}'));
  assert.match(String(bytesOf({ ...request, body: undefined }, url)), /content-length: 0\r\n\r\n$/);
});
