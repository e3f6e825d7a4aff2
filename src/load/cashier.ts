import { formatAmount } from '../kernel/money.js';
import type { RandomStream } from '../kernel/random.js';
import { isFinal } from './payments.js';
import type { PaymentOperation } from './payments.js';
import type { Journey, Step, StepAnswer } from './steps.js';

/** A player with a verified payment method and a proven identity. */
export interface Payer {
  readonly playerId: string;
  readonly currency: string;
  readonly methodId: string;
  /** Payments that were not final when last read; the player's next turn at the cashier looks. */
  readonly awaited: string[];
}

/** One turn at the cashier; `name` makes its keys unique. */
export interface PaymentTurn {
  readonly payer: Payer;
  readonly chance: RandomStream;
  readonly name: string;
}

const DEPOSITS_MINOR = [1_000, 2_000, 5_000] as const;
const WITHDRAWALS_MINOR = [500, 1_000, 2_000] as const;
/** One withdrawal in three is called back. */
const CANCEL_CHANCE = 1 / 3;
/** How a player looks whether the money is there: six times within three seconds, then later. */
const PAUSES_MS = [100, 100, 200, 400, 800, 1_600] as const;

/** Pays in, and looks until the money is there. */
export function* deposit(turn: PaymentTurn): Journey {
  yield* lookAgain(turn.payer);
  const paymentId = yield* begun(turn, 'createDeposit', turn.chance.pick(DEPOSITS_MINOR));
  if (paymentId === undefined) return;
  for (const pauseMs of PAUSES_MS) {
    if (yield* isOver(paymentId, pauseMs)) return;
  }
  turn.payer.awaited.push(paymentId);
}

/** Asks for a pay-out, and calls it back or lets it be: it is paid when nobody stands there. */
export function* withdraw(turn: PaymentTurn): Journey {
  const { payer, chance, name } = turn;
  yield* lookAgain(payer);
  const paymentId = yield* begun(turn, 'createWithdrawal', chance.pick(WITHDRAWALS_MINOR));
  if (paymentId === undefined) return;
  if (chance.next() >= CANCEL_CHANCE) return void payer.awaited.push(paymentId);
  yield { operation: 'cancelWithdrawal', input: { payment_id: paymentId }, key: `${name}-x` };
}

/** Begins a payment; a lost answer is asked for once more under the same key. */
function* begun(
  turn: PaymentTurn,
  operation: PaymentOperation,
  minor: number,
): Generator<Step, string | undefined, StepAnswer> {
  const { payer, name } = turn;
  const step: Step = {
    operation,
    key: `${name}-p`,
    input: {
      player_id: payer.playerId,
      method_id: payer.methodId,
      amount: formatAmount(minor, payer.currency),
      currency: payer.currency,
    },
  };
  let answer = yield step;
  if (answer.outcome === 'unknown') answer = yield step;
  return answer.outcome === 'ok' ? String(answer.body['payment_id']) : undefined;
}

/** What was not final last time is looked at once. */
function* lookAgain(payer: Payer): Journey {
  const paymentId = payer.awaited.shift();
  if (paymentId !== undefined && !(yield* isOver(paymentId))) payer.awaited.push(paymentId);
}

function* isOver(paymentId: string, pauseMs = 0): Generator<Step, boolean, StepAnswer> {
  const answer = yield { operation: 'getPayment', input: { payment_id: paymentId }, pauseMs };
  return answer.outcome === 'ok' && isFinal(answer.body['status']);
}
