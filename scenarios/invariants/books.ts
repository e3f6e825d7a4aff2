import { invariant } from '../../src/harness/invariants.js';

export const inv01 = invariant({
  id: 'INV-01',
  title: 'The books balance',
  rule: 'The postings of every transaction MUST sum to zero, and every balance MUST be their sum.',
  requirement: 'MONEY-02',
  impact: 'critical',
  money: 'Books that do not balance hide money made or lost until somebody audits them.',
  needs: ['control'],
  async check({ control, expect, history }) {
    const { balanced, violations, transactions } = await control.ledger();
    const staking = [...history.calls('debitRound'), ...history.calls('playRound')];
    const debits = staking.filter(({ erased }) => !erased);
    const taken = new Set(debits.flatMap(({ body }) => body['txn_id'] ?? []));

    expect.that(transactions, 'the transactions in the books').isAtLeast(taken.size);
    expect.that(violations, 'the violations found in the books').isEmpty();
    expect.that(balanced, 'the balance of the books').isTrue();
  },
});

export const booksInvariants = [inv01] as const;
