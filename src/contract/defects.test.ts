import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CATALOGUE } from '../kernel/errors.js';
import { placeAt } from './document.js';
import type { BodyObject, JsonSchema, OperationObject, ParameterObject } from './document.js';
import { contractOf, loadContract, operationPointer, parametersOf } from './operations.js';
import type { Contract, OperationSpec } from './operations.js';
import { isErrorCode, statusOf } from './statuses.js';
import { validateRequest, validateResponse } from './validators.js';
import type { Violation } from './validators.js';

/** Everything in which the contract contradicts itself, in words; [] when it is sound (VER-03). */
function contractDefects(contract: Contract): string[] {
  const specs = Object.values(contract.operations);
  return [
    ...catalogueDefects(contract),
    ...specs.flatMap((op) => operationDefects(contract, op).map((words) => `${op.id}: ${words}`)),
  ];
}

function operationDefects(contract: Contract, op: OperationSpec): string[] {
  return [
    ...proseDefects(op),
    ...errorDefects(op),
    ...scopeDefects(contract, op),
    ...bodyDefects(contract, op),
    ...parameterDefects(contract, op),
    ...exampleDefects(contract, op),
  ];
}

function catalogueDefects(contract: Contract): string[] {
  const schema = placeAt<JsonSchema>(contract.document, '/components/schemas/Error');
  const listed = schema?.node.properties?.['error']?.enum ?? [];
  const same = listed.join() === Object.keys(CATALOGUE).join();
  return when(!same, 'Error: the codes are not those of the catalogue in order of precedence');
}

function proseDefects(op: OperationSpec): string[] {
  return [...when(!op.summary, 'has no summary'), ...when(!op.description, 'has no description')];
}

/** PAY-05: in any request. */
const letsCardsPass = ({ consumes, errors }: OperationSpec): boolean =>
  consumes === 'application/json' && !errors.includes('PAN_NOT_ALLOWED');

function errorDefects(op: OperationSpec): string[] {
  const unknown = op.errors.filter((code) => !isErrorCode(code));
  if (unknown.length > 0) return [`lists codes outside the catalogue: ${unknown.join(', ')}`];
  const places = op.errors.map((code) => CATALOGUE[code].precedence);
  const ordered = places.every((place, at) => at === 0 || place > (places[at - 1] ?? 0));
  const answered = new Set(op.errors.map(statusOf));
  const declared = op.statuses.filter((status) => status >= 400);
  return [
    ...when(!ordered, 'x-errors are not in order of precedence'),
    ...when(letsCardsPass(op), 'takes a JSON body and does not refuse card numbers'),
    ...[...answered]
      .filter((status) => !declared.includes(status))
      .map((status) => `x-errors answer ${status}, which is not declared`),
    ...declared
      .filter((status) => !answered.has(status))
      .map((status) => `declares ${status}, which none of its x-errors answers`),
    ...when(op.statuses.filter((status) => status < 400).length !== 1, 'needs one success status'),
  ];
}

function scopeDefects({ document }: Contract, op: OperationSpec): string[] {
  const known = document.components.securitySchemes.oauth2.flows.clientCredentials.scopes;
  const security = placeAt<OperationObject>(document, operationPointer(op))?.node.security ?? [];
  const needed = security.flatMap((way) => way['oauth2'] ?? []);
  return [
    ...when(op.scope !== null && !(op.scope in known), `x-scope ${op.scope} is not declared`),
    ...when(needed.join() !== (op.scope ?? ''), 'security and x-scope differ'),
    ...when((op.scope === null) === op.errors.includes('SCOPE_MISSING'), 'SCOPE_MISSING misplaced'),
  ];
}

function bodyDefects({ document }: Contract, op: OperationSpec): string[] {
  const hasBody = op.consumes !== null;
  const json = op.consumes === 'application/json';
  const body = placeAt<BodyObject>(document, `${operationPointer(op)}/requestBody`);
  const media = Object.values(body?.node.content ?? {})[0];
  const schema = media && placeAt<JsonSchema>(document, media.schema.$ref?.slice(1) ?? '');
  const keyInBody = schema?.node.properties?.['idempotency_key'] !== undefined;
  return [
    ...when(hasBody !== op.errors.includes('UNSUPPORTED_MEDIA_TYPE'), '415 belongs to bodies'),
    ...when(hasBody !== op.errors.includes('PAYLOAD_TOO_LARGE'), '413 belongs to bodies'),
    ...when(json !== op.errors.includes('MALFORMED_JSON'), 'MALFORMED_JSON belongs to JSON bodies'),
    ...when(
      keyInBody !== op.errors.includes('IDEMPOTENCY_KEY_MISMATCH'),
      'IDEMPOTENCY_KEY_MISMATCH belongs to bodies with a key',
    ),
    ...when(hasBody && op.requestExample === undefined, 'has no request example'),
  ];
}

