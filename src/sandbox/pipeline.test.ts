import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContract } from '../contract/operations.js';
import type { OperationId } from '../contract/operations.js';
import { validateResponse, validateSchema } from '../contract/validators.js';
import { command, query } from '../domains/context.js';
import type { Domain } from '../domains/context.js';
import { DOMAINS, operationsOf } from './composition.js';
import type { Composition } from './composition.js';
import { openStage, TRACE_ID } from './stage.js';
import type { Asked, Members } from './stage.js';

const withOperation =
  (id: OperationId, run: Composition['operations'][OperationId]) =>
  (sound: Composition): Composition => ({
    ...sound,
    operations: { ...sound.operations, [id]: run },
  });

test('the platform does not start unless it does exactly what the contract promises', () => {
  const contract = loadContract();
  assert.deepEqual(
    Object.keys(operationsOf(contract, DOMAINS)).sort(),
    Object.keys(contract.operations).sort(),
  );
  const extra = (operations: object): Domain => ({ name: 'extra', tables: [], operations });
  const some = query(() => ({}));
  const wrong: readonly (readonly [readonly Domain[], RegExp])[] = [
    [DOMAINS.filter(({ name }) => name !== 'wallets'), /not implemented \[getWallet, listTransa/],
    [[...DOMAINS, extra({ mintMoney: some })], /not promised \[mintMoney\]/],
    [[...DOMAINS, extra({ getWallet: some })], /implemented twice \[getWallet\]/],
    [[], /not implemented \[\S+, .*implemented twice \[\]/],
  ];
  for (const [domains, said] of wrong) {
    assert.throws(() => operationsOf(contract, domains), said);
  }
});

test('who asks comes before what may be asked, and that before what is asked', async () => {
  const { call } = await openStage();
  const bad = { player_id: 'no spaces', amount: 1 };
  const told = async (members: Members, asked: Asked) =>
    (await call('debitRound', members, asked)).outcome;
  assert.equal(await told(bad, { authorization: 'Digest x' }), 'TOKEN_MISSING');
  assert.equal(await told(bad, { authorization: 'Bearer x.y.z' }), 'TOKEN_INVALID');
  assert.equal(await told(bad, { scopes: ['rounds:read'] }), 'SCOPE_MISSING');
  assert.equal(await told(bad, {}), 'VALIDATION_ERROR');
});

test('a refusal has the body of the contract, with the trace of its call and every violation', async () => {
  const { call } = await openStage();
  const traceId = '12'.repeat(16);
  const told = await call('debitRound', { player_id: 'x' }, { key: 'k', traceId });
  assert.deepEqual(validateSchema('Error', told.body), []);
  assert.deepEqual([told.body['error'], told.body['trace_id']], ['VALIDATION_ERROR', traceId]);
  const fields = (told.details['violations'] as { field: string }[]).map(({ field }) => field);
  assert.deepEqual(fields.sort(), ['amount', 'currency', 'round_id']);
  const scope = await call('getWallet', { player_id: 'x' }, { scopes: [] });
  assert.deepEqual(scope.details, { scope: 'wallets:read' });
});

test('a header that is no key is refused, also where no key is needed', async () => {
  const { call } = await openStage();
  for (const key of ['', 'a b', 'x'.repeat(129), 'ä', '\u0000credit']) {
    for (const operation of ['debitRound', 'getWallet'] as const) {
      const members = { player_id: 'p_demo_1', round_id: 'r', amount: '1', currency: 'EUR' };
      const told = await call(operation, members, { key });
      assert.deepEqual(
        [told.outcome, told.details['field']],
        ['VALIDATION_ERROR', 'Idempotency-Key'],
      );
    }
  }
});

test('a defect tells its trace and nothing else, and leaves nothing behind', async () => {
  const broken = command((ctx) => {
    ctx.sql("UPDATE players SET name = 'half done'").run();
    throw new Error('SELECT * FROM /home/secret');
  });
  const { call, sql } = await openStage({ change: withOperation('updatePlayer', broken) });
  const update = { player_id: 'p_demo_1', name: 'x' };
  for (const key of ['k', 'k']) {
    const told = await call('updatePlayer', update, { key });
    assert.equal(told.outcome, 'INTERNAL_ERROR');
    assert.equal(told.replayed, false, 'a defect binds no key');
    assert.deepEqual(told.body, {
      ...{
        error: 'INTERNAL_ERROR',
        message: told.body['message'],
        trace_id: TRACE_ID,
        details: {},
      },
    });
    assert.ok(!told.text.includes('secret'));
  }
  assert.deepEqual(sql("SELECT * FROM players WHERE name = 'half done'"), []);
  assert.deepEqual(sql('SELECT * FROM receipts'), []);
});

test('a defect of one call does not touch what is committed with it', async () => {
  const broken = command(() => {
    throw new Error('broken');
  });
  const { call } = await openStage({ change: withOperation('updatePlayer', broken) });
  const debit = { player_id: 'p_demo_1', round_id: 'r', amount: '1', currency: 'EUR' };
  const told = await Promise.all([
    call('debitRound', debit, { key: 'a' }),
    call('updatePlayer', { player_id: 'p_demo_1', name: 'x' }, { key: 'b' }),
    call('debitRound', debit, { key: 'c' }),
  ]);
  assert.deepEqual(
    told.map(({ outcome }) => outcome),
    ['success', 'INTERNAL_ERROR', 'success'],
  );
});

test('what a refused operation wrote before its refusal is undone, and the refusal is kept', async () => {
  const { call, sql, books } = await openStage({
    change: (sound) => ({
      ...sound,
      operations: {
        ...sound.operations,
        debitRound: command((ctx, input) => {
          sound.operations.debitRound.run(ctx, input);
          ctx.parts.rounds.refuseIfEnded({ round_id: 'r', ended: 1 } as never);
        }),
      },
    }),
  });
  const before = books().transactions;
  const debit = { player_id: 'p_demo_1', round_id: 'r', amount: '1', currency: 'EUR' };
  const first = await call('debitRound', debit, { key: 'k' });
  const again = await call('debitRound', debit, { key: 'k' });
  assert.equal(first.outcome, 'ROUND_CLOSED');
  assert.deepEqual([again.text, again.replayed], [first.text, true]);
  assert.deepEqual(sql('SELECT outcome, txn FROM receipts'), [
    { outcome: 'ROUND_CLOSED', txn: null },
  ]);
  assert.equal(books().transactions, before);
  assert.deepEqual(sql('SELECT * FROM rounds'), []);
});

test('journal, receipt and balance are written together or not at all', async () => {
  const { call, sql, books } = await openStage({
    change: (sound) => ({
      ...sound,
      parts: {
        ...sound.parts,
        idempotency: {
          ...sound.parts.idempotency,
          bind: () => {
            throw new Error('the disk is full');
          },
        },
      },
    }),
  });
  const before = [books().hash, sql('SELECT count(*) n FROM journal')];
  const debit = { player_id: 'p_demo_1', round_id: 'r', amount: '1', currency: 'EUR' };
  assert.equal((await call('debitRound', debit, { key: 'k' })).outcome, 'INTERNAL_ERROR');
  assert.deepEqual([books().hash, sql('SELECT count(*) n FROM journal')], before);
});

test('a call that outlives its platform is answered, not left waiting', async () => {
  const on = await openStage();
  const debit = { player_id: 'p_demo_1', round_id: 'r', amount: '1', currency: 'EUR' };
  const { ground } = on.world.platform();
  const wish = { clientId: 'demo', scopes: ['rounds:write'] };
  const authorization = `Bearer ${await ground.parts.tokens.mint(ground, wish)}`;
  // Its token is still being checked when the platform under it ends.
  const caught = on.call('debitRound', debit, { key: 'k', authorization });
  on.world.restart(false);
  assert.equal((await caught).outcome, 'INTERNAL_ERROR');
  const repeat = await on.call('debitRound', debit, { key: 'k' });
  assert.deepEqual([repeat.outcome, repeat.replayed], ['success', false]);
  on.world.close();
  assert.equal((await on.call('debitRound', debit, { key: 'k' })).outcome, 'INTERNAL_ERROR');
});

test('every answer of a walk through play keeps the contract', async () => {
  const { call, world } = await openStage();
  const { contract } = world.platform();
  const place = { player_id: 'p_demo_1', round_id: 'r1' };
  const debit = { ...place, amount: '1', currency: 'EUR' };
  const walk: readonly (readonly [OperationId, Members, string?])[] = [
    ['getJwks', {}],
    ['getAuthorizationServer', {}],
    ['debitRound', debit, 'k1'],
    ['rollbackRound', { ...place, debit_key: 'k1' }, 'k2'],
    ['rollbackRound', { ...place, debit_key: 'k9' }, 'k3'],
    ['getRound', { round_id: 'r1' }],
    ['closeRound', place],
    ['getWallet', place],
    ['listTransactions', { player_id: 'p_demo_1' }],
    ['getPlayer', place],
    ['listGames', {}],
    ['listAuditEntries', {}],
    ['verifyAudit', {}],
    ['launchSession', { player_id: 'p_demo_1', game_id: 'moonshot' }],
    ['rotateSigningKey', {}],
  ];
  for (const [id, members, key] of walk) {
    const told = await call(id, members, key === undefined ? {} : { key });
    assert.equal(told.outcome, 'success', id);
    const { successStatus } = contract.operations[id];
    assert.deepEqual(validateResponse(contract.operations[id], successStatus, told.body), [], id);
  }
});
