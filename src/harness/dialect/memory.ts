import type { FlatInput } from '../../client/index.js';
import type { JsonObject } from '../answer.js';
import { canonicalJson } from '../../kernel/canonical.js';

/** A stake the run asked for, by either of its names. */
interface KnownStake {
  readonly key: string;
  amount: unknown;
  isPlanned: boolean;
  txnId: string | undefined;
}

/**
 * What a mapped run remembers of its own calls: wallets name a bet by the caller's id, by their
 * own or by both, so a scenario that knows one of them must be able to say the other.
 */
export interface Memory {
  /**
   * The input with both names of the stake and its amount, as far as they are known; `named_by`
   * says which name the scenario gave.
   */
  completed(operation: string, input: FlatInput): FlatInput;
  /** Notes a bet that a scenario is about to place: its rollback may overtake it. */
  planned(input: FlatInput): void;
  /** Notes that this request goes out. */
  asked(operation: string, input: FlatInput): void;
  /** Whether the same request, or a rollback of the same stake, went out at least twice. */
  isRepeat(operation: string, input: FlatInput): boolean;
  heard(operation: string, input: FlatInput, body: JsonObject): void;
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

const stakeIn = (input: FlatInput, key: string, isPlanned: boolean): KnownStake => ({
  key,
  amount: input['amount'],
  isPlanned,
  txnId: undefined,
});

/** What takes a stake, alone or with its win. */
export const isStake = (operation: string): boolean =>
  operation === 'debitRound' || operation === 'playRound';

export function openMemory(): Memory {
  const byKey = new Map<string, KnownStake>();
  const byTxn = new Map<string, KnownStake>();
  const times = new Map<string, number>();

  const stakeOf = (input: FlatInput): KnownStake | undefined => {
    const named = text(input['txn_ref']);
    if (named !== undefined) return byTxn.get(named);
    return byKey.get(text(input['debit_key']) ?? '');
  };
  const nameOf = (operation: string, input: FlatInput): string => {
    if (operation !== 'rollbackRound') return `${operation} ${canonicalJson(input)}`;
    const { idempotency_key: _key, amount: _amount, reason: _reason, ...stake } = input;
    return `${operation} ${canonicalJson(stake)}`;
  };
  return {
    completed(operation, input) {
      if (operation === 'playRound') return { ...input, final: input['final'] ?? true };
      if (operation !== 'creditRound' && operation !== 'rollbackRound') return input;
      const stake = stakeOf(input);
      const named = text(input['txn_ref']) ?? text(input['debit_key']);
      return {
        ...input,
        txn_ref: input['txn_ref'] ?? stake?.txnId ?? named,
        debit_key: stake?.key ?? input['debit_key'] ?? named,
        named_by: input['txn_ref'] === undefined ? 'debit_key' : 'txn_ref',
        ...(stake && { stake_amount: stake.amount }),
        ...(operation === 'creditRound' && { final: input['final'] ?? true }),
      };
    },
    asked(operation, input) {
      const name = nameOf(operation, input);
      times.set(name, (times.get(name) ?? 0) + 1);
      const key = text(input['idempotency_key']);
      if (!isStake(operation) || key === undefined) return;
      if (byKey.get(key)?.isPlanned !== false) byKey.set(key, stakeIn(input, key, false));
    },
    planned(input) {
      const key = text(input['idempotency_key']);
      if (key !== undefined && !byKey.has(key)) byKey.set(key, stakeIn(input, key, true));
    },
    isRepeat: (operation, input) => (times.get(nameOf(operation, input)) ?? 0) > 1,
    heard(operation, input, body) {
      const txnId = text(body['txn_id']);
      const key = text(input['idempotency_key']);
      if (txnId === undefined || key === undefined || byTxn.has(txnId)) return;
      const stake = isStake(operation) ? byKey.get(key) : undefined;
      if (stake && stake.txnId === undefined)
        Object.assign(stake, { txnId, amount: input['amount'] });
      byTxn.set(txnId, stake ?? { key, amount: input['win_amount'], isPlanned: false, txnId });
    },
  };
}
