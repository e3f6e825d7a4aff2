import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Context } from '../context.js';
import type { Next, PartnerAnswer, SagaRow } from '../sagas/index.js';
import { openStage } from '../../sandbox/stage.js';
import { judge, MOST_POLLS, nextStatus, sameHolder, traceOf } from './model.js';
import type { CaseStatus, Decision, Match } from './model.js';
import { kinds, matchesOf } from './operations/steps.js';

const NUMBER = 'DOC-OK.S3CR3T-42X';

async function stage() {
  const opened = await openStage();
  const { world, call, player, sql } = opened;
  const playerId = await player();
  const { body: found } = await call('openKycCase', { player_id: playerId });
  const handIn = async (number = NUMBER) => {
    const passport = { type: 'passport', number, country: 'MT' };
    const { body } = await call('addKycDocument', { case_id: found['case_id'], ...passport });
    return String(body['document_id']);
  };
  const inside = <T>(work: (ctx: Context) => T): Promise<T> =>
    world.platform().asSandbox('test', work);
  const sagaOf = (subject: string): SagaRow => {
    const { ground } = world.platform();
    const saga = ground.parts.sagas.find(ground, subject);
    assert.ok(saga);
    return saga;
  };
  return { ...opened, playerId, caseId: String(found['case_id']), handIn, inside, sagaOf, sql };
}

const answered = (status: number, body: PartnerAnswer['body'] = {}): PartnerAnswer => ({
  outcome: 'answered',
  status,
  body,
});

const LOST: PartnerAnswer = { outcome: 'timeout', status: 0, body: {} };

test('what a decision makes of a case', () => {
  const becomes: readonly (readonly [CaseStatus, Decision, CaseStatus | undefined])[] = [
    ['pending', 'approved', 'approved'],
    ['pending', 'rejected', 'rejected'],
    ['pending', 'needs_info', 'needs_info'],
    ['needs_info', 'approved', 'approved'],
    ['needs_info', 'needs_info', undefined],
    ['approved', 'rejected', 'rejected'],
    ['approved', 'needs_info', undefined],
    ['approved', 'approved', undefined],
    ['rejected', 'approved', undefined],
    ['rejected', 'needs_info', undefined],
    ['rejected', 'rejected', undefined],
  ];
  for (const [status, decision, next] of becomes) {
    assert.equal(nextStatus(status, decision), next, `${status} ${decision}`);
  }
});

test('a screening is judged by list and score, at the edges', () => {
  const match = (list: Match['list'], score: number): Match => ({
    list,
    score,
    name: 'N',
    reason: 'r',
  });
  assert.equal(judge([]), 'clear');
  assert.equal(judge(undefined), 'review');
  assert.equal(judge([match('sanctions', 0.92)]), 'blocked');
  assert.equal(judge([match('sanctions', 0.9199)]), 'review');
  assert.equal(judge([match('sanctions', 0.8)]), 'review');
  assert.equal(judge([match('sanctions', 0.7999)]), 'clear');
  assert.equal(judge([match('pep', 1)]), 'review');
  assert.equal(judge([match('pep', 1), match('sanctions', 0.95)]), 'blocked');
});

test('an answer without every match in order is no answer', () => {
  const match = { list: 'pep', name: 'N', score: 0.9, reason: 'r', entry_id: 'P-1' };
  const { entry_id: _left, ...kept } = match;
  assert.deepEqual(matchesOf(answered(200, { matches: [match] })), [kept]);
  assert.deepEqual(matchesOf(answered(200, { matches: [] })), []);
  for (const matches of [undefined, 'none', [null], [{ ...match, score: 2 }], [match, {}]]) {
    assert.equal(matchesOf(answered(200, { matches })), undefined);
  }
});

test('a holder is the player in any order, without accents, with an initial or a name left out', () => {
  const name = 'José María Villaquirán';
  for (const holder of ['JOSE MARIA VILLAQUIRAN', 'Villaquirán, José', 'J M VILLAQUIRAN']) {
    assert.ok(sameHolder(holder, name), holder);
  }
  for (const holder of ['Somebody Else', 'María', 'José Ortuño', 'J M V', '']) {
    assert.ok(!sameHolder(holder, name), holder);
  }
  assert.ok(sameHolder('Prince', 'prince'));
});

