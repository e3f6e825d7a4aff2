import { parseAmount } from '../kernel/money.js';
import { amountOf } from './history.js';
import type { MoneyStep } from './history.js';
import { BEGINS, isPaymentOperation } from './payments.js';
import type { PaymentKind } from './payments.js';
import type { Violation } from './proof-terms.js';

/** One acknowledged movement of money: minor units, from the player's side. */
export interface Effect {
  readonly txnId: string;
  readonly type: 'debit' | 'credit' | 'rollback' | 'entry' | 'prize' | 'jackpot_win';
  readonly minor: number;
}

/** A payment that the target has accepted; its money moves later, or never. */
export interface BegunPayment {
  readonly paymentId: string;
  readonly kind: PaymentKind;
  readonly minor: number;
}

/** What the history says happened to one player. */
export interface PlayerEffects {
  /** By `type:txn_id`. */
  readonly transactions: Map<string, Effect>;
  readonly payments: Map<string, BegunPayment>;
  /** Of the transactions. */
  sumMinor: number;
}

export const NO_EFFECTS: PlayerEffects = {
  transactions: new Map(),
  payments: new Map(),
  sumMinor: 0,
};

export interface Effects {
  readonly byPlayer: Map<string, PlayerEffects>;
  readonly violations: readonly Violation[];
  /** Keys whose outcome stayed unknown. */
  readonly unresolved: number;
}

const TYPE = {
  debitRound: 'debit',
  creditRound: 'credit',
  rollbackRound: 'rollback',
  enterTournament: 'entry',
} as const;
const NAMED = { ...TYPE, ...BEGINS } as const;

/** The name under which a transaction is looked for in history and statement alike. */
export const transactionName = (type: string, txnId: string): string => `${type}:${txnId}`;

/** A stake that was placed under this key. */
interface Stake {
  readonly key: string;
  readonly minor: number;
}

/** What the fold remembers while it goes through the history. */
interface Fold {
  readonly byPlayer: Map<string, PlayerEffects>;
  readonly violations: Violation[];
  /** Transaction by key, key by transaction, returning transaction by the stake's key. */
  readonly byKey: Map<string, string>;
  readonly owners: Map<string, string>;
  readonly returned: Map<string, string>;
  /** Stakes by their key and by their transaction. */
  readonly stakes: ReadonlyMap<string, Stake>;
}

/**
 * Folds the history into one effect per key. A key with two transactions, a transaction that
 * answers two stakes or wins, and a stake returned by two transactions are violations; one and
 * the same rollback may be told under two keys. Payments are folded likewise, by payment_id.
 */
export function effectsOf(
  history: readonly MoneyStep[],
  currencyOf: (playerId: string) => string,
): Effects {
  const fold: Fold = {
    byPlayer: new Map(),
    violations: [],
    byKey: new Map(),
    owners: new Map(),
    returned: new Map(),
    stakes: stakesOf(history, currencyOf),
  };
  for (const kept of history) {
    if (kept.balance?.startsWith('-')) {
      report(fold, 'NEGATIVE_BALANCE', kept, `answered the balance ${kept.balance}`);
    }
    if (kept.outcome !== 'ok' || kept.txnId === null) continue;
    checkKey(fold, kept, kept.txnId);
    addEffect(fold, kept, kept.txnId, currencyOf(kept.playerId));
  }
  const unresolved = unresolvedKeys(history);
  for (const key of unresolved) {
    const message = `the outcome of ${key} stayed unknown after asking again`;
    fold.violations.push({ rule: 'UNRESOLVED', player_id: null, message });
  }
  return { byPlayer: fold.byPlayer, violations: fold.violations, unresolved: unresolved.length };
}

function checkKey(fold: Fold, kept: MoneyStep, txnId: string): void {
  const { key } = kept.step;
  const type = NAMED[kept.step.operation];
  const name = transactionName(type, txnId);
  const earlier = fold.byKey.get(key);
  if (earlier !== undefined && earlier !== name) {
    report(fold, 'KEY_DOUBLED', kept, `key ${key} was ${earlier}, then ${name}`);
  }
  const owner = fold.owners.get(name);
  if (owner !== undefined && owner !== key && type !== 'rollback') {
    report(fold, 'TXN_SHARED', kept, `${name} answers ${owner} and ${key}`);
  }
  fold.byKey.set(key, name);
  fold.owners.set(name, key);
}

