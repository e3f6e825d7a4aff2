import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestListener } from 'node:http';
import { formatAmount } from '../kernel/money.js';
import type { Stage } from './arrivals.js';
import { arrivalsOf } from './arrivals.js';
import { openConnections } from './connections.js';
import { amountOf, moneyStep } from './history.js';
import type { MoneyOperation, MoneyStep } from './history.js';
import { createRecorder } from './histograms.js';
import type { Recorder } from './histograms.js';
import { runOpen } from './open-engine.js';
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

/** A wallet kept by hand, for the tests of the proof: sound until a test tampers with it. */
export interface FakeBooks {
  readonly player: Funded;
  readonly history: MoneyStep[];
  readonly rows: Record<string, unknown>[];
  readonly reads: ProofReads;
  balanceMinor: number;
  /** Applies the step and keeps the acknowledged answer in the history. */
  play(operation: MoneyOperation, key: string, input: Record<string, unknown>): string;
  /** Applies the step, or not, and keeps its outcome as unknown. */
  lose(
    operation: MoneyOperation,
    key: string,
    input: Record<string, unknown>,
    applied: boolean,
  ): void;
}

const TYPE = { debitRound: 'debit', creditRound: 'credit', rollbackRound: 'rollback' } as const;
const PLAYER: Funded = { playerId: 'p1', currency: 'EUR', fundedMinor: 10_000 };

export function fakeBooks(): FakeBooks {
  const byKey = new Map<string, StepAnswer>();
  const minors = new Map<string, number>();
  const money = (minor: number): string => formatAmount(minor, PLAYER.currency);

  const moved = (step: MoneyStep['step']): number => {
    const { operation, input } = step;
    if (operation === 'debitRound') return -amountOf(step, PLAYER.currency);
    if (operation === 'creditRound') return amountOf(step, PLAYER.currency);
    return -(minors.get(String(input['txn_ref'])) ?? 0);
  };
  const apply = (step: MoneyStep['step']): StepAnswer => {
    const known = byKey.get(step.key);
    if (known) return known;
    const txnId = `t_${step.key}`;
    const minor = moved(step);
    books.balanceMinor += minor;
    minors.set(txnId, minor);
    const after = money(books.balanceMinor);
    const type = TYPE[step.operation];
    const amount = money(Math.abs(minor));
    const status = 'committed';
    books.rows.unshift({ txn_id: txnId, type, status, amount, balance_after: after });
    const body = { txn_id: txnId, status, balance: after };
    const answer: StepAnswer = { outcome: 'ok', status: 200, body };
    byKey.set(step.key, answer);
    return answer;
  };
  const stepOf = (
    operation: MoneyOperation,
    key: string,
    input: Record<string, unknown>,
  ): MoneyStep['step'] => ({ operation, key, input: { player_id: PLAYER.playerId, ...input } });

  const books: FakeBooks = {
    player: PLAYER,
    history: [],
    rows: [],
    balanceMinor: PLAYER.fundedMinor,
    play: (operation, key, input) => {
      const step = stepOf(operation, key, input);
      books.history.push(moneyStep(step, apply(step)));
      return `t_${key}`;
    },
    lose: (operation, key, input, applied) => {
      const step = stepOf(operation, key, input);
      if (applied) apply(step);
      books.history.push(moneyStep(step, { outcome: 'unknown', status: 0, body: {} }));
    },
    reads: {
      repeat: async (step) => apply(step as MoneyStep['step']),
      wallet: async () => ({ cash: money(books.balanceMinor), bonus: '0.00' }),
      statement: async () => books.rows,
      audit: async () => ({ valid: true, entries: books.rows.length }),
      ledger: async () => 'absent',
    },
  };
  return books;
}
