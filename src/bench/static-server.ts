import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Serving } from './server-child.js';

const ANSWER =
  'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{"ok":true}';
const HEAD_END = '\r\n\r\n';

/**
 * The least that can answer HTTP: the same bytes for every head that ends, nothing read. Only
 * requests without a body may be sent to it.
 */
export function startStatic(): Promise<Serving> {
  const server = createServer((socket) => {
    let tail = '';
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      const text = tail + chunk.toString('latin1');
      let heads = 0;
      let at = text.indexOf(HEAD_END);
      let from = 0;
      for (; at >= 0; at = text.indexOf(HEAD_END, from)) {
        heads += 1;
        from = at + HEAD_END.length;
      }
      tail = text.slice(from);
      if (heads > 0) socket.write(ANSWER.repeat(heads));
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      const close = (): Promise<void> => new Promise((closed) => server.close(() => closed()));
      resolve({ url: `http://127.0.0.1:${port}`, token: '', players: [], close });
    });
  });
}
