import { ServerResponse } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { OperationSpec } from '../../contract/operations.js';
import { readQuery } from '../form.js';
import { JSON_TYPE } from '../headers.js';
import type { OperationReply } from '../platform.js';
import type { Reception, Visit } from '../visits.js';
import {
  answer,
  endVisit,
  failVisit,
  openVisit,
  pathOf,
  refuseVisit,
  replyHeaders,
  showExchange,
  statusFor,
} from '../visits.js';
import type { LiveLine } from './desk.js';
import { frameOf } from './frames.js';
import type { LiveSink, OpenLive } from './model.js';

export const SOCKET_PATH = '/v1/live';
const PROTOCOL = 'tablestakes.live.v1';
const BEARER = 'bearer.';
const SWITCHING_PROTOCOLS = 101;
/** A request with a hundred of the longest channels fits. */
const LONGEST_MESSAGE = 16 * 1024;

/** Whether a request asks for the WebSocket; any other wish to upgrade is not heard (RFC 9110). */
export const asksForSocket = (req: Pick<IncomingMessage, 'url' | 'headers'>): boolean =>
  req.headers.upgrade?.toLowerCase() === 'websocket' && pathOf(req) === SOCKET_PATH;

/** Lets readers in by WebSocket, through the same door as every call. */
export function serveSockets(server: Server, reception: Reception, operation: OperationSpec): void {
  const headersFor = new WeakMap<IncomingMessage, readonly string[]>();
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: LONGEST_MESSAGE,
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });
  sockets.on('headers', (headers, req) => headers.push(...(headersFor.get(req) ?? [])));
  const visits = new WeakMap<IncomingMessage, Visit>();
  sockets.on('wsClientError', (_failure, _socket, req: IncomingMessage) => {
    const visit = visits.get(req);
    if (visit) refuseVisit(visit, 'VALIDATION_ERROR', {}, { field: 'upgrade', rule: 'websocket' });
  });
  server.on('upgrade', (req: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', ignored);
    const visit = openVisit(reception, operation, req, responseOn(req, socket));
    visits.set(req, visit);
    const enter = (reply: OperationReply, open: OpenLive): void => {
      headersFor.set(req, named(visit, reply));
      sockets.handleUpgrade(req, socket, head, (line) => {
        visit.res.detachSocket(socket);
        socket.off('error', ignored);
        endVisit(visit);
        showExchange(visit, SWITCHING_PROTOCOLS, ['X-Request-ID', visit.requestId], '');
        attach(reception, line, socket, open);
      });
    };
    letIn(visit, operation, enter).catch(() => failVisit(visit));
  });
}

const ignored = (): void => undefined;

/** For refusals, which are answers like all others. */
function responseOn(req: IncomingMessage, socket: Socket): ServerResponse {
  const res = new ServerResponse(req);
  res.assignSocket(socket);
  res.shouldKeepAlive = false;
  res.on('finish', () => socket.destroySoon());
  return res;
}

async function letIn(
  visit: Visit,
  operation: OperationSpec,
  enter: (reply: OperationReply, open: OpenLive) => void,
): Promise<void> {
  const { req, platform, requestId, traceId, traceparent, reception } = visit;
  const { query, duplicate } = readQuery(req.url ?? '');
  const reply = await platform.handle({
    operation,
    authorization: req.headers.authorization ?? bearerIn(req),
    path: {},
    query,
    repeatedParameter: duplicate,
    body: undefined,
    idempotencyKey: undefined,
    requestId,
    traceId,
    traceparent,
    remoteAddress: req.socket.remoteAddress ?? '',
  });
  reception.meter.record(operation, reply.outcome, false, visit.startedMs);
  if (reply.live) return enter(reply, reply.live);
  const headers = replyHeaders(visit, reply);
  answer(visit, statusFor(visit, reply), reply.text, headers, JSON_TYPE);
}

/** A browser can send no header of its own; what it offers as a protocol is never said back. */
function bearerIn({ headers }: IncomingMessage): string | undefined {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim());
  const token = offered.find((each) => each.startsWith(BEARER));
  return token === undefined ? undefined : `Bearer ${token.slice(BEARER.length)}`;
}

const named = ({ requestId, traceparent }: Visit, { headers }: OperationReply): string[] => [
  `X-Request-ID: ${requestId}`,
  `traceparent: ${traceparent}`,
  ...Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`),
];

function attach({ live }: Reception, line: WebSocket, socket: Socket, open: OpenLive): void {
  let isAlive = true;
  const sink: LiveSink = {
    // Past the library's own sender: it would frame, and copy, each message for each reader.
    send: (message) => !socket.writable || socket.write(frameOf(message)),
    end: (code, reason) => line.close(code, reason),
  };
  const kept: LiveLine = {
    transport: 'websocket',
    beat() {
      if (!isAlive) return line.terminate();
      isAlive = false;
      line.ping();
    },
    end(code, reason) {
      line.close(code, reason);
      session.left();
    },
  };
  live.add(kept);
  line.on('error', ignored);
  const session = open(sink);
  line.on('message', (bytes: Buffer) => session.hear(bytes));
  line.on('pong', () => {
    isAlive = true;
  });
  socket.on('drain', () => session.drained());
  line.on('close', () => {
    live.delete(kept);
    session.left();
  });
}
