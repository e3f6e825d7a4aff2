import { loadContract } from '../../src/contract/operations.js';
import { canonicalJson } from '../../src/kernel/canonical.js';
import type { HistoryCall } from '../../src/harness/history.js';
import { invariant } from '../../src/harness/invariants.js';
import { grouped, moneyCalls, sentBy, witness } from './money-calls.js';
import type { MoneyCall } from './money-calls.js';

/** What makes a keyed request the same request: client, place, key and payload (IDEM-08). */
function requestOf(call: HistoryCall): string {
  const { clientId, request, key } = call;
  if (call.translated) return canonicalJson([call.operation, call.input]);
  const { idempotency_key: _key, meta: _meta, ...payload } = sentBy(call);
  const { method, path } = request ?? {};
  return canonicalJson([clientId, method, path, key, payload]);
}

/** The operations that take a key; elsewhere one is no more than a stray member. */
const KEYED = new Set<string>(
  Object.values(loadContract().operations)
    .filter(({ idempotency }) => idempotency !== 'none')
    .map(({ id }) => id),
);

const isJudged = (call: HistoryCall): boolean =>
  KEYED.has(call.operation) &&
  call.key !== null &&
  call.clientId !== null &&
  !call.erased &&
  !call.disturbed &&
  call.outcome === 'ok';

export const inv03 = invariant({
  id: 'INV-03',
  title: 'One request under one key had one answer',
  rule: 'All accepted answers to one key and payload MUST be equal, all but one marked as repeats.',
  requirement: 'IDEM-01',
  impact: 'critical',
  money: 'Two answers to one request are two stakes, or two wins.',
  async check(stage) {
    await witness(stage);
    const { expect, history, dialect } = stage;
    const keyed = history.calls().filter(isJudged);
    const requests = [...grouped(keyed, requestOf).values()];

    expect.that(requests.length, 'the keyed requests that were accepted').isAtLeast(1);
    const unequal = requests.filter(
      (calls) => new Set(calls.flatMap((call) => toldBy(call, dialect.isForeign))).size > 1,
    );
    expect.that(unequal.map(storyOf), 'the requests with two answers').isEmpty();
    const marked = dialect.isForeign ? [] : requests;
    const twice = marked.filter((calls) => calls.filter(({ replayed }) => !replayed).length > 1);
    expect.that(twice.map(storyOf), 'the requests that had their effect twice').isEmpty();
  },
});

/** What repeats must tell alike: a wallet of other words is held to the transaction alone. */
function toldBy({ body }: HistoryCall, isForeign: boolean): readonly string[] {
  if (!isForeign) return [canonicalJson(body)];
  return typeof body['txn_id'] === 'string' ? [body['txn_id']] : [];
}

const storyOf = (calls: readonly HistoryCall[]): string => {
  const { check, operation, key } = calls[0] ?? {};
  return `${check} ${operation} under ${key}`;
};

export const inv04 = invariant({
  id: 'INV-04',
  title: 'No transaction answered two different requests',
  rule: 'A txn_id MUST be unique: it belongs to one player, round and key for ever.',
  requirement: 'MONEY-04',
  impact: 'critical',
  money: 'A transaction that stands for two requests hides one of them.',
  async check(stage) {
    await witness(stage);
    const { expect, history, dialect } = stage;
    const moved = moneyCalls(history)
      .filter(({ txnId }) => txnId !== null)
      .filter(({ type }) => !dialect.isForeign || type === 'debit');
    const transactions = grouped(moved, ({ txnId, playerId }) =>
      dialect.isForeign ? `${playerId} ${txnId}` : (txnId ?? ''),
    );

    // A rollback repeated under another key is answered with the first one's transaction.
    const shared = [...transactions].filter(([, calls]) => {
      const owners = calls.map(({ type, playerId, roundId, key }) =>
        [type, playerId, roundId, type === 'rollback' ? '' : key].join(' '),
      );
      return new Set(owners).size > 1;
    });

    expect.that(transactions.size, 'the transactions acknowledged').isAtLeast(1);
    const names = shared.map(([txnId, calls]) => `${txnId} (${calls[0]?.call.check})`);
    expect.that(names, 'the transactions of two requests').isEmpty();
  },
});

export const inv12 = invariant({
  id: 'INV-12',
  title: 'No stake came back twice',
  rule: 'A rollback MUST return its stake once, whatever keys it is repeated with.',
  requirement: 'PLAY-06',
  impact: 'critical',
  money: 'A stake that comes back twice is a win without a game.',
  needs: ['control'],
  async check(stage) {
    await witness(stage);
    const { expect, history } = stage;
    const moved = moneyCalls(history).filter(({ txnId }) => txnId !== null);
    const debits = moved.filter(({ type }) => type === 'debit');
    const byKey = new Map(debits.map(({ roundId, key, txnId }) => [`${roundId} ${key}`, txnId]));
    const stakeOf = ({ sent, roundId }: MoneyCall): string => {
      const { txn_ref: transaction, debit_key: key } = sent;
      const named = `${roundId} ${String(key)}`;
      return typeof transaction === 'string' ? transaction : (byKey.get(named) ?? named);
    };
    const returned = grouped(
      moved.filter(({ type }) => type === 'rollback'),
      stakeOf,
    );
    const twice = [...returned].filter(
      ([, calls]) => new Set(calls.map(({ txnId }) => txnId)).size > 1,
    );

    expect.that(debits.length, 'the stakes taken').isAtLeast(1);
    const names = twice.map(([stake, calls]) => `${stake} (${calls[0]?.call.check})`);
    expect.that(names, 'the stakes that came back twice').isEmpty();
  },
});

export const keyInvariants = [inv03, inv04, inv12] as const;
