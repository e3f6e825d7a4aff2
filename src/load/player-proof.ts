import { formatAmount, parseAmount } from '../kernel/money.js';
import { NO_EFFECTS, transactionName } from './effects.js';
import type { Effects, PlayerEffects } from './effects.js';
import { noPayments, paymentEffectsOf } from './payment-proof.js';
import type { PaymentEffects } from './payment-proof.js';
import { readBooks } from './player-reads.js';
import type { Funded, ProofReads, Violation } from './proof-terms.js';

type Report = (rule: Violation['rule'], message: string) => void;

/** One player's wallet, statement and payments against the acknowledged effects. */
export async function provePlayer(
  player: Funded,
  effects: Effects,
  reads: ProofReads,
): Promise<{
  readonly rows: number;
  readonly payments: PaymentEffects;
  readonly violations: readonly Violation[];
}> {
  const violations: Violation[] = [];
  const report: Report = (rule, message) =>
    violations.push({ rule, player_id: player.playerId, message });
  const account = effects.byPlayer.get(player.playerId) ?? NO_EFFECTS;
  const { wallet, rows, payments: told } = await readBooks(player.playerId, reads);
  const payments =
    told === undefined
      ? noPayments()
      : paymentEffectsOf(account.payments, told, player.currency, report);
  if (reads.payments && !told) report('UNREADABLE', 'the payments could not be read');
  if (wallet) checkWallet(player, account, payments, wallet, report);
  else report('UNREADABLE', 'the wallet could not be read');
  const expected = expectedRows(account, payments);
  // Without statements the balances alone bear witness.
  if (rows === 'absent') return { rows: 0, payments, violations };
  if (rows) checkStatement(player, expected, rows, reads.payments ? ALL : PLAY, report);
  else report('UNREADABLE', 'the statement could not be read');
  return { rows: rows?.length ?? 0, payments, violations };
}

function checkWallet(
  player: Funded,
  account: PlayerEffects,
  payments: PaymentEffects,
  wallet: Readonly<Record<string, unknown>>,
  report: Report,
): void {
  const cash = signedMinor(wallet['cash'], player.currency);
  const bonus = signedMinor(wallet['bonus'] ?? '0', player.currency);
  const held = signedMinor(wallet['held'] ?? '0', player.currency);
  if (cash === undefined || bonus === undefined || held === undefined) {
    return report('UNREADABLE', `the wallet is not money: ${JSON.stringify(wallet)}`);
  }
  if (cash < 0 || bonus < 0 || held < 0) {
    report('NEGATIVE_BALANCE', JSON.stringify(wallet));
  }
  const told = (minor: number): string => formatAmount(minor, player.currency);
  const differs = (actual: number, expected: number): string =>
    `the wallet says ${told(actual)} (${told(actual - expected)})`;
  const expected = player.fundedMinor + account.sumMinor + payments.cashMinor;
  if (cash + bonus !== expected) {
    const said = differs(cash + bonus, expected);
    report('BALANCE_WRONG', `${told(expected)} expected from the acknowledged effects, ${said}`);
  }
  if (held !== payments.heldMinor) {
    const said = differs(held, payments.heldMinor);
    report('HELD_WRONG', `${told(payments.heldMinor)} held for open withdrawals, ${said}`);
  }
}

const PLAY: ReadonlySet<string> = new Set([
  'debit',
  'credit',
  'rollback',
  'entry',
  'prize',
  'jackpot_win',
]);
const PAYMENT: ReadonlySet<string> = new Set([
  'deposit',
  'hold',
  'withdrawal',
  'release',
  'refund',
  'chargeback',
]);
/** Where nothing was paid the funding of the players may show as anything. */
const ALL: ReadonlySet<string> = new Set([...PLAY, ...PAYMENT]);

/** Play is named by its transaction, which was acknowledged; payments by what they refer to. */
function nameOf(row: Readonly<Record<string, unknown>>): string {
  const type = String(row['type']);
  return transactionName(type, String(row[PAYMENT.has(type) ? 'reference' : 'txn_id']));
}

/** The amounts of the rows there must be, by name. */
function expectedRows(
  account: PlayerEffects,
  payments: PaymentEffects,
): ReadonlyMap<string, number> {
  const expected = new Map(payments.rows);
  for (const [name, { minor }] of account.transactions) expected.set(name, Math.abs(minor));
  return expected;
}

function checkStatement(
  player: Funded,
  expected: ReadonlyMap<string, number>,
  rows: readonly Readonly<Record<string, unknown>>[],
  types: ReadonlySet<string>,
  report: Report,
): void {
  const seen = new Set<string>();
  for (const row of rows) {
    const after = row['balance_after'];
    if (typeof after === 'string' && after.startsWith('-')) {
      report('NEGATIVE_BALANCE', `${String(row['txn_id'])} left ${after}`);
    }
    if (!types.has(String(row['type'])) || row['status'] === 'failed') continue;
    const name = nameOf(row);
    if (seen.has(name)) report('TXN_TWICE', `${name} is in the statement twice`);
    seen.add(name);
    const wanted = expected.get(name);
    if (wanted === undefined) {
      report('TXN_UNASKED', `${name} of ${String(row['amount'])} follows from nothing we know of`);
      continue;
    }
    const minor = signedMinor(row['amount'], player.currency);
    if (minor === undefined || Math.abs(minor) !== wanted) {
      const sent = formatAmount(wanted, player.currency);
      report('TXN_CHANGED', `${name} was ${sent}, the statement says ${String(row['amount'])}`);
    }
  }
  for (const name of expected.keys()) {
    if (!seen.has(name)) report('TXN_MISSING', `${name} was acknowledged, the statement lacks it`);
  }
}

/** Amounts as the target tells them; a leading minus is read so that it can be reported. */
function signedMinor(told: unknown, currency: string): number | undefined {
  if (typeof told !== 'string') return undefined;
  const negative = told.startsWith('-');
  const parsed = parseAmount(negative ? told.slice(1) : told, currency);
  if (!parsed.ok) return undefined;
  return negative ? -parsed.minor : parsed.minor;
}
