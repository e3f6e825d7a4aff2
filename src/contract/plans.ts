import type { ValidateFunction } from 'ajv/dist/2020.js';
import { compiled } from './compiler.js';
import { placeAt, pointerStep } from './document.js';
import type { BodyObject, JsonSchema, MediaObject } from './document.js';
import { loadContract, operationPointer, parametersOf } from './operations.js';
import type { OperationId, OperationSpec } from './operations.js';
import type { SchemaName } from './types.js';

export interface ParameterPlan {
  readonly name: string;
  readonly inPath: boolean;
  readonly required: boolean;
  readonly integer: boolean;
  readonly fallback: unknown;
  readonly validate: ValidateFunction;
}

/** What a request of one operation is held to, compiled once. */
export interface RequestPlan {
  readonly parameters: readonly ParameterPlan[];
  readonly body: ValidateFunction | undefined;
}

/** What an answer of one operation and status is held to, compiled once. */
export interface AnswerPlan {
  readonly validate: ValidateFunction;
  /** Set when the body is newline-delimited JSON: the schema of each line. */
  readonly lineSchema: SchemaName | undefined;
}

const requestPlans = new Map<OperationId, RequestPlan>();
const answerPlans = new Map<string, AnswerPlan | undefined>();

export function requestPlan(op: OperationSpec): RequestPlan {
  const known = requestPlans.get(op.id);
  if (known) return known;
  const media = mediaAt(`${operationPointer(op)}/requestBody`);
  const body = media === undefined ? undefined : compiled(schemaAt(media));
  const made = { parameters: parameterPlans(op), body };
  requestPlans.set(op.id, made);
  return made;
}

/** Undefined when the operation does not declare the status. */
export function answerPlan(op: OperationSpec, status: number): AnswerPlan | undefined {
  const name = `${op.id} ${status}`;
  if (answerPlans.has(name)) return answerPlans.get(name);
  const media = mediaAt(`${operationPointer(op)}/responses/${status}`);
  const made =
    media === undefined
      ? undefined
      : { validate: compiled(schemaAt(media)), lineSchema: lineSchemaAt(media) };
  answerPlans.set(name, made);
  return made;
}

function parameterPlans(op: OperationSpec): readonly ParameterPlan[] {
  const { document } = loadContract();
  const sent = parametersOf(document, op).filter(({ node }) => node.in !== 'header');
  return sent.map(({ pointer, node }) => {
    const schema = placeAt<JsonSchema>(document, `${pointer}/schema`);
    return {
      name: node.name,
      inPath: node.in === 'path',
      required: node.required ?? false,
      integer: schema?.node.type === 'integer',
      fallback: schema?.node.default,
      validate: compiled(schemaAt(pointer)),
    };
  });
}

/** Pointer of the one media type of a request body or a response. */
function mediaAt(pointer: string): string | undefined {
  const place = placeAt<BodyObject>(loadContract().document, pointer);
  const [media] = Object.keys(place?.node.content ?? {});
  return place && media !== undefined
    ? `${place.pointer}/content/${pointerStep(media)}`
    : undefined;
}

function schemaAt(owner: string): string {
  const place = placeAt<JsonSchema>(loadContract().document, `${owner}/schema`);
  if (!place) throw new Error(`the contract has no schema under ${owner}`);
  return place.pointer;
}

const lineSchemaAt = (media: string): SchemaName | undefined =>
  placeAt<MediaObject>(loadContract().document, media)?.node['x-line-schema'] as
    SchemaName | undefined;
