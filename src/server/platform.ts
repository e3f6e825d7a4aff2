import type { Express } from 'express';
import type { IncomingHttpHeaders } from 'node:http';
import type { Contract, OperationSpec } from '../contract/operations.js';
import type { ErrorCode, RefusalDetails } from '../kernel/errors.js';
import type { Clock } from '../kernel/time.js';
import type { JsonReading } from './json.js';
import type { LiveCounts, OpenLive } from './live/model.js';

/** One well-formed request for one operation, stripped of everything HTTP. */
export interface OperationCall {
  readonly operation: OperationSpec;
  /** The `Authorization` header as sent. */
  readonly authorization: string | undefined;
  readonly path: Record<string, string>;
  readonly query: Record<string, string>;
  /** A query parameter given more than once: it breaks the contract, but only after 401 and 403. */
  readonly repeatedParameter?: string | undefined;
  /** The parsed JSON or form; undefined when the operation takes no body. A form's repeated
   * parameter is an array, so that no validator takes it for a string. */
  readonly body: unknown;
  /** The body's bytes as text, and the `X-Signature` over them: only where a signature is asked for. */
  readonly rawBody?: string | undefined;
  readonly signature?: string | undefined;
  /** Why the body is no JSON, where that is told only after the signature was checked. */
  readonly malformed?: RefusalDetails | undefined;
  /** The `Idempotency-Key` header. */
  readonly idempotencyKey: string | undefined;
  /** The `X-Access-Reason` header: why personal data are asked for. */
  readonly accessReason?: string | undefined;
  readonly requestId: string;
  readonly traceId: string;
  /** What the answer will carry: the caller's trace-id with a span of ours. */
  readonly traceparent: string;
  readonly remoteAddress: string;
}

export interface OperationReply {
  readonly outcome: 'success' | ErrorCode;
  /** The body as it will be sent. */
  readonly text: string;
  readonly replayed: boolean;
  /** Override the server's own headers of the same name (compared without case). */
  readonly headers?: Readonly<Record<string, string>>;
  /** The answer goes on: what the caller is told as it happens. */
  readonly live?: OpenLive;
}

/** What stands behind the server. It is asked for anew at each request, so it can be replaced. */
export interface Platform {
  readonly contract: Contract;
  readonly clock: Clock;
  /** request: 1–128 id characters; trace: 32 lower-case hex digits; span: 16, none of them all zero. */
  nextId(kind: 'request' | 'trace' | 'span'): string;
  /** Never rejects: a defect becomes an INTERNAL_ERROR reply. */
  handle(call: OperationCall): Promise<OperationReply>;
  /** The error body `{error, message, trace_id, details}`. */
  errorText(code: ErrorCode, details: RefusalDetails, traceId: string): string;
  ready(): boolean;
  /** What became of live messages; without it there are none. */
  readonly live?: { counts(): LiveCounts };
}

/** What the hooks may know of a request. `body` is undefined while it is not well-formed. */
export interface IncomingFacts {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
  readonly bodyText: string;
  readonly requestId: string;
  readonly traceId: string;
}

export interface AnswerFacts {
  readonly status: number;
  readonly text: string;
}

export interface ReadyAnswer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ServedExchange {
  readonly operation: OperationSpec | undefined;
  readonly method: string;
  readonly path: string;
  readonly requestHeaders: IncomingHttpHeaders;
  readonly requestBody: string;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string;
  readonly ms: number;
}

export type BeforeVerdict = 'go' | 'reset' | ReadyAnswer;
export type AfterVerdict = 'go' | 'reset' | { readonly text: string };

/** Where a sandbox may reach into the server. A hook that answers without a promise costs nothing. */
export interface ServerHooks {
  /** Before the platform sees the request; latency is awaited inside, 'reset' destroys the socket. */
  before?(
    operation: OperationSpec | undefined,
    request: IncomingFacts,
  ): BeforeVerdict | Promise<BeforeVerdict>;
  /** After the commit, before the answer. */
  after?(
    operation: OperationSpec | undefined,
    request: IncomingFacts,
    answer: AnswerFacts,
  ): AfterVerdict | Promise<AfterVerdict>;
  observe?(exchange: ServedExchange): void;
  /** How a body becomes a value; the strict reader unless somebody reads otherwise. */
  readJson?(bytes: Buffer): JsonReading;
  /** Whether a Content-Type header names the media type wanted. */
  isMediaType?(header: string | undefined, wanted: string): boolean;
  /** The status to send where the contract says `normal`; a mutant's way to lie. */
  statusOf?(outcome: 'success' | ErrorCode, normal: number): number;
  /** Mounted after the contract's routes and before the 404. */
  extraRoutes?(app: Express): void;
}

export interface ServerOptions {
  readonly platform: () => Platform;
  readonly hooks?: ServerHooks;
  /** 0 takes a free port. */
  readonly port: number;
  /** 127.0.0.1 unless told. */
  readonly host?: string;
  /** Bytes; 64 KiB unless told. */
  readonly bodyLimit?: number;
}

export interface RunningServer {
  readonly url: string;
  /** Stops accepting, answers what was accepted, then closes every socket; bounded in time. */
  close(): Promise<void>;
}
