import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KeptExchange } from './evidence.js';
import type { CheckResult } from './results.js';
import { replayOutcome } from './replay.js';

const ended = (status: CheckResult['status'], message?: string): CheckResult => ({
  id: 'ROUNDS-01',
  kind: 'scenario',
  status,
  requirement: 'PLAY-01',
  level: 'MUST',
  impact: 'major',
  title: 'A title',
  rule: 'A rule',
  money: null,
  domain: 'rounds',
  ms: 1,
  expectations: 1,
  exchanges: 1,
  failures: message === undefined ? [] : [{ kind: 'expectation', message }],
  evidence: [],
  reason: null,
});

test('the same failure under other names is the same', () => {
  const before = ended('fail', 'p_Ab3dEf9hIjKlMnOpQrStUv: cash: expected "90.00", was "80.00"');
  const again = ended('fail', 'p_Zz3dEf9hIjKlMnOpQrStUv: cash: expected "90.00", was "80.00"');
  assert.equal(replayOutcome(before, again), 'same');
  const other = ended('fail', 'p_Zz3dEf9hIjKlMnOpQrStUv: cash: expected "90.00", was "70.00"');
  assert.equal(replayOutcome(before, other), 'other');
});

test('a check that could not be asked again says nothing', () => {
  const before = ended('fail', 'a');
  assert.equal(replayOutcome(before, ended('pass')), 'passes');
  assert.equal(replayOutcome(before, ended('untestable')), 'unclear');
  assert.equal(replayOutcome(before, ended('error')), 'unclear');
});

/** A failure of a wallet that calls its transactions as it likes, and what was said before it. */
const exchanged = (message: string, query: string, answer: object): CheckResult => {
  const exchange: KeptExchange = {
    operation: 'playRound',
    request: { method: 'GET', url: `http://127.0.0.1:1/wallet?${query}`, headers: {} },
    response: { status: 200, headers: {}, body: JSON.stringify(answer) },
    ms: 1,
    curl: '',
  };
  const told = ended('fail', message);
  const failures = told.failures.map((failure) => ({ ...failure, exchange }));
  return { ...told, failures, evidence: [exchange] };
};

test('ids of the wallet and ids of ours in any form do not make another failure', () => {
  const accepted = (key: string, tx: string, balance = '499.99'): CheckResult =>
    exchanged(
      `was to be refused with INSUFFICIENT_FUNDS, but: accepted with {"txn_id":"${key}","win_txn_id":"${tx}","balance":"${balance}"} (on the wire: HTTP 200)`,
      `action=betwin&transaction_id=${key}`,
      { status: 'OK', wallet_tx: tx },
    );
  const before = accepted('k_eiSQftitkdt0mVIdkFXS-8', 'w248-win');
  assert.equal(replayOutcome(before, accepted('k_Zz3dEf9hIjKlMnOpQrStUv', 'w3-win')), 'same');
  assert.equal(replayOutcome(before, accepted('1795365329000123', '77')), 'same');
  const uuid = '0b5a2a1e-7a0c-8f3e-9d55-0123456789ab';
  assert.equal(replayOutcome(before, accepted(uuid, uuid.replace('0b', '1c'))), 'same');
  const poorer = accepted('k_Zz3dEf9hIjKlMnOpQrStUv', 'w3-win', '399.99');
  assert.equal(replayOutcome(before, poorer), 'other');
  assert.equal(replayOutcome(before, accepted('w9-win', 'w9-win')), 'other');
});

test('an id outside of any member is known from the exchange; codes and amounts stay', () => {
  const said = (player: string, words: string, code: string): CheckResult =>
    exchanged(`${player}: ${words}, code ${code}`, `user_id=${player}&amount=10.00`, {
      status: code,
    });
  const before = said('u4', 'expected "10.00", was "9.00"', 'E5');
  assert.equal(replayOutcome(before, said('u1', 'expected "10.00", was "9.00"', 'E5')), 'same');
  assert.equal(replayOutcome(before, said('u1', 'expected "10.00", was "8.00"', 'E5')), 'other');
  assert.equal(replayOutcome(before, said('u1', 'expected "10.00", was "9.00"', 'E6')), 'other');
});

test('one id where there were two is another failure', () => {
  const said = (first: string, second: string): CheckResult =>
    exchanged(`txn_id: expected "${first}", was "${second}"`, `tx=${first}`, { tx: second });
  assert.equal(replayOutcome(said('w10', 'w11'), said('w20', 'w21')), 'same');
  assert.equal(replayOutcome(said('w10', 'w11'), said('w20', 'w20')), 'other');
});

test('words that only look like ids stay', () => {
  const said = (words: string): CheckResult => ended('fail', words);
  const before = said('{"transaction":"bet"} left player_status as it was');
  assert.equal(replayOutcome(before, before), 'same');
  for (const [word, other] of [
    ['bet', 'win'],
    ['player_status', 'player_balance'],
  ] as const) {
    const [first] = before.failures;
    assert.equal(replayOutcome(before, said(first?.message.replace(word, other) ?? '')), 'other');
  }
});
