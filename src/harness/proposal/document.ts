import { parse } from 'yaml';
import { Mistake } from '../mistake.js';

/** The document cannot become a target file; `message` says what was looked at and what to do. */
export class ProposalMistake extends Mistake {}

export type Members = Readonly<Record<string, unknown>>;

/** What a document says of one operation, references followed. */
export interface ApiOperation {
  readonly method: string;
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly parameters: readonly Members[];
  /** Names of the security schemes it asks for, in order. */
  readonly security: readonly string[];
  readonly body: Members | undefined;
  readonly isForm: boolean;
  /** Schema and example of the first 2xx answer. */
  readonly accepted: Answered | undefined;
  readonly refused: readonly Answered[];
}

export interface Answered {
  readonly status: string;
  readonly schema: Members;
  readonly examples: readonly unknown[];
}

/** A document of OpenAPI 3.0 or 3.1, as far as a proposal looks at it. */
export interface ApiDocument {
  readonly title: string;
  readonly servers: readonly string[];
  readonly operations: readonly ApiOperation[];
  readonly schemes: Readonly<Record<string, Members>>;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
/** Schemas that contain themselves are followed so far. */
const DEEPEST = 14;

export const membersOf = (value: unknown): Members =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Members) : {};

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Reads YAML or JSON; `source` names it in messages. */
export function readDocument(text: string, source: string): ApiDocument {
  let root: Members;
  try {
    root = membersOf(parse(text));
  } catch (thrown) {
    const why = thrown instanceof Error ? (thrown.message.split('\n')[0] ?? '') : '';
    throw new ProposalMistake(`${source} is neither YAML nor JSON: ${why}`);
  }
  const version = textOf(root['openapi']);
  if (!/^3\.[01]/.test(version)) {
    const found = root['swagger'] === undefined ? 'no openapi: 3.x in it' : 'Swagger 2.0';
    throw new ProposalMistake(
      `${source}: ${version === '' ? found : `OpenAPI ${version}`}; --from reads OpenAPI 3.0 and 3.1. ` +
        'Convert it first, or take `tablestakes init` and write the map by hand',
    );
  }
  const resolve = resolver(root);
  const schemes = membersOf(membersOf(root['components'])['securitySchemes']);
  return {
    title: textOf(membersOf(root['info'])['title']) || 'wallet',
    servers: listOf(root['servers']).map((server) => textOf(membersOf(server)['url'])),
    operations: operationsOf(membersOf(root['paths']), { resolve, security: root['security'] }),
    schemes: Object.fromEntries(
      Object.entries(schemes).map(([name, scheme]) => [name, resolve(scheme)]),
    ),
  };
}

type Resolve = (node: unknown) => Members;

/** What is known of a document besides its operations. */
interface Reading {
  readonly resolve: Resolve;
  /** What operations ask for that say nothing of it. */
  readonly security: unknown;
}

/** Follows references to the same document, lays allOf together and takes the first of a choice. */
function resolver(root: Members): Resolve {
  const targetOf = (reference: string): unknown =>
    reference
      .replace(/^#\//, '')
      .split('/')
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce<unknown>((node, part) => membersOf(node)[decodeURIComponent(part)], root);
  const resolved = (value: unknown, depth: number): unknown => {
    if (Array.isArray(value)) return value.map((item) => resolved(item, depth + 1));
    if (value === null || typeof value !== 'object' || depth > DEEPEST) return value;
    const { $ref: reference, allOf, oneOf, anyOf, ...own } = value as Members;
    if (typeof reference === 'string') return resolved(targetOf(reference), depth + 1);
    const choice = listOf(oneOf ?? anyOf).find((one) => membersOf(one)['type'] !== 'null');
    const parts = [...listOf(allOf), ...(choice === undefined ? [] : [choice])];
    const laid = parts.map((part) => membersOf(resolved(part, depth + 1)));
    const mine = Object.fromEntries(
      Object.entries(own).map(([name, member]) => [name, resolved(member, depth + 1)]),
    );
    return [...laid, mine].reduce<Members>((all, part) => together(all, part), {});
  };
  return (node) => membersOf(resolved(node, 0));
}

const together = (one: Members, other: Members): Members => ({
  ...one,
  ...other,
  ...((one['properties'] !== undefined || other['properties'] !== undefined) && {
    properties: { ...membersOf(one['properties']), ...membersOf(other['properties']) },
  }),
  ...(Array.isArray(one['required']) && {
    required: [...listOf(one['required']), ...listOf(other['required'])],
  }),
});

const operationsOf = (paths: Members, reading: Reading): readonly ApiOperation[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    METHODS.filter((method) => membersOf(item)[method] !== undefined).map((method) =>
      operationOf(method, path, membersOf(item), reading),
    ),
  );

function operationOf(
  method: string,
  path: string,
  item: Members,
  { resolve, security }: Reading,
): ApiOperation {
  const own = membersOf(item[method]);
  const body = resolve(own['requestBody']);
  const content = membersOf(body['content']);
  const isForm = mediaOf(content, /json/) === undefined && mediaOf(content, /form/) !== undefined;
  const media = membersOf(mediaOf(content, isForm ? /form/ : /json/));
  const schema = membersOf(media['schema']);
  const answers = Object.entries(membersOf(own['responses'])).map(([status, answer]) =>
    answered(status, resolve(answer)),
  );
  return {
    method: method.toUpperCase(),
    path,
    id: textOf(own['operationId']),
    summary: `${textOf(own['summary'])} ${textOf(own['description']).slice(0, 200)}`.trim(),
    parameters: [...listOf(item['parameters']), ...listOf(own['parameters'])].map(resolve),
    security: listOf(own['security'] ?? security).flatMap((one) => Object.keys(membersOf(one))),
    body: Object.keys(schema).length === 0 ? undefined : withExample(schema, media),
    isForm,
    accepted: answers.find(({ status }) => /^2/.test(status)),
    refused: answers.filter(({ status }) => /^(4|default)/.test(status)),
  };
}

const mediaOf = (content: Members, kind: RegExp): unknown =>
  Object.entries(content).find(([name]) => kind.test(name))?.[1];

const withExample = (schema: Members, media: Members): Members => {
  const [example] = examplesOf(media);
  return example === undefined ? schema : { ...schema, example };
};

function answered(status: string, answer: Members): Answered {
  const media = membersOf(mediaOf(membersOf(answer['content']), /json/));
  const schema = membersOf(media['schema']);
  return { status, schema, examples: [...examplesOf(media), ...examplesOf(schema)] };
}

/** `example`, and the values of `examples` in either form. */
export function examplesOf(holder: Members): readonly unknown[] {
  const { example, examples } = holder;
  const named = Object.values(membersOf(examples)).map((one) => membersOf(one)['value'] ?? one);
  return [...(example === undefined ? [] : [example]), ...listOf(examples), ...named];
}
