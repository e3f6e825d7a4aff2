import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { openSender } from './send.js';
import type { Sender } from './send.js';

async function stage(t: TestContext, listener: RequestListener): Promise<Sender> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const sender = openSender({ baseUrl: `http://127.0.0.1:${port}/api/`, timeoutMs: 200 });
  t.after(async () => {
    await sender.close();
    server.closeAllConnections();
    server.close();
  });
  return sender;
}

const REQUEST = { method: 'POST', path: '/v1/thing', headers: { 'x-a': '1' }, body: '{"a":1}' };

test('an answer comes back whole, under the prefix of the base URL', async (t) => {
  const sender = await stage(t, (request, answer) => {
    answer.writeHead(418, { 'X-Told': ['a', 'b'] }).end(`${request.url ?? ''} tea`);
  });
  const delivery = await sender.send(REQUEST);
  assert.equal(delivery.kind, 'received');
  assert.equal(delivery.status, 418);
  assert.equal(delivery.text, '/api/v1/thing tea');
  assert.equal(delivery.headers['x-told'], 'a, b');
});

test('a line that is reset leaves the outcome unknown', async (t) => {
  const sender = await stage(t, (request) => request.socket.destroy());
  const delivery = await sender.send(REQUEST);
  assert.equal(delivery.kind === 'lost' && delivery.reason, 'reset');
});

test('a target that never answers is left after the time-out', async (t) => {
  const sender = await stage(t, () => undefined);
  const delivery = await sender.send(REQUEST);
  assert.equal(delivery.kind === 'lost' && delivery.reason, 'timeout');
});

test('nobody listening is unreachable, not unknown', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const sender = openSender({ baseUrl: `http://127.0.0.1:${port}` });
  t.after(() => sender.close());
  const delivery = await sender.send(REQUEST);
  assert.equal(delivery.kind === 'lost' && delivery.reason, 'unreachable');
});

test('a caller that hangs up has sent everything and hears nothing', async (t) => {
  const heard: string[] = [];
  const sender = await stage(t, (request, answer) => {
    request.on('data', (bytes: Buffer) => heard.push(bytes.toString()));
    request.on('end', () => answer.end('too late'));
  });
  const delivery = await sender.send(REQUEST, { hangUpAfterMs: 50 });
  assert.equal(delivery.kind === 'lost' && delivery.reason, 'hung_up');
  assert.deepEqual(heard, ['{"a":1}']);
});
