import express from 'express';
import type { Express, NextFunction, Request, Response } from 'express';
import { setTimeout as wait } from 'node:timers/promises';
import { canonicalJson } from '../kernel/canonical.js';
import { sha256Hex } from '../kernel/ids.js';
import type { Clock } from '../kernel/time.js';
import { formatTime } from '../kernel/time.js';
import type { Memory } from './memory.js';
import type { PartnerState } from './state.js';
import { writeLog } from './state.js';

/** A request to a partner, already parsed. */
export interface Asked {
  readonly params: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  readonly requestId: string | null;
  readonly traceparent: string | null;
}

export interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface PartnerRoute {
  readonly method: 'get' | 'post';
  readonly path: string;
  /** Undefined drops the line without an answer. */
  run(asked: Asked): Reply | Promise<Reply | undefined>;
}

export interface DeskOptions {
  readonly clock: Clock;
  readonly state: () => PartnerState;
  readonly routes: readonly PartnerRoute[];
  /** What must not be forgotten once it was answered; nothing unless told. */
  readonly memory?: Memory;
  /** Told when an answer has left. */
  readonly answered: () => void;
}

/** What goes wrong is always told as `{error, message}`. */
export const trouble = (status: number, error: string, message: string): Reply => ({
  status,
  body: { error, message },
});

/** Where a partner is asked: reads, is well or not, remembers keys, writes its log, answers. */
export function createDesk(options: DeskOptions): Express {
  const app = express().disable('x-powered-by').disable('etag');
  app.use(express.json({ limit: '64kb', strict: true, type: () => true }));
  for (const route of options.routes) {
    app[route.method](route.path, (request, response) => serve(options, route, request, response));
  }
  app.use((_request: Request, response: Response) =>
    send(response, trouble(404, 'not_found', 'Nothing lives at this path.')),
  );
  app.use((failure: { type?: unknown }, _req: Request, response: Response, next: NextFunction) => {
    if (typeof failure.type !== 'string') return next(failure);
    send(response, trouble(400, 'malformed', failure.type));
  });
  return app;
}

async function serve(
  options: DeskOptions,
  route: PartnerRoute,
  request: Request,
  response: Response,
): Promise<void> {
  const { mode, latency_ms } = options.state();
  const asked = askedOf(request);
  // First the wait, then the work: what the platform gave up on still happens.
  if (mode === 'slow') await wait(latency_ms, undefined, { ref: false });
  const reply = mode === 'down' ? undefined : await replyOf(options, route, request, asked);
  writeLog(options.state(), {
    at: formatTime(options.clock.now()),
    direction: 'asked',
    what: `${request.method} ${request.path}`,
    request_id: asked.requestId,
    traceparent: asked.traceparent,
    key: request.get('idempotency-key') ?? null,
    body: asked.body,
    status: reply?.status ?? 0,
    attempt: 1,
  });
  if (!reply) return void request.socket.destroy();
  options.memory?.keep();
  response.once('finish', options.answered);
  send(response, reply);
}

function askedOf(request: Request): Asked {
  return {
    params: request.params as Readonly<Record<string, string>>,
    body: (request.body ?? {}) as Readonly<Record<string, unknown>>,
    requestId: request.get('x-request-id') ?? null,
    traceparent: request.get('traceparent') ?? null,
  };
}

/** A repeat under the same key is told the same; the key of another request is a conflict. */
async function replyOf(
  { state: stateNow, memory }: DeskOptions,
  route: PartnerRoute,
  request: Request,
  asked: Asked,
): Promise<Reply | undefined> {
  const key = route.method === 'post' ? request.get('idempotency-key') : undefined;
  if (key === undefined) return route.run(asked);
  const state = stateNow();
  const fingerprint = sha256Hex(`${request.path}\n${canonicalJson(asked.body)}`);
  const kept = state.receipts[key];
  if (kept && kept.fingerprint !== fingerprint) {
    return trouble(409, 'idempotency_conflict', 'This key was used for another request.');
  }
  if (kept) return { status: kept.status, body: JSON.parse(kept.text) as Reply['body'] };
  const reply = await route.run(asked);
  if (!reply) return undefined;
  const receipt = { fingerprint, status: reply.status, text: JSON.stringify(reply.body) };
  state.receipts[key] = receipt;
  memory?.note(['receipts', key], receipt);
  return reply;
}

function send(response: Response, { status, body }: Reply): void {
  response.status(status).json(body);
}