function parameterDefects({ document }: Contract, op: OperationSpec): string[] {
  const inPath = [...op.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
  const headers = parametersOf(document, op).map(
    ({ node }: { node: ParameterObject }) => node.name,
  );
  const takesKey = headers.includes('Idempotency-Key');
  const keyed = op.idempotency !== 'none';
  return [
    ...when(inPath.join() !== op.pathParameters.join(), 'path and path parameters differ'),
    ...when(keyed !== takesKey, 'Idempotency-Key and x-idempotency differ'),
    ...when(keyed !== op.errors.includes('IDEMPOTENCY_CONFLICT'), 'IDEMPOTENCY_CONFLICT misplaced'),
    ...when(
      (op.idempotency === 'required') !== op.errors.includes('IDEMPOTENCY_KEY_REQUIRED'),
      'IDEMPOTENCY_KEY_REQUIRED misplaced',
    ),
    ...when(op.method === 'GET' && op.effect !== 'read', 'a GET has an effect'),
  ];
}

function exampleDefects({ document }: Contract, op: OperationSpec): string[] {
  const answers = op.statuses.flatMap((status) => {
    const pointer = `${operationPointer(op)}/responses/${status}`;
    const media = Object.values(placeAt<BodyObject>(document, pointer)?.node.content ?? {})[0];
    const named = Object.values(media?.examples ?? {}).map(({ value }) => value);
    const examples = media?.example === undefined ? named : [media.example];
    if (examples.length === 0) return [`has no example of ${status}`];
    const shared = status >= 400; // one example serves every operation: its code may not be ours
    return examples
      .flatMap((example) => validateResponse(op, status, example))
      .filter((violation) => !(shared && violation.field === 'error'))
      .map((violation) => `example of ${status} is wrong at ${words(violation)}`);
  });
  return [...requestExampleDefects(document, op), ...answers];
}

function requestExampleDefects(document: Contract['document'], op: OperationSpec): string[] {
  const parameters = parametersOf(document, op).map(({ node }) => node);
  const examples = (where: string): Record<string, string> =>
    Object.fromEntries(
      parameters
        .filter((parameter) => parameter.in === where)
        .map((parameter) => [parameter.name, String(parameter.example)]),
    );
  const input = { path: examples('path'), query: examples('query'), body: op.requestExample };
  return validateRequest(op, input).map((violation) => `request example: ${words(violation)}`);
}

const words = ({ field, message }: Violation): string => `'${field}': ${message}`;

const when = (holds: boolean, defect: string): string[] => (holds ? [defect] : []);

function stage(change: Partial<OperationSpec>): readonly string[] {
  const contract = loadContract();
  const debitRound = { ...contract.operations.debitRound, ...change };
  const planted: Contract = { ...contract, operations: { ...contract.operations, debitRound } };
  return contractDefects(planted);
}

test('the contract does not contradict itself', () => {
  assert.deepEqual(contractDefects(loadContract()), []);
});

const { debitRound } = loadContract().operations;
const without = (code: string) => debitRound.errors.filter((other) => other !== code);

/** [what is planted, the change to debitRound, what must be said of it]. */
const PLANTED: readonly (readonly [string, Partial<OperationSpec>, RegExp])[] = [
  ['no summary', { summary: '' }, /has no summary/],
  ['no description', { description: '' }, /has no description/],
  ['an unsorted code', { errors: [...debitRound.errors].reverse() }, /order of precedence/],
  ['a code twice', { errors: [...debitRound.errors, 'INTERNAL_ERROR'] }, /order of precedence/],
  ['an undeclared status', { statuses: [200, 400] }, /422, which is not declared/],
  ['an unanswered status', { statuses: [...debitRound.statuses, 503] }, /503, which none/],
  ['two successes', { statuses: [...debitRound.statuses, 201] }, /one success status/],
  ['an unknown scope', { scope: 'rounds:play' }, /x-scope rounds:play/],
  ['another scope', { scope: 'rounds:read' }, /security and x-scope differ/],
  ['no SCOPE_MISSING', { errors: without('SCOPE_MISSING') }, /SCOPE_MISSING misplaced/],
  ['no 415', { errors: without('UNSUPPORTED_MEDIA_TYPE') }, /415 belongs to bodies/],
  ['no 413', { errors: without('PAYLOAD_TOO_LARGE') }, /413 belongs to bodies/],
  ['no bad JSON', { errors: without('MALFORMED_JSON') }, /MALFORMED_JSON belongs/],
  ['no mismatch', { errors: without('IDEMPOTENCY_KEY_MISMATCH') }, /_MISMATCH belongs/],
  ['no conflict', { errors: without('IDEMPOTENCY_CONFLICT') }, /IDEMPOTENCY_CONFLICT misplaced/],
  ['no key required', { idempotency: 'optional' }, /IDEMPOTENCY_KEY_REQUIRED misplaced/],
  ['no key at all', { idempotency: 'none' }, /Idempotency-Key and x-idempotency differ/],
  ['a lost parameter', { pathParameters: ['round_id'] }, /path parameters differ/],
  ['a wrong example', { requestExample: { amount: 10 } }, /request example: 'amount'/],
];

for (const [planted, change, said] of PLANTED) {
  test(`a contract with ${planted} is found out`, () => {
    assert.match(stage(change).join('\n'), said);
  });
}

test('a wrong answer example is found out', () => {
  const document = structuredClone(loadContract().document);
  const media = document.paths['/v1/games/rounds/debit']?.post?.responses['200']?.content;
  Object.assign(media?.['application/json'] ?? {}, { example: { txn_id: 't', balance: 90 } });
  const defects = contractDefects(contractOf(document));

  assert.match(defects.join('\n'), /debitRound: example of 200 is wrong at 'balance'/);
});

test('a catalogue that the document does not follow is found out', () => {
  const document = structuredClone(loadContract().document);
  (document.components.schemas['Error']?.properties?.['error']?.enum as unknown[]).pop();
  const defects = contractDefects(contractOf(document));

  assert.match(defects.join('\n'), /Error: the codes are not those of the catalogue/);
});
