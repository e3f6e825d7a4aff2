import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256Hex } from '../../../kernel/ids.js';
import { openStage } from '../../../sandbox/stage.js';
import type { Asked, Members } from '../../../sandbox/stage.js';

async function stage() {
  const on = await openStage();
  const player = await on.player({ cash: '1000' });
  const usual = { player_id: player, round_id: 'r1' };
  const debit = (members: Members = {}) => {
    const all: Members = { ...usual, amount: '1', currency: 'EUR', ...members };
    const key = `d.${String(all['round_id'])}`;
    return on.call('debitRound', { ...all, idempotency_key: key });
  };
  const credit = (told: { body: Members }, members: Members = {}) =>
    on.call('creditRound', {
      ...usual,
      win_amount: '0',
      txn_ref: told.body['txn_id'],
      ...members,
    });
  const facts = {
    ...usual,
    game_id: 'moonshot',
    server_seed_hash: sha256Hex('seed'),
    client_seed: 'mine',
    nonce: 0,
    bet: {},
    outcome: {},
    win: '0',
  };
  const report = (members: Members = {}, asked?: Asked) =>
    on.call('reportRound', { ...facts, ...members }, asked);
  const replay = async () => (await on.call('replayRound', usual)).body;
  return { ...on, usual, debit, credit, report, replay };
}

const typesIn = (replay: Members): readonly unknown[] =>
  (replay['transactions'] as readonly Members[]).map(({ type }) => type);

test('a round is found among hundreds of transactions before, between and after its own', async () => {
  const { debit, credit, report, replay } = await stage();
  for (let other = 0; other < 60; other += 1) await debit({ round_id: `before_${other}` });
  const told = await debit();
  for (let other = 0; other < 120; other += 1) await debit({ round_id: `between_${other}` });
  await credit(told, { win_amount: '3.5' });
  assert.equal((await report({ win: '3.5' })).outcome, 'success');
  for (let other = 0; other < 120; other += 1) await debit({ round_id: `after_${other}` });
  const found = await replay();
  assert.deepEqual(typesIn(found), ['debit', 'credit']);
  assert.equal(found['consistent'], true);
});

test('what is stored is held against the ledger at every replay, not once', async () => {
  const { debit, credit, report, replay, run } = await stage();
  await credit(await debit(), { win_amount: '2' });
  await report({ win: '2' });
  assert.equal((await replay())['consistent'], true);
  run('UPDATE round_reports SET win = win + 1');
  assert.equal((await replay())['consistent'], false);
  run(`UPDATE round_reports SET win = win - 1, server_seed = 'another'`);
  assert.equal((await replay())['consistent'], false);
});

test('a contradiction leaves no report and one incident, repeats by key included', async () => {
  const { debit, credit, report, replay, call } = await stage();
  await credit(await debit());
  const keyed = () => report({ win: '1' }, { key: 'k' });
  assert.equal((await keyed()).outcome, 'REPORT_MISMATCH');
  assert.equal((await keyed()).replayed, true);
  assert.equal((await replay())['report'], null);
  const { items } = (await call('listAuditEntries')).body as { items: Members[] };
  const incidents = items.filter(({ type }) => type === 'incident.report_mismatch');
  assert.equal(incidents.length, 1);
});

test('a round still open is not reported, a closed one is, and a stranger finds neither', async () => {
  const { debit, report, call, usual } = await stage();
  await debit();
  assert.equal((await report()).outcome, 'STATE_CONFLICT');
  await call('closeRound', usual);
  assert.equal((await report()).outcome, 'success'); // lost: nothing was paid
  assert.equal((await report({ round_id: 'r2' })).outcome, 'ROUND_NOT_FOUND');
  assert.equal((await call('replayRound', usual, { as: 'studio' })).outcome, 'ROUND_NOT_FOUND');
});
