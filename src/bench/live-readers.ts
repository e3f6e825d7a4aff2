import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** What the process of the readers is told, as its words. */
export interface ReadersWish {
  readonly url: string;
  readonly token: string;
  readonly channel: string;
  readonly count: number;
}

/** Milliseconds from the platform's `server_time` to the reading of a message, one for each. */
export interface Delays {
  readonly delaysMs: readonly number[];
}

const ABREAST = 100;
const TIME = '"server_time":"';
const UPDATE = '"type":"update"';
const INSTANT_LENGTH = 24;

/**
 * The life of the readers' process: says `open` once all are subscribed; asked, tells the delay of
 * every update since. As lean as it can be, for its work is on the same clock: it looks for two
 * words in what comes and keeps a number.
 */
export async function readForParent([wish = '{}']: readonly string[]): Promise<void> {
  const { url, token, channel, count } = JSON.parse(wish) as ReadersWish;
  const delaysMs: number[] = [];
  const hear = (bytes: Buffer): void => {
    if (!bytes.includes(UPDATE)) return;
    const now = performance.timeOrigin + performance.now();
    const at = bytes.lastIndexOf(TIME) + TIME.length;
    delaysMs.push(now - Date.parse(bytes.toString('latin1', at, at + INSTANT_LENGTH)));
  };
  const { hostname, port } = new URL(url);
  let begun = 0;
  const open = async (): Promise<void> => {
    while (begun < count) {
      begun += 1;
      await reader({ host: hostname, port: Number(port) }, token, channel, hear);
    }
  };
  await Promise.all(Array.from({ length: ABREAST }, open));
  process.on('message', () => {
    process.send?.({ delaysMs: delaysMs.splice(0) } satisfies Delays);
  });
  process.once('disconnect', () => process.exit());
  process.send?.('open');
}

/** One reader, subscribed. */
function reader(
  place: { readonly host: string; readonly port: number },
  token: string,
  channel: string,
  hear: (bytes: Buffer) => void,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(place);
    socket.once('error', reject);
    socket.write(
      `GET /v1/live HTTP/1.1\r\nHost: ${place.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
        `Authorization: Bearer ${token}\r\n\r\n`,
    );
    socket.once('data', (answer) => {
      if (!answer.includes(' 101 ')) return reject(new Error(answer.toString('latin1', 0, 200)));
      socket.write(maskedFrame(JSON.stringify({ op: 'subscribe', channels: [channel] })));
      socket.on('data', (bytes) => {
        if (bytes.includes('"subscribed"')) resolve(socket);
        else hear(bytes);
      });
    });
  });
}

/** A short text frame of a client (RFC 6455 §5.3); a mask of zeros is a mask. */
function maskedFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}
