import { connect as connectTcp } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { readResponse } from './responses.js';
import type { Settled } from './steps.js';

/** `sentAtMs` is performance.now() when the bytes went to the socket; 0 when they never did. */
export type Done = (settled: Settled, sentAtMs: number) => void;

/** One request on its way: `done` is called exactly once. */
export interface Job {
  /** A string is ASCII, which is the faster write. */
  readonly bytes: string | Buffer;
  readonly done: Done;
  /** performance.now() at which it counts as lost. */
  readonly dueMs: number;
  sentAtMs: number;
}

/** One connection with at most one request under way. */
export interface Line {
  job: Job | undefined;
  idleSinceMs: number;
  write(job: Job): void;
  /** Ends the connection; the request under way, if any, ends so. */
  end(settled: Settled): void;
}

/** What the pool hears of a line. */
export interface LineEvents {
  /** The answer is in and the line can take the next request, before the answer is told. */
  free(line: Line): void;
  /** The line is closed, before the request under way is told. */
  gone(line: Line): void;
}

export const broken = (reason: string): Settled => ({ kind: 'broken', reason });

export function openLine(url: URL, events: LineEvents): Line {
  const socket = socketTo(url);
  let connected = false;
  let closed = false;
  let received: Buffer | undefined;

  const settle = (settled: Settled): void => {
    const { job } = line;
    line.job = undefined;
    job?.done(settled, job.sentAtMs);
  };
  const end = (settled: Settled): void => {
    if (closed) return;
    closed = true;
    socket.destroy();
    events.gone(line);
    settle(settled);
  };
  const receive = (bytes: Buffer, ended: boolean): void => {
    if (!line.job) return end(broken('the target spoke out of turn'));
    const response = readResponse(bytes, ended);
    received = response ? undefined : bytes;
    if (!response) return;
    const { status, text, consumed, keepAlive, retryAfter } = response;
    const settled: Settled = { kind: 'answered', status, text, retryAfter };
    if (!keepAlive || consumed < bytes.length) return end(settled);
    const { job } = line;
    line.job = undefined;
    events.free(line);
    job.done(settled, job.sentAtMs);
  };
  const guarded = (bytes: Buffer, ended: boolean): void => {
    try {
      receive(bytes, ended);
    } catch (thrown) {
      end(broken(thrown instanceof Error ? thrown.message : String(thrown)));
    }
  };
  const line: Line = {
    job: undefined,
    idleSinceMs: 0,
    end,
    write: (job) => {
      line.job = job;
      job.sentAtMs = performance.now();
      if (typeof job.bytes === 'string') socket.write(job.bytes, 'latin1');
      else socket.write(job.bytes);
    },
  };

  socket.setNoDelay(true);
  socket.once('connect', () => (connected = true));
  socket.on('data', (chunk) => guarded(received ? Buffer.concat([received, chunk]) : chunk, false));
  socket.on('end', () => {
    if (line.job && received) guarded(received, true);
    end(broken('the target ended the connection'));
  });
  socket.on('error', ({ message }) => {
    const reason = message || 'the connection failed';
    end(connected ? broken(reason) : { kind: 'unsent', reason });
  });
  socket.on('close', () => end(broken('the connection closed')));
  return line;
}

function socketTo(url: URL): Socket {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol !== 'https:') return connectTcp({ host, port: Number(url.port || 80) });
  return connectTls({ host, port: Number(url.port || 443), servername: host });
}
