import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openStage } from '../../sandbox/stage.js';
import type { Asked, Members } from '../../sandbox/stage.js';

async function stage() {
  const on = await openStage();
  let keys = 0;
  const key = (): string => `key_${(keys += 1)}`;
  const play =
    (operation: 'debitRound' | 'creditRound' | 'rollbackRound', usual: Members) =>
    (members: Members = {}, asked?: Asked) => {
      const keyed = operation === 'creditRound' ? {} : { idempotency_key: key() };
      return on.call(operation, { ...usual, ...keyed, ...members }, asked);
    };
  const usual = { player_id: await on.player({ bonus: '5' }), round_id: 'r1' };
  const debit = play('debitRound', { ...usual, amount: '10', currency: 'EUR' });
  const credit = play('creditRound', { ...usual, win_amount: '0' });
  const rollback = play('rollbackRound', usual);
  const round = async (members: Members = {}) =>
    (await on.call('getRound', { ...usual, ...members })).body;
  const wallet = async (player = usual.player_id) => {
    const { cash, bonus, held_in_play } = (await on.call('getWallet', { player_id: player })).body;
    return [cash, bonus, held_in_play];
  };
  return { ...on, key, usual, debit, credit, rollback, round, wallet };
}

const idOf = ({ body }: { body: Members }): string => String(body['txn_id']);

test('a debit takes bonus money first and holds the stake in play until it is settled', async () => {
  const { debit, wallet, round } = await stage();
  const told = await debit();
  assert.deepEqual(told.body, { txn_id: idOf(told), balance: '95.00', status: 'committed' });
  assert.deepEqual(await wallet(), ['95.00', '0.00', '10.00']);
  const shown = await round();
  const { status, staked, won, held_in_play: held, closed_at: closedAt } = shown;
  assert.deepEqual([status, staked, won, held, closedAt], ['open', '10.00', '0.00', '10.00', null]);
  assert.deepEqual(shown['stakes'], [{ txn_id: idOf(told), amount: '10.00', status: 'open' }]);
});

test('a final credit settles every stake, pays into cash and ends the round', async () => {
  const { debit, credit, wallet, round, books } = await stage();
  const first = await debit();
  await debit();
  const told = await credit({ txn_ref: idOf(first), win_amount: '25.50' });
  assert.deepEqual(told.body, { txn_id: idOf(told), balance: '110.50', status: 'committed' });
  assert.deepEqual(await wallet(), ['110.50', '0.00', '0.00']);
  const shown = await round();
  assert.deepEqual(
    [shown['status'], shown['won'], shown['held_in_play']],
    ['closed', '25.50', '0.00'],
  );
  assert.deepEqual(books().violations, []);
});

test('a credit that is not final settles its stake alone, and may be followed by others', async () => {
  const { debit, credit, rollback, wallet, round, key } = await stage();
  const [first, second] = [await debit(), await debit()];
  await credit({ txn_ref: idOf(first), win_amount: '1', final: false });
  assert.deepEqual(await wallet(), ['86.00', '0.00', '10.00']);
  await credit({ txn_ref: idOf(first), win_amount: '2', final: false, idempotency_key: key() });
  await rollback({ txn_ref: idOf(second) });
  assert.deepEqual(await wallet(), ['98.00', '0.00', '0.00']);
  const [one, other] = (await round())['stakes'] as Members[];
  assert.deepEqual([one?.['status'], other?.['status']], ['settled', 'rolled_back']);
  assert.equal((await round())['status'], 'open');
});

test('a credit without a key is keyed by its debit', async () => {
  const { debit, credit, wallet } = await stage();
  const txnId = idOf(await debit());
  const first = await credit({ txn_ref: txnId, win_amount: '1' });
  const again = await credit({ txn_ref: txnId, win_amount: '1' });
  assert.deepEqual([again.replayed, again.text], [true, first.text]);
  assert.equal((await credit({ txn_ref: txnId, win_amount: '2' })).outcome, 'IDEMPOTENCY_CONFLICT');
  assert.deepEqual(await wallet(), ['96.00', '0.00', '0.00']);
});

