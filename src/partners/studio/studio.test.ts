import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { commitOf } from '../../kernel/fair-stream.js';
import { MINUTE_MS, SECOND_MS } from '../../kernel/time.js';
import { openStudioStage } from './stage.js';
import type { StudioStage, StudioStageOptions } from './stage.js';

async function stage(
  options: StudioStageOptions,
  proof: (on: StudioStage) => Promise<void>,
): Promise<void> {
  const on = await openStudioStage(options);
  try {
    await proof(on);
  } finally {
    await on.close();
  }
}

const crash = { game: 'moonshot' };
const bet = { stake: '1.00', cash_out_at: '1.50' };

test('a round is debited, credited once with the end of the round, and reported', () =>
  stage(crash, async ({ session, play, calls }) => {
    const opened = await session();
    const told = await play(bet);
    assert.equal(told.status, 200);
    assert.equal(told.body.server_seed_hash, opened.server_seed_hash);
    assert.deepEqual(
      calls().map(({ what, body }) => [what, body['final']]),
      [
        ['debit', undefined],
        ['credit', true],
        ['report', undefined],
      ],
    );
    const [debit, credit, report] = calls();
    assert.equal(debit?.body['amount'], '1.00');
    assert.equal(credit?.body['txn_ref'], 'txn-1');
    assert.equal(credit?.body['win_amount'], told.body.win);
    assert.deepEqual(report?.body['outcome'], told.body.outcome);
  }));

test('the revealed seed hashes to the commit and gives every outcome again', () =>
  stage(crash, async ({ session, play, rotate, verify, ask }) => {
    const opened = await session('mine');
    const rounds = [];
    for (let turn = 0; turn < 5; turn += 1) rounds.push((await play(bet)).body);
    assert.deepEqual(
      rounds.map(({ nonce }) => nonce),
      [0, 1, 2, 3, 4],
    );
    assert.equal((await ask(`/rounds/${rounds[0].round_id}`)).body.server_seed, null);
    const { revealed, server_seed_hash: next } = (await rotate()).body;
    assert.equal(commitOf(revealed.server_seed), opened.server_seed_hash);
    assert.notEqual(next, opened.server_seed_hash);
    for (const { nonce, outcome, win } of rounds) {
      const { server_seed } = revealed;
      const inputs = { game: 'moonshot', server_seed, client_seed: 'mine', nonce, bet };
      const again = (await verify(inputs)).body;
      assert.deepEqual([again.outcome, again.win], [outcome, win]);
    }
    assert.equal((await play(bet)).body.nonce, 0);
    assert.equal(
      (await ask(`/rounds/${rounds[0].round_id}`)).body.server_seed,
      revealed.server_seed,
    );
  }));

for (const answer of ['drop', 'error', 'garbage', 'nameless'] as const) {
  test(`a stake whose debit is answered by ${answer} is taken back, and no spin is shown`, () =>
    stage({ ...crash, debit: [answer], rollback: ['error'] }, async (on) => {
      await on.session();
      const told = await on.play(bet);
      assert.equal(told.status, 502);
      assert.equal(told.body.outcome, undefined);
      assert.deepEqual(on.told(), ['debit', 'rollback']);
      await on.advance(SECOND_MS);
      assert.deepEqual(on.told(), ['debit', 'rollback', 'rollback']);
      const [, first, second] = on.calls();
      assert.equal(first?.body['debit_key'], on.calls()[0]?.key);
      assert.deepEqual([second?.key, second?.text], [first?.key, first?.text]);
      await on.advance(60 * MINUTE_MS);
      assert.equal(on.told().length, 3);
      assert.equal((await on.play(bet)).body.nonce, 1);
    }));
}

test('a stake that is refused cleanly is neither taken back nor asked for again', () =>
  stage({ ...crash, debit: ['no'] }, async (on) => {
    await on.session();
    const told = await on.play(bet);
    assert.deepEqual([told.status, told.body.message], [422, 'INSUFFICIENT_FUNDS']);
    await on.advance(60 * MINUTE_MS);
    assert.deepEqual(on.told(), ['debit']);
  }));

test('a win is sent until it is taken, with the same key and the same bytes', () =>
  stage({ ...crash, credit: ['drop', 'error', 'garbage'] }, async (on) => {
    await on.session();
    assert.equal((await on.play(bet)).status, 200);
    await on.advance(8 * SECOND_MS);
    const credits = on.calls().filter(({ what }) => what === 'credit');
    assert.equal(credits.length, 4);
    assert.equal(new Set(credits.map(({ key, text }) => key + text)).size, 1);
    assert.equal(on.told().at(-1), 'report');
  }));

test('a win that is refused is not asked for again: somebody must look', () =>
  stage({ ...crash, credit: ['no'] }, async (on) => {
    await on.session();
    const { round_id } = (await on.play(bet)).body;
    await on.advance(60 * MINUTE_MS);
    assert.deepEqual(on.told(), ['debit', 'credit']);
    assert.equal((await on.ask(`/rounds/${round_id}`)).body.status, 'disputed');
  }));

