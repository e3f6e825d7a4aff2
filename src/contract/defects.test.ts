import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contractDefects } from './defects.js';
import { contractOf, loadContract } from './operations.js';
import type { Contract, OperationSpec } from './operations.js';

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
