import { connect as connectTcp } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { WireRequest } from '../client/index.js';
import { readResponse } from './responses.js';
import type { Settled } from './steps.js';

/** `sentAtMs` is performance.now() when the bytes went to the socket; 0 when they never did. */
export type Done = (settled: Settled, sentAtMs: number) => void;

/**
 * Keep-alive HTTP/1.1 connections to one origin, one request at a time on each. The generator
 * writes and reads sockets itself: a general client costs it half its ceiling.
 */
export interface Connections {
  /** Calls `done` exactly once, at the latest when the time-out has passed. */
  send(request: WireRequest, done: Done): void;
  /** Requests under way or waiting for a connection. */
  inFlight(): number;
  /** Ends every connection; requests still under way end `broken`. */
  close(): void;
}

export interface ConnectionOptions {
  /** Origin with an optional path prefix. */
  readonly baseUrl: string;
  readonly connections: number;
  /** From `send` to the last byte of the answer. */
  readonly timeoutMs: number;
}

/** Servers drop idle connections (Node after 5 s); writing into one of those loses the request. */
const MAX_IDLE_MS = 4_000;
const SWEEP_MS = 25;

interface Job {
  readonly bytes: string | Buffer;
  readonly done: Done;
  readonly dueMs: number;
  sentAtMs: number;
}

interface Line {
  readonly socket: Socket;
  connected: boolean;
  job: Job | undefined;
  received: Buffer | undefined;
  idleSinceMs: number;
}

