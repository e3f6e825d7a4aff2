import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContract } from '../contract/operations.js';
import type { ServedExchange } from '../server/platform.js';
import { createExchanges } from './exchanges.js';
import type { Fault } from './faults.js';
import { createFaults } from './faults.js';

type Wish = Omit<Fault, 'id'>;

/** Which of the first calls of an operation a fault strikes. */
function struck(wish: Wish, calls = 12, seed = '1'): readonly number[] {
  const faults = createFaults(seed);
  faults.add(wish);
  const phase = wish.kind === 'malformed_body' ? 'after' : 'before';
  return Array.from({ length: calls }, (_, at) => at + 1).filter(
    () => faults.strike(phase, 'debitRound', {}) !== undefined,
  );
}

const reset = { operation: 'debitRound', kind: 'reset_before' } as const;

/** [the fault, which of twelve calls it strikes]. */
const SCHEDULES: readonly (readonly [Partial<Wish>, readonly number[]])[] = [
  [{}, [1]],
  [{ times: 3 }, [1, 2, 3]],
  [{ nth: 1 }, [1]],
  [{ nth: 4 }, [4]],
  [{ nth: 4, times: 9 }, [4]],
  [{ every: 5 }, [5]],
  [{ every: 5, times: 9 }, [5, 10]],
  [{ every: 1, times: 2 }, [1, 2]],
  [{ probability: 0, times: 9 }, []],
  [{ probability: 1, times: 2 }, [1, 2]],
  [{ operation: '*', nth: 2 }, [2]],
  [{ operation: 'creditRound' }, []],
  [{ kind: 'malformed_body', nth: 2 }, [2]],
];

test('a fault strikes the calls it was armed for and no other', () => {
  for (const [wish, expected] of SCHEDULES) {
    assert.deepEqual(struck({ ...reset, ...wish }), expected, JSON.stringify(wish));
  }
});

test('chance is the seed: the same calls are struck again, about as often as asked', () => {
  const wish = { ...reset, probability: 0.3, times: 1_000_000 };
  const first = struck(wish, 2_000);
  assert.deepEqual(struck(wish, 2_000), first);
  assert.notDeepEqual(struck(wish, 2_000, '2'), first);
  assert.ok(first.length > 500 && first.length < 700, `${first.length} of 2000`);
});

test('faults armed again after a clearing have the same ids and the same chance', () => {
  const faults = createFaults('1');
  const round = (): readonly unknown[] => {
    faults.clear();
    const { id } = faults.add({ ...reset, probability: 0.5, times: 1_000 });
    return [id, ...Array.from({ length: 50 }, () => faults.strike('before', 'debitRound', {})?.id)];
  };
  assert.deepEqual(round(), round());
  assert.equal(faults.add({ ...reset, id: 'mine' }).id, 'mine');
});

test('a fault looks at members of the request, and each counts only the calls it matches', () => {
  const faults = createFaults('1');
  faults.add({ ...reset, match: { player_id: 'p1', amount: '1' }, nth: 2 });
  const strike = (members: object) => faults.strike('before', 'debitRound', { ...members });
  const wanted = { player_id: 'p1', amount: '1', currency: 'EUR' };
  assert.equal(strike(wanted), undefined);
  for (const other of [
    {},
    { player_id: 'p1' },
    { ...wanted, amount: 1 },
    { ...wanted, player_id: 'p2' },
  ]) {
    assert.equal(strike(other), undefined);
  }
  assert.equal(strike(wanted)?.kind, 'reset_before');
  assert.equal(strike(wanted), undefined);
});

test('a call struck by one fault is counted by all it matches, so "the second" stays the second', () => {
  const faults = createFaults('1');
  const first = faults.add({ ...reset });
  const second = faults.add({ ...reset, kind: 'latency', nth: 2 });
  const strikes = [1, 2, 3].map(() => faults.strike('before', 'debitRound', {})?.id);
  assert.deepEqual(strikes, [first.id, second.id, undefined]);
});

test('a fault before the commit and one after it do not meet, and spent faults are gone', () => {
  const faults = createFaults('1');
  assert.equal(faults.quiet, true);
  faults.add({ ...reset, kind: 'reset_after_commit' });
  assert.equal(faults.strike('before', 'debitRound', {}), undefined);
  assert.deepEqual(
    faults.list().map(({ left }) => left),
    [1],
  );
  assert.equal(faults.quiet, false);
  assert.equal(faults.strike('after', 'debitRound', {})?.kind, 'reset_after_commit');
  assert.deepEqual(faults.list(), []);
  assert.equal(faults.quiet, true);
});

const exchange = (more: Partial<ServedExchange>): ServedExchange => ({
  operation: loadContract().operations.debitRound,
  ...{ method: 'POST', path: '/v1/x', requestHeaders: {}, requestBody: '', status: 200 },
  ...{ responseHeaders: { 'X-Request-ID': 'req' }, responseBody: '', ms: 1 },
  ...more,
});

/** [what is sent, what must not be shown, what must]. */
const SECRETS: readonly (readonly [string, readonly string[], string])[] = [
  ['{"access_token":"abc.def","scope":"x"}', ['abc'], '"scope":"x"'],
  ['{"client_secret" : "s3c\\"r3t","a":1}', ['s3c', 'r3t'], '"a":1'],
  ['{"launch_token":"lt_1","launch_url":"https://x#lt_1"}', ['lt_1'], 'launch_url'],
  [
    '{"name":"Zo\\u00eb \\\\","email":"z@x","date_of_birth":"1990-01-01"}',
    ['Zo', 'z@', '1990'],
    '{',
  ],
  ['{"name":"cut off in the mid', ['cut', 'mid'], 'name'],
  ['{"a":{"email":"line\nbreak"}}', ['line', 'break'], 'a'],
  [
    'grant_type=client_credentials&client_id=demo&client_secret=a%20b&scope=x',
    ['a%20b'],
    'scope=x',
  ],
  ['client_secret=first', ['first'], 'client_secret'],
];

test('what was exchanged is shown without secrets and personal data', () => {
  for (const [text, hidden, shown] of SECRETS) {
    const exchanges = createExchanges();
    exchanges.record(exchange({ requestBody: text, responseBody: text }));
    const [found] = exchanges.list(undefined, 1);
    for (const body of [found?.request ?? '', found?.response ?? '']) {
      for (const secret of hidden) assert.ok(!body.includes(secret), `${secret} in ${body}`);
      assert.ok(body.includes(shown), body);
    }
    assert.ok(!JSON.stringify(found).includes('requestHeaders'));
  }
});

test('exchanges are told newest first, by operation, and the oldest give way', () => {
  const exchanges = createExchanges();
  const { operations } = loadContract();
  for (let at = 0; at < 2_500; at += 1) {
    const operation = at % 2 === 0 ? operations.debitRound : undefined;
    exchanges.record(exchange({ operation, path: `/${at}` }));
  }
  const paths = (operation: string | undefined, limit: number) =>
    exchanges.list(operation, limit).map(({ path }) => path);
  assert.deepEqual(paths(undefined, 2), ['/2499', '/2498']);
  assert.deepEqual(paths('debitRound', 2), ['/2498', '/2496']);
  assert.equal(paths(undefined, 9_999).length, 2_000);
  assert.equal(paths(undefined, 9_999).at(-1), '/500');
  assert.deepEqual(paths('creditRound', 5), []);
  exchanges.clear();
  assert.deepEqual(paths(undefined, 5), []);
});
