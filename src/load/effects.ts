import { amountOf } from './history.js';
import type { MoneyStep } from './history.js';
import type { Violation } from './proof-terms.js';

/** One acknowledged movement of money: minor units, from the player's side. */
export interface Effect {
  readonly txnId: string;
  readonly type: 'debit' | 'credit' | 'rollback';
  readonly minor: number;
}

/** What the history says happened to one player. */
export interface PlayerEffects {
  /** By `type:txn_id`. */
  readonly transactions: Map<string, Effect>;
  sumMinor: number;
}

export interface Effects {
  readonly byPlayer: ReadonlyMap<string, PlayerEffects>;
  readonly violations: readonly Violation[];
  /** Keys whose outcome stayed unknown. */
  readonly unresolved: number;
}

const TYPE = { debitRound: 'debit', creditRound: 'credit', rollbackRound: 'rollback' } as const;

/** The name under which a transaction is looked for in history and statement alike. */
export const transactionName = (type: string, txnId: string): string => `${type}:${txnId}`;

/**
 * Folds the history into one effect per key. A key answered with two transactions, or a
 * transaction answered to two stakes or wins, is a violation; a rollback may be told twice.
 */
export function effectsOf(
  history: readonly MoneyStep[],
  currencyOf: (playerId: string) => string,
): Effects {
  const byPlayer = new Map<string, PlayerEffects>();
  const violations: Violation[] = [];
  const byKey = new Map<string, string>();
  const keyOfTransaction = new Map<string, string>();
  const debits = debitsOf(history, currencyOf);
  const known = new Set<string>();
  const unknown = new Set<string>();

  for (const kept of history) {
    const { key } = kept.step;
    if (kept.outcome === 'unknown') unknown.add(key);
    if (kept.conclusive) known.add(key);
    if (kept.balance?.startsWith('-')) {
      violations.push(violation('NEGATIVE_BALANCE', kept, `answered the balance ${kept.balance}`));
    }
    if (kept.outcome !== 'ok' || kept.txnId === null) continue;
    const type = TYPE[kept.step.operation];
    const name = transactionName(type, kept.txnId);
    const earlier = byKey.get(key);
    if (earlier !== undefined && earlier !== name) {
      violations.push(violation('KEY_DOUBLED', kept, `key ${key} was ${earlier}, then ${name}`));
    }
    const owner = keyOfTransaction.get(name);
    if (owner !== undefined && owner !== key && type !== 'rollback') {
      violations.push(violation('TXN_SHARED', kept, `${name} answers ${owner} and ${key}`));
    }
    byKey.set(key, name);
    keyOfTransaction.set(name, key);
    addEffect(byPlayer, kept.playerId, { txnId: kept.txnId, type, minor: movedBy(kept) });
  }

  function movedBy(kept: MoneyStep): number {
    const currency = currencyOf(kept.playerId);
    if (kept.step.operation === 'debitRound') return -amountOf(kept.step, currency);
    if (kept.step.operation === 'creditRound') return amountOf(kept.step, currency);
    const { txn_ref: txnRef, debit_key: debitKey } = kept.step.input;
    const stake = debits.get(String(txnRef ?? debitKey));
    if (stake !== undefined) return stake;
    violations.push(violation('ROLLBACK_OF_NOTHING', kept, 'rolled back a debit never sent'));
    return 0;
  }

  for (const key of unknown) {
    if (known.has(key)) continue;
    violations.push({
      rule: 'UNRESOLVED',
      player_id: null,
      message: `the outcome of ${key} stayed unknown after asking again`,
    });
  }
  const unresolved = [...unknown].filter((key) => !known.has(key)).length;
  return { byPlayer, violations, unresolved };
}

/** Stakes in minor units, by key and by transaction. */
function debitsOf(
  history: readonly MoneyStep[],
  currencyOf: (playerId: string) => string,
): ReadonlyMap<string, number> {
  const debits = new Map<string, number>();
  for (const kept of history) {
    if (kept.step.operation !== 'debitRound') continue;
    const minor = amountOf(kept.step, currencyOf(kept.playerId));
    debits.set(kept.step.key, minor);
    if (kept.txnId !== null) debits.set(kept.txnId, minor);
  }
  return debits;
}

function addEffect(byPlayer: Map<string, PlayerEffects>, playerId: string, effect: Effect): void {
  let account = byPlayer.get(playerId);
  if (!account) byPlayer.set(playerId, (account = { transactions: new Map(), sumMinor: 0 }));
  const name = transactionName(effect.type, effect.txnId);
  if (account.transactions.has(name)) return;
  account.transactions.set(name, effect);
  account.sumMinor += effect.minor;
}

const violation = (rule: Violation['rule'], kept: MoneyStep, message: string): Violation => ({
  rule,
  player_id: kept.playerId,
  message: `${kept.step.operation}: ${message}`,
});
