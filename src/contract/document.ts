import type { ErrorCode } from '../kernel/errors.js';

/** A JSON Schema (2020-12) as far as this project reads it. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  /** The platform accepts fewer values than the schema says, currencies it keeps for example. */
  readonly 'x-narrowed'?: boolean;
}

export interface Referring {
  readonly $ref?: string;
}

export interface ParameterObject extends Referring {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: JsonSchema;
  readonly example?: unknown;
}

export interface MediaObject {
  readonly schema: JsonSchema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
  /** For newline-delimited JSON: the schema of each line. */
  readonly 'x-line-schema'?: string;
}

export interface BodyObject extends Referring {
  readonly description?: string;
  readonly content?: Readonly<Record<string, MediaObject>>;
}

export interface OperationObject {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly ParameterObject[];
  readonly requestBody?: BodyObject;
  readonly responses: Readonly<Record<string, BodyObject>>;
  readonly 'x-scope': string | null;
  readonly 'x-errors': readonly ErrorCode[];
  readonly 'x-idempotency': 'required' | 'optional' | 'derived' | 'none';
  readonly 'x-effect': 'read' | 'write';
  /** The partner whose signature over the raw body stands in for a token. */
  readonly 'x-signature'?: string;
  /** Tells of a person: whoever asks goes into the access log, and its receipt is sealed. */
  readonly 'x-personal-data'?: true;
  /** The answer holds a secret: its receipt is sealed. */
  readonly 'x-secret-answer'?: true;
}

export type PathObject = Readonly<Partial<Record<'get' | 'post' | 'patch', OperationObject>>> & {
  readonly parameters?: readonly ParameterObject[];
};

/** schemas/openapi.json: OpenAPI 3.1, bundled, every reference inside the document. */
export interface ContractDocument {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, PathObject>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: {
      readonly oauth2: {
        readonly flows: {
          readonly clientCredentials: { readonly scopes: Readonly<Record<string, string>> };
        };
      };
    };
  };
}

/** A place in the document: what stands there and the JSON pointer to it, references followed. */
export interface Place<T> {
  readonly pointer: string;
  readonly node: T;
}

export function placeAt<T>(document: ContractDocument, pointer: string): Place<T> | undefined {
  const node = pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((inside, step) => memberOf(inside, unescapedStep(step)), document);
  const reference = memberOf(node, '$ref');
  if (typeof reference === 'string') return placeAt(document, reference.slice('#'.length));
  return node === undefined ? undefined : { pointer, node: node as T };
}

/** The thing itself, or what its `$ref` points at; chains are followed. */
export function resolved<T extends Referring>(document: ContractDocument, node: T): T {
  if (node.$ref === undefined) return node;
  const place = placeAt<T>(document, node.$ref.slice('#'.length));
  if (!place) throw new Error(`the contract points nowhere: ${node.$ref}`);
  return place.node;
}

/** A name as one step of a JSON pointer (RFC 6901). */
export const pointerStep = (name: string): string =>
  name.replaceAll('~', '~0').replaceAll('/', '~1');

export const unescapedStep = (step: string): string =>
  step.replaceAll('~1', '/').replaceAll('~0', '~');

function memberOf(node: unknown, name: string): unknown {
  return node !== null && typeof node === 'object'
    ? (node as Record<string, unknown>)[name]
    : undefined;
}