test('a rollback returns the stake to where it came from, once, and a further debit opens the round', async () => {
  const { debit, rollback, wallet, round } = await stage();
  const txnId = idOf(await debit({ idempotency_key: 'the_debit' }));
  const told = await rollback({ txn_ref: txnId });
  assert.deepEqual(told.body, { txn_id: idOf(told), balance: '105.00', status: 'rolled_back' });
  assert.deepEqual(await wallet(), ['100.00', '5.00', '0.00']);
  for (const again of [
    await rollback({ txn_ref: txnId }),
    await rollback({ debit_key: 'the_debit' }),
  ]) {
    assert.deepEqual([again.body, again.replayed], [told.body, false]);
  }
  assert.deepEqual(await wallet(), ['100.00', '5.00', '0.00']);
  const state = async () => [(await round())['status'], (await round())['staked']];
  assert.deepEqual(await state(), ['voided', '0.00']);
  await debit();
  assert.deepEqual(await state(), ['open', '10.00']);
});

test('a rollback that overtakes its debit leaves a tombstone; one of a refused debit pays nothing', async () => {
  const { debit, rollback, wallet } = await stage();
  const early = await rollback({ debit_key: 'late' });
  assert.deepEqual(early.body, { txn_id: null, balance: '105.00', status: 'voided' });
  assert.equal((await debit({ idempotency_key: 'late' })).outcome, 'DEBIT_VOIDED');
  assert.equal(
    (await debit({ idempotency_key: 'dear', amount: '1000' })).outcome,
    'INSUFFICIENT_FUNDS',
  );
  assert.equal((await rollback({ debit_key: 'dear' })).body['status'], 'voided');
  const repeat = await debit({ idempotency_key: 'dear', amount: '1000' });
  assert.deepEqual([repeat.outcome, repeat.replayed], ['INSUFFICIENT_FUNDS', true]);
  assert.deepEqual(await wallet(), ['100.00', '5.00', '0.00']);
});

test('closing a round loses what is in play, and closing it again says the same', async () => {
  const { call, debit, usual, wallet, advance, books } = await stage();
  await debit();
  const first = await call('closeRound', { ...usual, reason: 'abandoned' });
  advance(1_000);
  const again = await call('closeRound', usual);
  assert.equal(first.body['status'], 'closed');
  assert.deepEqual([again.body, again.replayed], [first.body, false]);
  assert.deepEqual(await wallet(), ['95.00', '0.00', '0.00']);
  assert.deepEqual(books().violations, []);
});

test('what is owed is paid to a player who was blocked and whose session is over', async () => {
  const { call, debit, credit, rollback, usual, wallet } = await stage();
  const launched = await call('launchSession', { ...usual, game_id: 'moonshot' });
  const session = { session_id: launched.body['session_id'] };
  const won = await debit(session);
  const lost = await debit({ round_id: 'r2', ...session });
  await call('closeSession', session);
  await call('setPlayerStatus', { ...usual, status: 'self_excluded', reason: 'asked' });
  assert.equal((await credit({ txn_ref: idOf(won), win_amount: '7' })).outcome, 'success');
  assert.equal((await rollback({ round_id: 'r2', txn_ref: idOf(lost) })).outcome, 'success');
  assert.deepEqual(await wallet(), ['102.00', '0.00', '0.00']);
});

test('rounds belong to a client and a player: the same id elsewhere is another round', async () => {
  const { call, debit, player, usual } = await stage();
  const other = await player();
  await debit();
  await debit({ player_id: other, amount: '3' });
  const foreign = await debit({ amount: '1' }, { as: 'studio' });
  assert.equal((await call('getRound', { round_id: 'r1' })).details['rule'], 'required');
  const staked = async (members: Members, as = 'demo') =>
    (await call('getRound', { round_id: 'r1', ...members }, { as })).body['staked'];
  assert.equal(await staked({ player_id: other }), '3.00');
  assert.equal(await staked(usual), '10.00');
  assert.equal(await staked({}, 'studio'), '1.00');
  assert.equal(
    (await call('rollbackRound', { ...usual, txn_ref: idOf(foreign) }, { key: 'k' })).body[
      'status'
    ],
    'voided',
  );
});

