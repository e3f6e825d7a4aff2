import { assert } from '../kernel/errors.js';
import { parseAmount } from '../kernel/money.js';
import { BEGINS, isPaymentOperation } from './payments.js';
import type { PaymentOperation } from './payments.js';
import type { Step, StepAnswer } from './steps.js';

export type PlayOperation = 'debitRound' | 'creditRound' | 'rollbackRound';

/** The operations that move money, at once or later; what they did is proven after the run. */
export type MoneyOperation = PlayOperation | PaymentOperation | 'enterTournament';

const MONEY: ReadonlySet<string> = new Set([
  'debitRound',
  'creditRound',
  'rollbackRound',
  'enterTournament',
  ...Object.keys(BEGINS),
]);

/** One request that moves money, and what its sender knows of its effect. */
export interface MoneyStep {
  readonly step: Step & { readonly operation: MoneyOperation; readonly key: string };
  readonly playerId: string;
  readonly outcome: StepAnswer['outcome'];
  /** Whether the answer tells what became of the key, also of an earlier, lost attempt. */
  readonly conclusive: boolean;
  /**
   * The transaction, or the payment that was begun; null where nothing moved: a voided rollback, a
   * refusal, an outcome not known.
   */
  readonly txnId: string | null;
  /** `committed`, `rolled_back` or `voided`, as answered. */
  readonly status: string;
  /** The balance as answered, when it was. */
  readonly balance: string | null;
  /** What an entry cost, as answered: the request names no amount. */
  readonly cost: readonly string[];
  /** Jackpots that a stake won, as answered with it. */
  readonly wins: readonly JackpotWin[];
}

export interface JackpotWin {
  readonly jackpotId: string;
  readonly hitId: string;
  readonly txnId: string;
  readonly amount: string;
}

/** What the run itself knows: the only witness the money proof calls against the target. */
export interface MoneyHistory {
  record(step: Step, answer: StepAnswer): void;
  readonly steps: readonly MoneyStep[];
}

export function createHistory(): MoneyHistory {
  const steps: MoneyStep[] = [];
  return {
    steps,
    record: (step, answer) => {
      if (MONEY.has(step.operation)) steps.push(moneyStep(step as MoneyStep['step'], answer));
    },
  };
}

/** Pairs a money step with its answer; every such step carries its own key. */
export function moneyStep(step: MoneyStep['step'], answer: StepAnswer): MoneyStep {
  assert(step.key !== undefined, 'every step that moves money carries a key');
  const { status, balance } = answer.body;
  const txnId = answer.body[isPaymentOperation(step.operation) ? 'payment_id' : 'txn_id'];
  return {
    step,
    playerId: String(step.input['player_id']),
    outcome: answer.outcome,
    conclusive: isConclusive(answer),
    txnId: answer.outcome === 'ok' && typeof txnId === 'string' ? txnId : null,
    status: typeof status === 'string' ? status : '',
    balance: typeof balance === 'string' ? balance : null,
    ...besides(step.operation, answer.body),
  };
}

const NOTHING: Pick<MoneyStep, 'cost' | 'wins'> = { cost: [], wins: [] };

/** What an answer tells beside its transaction; nothing, in all but few of them. */
function besides(
  operation: MoneyOperation,
  body: StepAnswer['body'],
): Pick<MoneyStep, 'cost' | 'wins'> {
  if (operation === 'enterTournament') {
    return { cost: [body['buy_in'], body['fee']].map(String), wins: [] };
  }
  const won = body['jackpot_wins'];
  if (operation !== 'debitRound' || !Array.isArray(won)) return NOTHING;
  const wins = (won as Readonly<Record<string, unknown>>[]).map((win): JackpotWin => ({
    jackpotId: String(win['jackpot_id']),
    hitId: String(win['hit_id']),
    txnId: String(win['txn_id']),
    amount: String(win['amount']),
  }));
  return { cost: [], wins };
}

/** Never sent, not let in, or turned away at the door: says nothing about an earlier attempt. */
const INCONCLUSIVE: ReadonlySet<number> = new Set([0, 401, 403, 429]);

const isConclusive = (answer: StepAnswer): boolean =>
  answer.outcome === 'ok' || (answer.outcome === 'refused' && !INCONCLUSIVE.has(answer.status));

/** The stake, win or payment a step asked for, in minor units; a rollback names none. */
export function amountOf(step: Step, currency: string): number {
  const amount = step.operation === 'creditRound' ? 'win_amount' : 'amount';
  const parsed = parseAmount(step.input[amount], currency);
  assert(parsed.ok, 'the load generator sends well-formed amounts');
  return parsed.minor;
}
