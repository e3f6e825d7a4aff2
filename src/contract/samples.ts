import { assert } from '../kernel/errors.js';
import { placeAt, resolved } from './document.js';
import type { BodyObject, JsonSchema } from './document.js';
import { badValues, goodValues, typesOf } from './member-samples.js';
import { loadContract, operationPointer } from './operations.js';
import type { OperationSpec } from './operations.js';

/** A body that keeps the contract. */
export interface PositiveBody {
  readonly name: string;
  readonly body: unknown;
}

/** A body that breaks the contract: among its violations is `rule` at `field`. */
export interface NegativeBody extends PositiveBody {
  /** Dotted path of the member; '' for the whole body. */
  readonly field: string;
  readonly rule: string;
}

type Members = Readonly<Record<string, unknown>>;

/**
 * Bodies the operation must not refuse as invalid, derived from its schema: the example, only the
 * required members, an unknown member (VER-01), and every member at its boundaries.
 * `example` stands in for the contract's own: a body whose player exists, say.
 */
export function positiveBodies(
  op: OperationSpec,
  example: Members = exampleOf(op),
): readonly PositiveBody[] {
  const schema = bodySchema(op);
  if (!schema) return [];
  const bounds = membersOf(schema).flatMap((member) =>
    goodValues(member.schema).map(({ name, value }) => ({
      name: `${member.path.join('.')} ${name}`,
      body: replaced(baseFor(schema, example, member), member.path, value),
    })),
  );
  return [
    { name: 'the example', body: example },
    { name: 'only required members', body: leastOf(schema, example) },
    { name: 'an unknown member', body: { ...example, not_in_the_contract: unknownValue(op) } },
    ...bounds,
  ];
}

/**
 * Bodies the operation must refuse with VALIDATION_ERROR, each for one rule: every required member
 * missing, every member of a wrong type, outside its enum, pattern, format, length or range.
 */
export function negativeBodies(
  op: OperationSpec,
  example: Members = exampleOf(op),
): readonly NegativeBody[] {
  const schema = bodySchema(op);
  if (!schema) return [];
  const asForm = op.consumes !== 'application/json';
  return membersOf(schema)
    .flatMap((member) => brokenMember(schema, example, member))
    .concat(brokenChoice(schema, example), brokenBody(schema))
    .filter(({ rule }) => !(asForm && rule === 'type'));
}

const exampleOf = (op: OperationSpec): Members => (op.requestExample ?? {}) as Members;

interface Member {
  readonly path: readonly string[];
  readonly schema: JsonSchema;
  readonly required: boolean;
}

function bodySchema(op: OperationSpec): JsonSchema | undefined {
  if (op.consumes === null) return undefined;
  const { document } = loadContract();
  const place = placeAt<BodyObject>(document, `${operationPointer(op)}/requestBody`);
  const schema = place?.node.content?.[op.consumes]?.schema;
  assert(schema, `${op.id} declares the schema of its body`);
  return resolved(document, schema);
}

/** Every member of a body, those of inner objects too. */
function membersOf(schema: JsonSchema, above: readonly string[] = []): readonly Member[] {
  const { document } = loadContract();
  return Object.entries(schema.properties ?? {}).flatMap(([name, declared]) => {
    const path = [...above, name];
    const inner = resolved(document, declared);
    const required = schema.required?.includes(name) ?? false;
    return [{ path, schema: inner, required }, ...membersOf(inner, path)];
  });
}

function brokenMember(schema: JsonSchema, example: Members, member: Member): NegativeBody[] {
  const field = member.path.join('.');
  const base = baseFor(schema, example, member);
  const broken = badValues(member.schema).map(({ name, rule, value }) => ({
    name: `${field} ${name}`,
    field,
    rule,
    body: replaced(base, member.path, value),
  }));
  if (!member.required) return broken;
  const body = replaced(base, member.path, undefined);
  return [{ name: `${field} missing`, field, rule: 'required', body }, ...broken];
}

/** None of the members of which one is needed; all of them where exactly one is. */
function brokenChoice(schema: JsonSchema, example: Members): NegativeBody[] {
  const choices = choicesOf(schema);
  if (choices.length === 0) return [];
  const rule = schema.oneOf ? 'oneOf' : 'anyOf';
  const without = Object.entries(example).filter(([name]) => !choices.includes(name));
  const none = { name: `none of ${choices.join(', ')}`, field: '', rule };
  const some = choices.map((name): [string, unknown] => [name, example[name] ?? 'any-1']);
  return [
    { ...none, body: Object.fromEntries(without) },
    ...(schema.oneOf
      ? [
          {
            ...none,
            name: `all of ${choices.join(', ')}`,
            body: Object.fromEntries([...without, ...some]),
          },
        ]
      : []),
  ];
}

const brokenBody = (schema: JsonSchema): NegativeBody[] =>
  badValues({ type: typesOf(schema) }).map(({ name, rule, value }) => ({
    name: `the body ${name}`,
    field: '',
    rule,
    body: value,
  }));

const choicesOf = (schema: JsonSchema): readonly string[] =>
  (schema.oneOf ?? schema.anyOf ?? []).flatMap(({ required }) => required ?? []);

/** The example, without the members that a choice of exactly one rules out beside this member. */
function baseFor(schema: JsonSchema, example: Members, member: Member): Members {
  const choices = schema.oneOf ? choicesOf(schema) : [];
  const [name = ''] = member.path;
  if (!choices.includes(name)) return example;
  const kept = Object.entries(example).filter(([other]) => !choices.includes(other));
  return Object.fromEntries(kept);
}

function leastOf(schema: JsonSchema, example: Members): Members {
  const choices = choicesOf(schema);
  const chosen = choices.find((name) => name in example);
  const needed = [...(schema.required ?? []), ...(chosen === undefined ? [] : [chosen])];
  return Object.fromEntries(needed.map((name) => [name, example[name]]));
}

const unknownValue = (op: OperationSpec): unknown =>
  op.consumes === 'application/json' ? { nested: [1, null] } : 'text';

/** A copy with one member set, or taken away when the value is undefined. */
function replaced(body: Members, path: readonly string[], value: unknown): Members {
  const [name = '', ...inner] = path;
  if (inner.length > 0) {
    return { ...body, [name]: replaced((body[name] ?? {}) as Members, inner, value) };
  }
  const kept = Object.fromEntries(Object.entries(body).filter(([other]) => other !== name));
  return value === undefined ? kept : { ...kept, [name]: value };
}