test('a studio that dies comes back with one rollback or one win', async () => {
  const ends = { debit_sent: ['rollback'], debited: ['credit'], credit_sent: ['credit', 'credit'] };
  for (const [point, end] of Object.entries(ends)) {
    await stage(crash, async (on) => {
      await on.session();
      on.studio().crashAt(point as 'debited');
      assert.equal((await on.play(bet)).status, 0);
      await on.advance(SECOND_MS);
      const money = on.told().filter((what) => what !== 'report');
      assert.deepEqual(money, ['debit', ...end], point);
    });
  }
});

test('free spins continue the round: one debit, wins without an end, one end', () =>
  stage({ game: 'book_of_stakes' }, async (on) => {
    await on.session();
    const spin = { stake: '1.00' };
    let told = await on.play(spin);
    for (let tries = 0; told.body.free_spins_left === 0 && tries < 500; tries += 1) {
      told = await on.play(spin);
    }
    const { round_id } = told.body;
    assert.equal(told.body.free_spins_left, 8);
    assert.equal((await on.play(spin)).status, 409);
    assert.equal((await on.rotate()).status, 409);
    for (let left = 7; left >= 3; left -= 1) {
      assert.equal((await on.play({})).body.free_spins_left, left);
    }
    await on.advance(10 * MINUTE_MS); // the player has gone
    const round = (await on.ask(`/rounds/${round_id}`)).body;
    assert.equal(round.status, 'settled');
    assert.equal(round.outcome.spins.length, 9);
    const own = on.calls().filter(({ body }) => body['round_id'] === round_id);
    assert.equal(own.filter(({ what }) => what === 'debit').length, 1);
    const credits = own.filter(({ what }) => what === 'credit');
    assert.deepEqual(
      credits.map(({ body }) => body['final']),
      credits.map((_, at) => at === credits.length - 1),
    );
    const paid = credits.reduce((sum, { body }) => sum + Number(body['win_amount']), 0);
    assert.equal(Math.round(paid * 100), Math.round(Number(round.win) * 100));
  }));

test('a launch opens once, and its token is in no log and no answer', () =>
  stage(crash, async (on) => {
    const opened = await on.session();
    const again = await on.ask('/sessions', { launch_token: on.launchToken });
    assert.deepEqual([again.status, again.body.error], [422, 'launch_token_used']);
    await on.play(bet);
    const seen = JSON.stringify([on.studio().log(100), on.studio().state().book, opened]);
    assert.ok(!seen.includes(on.launchToken));
  }));

test('a bet outside the rules moves nothing', () =>
  stage(crash, async (on) => {
    await on.session();
    const wrong = [
      { stake: '0.50', cash_out_at: '2.00' },
      { stake: '1.50', cash_out_at: '2.00' },
      { stake: '1.00', cash_out_at: '1.00' },
      { stake: '1.00' },
      { stake: 1, cash_out_at: '2.00' },
      { stake: '100000.00', cash_out_at: '2.00' },
    ];
    for (const one of wrong) assert.equal((await on.play(one)).body.error, 'invalid_bet');
    assert.deepEqual(on.told(), []);
  }));

test('what the studio remembers survives as text, and what waits goes on', () =>
  stage({ ...crash, credit: ['error'] }, async (on) => {
    await on.session();
    await on.play(bet);
    on.studio().load(JSON.stringify(on.studio().state()));
    await on.advance(SECOND_MS);
    assert.deepEqual(on.told(), ['debit', 'credit', 'credit', 'report']);
  }));

test('a studio whose process was killed goes on where it stood', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tablestakes-studio-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'sandbox.db.studio');
  await stage({ ...crash, file, credit: ['drop'] }, async (on) => {
    const opened = await on.session();
    const { round_id } = (await on.play(bet)).body;
    await on.reopen();
    await on.advance(SECOND_MS);
    const credits = on.calls().filter(({ what }) => what === 'credit');
    assert.equal(credits.length, 2);
    assert.equal(new Set(credits.map(({ key, text }) => key + text)).size, 1);
    assert.equal((await on.ask(`/rounds/${round_id}`)).body.status, 'settled');
    await on.reopen();
    assert.deepEqual(Object.keys(on.studio().state().book.open), []);
    const next = (await on.play(bet)).body;
    assert.deepEqual([next.nonce, next.server_seed_hash], [1, opened.server_seed_hash]);
    assert.equal((await on.ask('/sessions', { launch_token: on.launchToken })).status, 422);
  });
});

test('a stake that was under way when the process was killed goes back', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tablestakes-studio-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'sandbox.db.studio');
  await stage({ ...crash, file }, async (on) => {
    await on.session();
    on.studio().crashAt('debit_sent');
    assert.equal((await on.play(bet)).status, 0);
    await on.reopen();
    await on.advance(SECOND_MS);
    assert.deepEqual(on.told(), ['debit', 'rollback']);
  });
});
