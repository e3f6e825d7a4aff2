import type { History, HistoryCall } from '../../src/harness/history.js';
import type { InvariantStage } from '../../src/harness/invariants.js';
import { parseAmount } from '../../src/kernel/money.js';

type Members = Readonly<Record<string, unknown>>;

export type MoneyType = 'debit' | 'credit' | 'rollback';

/** One call that asked for money to move, as it was sent and as its answer was heard. */
export interface MoneyCall {
  readonly type: MoneyType;
  readonly playerId: string;
  readonly roundId: string;
  /** Of the body or the header; a credit without one is keyed by the debit it answers. */
  readonly key: string;
  /** The body as it went out. */
  readonly sent: Members;
  /** unknown: no answer, or one that does not say whether money moved. */
  readonly outcome: 'moved' | 'voided' | 'refused' | 'unknown';
  readonly txnId: string | null;
  /** The key of the bet and win in one call that this is half of: both halves move, or neither. */
  readonly ofPlay?: string;
  readonly call: HistoryCall;
}

const PATH = /\/v1\/games\/rounds\/(debit|credit|rollback|play)(?:\?|$)/;

/** Every such call of the run that the target was not asked to forget since. */
export const moneyCalls = (history: History): readonly MoneyCall[] =>
  history
    .calls()
    .filter(({ erased }) => !erased)
    .flatMap(readOnce);

/** What was made of a call that is over: many laws ask, and it does not change any more. */
const known = new WeakMap<HistoryCall, readonly MoneyCall[]>();

function readOnce(call: HistoryCall): readonly MoneyCall[] {
  const found = known.get(call) ?? moneyCallsIn(call);
  if (call.endedAt !== null) known.set(call, found);
  return found;
}

/** One, or the two that a bet and win in one call are. */
function moneyCallsIn(call: HistoryCall): readonly MoneyCall[] {
  const asked = askedBy(call);
  if (asked === undefined) return [];
  const sent = sentBy(call);
  const { player_id: playerId, round_id: roundId } = sent;
  if (typeof playerId !== 'string' || typeof roundId !== 'string') return [];
  const common = { playerId, roundId, key: keyOf(call, sent), sent, call };
  const one = (type: MoneyType, member: string): MoneyCall => {
    const txnId = call.body[member];
    const heard = typeof txnId === 'string' && call.outcome === 'ok' ? txnId : null;
    return { ...common, type, outcome: outcomeOf(call, type), txnId: heard };
  };
  if (asked !== 'play') return [one(asked, 'txn_id')];
  const stake = one('debit', 'txn_id');
  const win = one('credit', 'win_txn_id');
  // A stranger may tell one transaction for both.
  const txnId = win.txnId ?? (stake.txnId === null ? null : `the win of ${stake.txnId}`);
  const { key } = common;
  // A credit without a key, sent for the same win, is a repeat of this half.
  const winKey = stake.txnId === null ? key : firstWinOf(stake.txnId);
  return [
    { ...stake, ofPlay: key },
    { ...win, txnId, key: winKey, ofPlay: key },
  ];
}

/** By the path it went to; a call in other words, by the operation it stands for. */
function askedBy({ request, operation, translated }: HistoryCall): MoneyType | 'play' | undefined {
  if (translated) return TRANSLATED[operation];
  if (request?.method !== 'POST') return undefined;
  return PATH.exec(request.path)?.[1] as MoneyType | 'play' | undefined;
}

const TRANSLATED: Readonly<Record<string, MoneyType | 'play'>> = {
  debitRound: 'debit',
  creditRound: 'credit',
  rollbackRound: 'rollback',
  playRound: 'play',
};

/** The body as it went out; where it cannot be read, the input it was made from. */
export function sentBy({ request, input, translated }: HistoryCall): Members {
  if (translated) return input;
  try {
    const body: unknown = JSON.parse(Buffer.from(request?.body ?? '').toString('utf8'));
    return body !== null && typeof body === 'object' ? (body as Members) : {};
  } catch {
    return input;
  }
}

const firstWinOf = (debitTxnId: string): string => `of ${debitTxnId}`;

function keyOf({ request }: HistoryCall, sent: Members): string {
  const key = sent['idempotency_key'] ?? request?.headers['idempotency-key'];
  return typeof key === 'string' ? key : firstWinOf(String(sent['txn_ref']));
}

function outcomeOf(call: HistoryCall, type: MoneyType): MoneyCall['outcome'] {
  if (call.outcome === 'refused') return call.status >= 500 ? 'unknown' : 'refused';
  if (call.outcome !== 'ok') return 'unknown';
  if (typeof call.body['txn_id'] === 'string') return 'moved';
  return type === 'rollback' && call.body['txn_id'] === null ? 'voided' : 'unknown';
}

/** Lists by what `nameOf` says of each. */
export function grouped<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = nameOf(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}

/** However a wallet reads it, it is nothing. */
const NOTHING = /^-?0+([.]0+)?$/;

/** An amount as it was sent, in minor units; NaN when it is none. */
export function minorOf(amount: unknown, currency: string): number {
  if (typeof amount === 'string' && NOTHING.test(amount)) return 0;
  const parsed = parseAmount(amount, currency);
  return parsed.ok ? parsed.minor : Number.NaN;
}

/**
 * A stake that is taken, one that should be refused and a win, all the law's own: no law is ever
 * judged over nothing, and a target that does nothing fails here.
 */
export async function witness({ platform, given, expect }: InvariantStage): Promise<void> {
  const player = await given.player({ balance: '10.00' });
  const taken = await platform.debitRound(given.debit(player, { amount: '4.00' }));
  expect(taken).accepted({ balance: '6.00' });
  await expect.wallet(player, { cash: '6.00' });
  await platform.debitRound(given.debit(player, { amount: '6.01' }));
  await platform.creditRound(given.creditOf(taken, { win_amount: '1.00' }));
}
