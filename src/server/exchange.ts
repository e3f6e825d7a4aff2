import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorCode, RefusalDetails } from '../kernel/errors.js';
import { announcesMoreThan, readBody } from './body.js';
import { readForm, readQuery } from './form.js';
import { JSON_TYPE } from './headers.js';
import { EVENT_STREAM, streamTo } from './live/stream.js';
import { readJsonBytes } from './json.js';
import type { JsonReading, JsonRefusal } from './json.js';
import { isMediaType } from './media-type.js';
import type { IncomingFacts, OperationReply, ReadyAnswer } from './platform.js';
import type { Route } from './routes.js';
import type { Reception, Visit } from './visits.js';
import {
  abandon,
  answer,
  failVisit,
  openVisit,
  pathOf,
  refusalReply,
  replyHeaders,
  statusFor,
} from './visits.js';

type PathParameters = Record<string, string>;

interface Refusal {
  readonly code: ErrorCode;
  readonly details?: RefusalDetails;
}

/** What a request says once its bytes are read: a call's members, or why it is none. */
interface Reading {
  readonly query: Record<string, string>;
  readonly repeatedParameter?: string | undefined;
  readonly rawBody?: string | undefined;
  readonly malformed?: RefusalDetails | undefined;
  readonly body: unknown;
  readonly refusal: Refusal | undefined;
}

/** Serves one operation: read, let the platform handle it, answer. Never rejects. */
export async function serve(
  reception: Reception,
  route: Route,
  req: IncomingMessage,
  res: ServerResponse,
  path: PathParameters,
): Promise<void> {
  const visit = openVisit(reception, route.operation, req, res);
  try {
    await attend(visit, route, path);
  } catch {
    failVisit(visit);
  }
}

async function attend(visit: Visit, route: Route, path: PathParameters): Promise<void> {
  const reading = await readingOf(visit, route);
  if (reading === 'gone') return abandon(visit);
  const { before, after } = visit.reception.hooks;
  if (before !== undefined || after !== undefined) {
    return attendHooked(visit, route, reading, path);
  }
  const reply = await replyTo(visit, reading, path);
  deliver(visit, route, reply, reply.text);
}

/** As above, with whoever reaches in: a fault may answer instead, cut the line or spoil the body. */
async function attendHooked(
  visit: Visit,
  route: Route,
  reading: Reading,
  path: PathParameters,
): Promise<void> {
  const { hooks } = visit.reception;
  const facts = factsOf(visit, reading, path);
  const before = hooks.before?.(route.operation, facts) ?? 'go';
  const verdict = before instanceof Promise ? await before : before;
  if (verdict === 'reset') return abandon(visit);
  if (verdict !== 'go') return answerReady(visit, verdict);
  const reply = await replyTo(visit, reading, path);
  const status = statusFor(visit, reply);
  const after = hooks.after?.(route.operation, facts, { status, text: reply.text }) ?? 'go';
  const spoilt = after instanceof Promise ? await after : after;
  if (spoilt === 'reset') return abandon(visit);
  deliver(visit, route, reply, spoilt === 'go' ? reply.text : spoilt.text);
}

async function replyTo(
  visit: Visit,
  reading: Reading,
  path: PathParameters,
): Promise<OperationReply> {
  const { req, platform, operation, requestId, traceId, traceparent } = visit;
  const { query, repeatedParameter, rawBody, malformed, body, refusal } = reading;
  if (refusal !== undefined) return refusalReply(visit, refusal.code, refusal.details);
  if (operation === undefined) return refusalReply(visit, 'ROUTE_NOT_FOUND');
  return platform.handle({
    operation,
    authorization: req.headers.authorization,
    path,
    query,
    repeatedParameter,
    body,
    rawBody,
    malformed,
    signature: req.headers['x-signature'] as string | undefined,
    idempotencyKey: req.headers['idempotency-key'] as string | undefined,
    accessReason: req.headers['x-access-reason'] as string | undefined,
    requestId,
    traceId,
    traceparent,
    remoteAddress: req.socket.remoteAddress ?? '',
  });
}

function deliver(visit: Visit, route: Route, reply: OperationReply, text: string): void {
  const { outcome, replayed } = reply;
  visit.reception.meter.record(route.operation, outcome, replayed, visit.startedMs);
  if (reply.live) return streamTo(visit, reply, reply.live);
  const contentType = outcome === 'success' ? route.contentType : JSON_TYPE;
  answer(visit, statusFor(visit, reply), text, replyHeaders(visit, reply), contentType);
}

