import { Agent, request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import type { TestContext } from 'node:test';
import { loadContract } from '../contract/operations.js';
import { CATALOGUE } from '../kernel/errors.js';
import type { ErrorCode } from '../kernel/errors.js';
import { virtualClock } from '../kernel/time.js';
import type { OperationCall, OperationReply, Platform, ServerHooks } from './platform.js';
import { startServer } from './server.js';

/** What the server's own tests stand on: a platform that answers as the body's `say` tells it. */
export interface Stage {
  readonly url: string;
  readonly port: number;
  readonly calls: readonly OperationCall[];
  ask(method: string, path: string, sent?: Sent): Promise<Heard>;
  /** Writes bytes to a fresh connection and answers what came back before it closed. */
  sendBytes(bytes: string | Buffer): Promise<string>;
  close(): Promise<void>;
}

export interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly json?: unknown;
}

export interface Heard {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

export interface StageOptions {
  readonly hooks?: ServerHooks;
  readonly bodyLimit?: number;
}

export async function openStage(test: TestContext, options: StageOptions = {}): Promise<Stage> {
  const calls: OperationCall[] = [];
  const platform = createEchoPlatform(calls);
  const server = await startServer({ platform: () => platform, port: 0, ...options });
  test.after(() => server.close());
  const port = Number(new URL(server.url).port);
  return {
    url: server.url,
    port,
    calls,
    ask: (method, path, sent = {}) => ask(port, method, path, sent),
    sendBytes: (bytes) => sendBytes(port, bytes),
    close: () => server.close(),
  };
}

/** Its body may hold `say` (a code), `wait_ms`, `replayed` and `fail`. */
function createEchoPlatform(calls: OperationCall[]): Platform {
  let count = 0;
  const hex = (length: number): string => (++count).toString(16).padStart(length, '0');
  const errorText: Platform['errorText'] = (code, details, traceId) =>
    JSON.stringify({ error: code, message: CATALOGUE[code].message, trace_id: traceId, details });
  return {
    contract: loadContract(),
    clock: virtualClock(),
    nextId: (kind) => (kind === 'request' ? `req-${++count}` : hex(kind === 'trace' ? 32 : 16)),
    errorText,
    ready: () => true,
    async handle(call): Promise<OperationReply> {
      calls.push(call);
      const told = (call.body ?? {}) as Readonly<Record<string, unknown>>;
      const waitMs = Number(told['wait_ms'] ?? 0);
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      if (told['fail']) throw new Error('SELECT secret FROM /home/platform');
      const outcome = (told['say'] ?? 'success') as 'success' | ErrorCode;
      const { path, query, body } = call;
      const echo = { operation: call.operation.id, path, query, body };
      const text =
        outcome === 'success' ? JSON.stringify(echo) : errorText(outcome, {}, call.traceId);
      return { outcome, text, replayed: told['replayed'] === true };
    },
  };
}

function ask(port: number, method: string, path: string, sent: Sent): Promise<Heard> {
  const body = sent.json === undefined ? sent.body : JSON.stringify(sent.json);
  const headers = {
    ...(sent.json !== undefined && { 'content-type': 'application/json' }),
    ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
    ...sent.headers,
  };
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, method, path, headers, agent: new Agent() },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const { statusCode = 0, headers: named } = answer;
          resolve({ status: statusCode, headers: named, text, json: jsonOf(text) });
        });
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

function jsonOf(text: string): Heard['json'] {
  try {
    return JSON.parse(text) as Heard['json'];
  } catch {
    return {};
  }
}

function sendBytes(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('utf8');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(heard));
    socket.write(bytes);
  });
}
