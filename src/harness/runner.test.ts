import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { startSandbox } from '../sandbox/start.js';
import { certify } from './certify.js';
import type { CertifyOptions, CertifyResult } from './certify.js';
import { invariant } from './invariants.js';
import type { Scenario } from './scenario.js';

type Run = (
  scenarios: readonly Scenario[],
  options?: Partial<CertifyOptions>,
) => Promise<CertifyResult>;

async function stage(t: TestContext): Promise<Run> {
  const sandbox = await startSandbox({ seed: 'runner', clock: 'virtual' });
  t.after(() => sandbox.close());
  return (scenarios, options = {}) =>
    certify({ target: sandbox.url, scenarios, seed: 'runner', ...options });
}

const facts = (number: number) => ({
  id: `TEST-0${number}`,
  title: 'A title',
  rule: 'A rule MUST hold.',
  requirement: 'PLAY-01',
});

const statusesOf = (result: CertifyResult): readonly string[] =>
  result.checks.map(({ status }) => status);

test('each way for a scenario to end has its status', async (t) => {
  const run = await stage(t);
  const lies = { ...facts(2), run: falsehood };
  const result = await run([
    { ...facts(1), run: async ({ expect }) => expect.that(1, 'one').equals(1) },
    lies,
    { ...lies, ...facts(3), level: 'SHOULD' },
    { ...facts(4), run: () => Promise.resolve() },
    { ...facts(5), run: () => Promise.reject(new TypeError('ours')) },
    { ...facts(6), timeoutMs: 20, run: () => new Promise(() => undefined) },
  ]);
  assert.deepEqual(statusesOf(result), ['pass', 'fail', 'warn', 'error', 'error', 'error']);
  assert.equal(result.verdict, 'non-conformant');
  assert.match(result.checks[3]?.reason ?? '', /expected nothing/);
  assert.match(result.checks[4]?.reason ?? '', /TypeError: ours/);
  const strict = await run([{ ...lies, level: 'SHOULD' }], { strict: true });
  assert.deepEqual(statusesOf(strict), ['fail']);
});

const falsehood: Scenario['run'] = async ({ expect }) => expect.that(1, 'one').equals(2);

test('an answer that leaves the contract fails a scenario that expects nothing of it', async (t) => {
  const run = await stage(t);
  const act = (judge: boolean): Scenario['run'] => {
    return async ({ platform, control, given, expect }) => {
      const player = await given.player();
      const match = { player_id: player.player_id };
      await control.send('POST', '/faults', {
        operation: 'getWallet',
        match,
        kind: 'status',
        status: 500,
      });
      await platform.getWallet(player, { judge });
      expect.that(1, 'one').equals(1);
    };
  };
  const result = await run([
    { ...facts(1), run: act(true) },
    { ...facts(2), run: act(false) },
  ]);
  assert.deepEqual(statusesOf(result), ['fail', 'pass']);
  assert.deepEqual([...new Set(result.checks[0]?.failures.map(({ kind }) => kind))], ['contract']);
});

test('a hang-up, a lost answer, a restart and a moved clock can be told as stories', async (t) => {
  const run = await stage(t);
  const result = await run([
    {
      ...facts(1),
      async run({ platform, given, expect }) {
        const player = await given.player({ balance: '100.00' });
        const debit = given.debit(player);
        expect(await platform.debitRound(debit, { hangUpAfterMs: 50 })).unknown();
        expect(await platform.debitRound(debit)).accepted();
        await expect.wallet(player, { cash: '90.00' });
      },
    },
    {
      ...facts(2),
      async run({ platform, given, expect, control }) {
        const player = await given.player({ balance: '100.00' });
        const debit = given.debit(player);
        const match = { player_id: player.player_id };
        await control.fault({ operation: 'debitRound', match, kind: 'reset_after_commit' });
        expect(await platform.debitRound(debit)).unknown();
        const again = await platform.debitRound(debit);
        expect(again).header('Idempotent-Replayed', 'true');
        const win = given.creditOf(again, { win_amount: '5.00' });
        expect(await platform.creditRound(win)).accepted({ balance: '95.00' });
      },
    },
    {
      ...facts(3),
      exclusive: true,
      async run({ platform, given, expect, control }) {
        const player = await given.player({ balance: '100.00' });
        const before = await given.token();
        await control.restart({ crash: true });
        await control.advance(3_600_000);
        await expect.wallet(player, { cash: '100.00' });
        const stale = await platform.getWallet(player, { token: before });
        expect(stale).refused('TOKEN_EXPIRED');
      },
    },
  ]);
  assert.deepEqual(
    result.checks.map(({ failures, reason }) => [failures, reason]),
    [1, 2, 3].map(() => [[], null]),
  );
});

test('an invariant sees the whole history, after every scenario', async (t) => {
  const run = await stage(t);
  const debits = invariant({
    ...facts(9),
    async check({ history, expect }) {
      expect.that(history.calls('debitRound').length, 'the number of debits').equals(2);
      expect.that(history.players().length, 'the number of players').equals(2);
      const kinds = history.events().map(({ type }) => type);
      expect.that(kinds.includes('fail'), 'a refusal in the history').isTrue();
    },
  });
  const debit = (amount: string): Scenario['run'] => {
    return async ({ platform, given, expect }) => {
      const player = await given.player({ balance: '10.00' });
      const answer = await platform.debitRound(given.debit(player, { amount }));
      expect.that(answer.outcome, 'the outcome').isOneOf(['ok', 'refused']);
    };
  };
  const result = await run(
    [
      { ...facts(1), exclusive: true, run: debit('99.00') },
      { ...facts(2), run: debit('1.00') },
    ],
    { invariants: [debits] },
  );
  assert.deepEqual(statusesOf(result), ['pass', 'pass', 'pass']);
});

test('an interrupted run keeps what was done and is not green', async (t) => {
  const run = await stage(t);
  const interruption = new AbortController();
  const good = (number: number): Scenario => ({
    ...facts(number),
    exclusive: true,
    async run({ expect }) {
      expect.that(1, 'one').equals(1);
    },
  });
  const result = await run([good(1), good(2), good(3)], {
    signal: interruption.signal,
    onEvent: (event) => {
      if (event.type === 'checked') interruption.abort();
    },
  });
  assert.deepEqual(statusesOf(result), ['pass']);
  assert.deepEqual([result.verdict, result.exitCode], ['inconclusive', 130]);
});

test('the same seed gives the same books, however scenarios interleave', async () => {
  const hashes: (string | null)[] = [];
  for (const concurrency of [1, 8]) {
    const sandbox = await startSandbox({ seed: 's', clock: 'virtual' });
    const play: Scenario['run'] = async ({ platform, given, expect }) => {
      const player = await given.player({ balance: '10.00' });
      const taken = await platform.debitRound(given.debit(player, { amount: '1.00' }));
      expect(await platform.creditRound(given.creditOf(taken))).accepted();
    };
    const scenarios = [1, 2, 3, 4].map((number) => ({ ...facts(number), run: play }));
    const result = await certify({ target: sandbox.url, scenarios, seed: 's', concurrency });
    assert.equal(result.verdict, 'conformant');
    hashes.push(result.ledgerHash);
    await sandbox.close();
  }
  assert.equal(hashes[0], hashes[1]);
  assert.match(hashes[0] ?? '', /^[0-9a-f]{64}$/);
});
