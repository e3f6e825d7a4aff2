import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certify } from './certify.js';
import { openHistory } from './history.js';
import type { HistoryCall } from './history.js';
import { doubtsOf } from './quality.js';
import { startSandbox } from '../sandbox/start.js';

/** A history of so many debits accepted and refused, as the recorder keeps them. */
function debits(accepted: number, refused: number, operation = 'debitRound'): HistoryCall[] {
  const history = openHistory();
  const call = (outcome: 'ok' | 'refused'): void => {
    history.invoke({
      check: 'ROUNDS-01',
      operation,
      clientId: null,
      playerId: null,
      input: {},
      key: null,
      disturbed: false,
    });
    const last = history.calls().at(-1) as { outcome: string; error: string | undefined };
    last.outcome = outcome;
    last.error = outcome === 'refused' ? 'INSUFFICIENT_FUNDS' : undefined;
  };
  for (let count = 0; count < accepted; count += 1) call('ok');
  for (let count = 0; count < refused; count += 1) call('refused');
  return [...history.calls()];
}

test('a run in which nothing was ever accepted proves nothing', () => {
  assert.deepEqual(doubtsOf([]), []);
  assert.deepEqual(doubtsOf(debits(0, 9, 'getWallet')), []);
  assert.deepEqual(doubtsOf(debits(0, 10, 'getWallet')), [
    'nothing was accepted: all 10 calls were refused, most often with INSUFFICIENT_FUNDS; ' +
      'refusals alone prove nothing',
  ]);
  assert.deepEqual(doubtsOf(debits(1, 9)), []);
});

test('a run that was turned away at the door is doubted, one that met rules is not', () => {
  const ruled = debits(1, 19, 'getWallet').map((call) => ({ ...call, status: 422 }));
  assert.deepEqual(doubtsOf(ruled), []);
  const away = ruled.map((call) =>
    call.outcome === 'refused' ? { ...call, status: 403, error: 'SCOPE_MISSING' } : call,
  );
  const [doubt] = doubtsOf(away);
  assert.match(doubt ?? '', /^19 of 20 calls were turned away, most often with SCOPE_MISSING/);
});

test('a run in which no stake was ever taken is doubted, whatever else was accepted', () => {
  const reads = debits(50, 0, 'getWallet');
  assert.match(doubtsOf([...reads, ...debits(0, 10)]).join(), /^no money moved: 10 stakes/);
  assert.deepEqual(doubtsOf([...reads, ...debits(0, 9)]), []);
});

test('what a check disturbed on purpose is no ground for doubt', () => {
  const refused = debits(0, 30).map((call) => ({ ...call, disturbed: true }));
  assert.deepEqual(doubtsOf(refused), []);
});

test('checks that only ever want refusals pass, and the run is inconclusive all the same', async (t) => {
  const sandbox = await startSandbox({ seed: 'quality', clock: 'virtual' });
  t.after(() => sandbox.close());
  const result = await certify({
    target: sandbox.url,
    seed: 'quality',
    scenarios: [
      {
        id: 'TEST-01',
        title: 'A title',
        rule: 'A rule MUST hold.',
        requirement: 'PLAY-01',
        async run({ platform, expect }) {
          for (let count = 0; count < 10; count += 1) {
            expect(await platform.getWallet({ player_id: `p_${count}` })).refused(
              'PLAYER_NOT_FOUND',
            );
          }
        },
      },
    ],
  });
  assert.equal(result.checks[0]?.status, 'pass');
  assert.deepEqual([result.verdict, result.exitCode], ['inconclusive', 4]);
  assert.match(result.reasons.join(), /refusals alone prove nothing/);
});