export function openConnections(options: ConnectionOptions): Connections {
  const url = new URL(options.baseUrl);
  const lines = new Set<Line>();
  const idle: Line[] = [];
  let waiting: Job[] = [];
  let waitingFrom = 0;
  let busy = 0;
  let closed = false;

  const nextWaiting = (): Job | undefined => {
    const job = waiting[waitingFrom];
    if (!job) return undefined;
    waitingFrom += 1;
    if (waitingFrom > 1_024 && waitingFrom * 2 > waiting.length) {
      waiting = waiting.slice(waitingFrom);
      waitingFrom = 0;
    }
    return job;
  };

  const settle = (line: Line, settled: Settled): void => {
    const job = line.job;
    if (!job) return;
    line.job = undefined;
    busy -= 1;
    job.done(settled, job.sentAtMs);
  };

  const drop = (line: Line, settled: Settled): void => {
    if (!lines.delete(line)) return;
    const at = idle.indexOf(line);
    if (at >= 0) idle.splice(at, 1);
    line.socket.destroy();
    settle(line, settled);
    const job = closed || lines.size >= options.connections ? undefined : nextWaiting();
    if (job) write(openLine(), job);
  };

  const write = (line: Line, job: Job): void => {
    line.job = job;
    busy += 1;
    job.sentAtMs = performance.now();
    if (typeof job.bytes === 'string') line.socket.write(job.bytes, 'latin1');
    else line.socket.write(job.bytes);
  };

  const release = (line: Line): void => {
    const job = nextWaiting();
    if (job) return write(line, job);
    line.idleSinceMs = performance.now();
    idle.push(line);
  };

  const receive = (line: Line, chunk: Buffer, ended: boolean): void => {
    const bytes = line.received ? Buffer.concat([line.received, chunk]) : chunk;
    line.received = bytes;
    if (!line.job) return drop(line, broken('the target spoke out of turn'));
    const response = readResponse(bytes, ended);
    if (!response) return;
    line.received = undefined;
    const { status, text } = response;
    // A further request waits until this line is known to be free, so that it may take it.
    const surplus = response.consumed < bytes.length;
    if (surplus || !response.keepAlive) return drop(line, { kind: 'answered', status, text });
    const job = line.job;
    line.job = undefined;
    busy -= 1;
    release(line);
    job.done({ kind: 'answered', status, text }, job.sentAtMs);
  };

  const guarded = (line: Line, chunk: Buffer, ended = false): void => {
    try {
      receive(line, chunk, ended);
    } catch (thrown) {
      drop(line, broken(thrown instanceof Error ? thrown.message : String(thrown)));
    }
  };

  const openLine = (): Line => {
    const socket = socketTo(url);
    const line: Line = {
      socket,
      connected: false,
      job: undefined,
      received: undefined,
      idleSinceMs: 0,
    };
    lines.add(line);
    socket.setNoDelay(true);
    socket.once('connect', () => (line.connected = true));
    socket.on('data', (chunk) => guarded(line, chunk));
    socket.on('end', () => {
      if (line.job && line.received) guarded(line, Buffer.alloc(0), true);
      drop(line, broken('the target ended the connection'));
    });
    socket.on('error', (error) => {
      const reason = error.message || 'connection failed';
      drop(line, line.connected ? broken(reason) : { kind: 'unsent', reason });
    });
    socket.on('close', () => drop(line, broken('the connection closed')));
    return line;
  };

  const freshLine = (nowMs: number): Line | undefined => {
    for (;;) {
      const line = idle.pop();
      if (!line) return lines.size < options.connections ? openLine() : undefined;
      if (nowMs - line.idleSinceMs <= MAX_IDLE_MS) return line;
      drop(line, broken('idle for too long'));
    }
  };

  const sweep = setInterval(() => {
    const nowMs = performance.now();
    for (const line of [...lines]) {
      if (line.job && line.job.dueMs <= nowMs) drop(line, timedOut(options.timeoutMs));
    }
    for (
      let head = waiting[waitingFrom];
      head && head.dueMs <= nowMs;
      head = waiting[waitingFrom]
    ) {
      nextWaiting();
      head.done({ kind: 'unsent', reason: 'no connection came free in time' }, 0);
    }
  }, SWEEP_MS);

  return {
    send: (request, done) => {
      const nowMs = performance.now();
      const job: Job = {
        bytes: bytesOf(request, url),
        done,
        dueMs: nowMs + options.timeoutMs,
        sentAtMs: 0,
      };
      const line = freshLine(nowMs);
      if (line) write(line, job);
      else waiting.push(job);
    },
    inFlight: () => busy + waiting.length - waitingFrom,
    close: () => {
      closed = true;
      clearInterval(sweep);
      for (const line of [...lines]) drop(line, broken('the run ended'));
      for (let job = nextWaiting(); job; job = nextWaiting()) {
        job.done({ kind: 'unsent', reason: 'the run ended' }, 0);
      }
    },
  };
}

const broken = (reason: string): Settled => ({ kind: 'broken', reason });

const timedOut = (timeoutMs: number): Settled => ({
  kind: 'timeout',
  reason: `no answer within ${timeoutMs} ms`,
});

function socketTo(url: URL): Socket {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol !== 'https:') return connectTcp({ host, port: Number(url.port || 80) });
  return connectTls({ host, port: Number(url.port || 443), servername: host });
}

/** The request as it goes onto the wire: ASCII as a string, which is the faster write, or bytes. */
export function bytesOf(request: WireRequest, url: URL): string | Buffer {
  const prefix = url.pathname === '/' ? '' : url.pathname.replace(/\/+$/, '');
  let head = `${request.method} ${prefix}${request.path} HTTP/1.1\r\nhost: ${url.host}\r\n`;
  for (const name in request.headers) head += `${name}: ${request.headers[name]}\r\n`;
  const { body } = request;
  if (body === undefined) {
    return request.method === 'GET' ? `${head}\r\n` : `${head}content-length: 0\r\n\r\n`;
  }
  const length = Buffer.byteLength(body);
  head += `content-length: ${length}\r\n\r\n`;
  if (typeof body === 'string' && length === body.length) return head + body;
  return Buffer.concat([Buffer.from(head, 'latin1'), bufferOf(body)]);
}

const bufferOf = (body: string | Uint8Array): Uint8Array =>
  typeof body === 'string' ? Buffer.from(body) : body;
