import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OperationSpec } from '../contract/operations.js';
import type { ErrorCode, RefusalDetails } from '../kernel/errors.js';
import { announcesMoreThan, endWhenDrained } from './body.js';
import type { LiveDesk } from './live/desk.js';
import { challengeOf, headersOf, JSON_TYPE, namedHeaders } from './headers.js';
import type { RawHeaders } from './headers.js';
import type { Meter } from './meter.js';
import type { OperationReply, Platform, ServerHooks } from './platform.js';
import { statusOf } from '../contract/statuses.js';
import { requestIdOf, traceOf } from './tracing.js';

/** What all requests of one server share. */
export interface Reception {
  readonly platform: () => Platform;
  readonly hooks: ServerHooks;
  readonly bodyLimit: number;
  readonly meter: Meter;
  /** Who is told live. */
  readonly live: LiveDesk;
  /** Whether somebody looks on and wants the text of requests. */
  readonly keepsBodies: boolean;
  /** Requests begun and not yet answered. */
  inFlight: number;
  closing: boolean;
}

/** One request from its headers to its answer. */
export interface Visit {
  readonly reception: Reception;
  readonly platform: Platform;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly operation: OperationSpec | undefined;
  readonly requestId: string;
  readonly traceId: string;
  readonly traceparent: string;
  readonly startedMs: number;
  bodyText: string;
  ended: boolean;
}

export function openVisit(
  reception: Reception,
  operation: OperationSpec | undefined,
  req: IncomingMessage,
  res: ServerResponse,
): Visit {
  reception.inFlight += 1;
  const platform = reception.platform();
  const { traceId, traceparent } = traceOf(platform, req.headers['traceparent'] as string);
  const requestId = requestIdOf(platform, req.headers['x-request-id']);
  const startedMs = performance.now();
  return {
    reception,
    platform,
    req,
    res,
    operation,
    requestId,
    traceId,
    traceparent,
    startedMs,
    bodyText: '',
    ended: false,
  };
}

/** Counts a request as answered. */
export function endVisit(visit: Visit): void {
  if (!visit.ended) visit.reception.inFlight -= 1;
  visit.ended = true;
}

/** Path of the request target, without the query. */
export function pathOf(req: Pick<IncomingMessage, 'url'>): string {
  const target = req.url ?? '';
  const cut = target.indexOf('?');
  return cut === -1 ? target : target.slice(0, cut);
}

export function refusalReply(
  visit: Visit,
  code: ErrorCode,
  details: RefusalDetails = {},
  headers?: Readonly<Record<string, string>>,
): OperationReply {
  const text = visit.platform.errorText(code, details, visit.traceId);
  return { outcome: code, text, replayed: false, ...(headers && { headers }) };
}

/** The status an outcome is answered with: the contract's, unless somebody is lying on purpose. */
export function statusFor(visit: Visit, reply: OperationReply): number {
  const normal =
    reply.outcome === 'success' ? (visit.operation?.successStatus ?? 200) : statusOf(reply.outcome);
  return visit.reception.hooks.statusOf?.(reply.outcome, normal) ?? normal;
}

/** The reply's own headers and those its outcome asks for. */
export function replyHeaders(
  visit: Visit,
  reply: OperationReply,
): Readonly<Record<string, string>> | undefined {
  const { outcome, replayed, headers } = reply;
  if (outcome === 'success' && !replayed) return headers;
  const challenge = outcome === 'success' ? undefined : challengeOf(outcome, visit.operation);
  if (challenge === undefined && !replayed) return headers;
  return { ...challenge, ...(replayed && { 'Idempotent-Replayed': 'true' }), ...headers };
}

/** Sends the answer and ends the visit. Nothing is sent to a caller who has left. */
export function answer(
  visit: Visit,
  status: number,
  body: string | Buffer,
  extra?: Readonly<Record<string, string>>,
  contentType: string = JSON_TYPE,
): void {
  const { req, res, reception } = visit;
  const close = reception.closing || leavesTooMuch(req, reception.bodyLimit);
  const { requestId, traceparent } = visit;
  const length = contentType === '' ? -1 : Buffer.byteLength(body);
  const headers = headersOf({ requestId, traceparent, contentType, length, close, extra });
  res.writeHead(status, headers);
  if (close && !req.complete) {
    res.write(body);
    endWhenDrained(req, res);
  } else {
    res.end(body);
  }
  endVisit(visit);
  showExchange(visit, status, headers, typeof body === 'string' ? body : '');
}

/** For those who look on. */
export function showExchange(
  visit: Visit,
  status: number,
  headers: RawHeaders,
  responseBody: string,
): void {
  const { req, reception } = visit;
  reception.hooks.observe?.({
    operation: visit.operation,
    method: req.method ?? '',
    path: req.url ?? '',
    requestHeaders: req.headers,
    requestBody: visit.bodyText,
    status,
    responseHeaders: namedHeaders(headers),
    responseBody,
    ms: performance.now() - visit.startedMs,
  });
}

/** Whether so much of the request is still to come that the line is not worth keeping. */
const leavesTooMuch = (req: IncomingMessage, limit: number): boolean =>
  !req.complete &&
  (req.headers['transfer-encoding'] !== undefined || announcesMoreThan(req, limit));

/** Ends a visit without an answer: the caller hung up, or a fault cuts the line. */
export function abandon(visit: Visit): void {
  endVisit(visit);
  const { socket } = visit.req;
  if (!socket.destroyed) socket.resetAndDestroy();
}

/** A refusal outside any operation: unknown path, wrong method. */
export function refuseVisit(
  visit: Visit,
  code: ErrorCode,
  headers?: Readonly<Record<string, string>>,
  details?: RefusalDetails,
): void {
  const reply = refusalReply(visit, code, details, headers);
  visit.reception.meter.record(undefined, code, false, visit.startedMs);
  answer(visit, statusFor(visit, reply), reply.text, replyHeaders(visit, reply));
}

/** 405 with what the path does take; OPTIONS is told just that (RFC 9110 §9.3.7). */
export function refuseMethod(
  reception: Reception,
  req: IncomingMessage,
  res: ServerResponse,
  allow: string,
): void {
  const visit = openVisit(reception, undefined, req, res);
  if (req.method === 'OPTIONS') answer(visit, 204, '', { Allow: allow }, '');
  else refuseVisit(visit, 'METHOD_NOT_ALLOWED', { Allow: allow });
}

/** Last resort for a failure of the server's own: never a stack, always an answer (SEC-07). */
export function failVisit(visit: Visit): void {
  if (visit.res.headersSent) {
    abandon(visit);
    return;
  }
  refuseVisit(visit, 'INTERNAL_ERROR');
}