test('the trace of a number tells its end, and the same document from another', () => {
  assert.equal(traceOf('1', 'AB-123 456').end, '456');
  assert.equal(traceOf('1', 'AB1').end, '');
  assert.equal(traceOf('1', 'AB-123 456').hash, traceOf('1', 'ab123456').hash);
  assert.notEqual(traceOf('1', 'AB123456').hash, traceOf('1', 'AB123457').hash);
  assert.notEqual(traceOf('1', 'AB123456').hash, traceOf('2', 'AB123456').hash);
});

test('a number is kept until the provider has it, and stands in no saga, step or journal', async () => {
  const { handIn, inside, sagaOf, sql } = await stage();
  const documentId = await handIn();
  const number = () =>
    sql('SELECT number FROM kyc_documents WHERE document_id = ?', documentId)[0]?.['number'];
  const saga = sagaOf(documentId);
  const { send } = kinds['kyc.check'];
  assert.equal(number(), NUMBER);
  assert.deepEqual(await inside((ctx) => send?.settle(ctx, saga, LOST)), { retry: true });
  assert.deepEqual(await inside((ctx) => send?.settle(ctx, saga, answered(503))), { retry: true });
  assert.equal(number(), NUMBER);

  const next = await inside((ctx) => send?.settle(ctx, saga, answered(202)));

  assert.equal((next as { to: string }).to, 'wait');
  assert.equal(number(), null);
  const kept = ['sagas', 'saga_steps', 'journal'].flatMap((table) => sql(`SELECT * FROM ${table}`));
  assert.ok(kept.length > 0);
  assert.ok(!JSON.stringify(kept).includes('S3CR3T'));
});

test('the repeat of a call is the same call, and the person is read when it is asked', async () => {
  const { handIn, world, sagaOf, call, playerId } = await stage();
  const saga = sagaOf(await handIn());
  const ask = () => kinds['kyc.check'].send?.ask?.(world.platform().ground, saga);
  const first = ask();
  assert.deepEqual(ask(), first);
  assert.deepEqual(first?.body?.['document'], { type: 'passport', number: NUMBER, country: 'MT' });

  await call('updatePlayer', { player_id: playerId, name: 'Grace Hopper' });

  assert.equal((ask()?.body?.['person'] as { name: string }).name, 'Grace Hopper');
  assert.equal(ask()?.key, first?.key);
});

test('a provider that is silent for a day gives the case back', async () => {
  const { handIn, inside, sagaOf, call, caseId, playerId } = await stage();
  const saga = { ...sagaOf(await handIn()), step: 'wait' };
  const poll = (polls: number, answer: PartnerAnswer): Promise<Next | undefined> =>
    inside((ctx) => kinds['kyc.check'].wait?.settle(ctx, { ...saga, data: { polls } }, answer));
  const pending = answered(200, { status: 'pending' });
  assert.deepEqual(await poll(0, pending), {
    to: 'wait',
    inMs: 900_000,
    data: { polls: 1 },
  });
  assert.deepEqual(await poll(5, LOST), { retry: true });

  assert.deepEqual(await poll(MOST_POLLS - 1, pending), { end: 'failed' });

  const { status, reason } = (await call('getKycCase', { case_id: caseId })).body;
  assert.deepEqual([status, reason], ['needs_info', 'provider_silent']);
  const { kyc_status } = (await call('getPlayer', { player_id: playerId })).body;
  assert.equal(kyc_status, 'needs_info');
});

test('a status query decides as a webhook does', async () => {
  const { handIn, inside, sagaOf, call, caseId } = await stage();
  const saga = sagaOf(await handIn());
  const told = answered(200, { status: 'rejected', reason: 'document_forged' });

  const next = await inside((ctx) => kinds['kyc.check'].wait?.settle(ctx, saga, told));

  assert.deepEqual(next, { end: 'completed' });
  const { status, reason } = (await call('getKycCase', { case_id: caseId })).body;
  assert.deepEqual([status, reason], ['rejected', 'document_forged']);
});