/** Everything is wrong with this debit; each step rights what was told and meets the next. */
test('a debit hears what is wrong with it in order of precedence', async () => {
  const on = await stage();
  const { call, usual } = on;
  const launch = async (): Promise<unknown> =>
    (await call('launchSession', { ...usual, game_id: 'moonshot' })).body['session_id'];
  const ended = await launch();
  await call('closeSession', { session_id: ended });
  const live = await launch();
  await on.debit({ round_id: 'closed', idempotency_key: 'used' });
  await call('closeRound', { ...usual, round_id: 'closed' });
  await call('setPlayerStatus', { ...usual, status: 'blocked', reason: 'test' });

  let members: Members = {
    ...{ player_id: 'nobody', round_id: 'closed', amount: '1.001', currency: 'USD' },
    ...{ session_id: 'nowhere', meta: { game_id: 'nothing' } },
  };
  let asked: Asked = { authorization: 'Basic x', scopes: ['rounds:read'] };
  const right = (more: Members) => () => void (members = { ...members, ...more });
  const steps: readonly (readonly [string, () => unknown])[] = [
    ['TOKEN_MISSING', () => (asked = { scopes: ['rounds:read'] })],
    ['SCOPE_MISSING', () => (asked = {})],
    ['VALIDATION_ERROR', right({ amount: '1000' })],
    ['IDEMPOTENCY_KEY_REQUIRED', () => (asked = { key: 'other' })],
    ['IDEMPOTENCY_KEY_MISMATCH', () => (asked = { key: 'used' })],
    ['IDEMPOTENCY_CONFLICT', () => (asked = {})],
    ['PLAYER_NOT_FOUND', right({ player_id: usual.player_id })],
    ['SESSION_NOT_FOUND', right({ session_id: ended })],
    ['GAME_NOT_FOUND', right({ meta: { game_id: 'retired_reels' } })],
    ['PLAYER_BLOCKED', () => call('setPlayerStatus', { ...usual, status: 'active', reason: 'ok' })],
    ['SESSION_EXPIRED', right({ session_id: live })],
    ['GAME_DISABLED', right({ meta: {} })],
    ['CURRENCY_MISMATCH', right({ currency: 'EUR' })],
    ['ROUND_CLOSED', right({ round_id: 'fresh' })],
    ['DEBIT_VOIDED', right({ voided: false })],
    ['INSUFFICIENT_FUNDS', right({ amount: '1' })],
    ['success', right({})],
  ];
  for (const [at, [code, mend]] of steps.entries()) {
    const key = `void_${at}`;
    if (members['voided'] !== false) await on.rollback({ debit_key: key });
    const keyed: Members =
      code === 'IDEMPOTENCY_KEY_REQUIRED' || code === 'IDEMPOTENCY_CONFLICT'
        ? {}
        : { idempotency_key: key };
    const told = await call('debitRound', { ...members, ...keyed }, asked);
    assert.equal(told.outcome, code);
    await mend();
  }
});

test('each reason a player, session or currency gives refuses the debit, and nothing moves', async () => {
  const on = await stage();
  const { debit, player, call, usual } = on;
  const otherSession = await call('launchSession', {
    player_id: await player(),
    game_id: 'moonshot',
  });
  const foreign = await call('launchSession', { ...usual, game_id: 'moonshot' }, { as: 'studio' });
  const until = '2027-01-01T00:00:00Z';
  const excluded = await player({ status: 'self_excluded' });
  const timedOut = await player({ status: 'timed_out', status_until: until });
  const before = on.books().hash;
  const refused: readonly (readonly [Members, string, string?])[] = [
    [{ player_id: excluded }, 'PLAYER_SELF_EXCLUDED'],
    [{ player_id: timedOut }, 'PLAYER_TIMED_OUT'],
    [{ session_id: foreign.body['session_id'] }, 'NOT_YOURS'],
    [{ session_id: otherSession.body['session_id'] }, 'SESSION_NOT_FOUND', 'of this player'],
    [{ amount: '0' }, 'VALIDATION_ERROR', 'minimum'],
    [{ amount: '0.00' }, 'VALIDATION_ERROR', 'minimum'],
    [{ amount: 1 }, 'VALIDATION_ERROR', 'type'],
    [{ amount: '-1' }, 'VALIDATION_ERROR', 'format'],
    [{ amount: '1.001' }, 'VALIDATION_ERROR', 'decimals'],
    [{ amount: '90071992547409.92' }, 'VALIDATION_ERROR', 'maximum'],
    [{ currency: 'XXX' }, 'VALIDATION_ERROR', 'enum'],
    [{ amount: '105.01' }, 'INSUFFICIENT_FUNDS'],
  ];
  for (const [members, code, rule] of refused) {
    const told = await debit({ round_id: 'never', ...members });
    assert.deepEqual([told.outcome, told.details['rule']], [code, rule], JSON.stringify(members));
  }
  assert.equal(on.books().hash, before);
  assert.equal((await call('getRound', { round_id: 'never' })).outcome, 'ROUND_NOT_FOUND');
});

