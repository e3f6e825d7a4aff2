import type { WireRequest } from '../client/index.js';
import { broken, openLine } from './line.js';
import type { Done, Job, Line } from './line.js';

export type { Done } from './line.js';

/**
 * Keep-alive HTTP/1.1 connections to one origin, one request at a time on each. The generator
 * writes and reads sockets itself: a general client costs it half its ceiling.
 */
export interface Connections {
  /** Calls `done` exactly once, at the latest when the time-out has passed. */
  send(request: WireRequest, done: Done): void;
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

export function openConnections(options: ConnectionOptions): Connections {
  const url = new URL(options.baseUrl);
  const lines = new Set<Line>();
  const idle: Line[] = [];
  const waiting = createQueue();
  let closed = false;

  const open = (): Line => {
    const line = openLine(url, { free, gone });
    lines.add(line);
    return line;
  };
  const free = (line: Line): void => {
    const job = waiting.shift();
    if (job) return line.write(job);
    line.idleSinceMs = performance.now();
    idle.push(line);
  };
  const gone = (line: Line): void => {
    lines.delete(line);
    const at = idle.indexOf(line);
    if (at >= 0) idle.splice(at, 1);
    const job = closed ? undefined : waiting.shift();
    if (job) open().write(job);
  };
  /** The line used last comes first: the others go quiet and are replaced when needed again. */
  const freshLine = (nowMs: number): Line | undefined => {
    for (let line = idle.pop(); line; line = idle.pop()) {
      if (nowMs - line.idleSinceMs <= MAX_IDLE_MS) return line;
      line.end(broken('idle for too long'));
    }
    return lines.size < options.connections ? open() : undefined;
  };
  const sweep = setInterval(() => {
    const nowMs = performance.now();
    const reason = `no answer within ${options.timeoutMs} ms`;
    for (const line of [...lines]) {
      if (line.job && line.job.dueMs <= nowMs) line.end({ kind: 'timeout', reason });
    }
    for (let job = waiting.peek(); job && job.dueMs <= nowMs; job = waiting.peek()) {
      waiting.shift();
      job.done({ kind: 'unsent', reason: 'no connection came free in time' }, 0);
    }
  }, SWEEP_MS);

  return {
    send: (request, done) => {
      const nowMs = performance.now();
      const dueMs = nowMs + options.timeoutMs;
      const job: Job = { bytes: bytesOf(request, url), done, dueMs, sentAtMs: 0 };
      const line = freshLine(nowMs);
      if (line) line.write(job);
      else waiting.push(job);
    },
    close: () => {
      closed = true;
      clearInterval(sweep);
      for (const line of [...lines]) line.end(broken('the run ended'));
      for (let job = waiting.shift(); job; job = waiting.shift()) {
        job.done({ kind: 'unsent', reason: 'the run ended' }, 0);
      }
    },
  };
}

interface Queue {
  push(job: Job): void;
  peek(): Job | undefined;
  shift(): Job | undefined;
}

const COMPACT_AT = 1_024;

/** First in, first out; an array's own shift is linear, and a stalled target fills this. */
function createQueue(): Queue {
  let jobs: Job[] = [];
  let head = 0;
  return {
    push: (job) => void jobs.push(job),
    peek: () => jobs[head],
    shift: () => {
      const job = jobs[head];
      if (!job) return undefined;
      head += 1;
      if (head >= COMPACT_AT && head * 2 >= jobs.length) {
        jobs = jobs.slice(head);
        head = 0;
      }
      return job;
    },
  };
}

/** The request as it goes onto the wire: ASCII as a string, anything else as bytes. */
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
