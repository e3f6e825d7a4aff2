import { formatAmount, parseAmount } from '../kernel/money.js';
import { transactionName } from './effects.js';
import type { Effects, PlayerEffects } from './effects.js';
import type { Funded, ProofReads, Violation } from './proof-terms.js';

type Report = (rule: Violation['rule'], message: string) => void;

const NOTHING: PlayerEffects = { transactions: new Map(), sumMinor: 0 };

/** One player's wallet and statement against the acknowledged effects. */
export async function provePlayer(
  player: Funded,
  effects: Effects,
  reads: ProofReads,
): Promise<{ readonly rows: number; readonly violations: readonly Violation[] }> {
  const violations: Violation[] = [];
  const report: Report = (rule, message) =>
    violations.push({ rule, player_id: player.playerId, message });
  const account = effects.byPlayer.get(player.playerId) ?? NOTHING;
  const wallet = await reads.wallet(player.playerId);
  if (wallet) checkWallet(player, account, wallet, report);
  else report('UNREADABLE', 'the wallet could not be read');
  const rows = await reads.statement(player.playerId);
  if (rows) checkStatement(player, account, rows, report);
  else report('UNREADABLE', 'the statement could not be read');
  return { rows: rows?.length ?? 0, violations };
}

function checkWallet(
  player: Funded,
  account: PlayerEffects,
  wallet: Readonly<Record<string, unknown>>,
  report: Report,
): void {
  const cash = signedMinor(wallet['cash'], player.currency);
  const bonus = signedMinor(wallet['bonus'] ?? '0', player.currency);
  if (cash === undefined || bonus === undefined) {
    return report('UNREADABLE', `the wallet is not money: ${JSON.stringify(wallet)}`);
  }
  if (cash < 0 || bonus < 0) {
    report('NEGATIVE_BALANCE', JSON.stringify(wallet));
  }
  const expected = player.fundedMinor + account.sumMinor;
  if (cash + bonus === expected) return;
  const told = (minor: number): string => formatAmount(minor, player.currency);
  report(
    'BALANCE_WRONG',
    `${told(expected)} expected from the acknowledged effects, the wallet says ` +
      `${told(cash + bonus)} (${told(cash + bonus - expected)})`,
  );
}

const PLAY: ReadonlySet<string> = new Set(['debit', 'credit', 'rollback']);

function checkStatement(
  player: Funded,
  account: PlayerEffects,
  rows: readonly Readonly<Record<string, unknown>>[],
  report: Report,
): void {
  const seen = new Set<string>();
  for (const row of rows) {
    const after = row['balance_after'];
    if (typeof after === 'string' && after.startsWith('-')) {
      report('NEGATIVE_BALANCE', `${String(row['txn_id'])} left ${after}`);
    }
    if (!PLAY.has(String(row['type'])) || row['status'] === 'failed') continue;
    const name = transactionName(String(row['type']), String(row['txn_id']));
    if (seen.has(name)) report('TXN_TWICE', `${name} is in the statement twice`);
    seen.add(name);
    const effect = account.transactions.get(name);
    if (!effect) {
      report('TXN_UNASKED', `${name} of ${String(row['amount'])} was never acknowledged to us`);
      continue;
    }
    const minor = signedMinor(row['amount'], player.currency);
    if (minor === undefined || Math.abs(minor) !== Math.abs(effect.minor)) {
      const sent = formatAmount(Math.abs(effect.minor), player.currency);
      report('TXN_CHANGED', `${name} was ${sent}, the statement says ${String(row['amount'])}`);
    }
  }
  for (const name of account.transactions.keys()) {
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