test('a credit hears what is wrong with it in order of precedence', async () => {
  const { call, debit, credit, rollback, usual, key, player } = await stage();
  const back = idOf(await debit({ idempotency_key: 'used' }));
  await rollback({ txn_ref: back });
  await call('closeRound', usual);
  const open = idOf(await debit({ round_id: 'r2' }));
  const gone = idOf(await debit({ round_id: 'r2' }));
  await rollback({ round_id: 'r2', txn_ref: gone });
  const others = idOf(await debit({ player_id: await player(), round_id: 'r9' }));
  const wrong = { win_amount: '1.001', currency: 'USD' };
  const refused: readonly (readonly [Members, string, string?])[] = [
    [{ ...wrong, player_id: 'nobody', idempotency_key: 'used' }, 'VALIDATION_ERROR', 'decimals'],
    [{ win_amount: '1.001', idempotency_key: 'used' }, 'VALIDATION_ERROR', 'decimals'],
    [{ currency: 'XXX', player_id: 'nobody' }, 'VALIDATION_ERROR', 'enum'],
    [{ currency: 'USD', player_id: 'nobody', idempotency_key: 'used' }, 'IDEMPOTENCY_CONFLICT'],
    [{ currency: 'USD', player_id: 'nobody' }, 'PLAYER_NOT_FOUND'],
    [{ currency: 'USD', txn_ref: 'nothing' }, 'TXN_NOT_FOUND'],
    [{ currency: 'USD', txn_ref: others, round_id: 'r9' }, 'TXN_NOT_OF_PLAYER'],
    [{ currency: 'USD', round_id: 'nowhere' }, 'ROUND_NOT_FOUND'],
    [{ currency: 'USD', txn_ref: open }, 'TXN_NOT_FOUND', 'a debit of this round'],
    [{ currency: 'BTC', win_amount: '0.00000001' }, 'CURRENCY_MISMATCH'],
    [{ win_amount: '1' }, 'ROUND_CLOSED'],
    [{ round_id: 'r2', txn_ref: gone }, 'TXN_ROLLED_BACK'],
    [
      { round_id: 'r2', txn_ref: open, win_amount: '90071992547409.91' },
      'VALIDATION_ERROR',
      'maximum',
    ],
    [{ round_id: 'r2', txn_ref: open, currency: 'EUR' }, 'success'],
  ];
  for (const [members, code, rule] of refused) {
    const told = await credit({ txn_ref: back, idempotency_key: key(), ...members });
    assert.deepEqual([told.outcome, told.details['rule']], [code, rule], JSON.stringify(members));
  }
});

test('a rollback hears what is wrong with it', async () => {
  const { debit, credit, rollback, player } = await stage();
  const won = idOf(await debit());
  const paid = idOf(await credit({ txn_ref: won }));
  const other = idOf(await debit({ round_id: 'r2' }));
  const others = idOf(await debit({ player_id: await player(), round_id: 'r1' }));
  const refused: readonly (readonly [Members, string, string?])[] = [
    [{}, 'VALIDATION_ERROR', 'required'],
    [{ txn_ref: won, debit_key: 'k' }, 'VALIDATION_ERROR', 'oneOf'],
    [{ txn_ref: won, player_id: 'nobody' }, 'PLAYER_NOT_FOUND'],
    [{ txn_ref: paid }, 'TXN_NOT_FOUND', 'a debit'],
    [{ txn_ref: other }, 'TXN_NOT_FOUND', 'a debit of this round'],
    [{ txn_ref: won }, 'ROUND_SETTLED'],
    [{ txn_ref: others }, 'TXN_NOT_OF_PLAYER'],
  ];
  for (const [members, code, rule] of refused) {
    const told = await rollback(members);
    assert.deepEqual([told.outcome, told.details['rule']], [code, rule], JSON.stringify(members));
  }
});
