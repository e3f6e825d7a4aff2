import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openStage } from './stage.js';
import type { Members } from './stage.js';

const ZOE = {
  ...{ external_id: 'zoe-unmistakable', name: 'Zoë Unmistakable', email: 'zoe@mail.example' },
  ...{ date_of_birth: '1991-07-31', country: 'MT', currency: 'EUR' },
};
const MARKS = ['unmistakable', 'Unmistakable', 'zoe@mail', '1991-07-31', 'Renamed'];
const told = (text: string): readonly string[] => MARKS.filter((mark) => text.includes(mark));

async function stage() {
  const on = await openStage();
  const create = (key: string) => on.call('createPlayer', ZOE, { key });
  const erase = (player: unknown) =>
    on.call('erasePlayer', { player_id: player, reason: 'asked for' });
  const accesses = async (player: unknown) =>
    (await on.call('listAccessLog', { player_id: player, limit: 100 })).body[
      'items'
    ] as readonly Members[];
  const receipts = () => on.sql('SELECT body, payload, sealed_for FROM receipts');
  return { ...on, create, erase, accesses, receipts };
}

test('a kept answer tells of a person only to who has the key, and to nobody once it is erased', async () => {
  const { create, erase, call, receipts, run, sql } = await stage();
  const first = await create('made');
  const player = first.body['player_id'];
  await call('updatePlayer', { player_id: player, name: 'Zoë Renamed' }, { key: 'renamed' });
  const kept = JSON.stringify(receipts());
  assert.deepEqual(told(kept), []);
  assert.deepEqual(
    receipts().map((row) => row['sealed_for']),
    [player, player],
  );
  const again = await create('made');
  assert.deepEqual([again.text, again.replayed], [first.text, true]);

  await erase(player);
  for (const repeat of [await create('made'), await call('createPlayer', {}, { key: 'made' })]) {
    assert.notEqual(repeat.outcome, 'success');
    assert.deepEqual(told(repeat.text), []);
  }
  assert.equal((await create('made')).outcome, 'STATE_CONFLICT');
  assert.equal(JSON.stringify(receipts()), kept, 'receipts never change');
  assert.deepEqual(sql('SELECT key FROM receipt_keys WHERE owner = ?', player), [{ key: null }]);
  assert.throws(
    () => run('UPDATE receipt_keys SET key = randomblob(32) WHERE owner = ?', player),
    /made once/,
  );
  assert.throws(() => run('DELETE FROM receipt_keys'), /remembered/);
});

test('a receipt does not open under the id or the key of another', async () => {
  const { create, run, player, call } = await stage();
  await create('made');
  const other = await player();
  await call('updatePlayer', { player_id: other, name: 'Bo' }, { key: 'other' });
  run('DROP TRIGGER receipts_keep');
  run(
    `UPDATE receipts SET body = (SELECT body FROM receipts WHERE sealed_for <> ?)
     WHERE sealed_for = ?`,
    other,
    other,
  );
  const forged = await call('updatePlayer', { player_id: other, name: 'Bo' }, { key: 'other' });
  assert.equal(forged.outcome, 'INTERNAL_ERROR');
});

test('launch tokens are kept sealed; receipts of play are not', async () => {
  const { player, call, receipts } = await stage();
  const id = await player();
  const launch = { player_id: id, game_id: 'book_of_stakes' };
  const { body } = await call('launchSession', launch, { key: 'launch' });
  const debit = { player_id: id, round_id: 'r1', amount: '1', currency: 'EUR' };
  await call('debitRound', debit, { key: 'debit' });
  assert.deepEqual(
    receipts().map((row) => row['sealed_for']),
    [id, null],
  );
  assert.match(String(body['launch_token']), /^lt_/);
  assert.ok(!JSON.stringify(receipts()).includes(String(body['launch_token'])));
  assert.equal((await call('launchSession', launch, { key: 'launch' })).replayed, true);
});

test('a document handed in is kept sealed for its player', async () => {
  const { player, call, receipts, accesses } = await stage();
  const id = await player();
  const opened = await call('openKycCase', { player_id: id });
  const document = { case_id: opened.body['case_id'], type: 'passport', country: 'MT' };
  const handIn = () => call('addKycDocument', { ...document, number: 'S3CR3T-77X' }, { key: 'k' });
  const first = await handIn();
  const again = await handIn();
  assert.deepEqual([again.text, again.replayed], [first.text, true]);
  assert.deepEqual(
    receipts().map((row) => [row['sealed_for'], (row['payload'] as Buffer).length]),
    [[id, 0]],
  );
  assert.deepEqual(
    (await accesses(id)).map(({ operation }) => operation),
    ['addKycDocument', 'addKycDocument', 'openKycCase'],
  );
});

test('a reason is short, plain and no card number', async () => {
  const { player, call, accesses } = await stage();
  const id = await player();
  const card = '4111 1111 1111 1111';
  for (const reason of ['', 'x'.repeat(201), 'a\nb', 'café', card]) {
    const { outcome, details } = await call('getPlayer', { player_id: id }, { reason });
    assert.deepEqual([outcome, details['field']], ['VALIDATION_ERROR', 'X-Access-Reason'], reason);
  }
  assert.equal((await call('getWallet', { player_id: id }, { reason: card })).outcome, 'success');
  assert.deepEqual(await accesses(id), []);
});

test('a body cannot say of whom an answer tells', async () => {
  const { player, call, accesses } = await stage();
  const victim = await player();
  const made = await call('createPlayer', { ...ZOE, player_id: victim }, { key: 'k' });
  assert.deepEqual(await accesses(victim), []);
  assert.equal((await accesses(made.body['player_id'])).length, 1);
});
