import type { KnownPlayer } from '../../src/harness/history.js';
import { invariant } from '../../src/harness/invariants.js';
import type { InvariantStage } from '../../src/harness/invariants.js';
import { inParallel } from '../../src/kernel/parallel.js';
import { statementOf } from '../certify/wallets/statement.js';
import { minorOf, witness } from './money-calls.js';

/** Players read at a time: nothing moves any more. */
const AT_ONCE = 16;

const BEGINNINGS = ['createDeposit', 'createWithdrawal'] as const;

type Page = ReturnType<InvariantStage['platform']['listPayments']>;
type Payment = Awaited<Page>['body']['items'][number];

/** Who asked for money in or out during the run. */
export function payers({ history }: InvariantStage): ReadonlySet<string> {
  const calls = BEGINNINGS.flatMap((operation) => history.calls(operation));
  return new Set(calls.flatMap(({ playerId }) => playerId ?? []));
}

/** Every payment of the player. */
export async function paymentsOf(
  { platform, expect }: InvariantStage,
  { player_id }: Pick<KnownPlayer, 'player_id'>,
): Promise<readonly Payment[]> {
  const found: Payment[] = [];
  let cursor: string | undefined;
  do {
    const asked = { player_id, limit: 100, cursor };
    const { items, next_cursor } = expect(await platform.listPayments(asked)).accepted();
    found.push(...items);
    cursor = next_cursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}

const GOES_OUT = new Set(['held', 'processing', 'completed']);

/**
 * By how much a player's payments changed what may be staked, in minor units; NaN after a reversal:
 * how much of it the wallet still had, nobody was told.
 */
export function paidIn(payments: readonly Payment[]): number {
  return payments.reduce((sum, { kind, status, amount, currency }) => {
    const minor = minorOf(amount, currency);
    if (kind === 'withdrawal') return GOES_OUT.has(status) ? sum - minor : sum;
    if (status === 'refunded' || status === 'charged_back') return Number.NaN;
    return status === 'completed' ? sum + minor : sum;
  }, 0);
}

/** The transactions a payment leaves, by kind and status, the oldest first. */
const LEAVES: Readonly<Record<string, readonly string[]>> = {
  'deposit pending': [''],
  'deposit challenge': [''],
  'deposit failed': [''],
  'deposit completed': ['deposit'],
  'deposit refunded': ['deposit refund', ''],
  'deposit charged_back': ['deposit chargeback', ''],
  'withdrawal held': ['hold'],
  'withdrawal processing': ['hold'],
  'withdrawal completed': ['hold withdrawal'],
  'withdrawal failed': ['hold release'],
  'withdrawal cancelled': ['hold release'],
};

export const inv13 = invariant({
  id: 'INV-13',
  title: 'Every payment moved its money once, as its status says',
  rule: 'A payment MUST leave exactly the transactions of its status, each of its whole amount.',
  requirement: 'PAY-04',
  impact: 'critical',
  money: 'A deposit credited twice is given away; a withdrawal released and paid is given twice.',
  needs: ['control'],
  async check(stage) {
    await witness(stage);
    await stage.control.settle();
    const paying = payers(stage);
    const players = stage.history.players().filter(({ player_id }) => paying.has(player_id));
    await inParallel(players, AT_ONCE, async (player) => {
      const rows = await statementOf(stage, player);
      for (const payment of await paymentsOf(stage, player)) {
        const left = rows.filter(({ reference }) => reference === payment.payment_id).reverse();
        const types = left.map(({ type }) => type).join(' ');
        const what = `${payment.kind} ${payment.payment_id} (${player.check})`;
        const status = `${payment.kind} ${payment.status}`;
        stage.expect.that(types, `what ${what} left as ${status}`).isOneOf(LEAVES[status] ?? []);
        const amounts = left.map(({ amount }) => amount);
        const whole = left.map(() => payment.amount);
        stage.expect.that(amounts, `the amounts ${what} moved`).equals(whole);
      }
    });
  },
});

export const paymentInvariants = [inv13] as const;
