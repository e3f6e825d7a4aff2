import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContract } from './operations.js';

test('an operation is told as data', () => {
  const { debitRound } = loadContract().operations;

  assert.equal(debitRound.id, 'debitRound');
  assert.equal(debitRound.domain, 'rounds');
  assert.equal(debitRound.method, 'POST');
  assert.equal(debitRound.path, '/v1/games/rounds/debit');
  assert.equal(debitRound.scope, 'rounds:write');
  assert.equal(debitRound.idempotency, 'required');
  assert.equal(debitRound.effect, 'write');
  assert.equal(debitRound.successStatus, 200);
  assert.equal(debitRound.consumes, 'application/json');
  assert.deepEqual(debitRound.statuses, [200, 400, 401, 403, 404, 409, 413, 415, 422, 429, 500]);
});

test('parameters of the path and of the operation are known by where they are sent', () => {
  const { listTransactions, getRound } = loadContract().operations;

  assert.deepEqual(listTransactions.pathParameters, ['player_id']);
  assert.deepEqual(listTransactions.queryParameters, ['limit', 'cursor']);
  assert.deepEqual(getRound.queryParameters, ['player_id']);
});

test('what an operation takes and gives is its media type', () => {
  const { issueToken, exportAudit, closeSession } = loadContract().operations;

  assert.equal(issueToken.consumes, 'application/x-www-form-urlencoded');
  assert.equal(issueToken.scope, null);
  assert.equal(exportAudit.produces, 'application/x-ndjson');
  assert.equal(closeSession.consumes, null);
  assert.equal('requestExample' in closeSession, false);
});

test('the contract is read once', () => {
  assert.equal(loadContract(), loadContract());
});

test('no request belongs to two operations', () => {
  const places = Object.values(loadContract().operations).map(
    ({ method, path }) => `${method} ${path.replaceAll(/\{[^}]+\}/g, '{}')}`,
  );

  assert.ok(places.length > 0);
  assert.equal(new Set(places).size, places.length);
});
