import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { readTarget } from '../target.js';
import type { Target } from '../target.js';
import { ProposalMistake } from './document.js';
import { proposeTarget } from './proposal.js';
import type { Proposal } from './proposal.js';

const DOCUMENTS = new URL('../../../../fixtures/openapi/', import.meta.url);

/** The proposal for a document, and the target as it is read from it with every secret set. */
function stage(t: TestContext, name: string): Proposal & { readonly target: Target } {
  const proposal = proposeTarget(readFileSync(new URL(name, DOCUMENTS), 'utf8'), name);
  const folder = mkdtempSync(join(tmpdir(), 'proposal-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'target.yaml');
  writeFileSync(path, proposal.text);
  const environment = Object.fromEntries(
    proposal.variables.map((variable) => [
      variable,
      variable.endsWith('_URL') ? 'http://127.0.0.1:9' : 'x',
    ]),
  );
  return { ...proposal, target: readTarget(path, environment) };
}

const operationsOf = ({ wire }: Target) => wire?.map.operations ?? {};

test('a document with an operation for each thing is mapped whole', (t) => {
  const { target, missing, guesses } = stage(t, 'micro.yaml');
  const { getWallet, debitRound, creditRound, rollbackRound } = operationsOf(target);
  assert.deepEqual(missing, []);
  assert.equal(getWallet?.path, '/v2/accounts/{player_id}/balance');
  assert.deepEqual(getWallet.response, { cash: 'balanceMicros', currency: 'currency' });
  assert.deepEqual(getWallet.headers, { 'X-Operator-Id': '77' });
  assert.deepEqual([debitRound?.path, creditRound?.path], ['/v2/bet', '/v2/win']);
  assert.match(
    debitRound?.request ?? '',
    /"requestUuid": idempotency_key.*"amountMicros": amount/s,
  );
  assert.ok(!debitRound?.request?.includes('note'), 'what nobody asks for is left out');
  assert.match(creditRound?.request ?? '', /"betUuid": debit_key.*"endsRound": final/s);
  assert.match(rollbackRound?.request ?? '', /"betUuid": debit_key/);
  const { map, credentials } = target.wire ?? {};
  assert.equal(map?.money.format, 'micro-int');
  assert.equal(map.errors?.['NOT_ENOUGH_MONEY'], 'INSUFFICIENT_FUNDS');
  assert.equal(map.errors['MOON_PHASE'], undefined);
  assert.equal(credentials?.type, 'basic');
  assert.ok(guesses.some(({ certainty }) => certainty === 'sure'));
});

test('a document that answers 200 to everything, with a signature, is read from its codes', (t) => {
  const { target, text } = stage(t, 'swift.json');
  const { map, knobs, signing, ids } = target.wire ?? {};
  assert.equal(map?.ok, 'status = "RS_OK"');
  assert.equal(knobs?.business_http, 'always_200');
  assert.equal(knobs.identical_duplicate, 'duplicate_code');
  assert.equal(map.money.format, 'x100000-int');
  assert.equal(signing?.header, 'X-Swift-Signature');
  assert.equal(ids?.format, 'uuid');
  const { creditRound, rollbackRound } = operationsOf(target);
  assert.match(creditRound?.request ?? '', /"reference_transaction_uuid": debit_key/);
  assert.match(rollbackRound?.request ?? '', /"token": "TODO"/);
  assert.match(text, /# unknown: token must be there.*TODO/);
  assert.match(text, /# unknown: RS_ERROR_UNKNOWN/);
});

test('one operation that says in its body what it does is mapped once for each', (t) => {
  const { target } = stage(t, 'ledger.yaml');
  const { getWallet, debitRound, creditRound, rollbackRound } = operationsOf(target);
  assert.equal(getWallet?.response?.['cash'], 'data.balance.available');
  for (const [own, kind] of [
    [debitRound, 'STAKE'],
    [creditRound, 'WIN'],
    [rollbackRound, 'REVERSAL'],
  ] as const) {
    assert.deepEqual([own?.method, own?.path], ['POST', '/transactions']);
    const { request = '', headers } = own ?? {};
    assert.ok(request.includes(`"kind": "${kind}"`), request);
    assert.ok(request.includes('"round": { "id": round_id'), request);
    assert.deepEqual(headers, { 'Idempotency-Key': '{idempotency_key}' });
  }
  const { map, credentials } = target.wire ?? {};
  assert.equal(map?.money.format, 'decimal-string');
  assert.equal(map.errors?.['balance_too_low'], 'INSUFFICIENT_FUNDS');
  assert.equal(credentials?.type, 'oauth2');
  assert.equal(target.tokenUrl, 'https://login.ledger.example/token');
});

test('our own contract, with a hundred operations besides, is found in its document', () => {
  const contract = new URL('../../../../schemas/openapi.json', import.meta.url);
  const { text, missing } = proposeTarget(readFileSync(contract, 'utf8'), 'openapi.json');
  assert.deepEqual(missing, []);
  for (const path of ['wallet', 'debit', 'credit', 'rollback']) {
    assert.match(text, new RegExp(`path: /v1/\\S+/${path}$`, 'm'));
  }
  assert.match(text, /money: \{ format: decimal-string \}/);
  assert.match(text, /cash: cash/);
  assert.match(text, /type: oauth2/);
  assert.match(text, /TXN_NOT_OF_PLAYER: TXN_NOT_OF_PLAYER/);
});

test('a document of something else is refused with what was looked at', () => {
  const text = readFileSync(new URL('weather.yaml', DOCUMENTS), 'utf8');
  assert.throws(
    () => proposeTarget(text, 'weather.yaml'),
    (thrown: unknown) => {
      assert.ok(thrown instanceof ProposalMistake);
      assert.match(thrown.message, /nothing that looks like a balance nor a bet/);
      assert.match(thrown.message, /GET \/forecast\/\{city\}, POST \/stations/);
      assert.equal(thrown.exitCode, 2);
      return true;
    },
  );
});

test('what is no OpenAPI 3 is refused with what to do', () => {
  for (const [text, message] of [
    ['swagger: "2.0"', /Swagger 2\.0; --from reads OpenAPI 3/],
    ['{"hello": 1}', /no openapi/],
    ['a: [', /neither YAML nor JSON/],
    ['openapi: 4.0.0', /OpenAPI 4\.0\.0/],
  ] as const) {
    assert.throws(() => proposeTarget(text, 'some.yaml'), message);
  }
});

test('a document that refers to itself without end is read to an end', () => {
  const text = JSON.stringify({
    openapi: '3.0.0',
    info: { title: 'Loop' },
    paths: {
      '/balance/{player}': {
        get: {
          operationId: 'getBalance',
          parameters: [{ name: 'player', in: 'path', required: true }],
          responses: {
            200: {
              content: { 'application/json': { schema: { $ref: '#/components/schemas/A' } } },
            },
          },
        },
      },
      '/bet': {
        post: {
          requestBody: {
            content: { 'application/json': { schema: { $ref: '#/components/schemas/B' } } },
          },
          responses: {},
        },
      },
    },
    components: {
      schemas: {
        A: {
          type: 'object',
          properties: {
            balance: { type: 'number', example: 10.5 },
            next: { $ref: '#/components/schemas/A' },
          },
        },
        B: {
          type: 'object',
          properties: { amount: { type: 'number' }, again: { $ref: '#/components/schemas/B' } },
        },
        C: { $ref: '#/components/schemas/C' },
      },
    },
  });
  const { text: written, missing } = proposeTarget(text, 'loop.json');
  assert.match(written, /money: \{ format: decimal-number \}/);
  assert.deepEqual(missing, ['creditRound', 'rollbackRound']);
});
