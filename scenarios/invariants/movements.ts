import { minorOf } from './money-calls.js';
import type { MoneyCall, MoneyType } from './money-calls.js';

/** A transaction that the target acknowledged, in minor units from the player's side. */
export interface Movement {
  readonly type: MoneyType | 'jackpot_win';
  readonly txnId: string;
  readonly roundId: string;
  readonly minor: number;
}

/** What one player's calls did to the money that may be staked. */
export interface Movements {
  /** By type and txn_id. */
  readonly acknowledged: ReadonlyMap<string, Movement>;
  /** Requests whose answer was never heard: each moved this much, or nothing. */
  readonly doubtful: readonly Movement[];
  /** Every call without an answer, also those whose outcome a later one told. */
  readonly unheard: readonly MoneyCall[];
}

/** A stake that was asked for. */
interface Stake {
  readonly request: string;
  readonly minor: number;
  readonly isAcknowledged: boolean;
}

export const movementName = (type: string, txnId: string): string => `${type} ${txnId}`;

/** Repeats of one request share it, and both halves of a play. */
const requestName = ({ type, roundId, key, ofPlay }: MoneyCall): string =>
  ofPlay === undefined ? `${type} ${roundId} ${key}` : `debit ${roundId} ${ofPlay}`;

/**
 * Folds one player's calls into the transactions they must have left. A minor of NaN means that
 * the amount cannot be known; nothing is claimed about such a player's balance.
 */
export function movementsOf(calls: readonly MoneyCall[], currency: string): Movements {
  const stakes = stakesOf(calls, currency);
  const acknowledged = new Map<string, Movement>();
  const answered = new Set<string>();
  const undone = undoneBy(calls, stakes);
  for (const call of calls) {
    const { type, txnId, outcome } = call;
    if (outcome === 'moved' || outcome === 'voided') answered.add(requestName(call));
    const stake = type === 'rollback' ? stakes.get(stakeNameOf(call)) : undefined;
    // Voided: it will never be taken. Rolled back: it was taken, and is back.
    if (answered.has(requestName(call)) && stake?.isAcknowledged === false) {
      answered.add(stake.request);
    }
    if (txnId === null || isUndoneWin(call, undone)) continue;
    const minor = stake?.isAcknowledged === false ? 0 : movedBy(call, stake, currency);
    acknowledged.set(effectOf(call, txnId, stake), { type, txnId, roundId: call.roundId, minor });
    for (const win of jackpotWins(call, currency)) {
      acknowledged.set(movementName(win.type, win.txnId), win);
    }
  }
  const doubtful = new Map<string, Movement>();
  for (const call of calls) {
    const name = requestName(call);
    if (call.outcome !== 'unknown' || answered.has(name)) continue;
    const stake = call.type === 'rollback' ? stakes.get(stakeNameOf(call)) : undefined;
    const minor =
      call.ofPlay !== undefined ? playedFor(call, currency) : movedBy(call, stake, currency);
    doubtful.set(name, { type: call.type, txnId: '', roundId: call.roundId, minor });
  }
  const unheard = calls.filter(({ outcome }) => outcome === 'unknown');
  return { acknowledged, doubtful: [...doubtful.values()], unheard };
}

/** Stakes that a stranger was told to take back and did, or will not take any more. */
const undoneBy = (
  calls: readonly MoneyCall[],
  stakes: ReadonlyMap<string, Stake>,
): ReadonlySet<string | undefined> =>
  new Set(
    calls
      .filter(
        ({ type, outcome, call }) =>
          type === 'rollback' && outcome !== 'refused' && call.translated,
      )
      .filter(({ outcome }) => outcome !== 'unknown')
      .map((call) => stakes.get(stakeNameOf(call))?.request),
  );

/** Where a late bet is ignored, so is the win that came with it, whatever the answer said. */
const isUndoneWin = (call: MoneyCall, undone: ReadonlySet<string | undefined>): boolean =>
  call.ofPlay !== undefined && call.type === 'credit' && undone.has(requestName(call));

const playedFor = ({ sent }: MoneyCall, currency: string): number =>
  minorOf(sent['win_amount'], currency) - minorOf(sent['amount'], currency);

/** Some wallets give each repeat of a rollback an id of its own: the stake comes back once. */
function effectOf({ type, call }: MoneyCall, txnId: string, stake: Stake | undefined): string {
  const isOfStake = call.translated && type === 'rollback' && stake !== undefined;
  return movementName(type, isOfStake ? stake.request : txnId);
}

/** What a stake told that it won of jackpots, paid by transactions of its own. */
function jackpotWins({ call, roundId }: MoneyCall, currency: string): readonly Movement[] {
  const { jackpot_wins: wins } = call.body;
  if (!Array.isArray(wins)) return [];
  return (wins as readonly Readonly<Record<string, unknown>>[]).map((win) => ({
    type: 'jackpot_win',
    txnId: String(win['txn_id']),
    roundId,
    minor: minorOf(win['amount'], currency),
  }));
}

function movedBy({ type, sent }: MoneyCall, stake: Stake | undefined, currency: string): number {
  if (type === 'debit') return -minorOf(sent['amount'], currency);
  if (type === 'credit') return minorOf(sent['win_amount'], currency);
  return stake?.minor ?? Number.NaN;
}

/** By the key and by the transaction, as rollbacks name them. */
function stakesOf(calls: readonly MoneyCall[], currency: string): ReadonlyMap<string, Stake> {
  const stakes = new Map<string, Stake>();
  for (const call of calls.filter(({ type }) => type === 'debit')) {
    const { key, txnId, sent } = call;
    const earlier = stakes.get(`key ${key}`);
    if (earlier?.isAcknowledged) continue;
    const minor = minorOf(sent['amount'], currency);
    const stake = { request: requestName(call), minor, isAcknowledged: txnId !== null };
    stakes.set(`key ${key}`, stake);
    if (txnId !== null) stakes.set(`txn ${txnId}`, stake);
  }
  return stakes;
}

function stakeNameOf({ sent }: MoneyCall): string {
  const { txn_ref: transaction, debit_key: key } = sent;
  return typeof transaction === 'string' ? `txn ${transaction}` : `key ${key as string}`;
}

/** Every balance that such movements can lead to from this one, in minor units. */
export function reachableFrom(
  opening: number,
  { acknowledged, doubtful }: Movements,
): readonly number[] {
  const moved = [...acknowledged.values()].reduce((sum, { minor }) => sum + minor, 0);
  let balances = new Set([opening + moved]);
  for (const { minor } of doubtful) {
    balances = new Set([...balances].flatMap((balance) => [balance, balance + minor]));
  }
  return [...balances].sort((a, b) => a - b);
}
