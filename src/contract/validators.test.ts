import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { loadContract } from './operations.js';
import { readQuery, validateRequest, validateResponse, validateSchema } from './validators.js';

const { operations } = loadContract();
const debit = { player_id: 'p-1', round_id: 'r-1', amount: '1.00', currency: 'EUR' };

function stage(body: unknown, idempotencyKey?: string): readonly string[] {
  const input = { path: {}, query: {}, body, idempotencyKey };
  return validateRequest(operations.debitRound, input).map(({ field, rule }) => `${field} ${rule}`);
}

test('a request that keeps the contract costs no allocation: the answer is shared', () => {
  const judged = () => validateRequest(operations.debitRound, { path: {}, query: {}, body: debit });

  assert.deepEqual(judged(), []);
  assert.equal(judged(), judged());
  assert.ok(Object.isFrozen(judged()));
});

test('unknown members of a request are ignored (VER-01)', () => {
  assert.deepEqual(stage({ ...debit, colour: 'red', meta: { table: 4 } }), []);
});

test('all violations are told, in dotted paths', () => {
  const body = { round_id: 'r 1', amount: 1, currency: 'eur', meta: { game_id: '' } };

  assert.deepEqual(stage(body), [
    'player_id required',
    'round_id pattern',
    'amount type',
    'currency pattern',
    'meta.game_id pattern',
  ]);
});

test('the text of an amount breaks the rule format, whatever its schema spells out', () => {
  for (const amount of ['1e3', '-1', '1,00', 'NaN', '']) {
    assert.deepEqual(stage({ ...debit, amount }), ['amount format'], amount);
  }
});

test('a body that is no object, or none at all, breaks the rule type', () => {
  for (const body of [undefined, null, [], 'text', 4]) assert.deepEqual(stage(body), [' type']);
});

test('a key in the header is an id', () => {
  assert.deepEqual(stage(debit, 'key-1'), []);
  assert.deepEqual(stage(debit, ''), ['Idempotency-Key pattern']);
  assert.deepEqual(stage(debit, 'a b'), ['Idempotency-Key pattern']);
  assert.deepEqual(stage(debit, 'k'.repeat(129)), ['Idempotency-Key pattern']);
});

test('a rollback names its debit by exactly one of two', () => {
  const rollback = { player_id: 'p-1', round_id: 'r-1' };
  const judged = (body: unknown) =>
    validateRequest(operations.rollbackRound, { path: {}, query: {}, body }).length;

  assert.equal(judged({ ...rollback, txn_ref: 't-1' }), 0);
  assert.equal(judged({ ...rollback, debit_key: 'k-1' }), 0);
  assert.notEqual(judged({ ...rollback, txn_ref: 't-1', debit_key: 'k-1' }), 0);
  assert.notEqual(judged(rollback), 0);
});

test('a limit is a whole number from 1 to 100', () => {
  const rules = (limit: string) =>
    validateRequest(operations.listGames, { path: {}, query: { limit }, body: undefined }).map(
      ({ field, rule }) => `${field} ${rule}`,
    );

  for (const limit of ['1', '20', '100']) assert.deepEqual(rules(limit), [], limit);
  assert.deepEqual(rules('0'), ['limit minimum']);
  assert.deepEqual(rules('101'), ['limit maximum']);
  for (const limit of ['', 'ten', '1.5', '1e1', ' 1', '0x10', '9'.repeat(400)]) {
    assert.deepEqual(rules(limit), ['limit type'], limit);
  }
});

test('path and query parameters are judged together', () => {
  const judged = validateRequest(operations.getRound, {
    path: { round_id: 'a b' },
    query: { player_id: '' },
    body: undefined,
  });

  assert.deepEqual(
    judged.map(({ field, rule }) => `${field} ${rule}`),
    ['round_id pattern', 'player_id pattern'],
  );
});

test('a missing parameter of the path breaks the rule required', () => {
  const judged = validateRequest(operations.getPlayer, { path: {}, query: {}, body: undefined });

  assert.deepEqual(
    judged.map(({ field, rule }) => `${field} ${rule}`),
    ['player_id required'],
  );
});