/** Minor units from the player's side; a rollback returns what its stake took. */
function movedBy(fold: Fold, kept: MoneyStep, currency: string): number {
  if (kept.step.operation === 'debitRound') return -amountOf(kept.step, currency);
  if (kept.step.operation === 'creditRound') return amountOf(kept.step, currency);
  if (kept.step.operation === 'enterTournament') return -sumOf(fold, kept, kept.cost, currency);
  const { txn_ref: txnRef, debit_key: debitKey } = kept.step.input;
  const stake = fold.stakes.get(String(txnRef ?? debitKey));
  if (stake === undefined) {
    report(fold, 'ROLLBACK_OF_NOTHING', kept, 'rolled back a debit never sent');
    return 0;
  }
  const earlier = fold.returned.get(stake.key);
  if (earlier !== undefined && earlier !== kept.txnId) {
    report(fold, 'STAKE_RETURNED_TWICE', kept, `${stake.key}: by ${earlier} and ${kept.txnId}`);
  }
  fold.returned.set(stake.key, kept.txnId ?? '');
  return stake.minor;
}

function stakesOf(
  history: readonly MoneyStep[],
  currencyOf: (playerId: string) => string,
): ReadonlyMap<string, Stake> {
  const stakes = new Map<string, Stake>();
  for (const kept of history) {
    if (kept.step.operation !== 'debitRound') continue;
    const { key } = kept.step;
    const stake = { key, minor: amountOf(kept.step, currencyOf(kept.playerId)) };
    stakes.set(key, stake);
    if (kept.txnId !== null) stakes.set(kept.txnId, stake);
  }
  return stakes;
}

function addEffect(fold: Fold, kept: MoneyStep, txnId: string, currency: string): void {
  const { operation } = kept.step;
  const account = accountOf(fold.byPlayer, kept.playerId);
  if (isPaymentOperation(operation)) {
    const minor = amountOf(kept.step, currency);
    account.payments.set(txnId, { paymentId: txnId, kind: BEGINS[operation], minor });
    return;
  }
  addTo(account, { txnId, type: TYPE[operation], minor: movedBy(fold, kept, currency) });
  for (const win of kept.wins) {
    const minor = sumOf(fold, kept, [win.amount], currency);
    addTo(account, { txnId: win.txnId, type: 'jackpot_win', minor });
  }
}

/** Once, however often it was told. */
function addTo(account: PlayerEffects, effect: Effect): void {
  const name = transactionName(effect.type, effect.txnId);
  if (account.transactions.has(name)) return;
  account.transactions.set(name, effect);
  account.sumMinor += effect.minor;
}

/** Adds what follows from an occasion and was acknowledged to nobody: a prize. */
export function addDue(effects: Effects, playerId: string, effect: Effect): void {
  addTo(accountOf(effects.byPlayer, playerId), effect);
}

/** Of amounts as the target told them. */
function sumOf(fold: Fold, kept: MoneyStep, amounts: readonly string[], currency: string): number {
  let sum = 0;
  for (const amount of amounts) {
    const parsed = parseAmount(amount, currency);
    if (parsed.ok) sum += parsed.minor;
    else report(fold, 'UNREADABLE', kept, `"${amount}" is no amount of ${currency}`);
  }
  return sum;
}

function accountOf(byPlayer: Map<string, PlayerEffects>, playerId: string): PlayerEffects {
  let account = byPlayer.get(playerId);
  if (!account) {
    byPlayer.set(
      playerId,
      (account = { transactions: new Map(), payments: new Map(), sumMinor: 0 }),
    );
  }
  return account;
}

function unresolvedKeys(history: readonly MoneyStep[]): readonly string[] {
  const unknown = new Set<string>();
  for (const kept of history) if (kept.outcome === 'unknown') unknown.add(kept.step.key);
  for (const kept of history) if (kept.conclusive) unknown.delete(kept.step.key);
  return [...unknown];
}

function report(fold: Fold, rule: Violation['rule'], kept: MoneyStep, message: string): void {
  const told = `${kept.step.operation}: ${message}`;
  fold.violations.push({ rule, player_id: kept.playerId, message: told });
}
