import type { OperationSpec } from '../contract/operations.js';

/** A request as it goes out: nothing of it depends on the clock, chance or the connection. */
export interface WireRequest {
  readonly method: string;
  /** Path with its query string, without the origin. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
}

export interface BuildOptions {
  /** Bearer token; null or absent sends no Authorization. */
  readonly token?: string | null | undefined;
  /** Laid over the built headers; undefined removes one. */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
  /** The bytes to send in place of the built body. */
  readonly rawBody?: string | Uint8Array | undefined;
  /** In place of the operation's media type; null sends none. */
  readonly contentType?: string | null | undefined;
  readonly path?: string | undefined;
  readonly method?: string | undefined;
  /** The Idempotency-Key header. */
  readonly key?: string | undefined;
}

export type FlatInput = Readonly<Record<string, unknown>>;

const FORM = 'application/x-www-form-urlencoded';

/** `/v1/players/{player_id}/wallet` cut once: texts at even positions, parameter names at odd. */
const templates = new WeakMap<OperationSpec, readonly string[]>();

function templateOf(operation: OperationSpec): readonly string[] {
  let template = templates.get(operation);
  if (!template) {
    template = operation.path.split(/[{}]/);
    templates.set(operation, template);
  }
  return template;
}

/**
 * Builds one request from flat input: path parameters go into the path, declared query parameters
 * into the query; the rest is the body, except for GET, which leaves undeclared members out.
 * Undefined members vanish.
 */
export function buildRequest(
  operation: OperationSpec,
  input: FlatInput,
  options: BuildOptions = {},
): WireRequest {
  const method = options.method ?? operation.method;
  const body = options.rawBody ?? bodyOf(operation, input);
  const headers: Record<string, string> = { accept: operation.produces };
  const contentType =
    options.contentType === undefined ? (operation.consumes ?? undefined) : options.contentType;
  if (body !== undefined && contentType) headers['content-type'] = contentType;
  if (options.token) headers['authorization'] = `Bearer ${options.token}`;
  if (options.key !== undefined) headers['idempotency-key'] = options.key;
  if (options.headers) overlay(headers, options.headers);
  return { method, path: options.path ?? pathOf(operation, input), headers, body };
}

function overlay(
  headers: Record<string, string>,
  over: Readonly<Record<string, string | undefined>>,
): void {
  for (const [name, value] of Object.entries(over)) {
    if (value === undefined) delete headers[name.toLowerCase()];
    else headers[name.toLowerCase()] = value;
  }
}

function pathOf(operation: OperationSpec, input: FlatInput): string {
  const path = templateOf(operation)
    .map((part, position) => (position % 2 === 0 ? part : encodeURIComponent(text(input[part]))))
    .join('');
  if (operation.queryParameters.length === 0) return path;
  const query = new URLSearchParams();
  for (const name of operation.queryParameters) {
    if (input[name] !== undefined) query.append(name, text(input[name]));
  }
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

function bodyOf(operation: OperationSpec, input: FlatInput): string | undefined {
  if (operation.method === 'GET' || operation.consumes === null) return undefined;
  const members: Record<string, unknown> = {};
  for (const name of Object.keys(input)) {
    if (operation.pathParameters.includes(name) || operation.queryParameters.includes(name))
      continue;
    members[name] = input[name];
  }
  return operation.consumes === FORM ? formOf(members) : JSON.stringify(members);
}

function formOf(members: FlatInput): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(members)) {
    if (value !== undefined) form.append(name, text(value));
  }
  return form.toString();
}

const text = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