/** A fault's answer; without a body of its own it looks like the platform's own failure. */
function answerReady(visit: Visit, ready: ReadyAnswer): void {
  const code = ready.status === 503 ? 'PARTNER_UNAVAILABLE' : 'INTERNAL_ERROR';
  const reply = refusalReply(visit, code, {}, ready.headers);
  visit.reception.meter.record(visit.operation, code, false, visit.startedMs);
  answer(visit, ready.status, ready.body ?? reply.text, replyHeaders(visit, reply));
}

/** Reads what the headers allow to be read; refusals in order of precedence (ERR-02). */
async function readingOf(visit: Visit, route: Route): Promise<Reading | 'gone'> {
  const { req, reception } = visit;
  const { query, duplicate } = readQuery(req.url ?? '');
  const { reads, operation } = route;
  if (reads !== undefined && sendsOtherThan(reception, req, operation.consumes ?? '')) {
    return refusedReading('UNSUPPORTED_MEDIA_TYPE', { expected: operation.consumes });
  }
  const limit = reception.bodyLimit;
  if (announcesMoreThan(req, limit)) return tooLargeReading(limit);
  let body: unknown;
  if (reads !== undefined) {
    const bytes = await readBody(req, limit);
    if (bytes === 'gone') return bytes;
    if (bytes === 'too_large') return tooLargeReading(limit);
    if (reception.keepsBodies) visit.bodyText = bytes.toString('utf8');
    if (operation.signature !== null) return signedReading(reception, query, bytes);
    const read = reads === 'form' ? formOf(bytes) : jsonOf(reception, bytes);
    if (!read.ok) return malformedReading(read);
    body = read.value;
  }
  const told = operation.produces === EVENT_STREAM ? resuming(query, req) : query;
  return { query: told, repeatedParameter: duplicate, body, refusal: undefined };
}

/** A browser that comes back asks the same address again and says in the header what it heard. */
function resuming(query: Record<string, string>, req: IncomingMessage): Record<string, string> {
  const heard = req.headers['last-event-id'];
  return typeof heard === 'string' && heard !== '' ? { ...query, from_seq: heard } : query;
}

/** Whether a body is sent as another media type, or in a coding that we do not undo. */
function sendsOtherThan({ hooks }: Reception, req: IncomingMessage, wanted: string): boolean {
  const { headers } = req;
  const length = headers['content-length'];
  const sendsBody = headers['transfer-encoding'] !== undefined || Number(length ?? 0) > 0;
  if (!sendsBody) return false;
  const named = (hooks.isMediaType ?? isMediaType)(headers['content-type'], wanted);
  return !named || isCoded(headers['content-encoding']);
}

const jsonOf = ({ hooks }: Reception, bytes: Buffer): JsonReading =>
  (hooks.readJson ?? readJsonBytes)(bytes);

const isCoded = (coding: string | undefined): boolean =>
  coding !== undefined && coding.toLowerCase() !== 'identity';

const formOf = (bytes: Buffer): JsonReading => ({
  ok: true,
  value: readForm(bytes.toString('utf8')),
});

/** Nothing is said of a signed body before its signature was checked (SEC-03). */
function signedReading(
  reception: Reception,
  query: Record<string, string>,
  bytes: Buffer,
): Reading {
  const read = jsonOf(reception, bytes);
  const rawBody = bytes.toString('utf8');
  if (read.ok) return { query, rawBody, body: read.value, refusal: undefined };
  const { rule, field } = read;
  const malformed = { rule, ...(field !== undefined && { field }) };
  return { query, rawBody, malformed, body: undefined, refusal: undefined };
}

function refusedReading(code: ErrorCode, details: RefusalDetails): Reading {
  return { query: {}, body: undefined, refusal: { code, details } };
}

const tooLargeReading = (limit: number): Reading =>
  refusedReading('PAYLOAD_TOO_LARGE', { limit_bytes: limit });

const malformedReading = ({ rule, field }: JsonRefusal): Reading =>
  refusedReading('MALFORMED_JSON', { rule, ...(field !== undefined && { field }) });

const factsOf = (visit: Visit, reading: Reading, path: PathParameters): IncomingFacts => ({
  method: visit.req.method ?? '',
  path: pathOf(visit.req),
  pathParameters: path,
  query: reading.query,
  headers: visit.req.headers,
  body: reading.body,
  bodyText: visit.bodyText,
  requestId: visit.requestId,
  traceId: visit.traceId,
});