test('a query is read as values, with defaults, without what nobody declared', () => {
  const { listTransactions, listAuditEntries, getPlayer } = operations;

  assert.deepEqual(readQuery(listTransactions, {}), { limit: 20 });
  assert.deepEqual(readQuery(listTransactions, { limit: '5', cursor: 'abc', page: '2' }), {
    limit: 5,
    cursor: 'abc',
  });
  assert.deepEqual(readQuery(listAuditEntries, { player_id: '7' }), { limit: 20, player_id: '7' });
  assert.deepEqual(readQuery(getPlayer, { limit: '5' }), {});
});

test('an answer may gain members but not lose or change them', () => {
  const receipt = { txn_id: 't-1', balance: '9.00', status: 'committed' };
  const rules = (body: unknown) =>
    validateResponse(operations.debitRound, 200, body).map(({ field, rule }) => `${field} ${rule}`);

  assert.deepEqual(rules({ ...receipt, bonus_used: '1.00' }), []);
  assert.deepEqual(rules({ ...receipt, balance: 9 }), ['balance type']);
  assert.deepEqual(rules({ ...receipt, status: 'done' }), ['status enum']);
  assert.deepEqual(rules({ txn_id: 't-1', status: 'committed' }), ['balance required']);
});

test('a status the operation does not declare breaks the rule status', () => {
  for (const status of [201, 204, 302, 405, 503, 0]) {
    const [violation] = validateResponse(operations.debitRound, status, {});
    assert.equal(violation?.rule, 'status', String(status));
  }
});

test('an error code belongs to its operation and to its status', () => {
  const rules = (status: number, error: string) =>
    validateResponse(operations.creditRound, status, {
      error,
      message: 'No.',
      trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
      details: {},
    }).map(({ field, rule }) => `${field} ${rule}`);

  assert.deepEqual(rules(422, 'ROUND_CLOSED'), []);
  assert.deepEqual(rules(422, 'PLAYER_BLOCKED'), ['error enum'], 'wins are paid to the blocked');
  assert.deepEqual(rules(404, 'ROUND_CLOSED'), ['error enum']);
  assert.deepEqual(rules(422, 'NO_SUCH_CODE'), ['error enum']);
});

test('an exported log is judged line by line', () => {
  const { listAuditEntries, exportAudit } = operations;
  const page = loadContract().document.paths[listAuditEntries.path]?.get?.responses['200'];
  const example = page?.content?.['application/json']?.example as { items: unknown[] };
  const line = JSON.stringify(example.items[0]);
  const rules = (text: unknown) =>
    validateResponse(exportAudit, 200, text).map(({ field, rule }) => `${field} ${rule}`);

  assert.deepEqual(rules(''), []);
  assert.deepEqual(rules(`${line}\n${line}\n`), []);
  assert.deepEqual(rules(`${line}\n{"seq":`), ['1 format']);
  assert.deepEqual(rules(line.replace('"seq":1', '"seq":"1"')), ['0.seq type']);
  assert.deepEqual(rules({ items: [] }), [' type']);
});

test('errors outside any operation are judged by their schema', () => {
  const error = {
    error: 'ROUTE_NOT_FOUND',
    message: 'No operation lives at this path.',
    trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
    details: {},
  };

  assert.deepEqual(validateSchema('Error', error), []);
  assert.equal(validateSchema('Error', { ...error, trace_id: 'x' })[0]?.field, 'trace_id');
});

test('reading the contract does not load the schema compiler', () => {
  const here = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
  const script = `
    const { loadContract } = await import(${here('./operations.js')});
    const { validateRequest } = await import(${here('./validators.js')});
    const { createRequire } = await import('node:module');
    const { cache } = createRequire(${here('./operations.js')});
    const loaded = () => Object.keys(cache).some((file) => file.includes('/ajv/'));
    const op = loadContract().operations.verifyAudit;
    const before = loaded();
    validateRequest(loadContract().operations.getGame, { path: {}, query: {}, body: null });
    process.stdout.write(JSON.stringify([op.id, before, loaded()]));`;
  const done = spawnSync(process.execPath, ['--input-type=module', '--eval', script]);

  assert.deepEqual(JSON.parse(done.stdout.toString()), ['verifyAudit', false, true]);
});
