import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestListener } from 'node:http';
import { assert } from '../kernel/errors.js';
import { formatAmount, parseAmount } from '../kernel/money.js';
import type { Stage } from './arrivals.js';
import { arrivalsOf } from './arrivals.js';
import { openConnections } from './connections.js';
import { amountOf, moneyStep } from './history.js';
import type { MoneyStep, PlayOperation } from './history.js';
import { createRecorder } from './histograms.js';
import type { Recorder } from './histograms.js';
import { runOpen } from './open-engine.js';
import { BEGINS, isPaymentOperation } from './payments.js';
import type { PaymentOperation } from './payments.js';
import type { Funded, ProofReads } from './proof.js';
import { emptyTally } from './recording.js';
import type { EngineOutcome, EngineSetting } from './recording.js';
import { understand } from './steps.js';
import type { Journey, StepAnswer } from './steps.js';

/** What the tests of this room share: a small target and an engine set up against it. */
export interface SmallTarget {
  readonly url: string;
  close(): void;
}

export async function smallTarget(listener: RequestListener): Promise<SmallTarget> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Passes everything on to a target, each request as late as is said for it. */
export const doorTo =
  (url: string, delayMsOf: (path: string) => number): RequestListener =>
  (incoming, outgoing) => {
    const { method, headers, url: path = '/' } = incoming;
    const onward = (): void => {
      const passed = ask(`${url}${path}`, { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      passed.on('error', () => outgoing.destroy());
      incoming.pipe(passed);
    };
    const delayMs = delayMsOf(path);
    if (delayMs > 0) setTimeout(onward, delayMs);
    else onward();
  };

export const answering: RequestListener = (request, response) => {
  request.resume();
  response.setHeader('content-type', 'application/json');
  response.end('{"ok":true}');
};

export const steady = (rate: number, durationMs: number): Stage => ({
  phase: 'steady',
  durationMs,
  fromRate: rate,
  toRate: rate,
});

/** One read, then done. */
export function* oneRead(): Journey {
  yield { operation: 'getWallet', input: {} };
}

export function engineSetting(timeoutMs = 5_000): EngineSetting & { readonly recorder: Recorder } {
  return {
    recorder: createRecorder(),
    tally: emptyTally(),
    timeoutMs,
    conversation: {
      request: () => ({ method: 'GET', path: '/', headers: {}, body: undefined }),
      answered: (_step, settled) => understand(settled, 200),
    },
  };
}

export interface OpenTrial {
  readonly rate: number;
  readonly durationMs: number;
  readonly connections?: number;
  readonly timeoutMs?: number;
  readonly maxInFlight?: number;
  readonly journeyOf?: () => Journey;
}

/** The open engine against a target, with constant arrivals of one read each. */
export async function tryOpen(
  target: SmallTarget,
  trial: OpenTrial,
): Promise<{ readonly outcome: EngineOutcome; readonly recorder: Recorder }> {
  const setting = engineSetting(trial.timeoutMs);
  const connections = openConnections({
    baseUrl: target.url,
    connections: trial.connections ?? 8,
    timeoutMs: setting.timeoutMs,
  });
  try {
    const outcome = await runOpen({
      ...setting,
      connections,
      arrivals: arrivalsOf({
        stages: [steady(trial.rate, trial.durationMs)],
        spacing: 'constant',
        seed: 'trial',
      }),
      journeyOf: trial.journeyOf ?? oneRead,
      maxInFlight: trial.maxInFlight ?? 10_000,
    });
    return { outcome, recorder: setting.recorder };
  } finally {
    connections.close();
  }
}

type MoneyRequest = MoneyStep['step'];
type Row = Record<string, unknown>;

/** The books of one player, open to whoever tampers with them. */
interface Books {
  readonly rows: Row[];
  readonly payments: Row[];
  balanceMinor: number;
  heldMinor: number;
}

/** A wallet kept by hand, for the tests of the proof: sound until a test tampers with it. */
export interface FakeBooks extends Books {
  readonly player: Funded;
  readonly history: MoneyStep[];
  readonly reads: ProofReads;
  /** Applies the step and keeps the acknowledged answer in the history. */
  play(operation: PlayOperation, key: string, input: Row): string;
  /** Begins a payment, holding what is to go out, and keeps the acknowledgement. */
  pay(operation: PaymentOperation, key: string, amount: string): string;
  /** Ends a payment and moves its money. */
  end(paymentId: string, status: PaymentEnd): void;
  /** Applies the step, or not, and keeps its outcome as unknown. */
  lose(operation: MoneyRequest['operation'], key: string, input: Row, applied: boolean): void;
}

type PaymentEnd = 'completed' | 'failed' | 'cancelled';

const TYPE = { debitRound: 'debit', creditRound: 'credit', rollbackRound: 'rollback' } as const;
const PLAYER: Funded = { playerId: 'p1', currency: 'EUR', fundedMinor: 10_000 };

const money = (minor: number): string => formatAmount(minor, PLAYER.currency);

export function fakeBooks(): FakeBooks {
  const books = { rows: [], payments: [], balanceMinor: PLAYER.fundedMinor, heldMinor: 0 };
  const apply = appliedOnce(books);
  const history: MoneyStep[] = [];
  const stepOf = (operation: MoneyRequest['operation'], key: string, input: Row): MoneyRequest => ({
    operation,
    key,
    input: { player_id: PLAYER.playerId, ...input },
  });
  const played = (step: MoneyRequest): void => void history.push(moneyStep(step, apply(step)));

  return Object.assign(books, {
    player: PLAYER,
    history,
    reads: readsOf(books, apply),
    play: (operation: PlayOperation, key: string, input: Row) => {
      played(stepOf(operation, key, input));
      return `t_${key}`;
    },
    pay: (operation: PaymentOperation, key: string, amount: string) => {
      played(stepOf(operation, key, { amount }));
      return `pay_${key}`;
    },
    end: (paymentId: string, status: PaymentEnd) => endPayment(books, paymentId, status),
    lose: (operation: MoneyRequest['operation'], key: string, input: Row, applied: boolean) => {
      const step = stepOf(operation, key, input);
      if (applied) apply(step);
      history.push(moneyStep(step, { outcome: 'unknown', status: 0, body: {} }));
    },
  });
}

/** One effect per key. */
function appliedOnce(books: Books): (step: MoneyRequest) => StepAnswer {
  const byKey = new Map<string, StepAnswer>();
  const minors = new Map<string, number>();
  const moved = (step: MoneyRequest): number => {
    const { operation, input } = step;
    if (operation === 'debitRound') return -amountOf(step, PLAYER.currency);
    if (operation === 'creditRound') return amountOf(step, PLAYER.currency);
    return -(minors.get(String(input['txn_ref'])) ?? 0);
  };
  const settle = (step: MoneyRequest, operation: PlayOperation): StepAnswer => {
    const txnId = `t_${step.key}`;
    const minor = moved(step);
    minors.set(txnId, minor);
    books.balanceMinor += minor;
    post(books, { txn_id: txnId, type: TYPE[operation] }, minor);
    const body = { txn_id: txnId, status: 'committed', balance: money(books.balanceMinor) };
    return { outcome: 'ok', status: 200, body };
  };
  return (step) => {
    const { operation, key } = step;
    assert(operation !== 'enterTournament', 'these books know no tournaments');
    const known = byKey.get(key);
    if (known) return known;
    const answer = isPaymentOperation(operation)
      ? beginPayment(books, step, operation)
      : settle(step, operation);
    byKey.set(key, answer);
    return answer;
  };
}

/** Writes a row of the statement, once the balance is what it will say. */
function post(books: Books, row: Row, minor: number): void {
  const amount = money(Math.abs(minor));
  const after = { balance_after: money(books.balanceMinor) };
  books.rows.unshift({ status: 'committed', ...row, amount, ...after });
}

function beginPayment(books: Books, step: MoneyRequest, operation: PaymentOperation): StepAnswer {
  const kind = BEGINS[operation];
  const minor = amountOf(step, PLAYER.currency);
  const status = kind === 'deposit' ? 'pending' : 'held';
  const told = { kind, amount: money(minor), currency: PLAYER.currency, status };
  const reference = `pay_${step.key}`;
  books.payments.unshift({ payment_id: reference, ...told });
  if (kind === 'withdrawal') {
    books.heldMinor += minor;
    books.balanceMinor -= minor;
    post(books, { txn_id: `t_${step.key}`, type: 'hold', reference }, minor);
  }
  return { outcome: 'ok', status: 202, body: { payment_id: reference, ...told } };
}

function endPayment(books: Books, reference: string, status: PaymentEnd): void {
  const payment = books.payments.find(({ payment_id: id }) => id === reference);
  assert(payment, 'a payment ends that has begun');
  payment['status'] = status;
  const parsed = parseAmount(payment['amount'], PLAYER.currency);
  const minor = parsed.ok ? parsed.minor : 0;
  const txnId = `t_${reference}`;
  const done = status === 'completed';
  if (payment['kind'] === 'deposit') {
    if (!done) return;
    books.balanceMinor += minor;
    return post(books, { txn_id: txnId, type: 'deposit', reference }, minor);
  }
  books.heldMinor -= minor;
  if (!done) books.balanceMinor += minor;
  post(books, { txn_id: txnId, type: done ? 'withdrawal' : 'release', reference }, minor);
}

const readsOf = (books: Books, apply: (step: MoneyRequest) => StepAnswer): ProofReads => ({
  repeat: async (step) => apply(step as MoneyRequest),
  wallet: async () => ({
    cash: money(books.balanceMinor),
    bonus: '0.00',
    held: money(books.heldMinor),
  }),
  statement: async () => books.rows,
  payments: { of: async () => books.payments, wait: async () => false },
  audit: async () => ({ valid: true, entries: books.rows.length }),
  ledger: async () => 'absent',
});
