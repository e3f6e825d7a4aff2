import { WebSocket } from 'ws';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { LiveEars, LiveLine, LiveWish } from './live.js';

const PROTOCOL = 'tablestakes.live.v1';
const DEFAULT_TIMEOUT_MS = 10_000;
const BROKEN = 1006;

/** Opens `/v1/live` and subscribes, if there is anything to subscribe to. */
export function openSocket(wish: LiveWish, ears: LiveEars): Promise<LiveLine> {
  const { token, tokenIn = 'header', channels = [], from_seq } = wish;
  const url = new URL(`${wish.baseUrl.replace(/^http/, 'ws')}/v1/live`);
  if (token && tokenIn === 'url') url.searchParams.set('access_token', token);
  const bearer = token && tokenIn === 'protocol' ? [`bearer.${token}`] : [];
  const socket = new WebSocket(url, [PROTOCOL, ...bearer], {
    perMessageDeflate: false,
    handshakeTimeout: wish.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    headers: {
      ...(token && tokenIn === 'header' && { authorization: `Bearer ${token}` }),
      ...wish.headers,
    },
  });
  // Before anything can come: it may come with the answer itself.
  socket.on('message', (bytes: Buffer) => ears.text(bytes.toString()));
  socket.on('close', (code, reason) => ears.ended({ code, reason: reason.toString() }));
  let headers: Record<string, string> = {};
  socket.on('upgrade', (answer) => {
    headers = flat(answer.headers);
  });
  return new Promise((resolve, reject) => {
    socket.on('unexpected-response', (request, answer) => {
      void refusalOf(answer).then((refused) => {
        request.destroy();
        resolve(refused);
      });
    });
    socket.on('error', reject);
    socket.on('open', () => {
      if (channels.length > 0) {
        socket.send(JSON.stringify({ op: 'subscribe', channels, from_seq }));
      }
      resolve(lineOf(socket, headers));
    });
  });
}

const lineOf = (socket: WebSocket, headers: Readonly<Record<string, string>>): LiveLine => ({
  status: 101,
  headers,
  text: '',
  send: (text) => socket.send(text, () => undefined),
  pause: () => socket.pause(),
  resume: () => socket.resume(),
  drop: () => socket.terminate(),
  close: () => {
    socket.resume();
    socket.close();
  },
});

async function refusalOf(answer: IncomingMessage): Promise<LiveLine> {
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part as Buffer);
  const nothing = (): void => undefined;
  return {
    status: answer.statusCode ?? 0,
    headers: flat(answer.headers),
    text: Buffer.concat(parts).toString(),
    ...{ send: nothing, pause: nothing, resume: nothing, drop: nothing, close: nothing },
  };
}

/** Repeated headers joined by a comma. */
export const flat = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  );

export { BROKEN, DEFAULT_TIMEOUT_MS };
