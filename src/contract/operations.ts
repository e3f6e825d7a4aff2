import { readFileSync } from 'node:fs';
import type { ErrorCode } from '../kernel/errors.js';
import { placeAt, pointerStep } from './document.js';
import type { ContractDocument, OperationObject, ParameterObject, Place } from './document.js';
import type { OperationId } from './types.js';

export type { OperationId } from './types.js';

export type Method = 'GET' | 'POST' | 'PATCH';

/** One operation of the contract as data. */
export interface OperationSpec {
  readonly id: OperationId;
  /** The tag: access, players, wallets, games, rounds or audit. */
  readonly domain: string;
  readonly method: Method;
  /** As written in the contract: `/v1/players/{player_id}`. */
  readonly path: string;
  /** The scope its token needs; null for operations that take no token. */
  readonly scope: string | null;
  /** The partner whose signature over the raw body stands in for a token; null for all others. */
  readonly signature: string | null;
  /** Every code it can answer, in order of precedence (ERR-02). */
  readonly errors: readonly ErrorCode[];
  readonly idempotency: 'required' | 'optional' | 'derived' | 'none';
  readonly effect: 'read' | 'write';
  /** It tells of a person: who asks is logged (GDPR-01), and its receipt is kept sealed. */
  readonly personalData: boolean;
  /** Its answer holds a secret: its receipt is kept sealed. */
  readonly secretAnswer: boolean;
  readonly successStatus: number;
  /** Media type of the success answer. */
  readonly produces: string;
  /** Media type of the request body; null when there is none. */
  readonly consumes: string | null;
  readonly summary: string;
  /** What it promises, with the clauses it keeps. */
  readonly description: string;
  readonly pathParameters: readonly string[];
  readonly queryParameters: readonly string[];
  /** Every declared status, ascending. */
  readonly statuses: readonly number[];
  readonly requestExample?: unknown;
}

export interface Contract {
  readonly document: ContractDocument;
  readonly version: string;
  readonly operations: Readonly<Record<OperationId, OperationSpec>>;
}

const FILE = new URL('../../../schemas/openapi.json', import.meta.url);

let loaded: Contract | undefined;

/** The contract of this build, read once from schemas/openapi.json. */
export function loadContract(): Contract {
  loaded ??= contractOf(JSON.parse(readFileSync(FILE, 'utf8')) as ContractDocument);
  return loaded;
}

/** The contract as a bundled OpenAPI document says it. */
export function contractOf(document: ContractDocument): Contract {
  const specs = Object.entries(document.paths).flatMap(([path, item]) =>
    (['get', 'post', 'patch'] as const).flatMap((method) => {
      const operation = item[method];
      return operation ? [specOf(document, { path, method, operation })] : [];
    }),
  );
  const operations = Object.fromEntries(specs.map((spec) => [spec.id, spec]));
  return {
    document,
    version: document.info.version,
    operations: operations as Contract['operations'],
  };
}

interface Declared {
  readonly path: string;
  readonly method: 'get' | 'post' | 'patch';
  readonly operation: OperationObject;
}

/** JSON pointer of an operation in the document. */
export const operationPointer = (op: Pick<OperationSpec, 'path' | 'method'>): string =>
  `/paths/${pointerStep(op.path)}/${op.method.toLowerCase()}`;

/** Path, query and header parameters of an operation, those of its path first. */
export function parametersOf(
  document: ContractDocument,
  op: Pick<OperationSpec, 'path' | 'method'>,
): readonly Place<ParameterObject>[] {
  const pointer = operationPointer(op);
  const lists = [pointer.slice(0, pointer.lastIndexOf('/')), pointer].map(
    (owner) => `${owner}/parameters`,
  );
  return lists.flatMap((list) => {
    const declared = placeAt<readonly unknown[]>(document, list)?.node ?? [];
    return declared.flatMap((_, at) => placeAt<ParameterObject>(document, `${list}/${at}`) ?? []);
  });
}

function specOf(document: ContractDocument, declared: Declared): OperationSpec {
  const { path, operation } = declared;
  const method = declared.method.toUpperCase() as Method;
  const parameters = parametersOf(document, { path, method }).map(({ node }) => node);
  const named = (where: string): readonly string[] =>
    parameters.filter((parameter) => parameter.in === where).map(({ name }) => name);
  const statuses = Object.keys(operation.responses).map(Number);
  const successStatus = statuses.find((status) => status < 300) ?? 200;
  const [produces] = Object.keys(operation.responses[String(successStatus)]?.content ?? {});
  const [consumed] = Object.entries(operation.requestBody?.content ?? {});
  const example = consumed?.[1].example;
  return {
    id: operation.operationId as OperationId,
    domain: operation.tags[0] ?? '',
    method,
    path,
    scope: operation['x-scope'],
    signature: operation['x-signature'] ?? null,
    errors: operation['x-errors'],
    idempotency: operation['x-idempotency'],
    effect: operation['x-effect'],
    personalData: operation['x-personal-data'] ?? false,
    secretAnswer: operation['x-secret-answer'] ?? false,
    successStatus,
    produces: produces ?? 'application/json',
    consumes: consumed?.[0] ?? null,
    summary: operation.summary,
    description: operation.description,
    pathParameters: named('path'),
    queryParameters: named('query'),
    statuses: statuses.sort((a, b) => a - b),
    ...(example === undefined ? {} : { requestExample: example }),
  };
}
