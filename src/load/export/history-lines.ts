import type { Phase } from '../arrivals.js';
import type { ErrorKind } from '../intervals.js';
import type { StepAnswer } from '../steps.js';

/**
 * What a worker tells of its run, one JSON object a line: enough to judge the speed and to prove
 * the money afterwards. Times are milliseconds since 1970 by the worker's clock.
 */
export type HistoryLine = WorkerLine | PlayerLine | StepLine | TurnLine | SecondLine | SummaryLine;

export interface WorkerLine {
  readonly kind: 'worker';
  readonly history: 'tablestakes/load-history@1';
  readonly worker: string;
  /** Names its client, its players and its keys. */
  readonly run_id: string;
  readonly target: string;
  /** When its engine asked for it: the beginning of its phases. */
  readonly at_ms: number;
  readonly node: string;
  readonly platform: string;
  readonly cpu_model: string;
  readonly cpus: number;
  /** What of the plan this worker could not do. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

export interface PlayerLine {
  readonly kind: 'player';
  readonly worker: string;
  readonly player_id: string;
  readonly currency: string;
  readonly funded_minor: number;
  readonly pays: boolean;
}

/** One request and its answer; `key`, `input` and `body` only where money may have moved. */
export interface StepLine {
  readonly kind: 'step';
  readonly worker: string;
  readonly at_ms: number;
  readonly phase: Phase;
  readonly operation: string;
  readonly outcome: StepAnswer['outcome'];
  readonly status: number;
  readonly error?: ErrorKind;
  readonly latency_us: number;
  readonly service_us: number;
  readonly key?: string;
  readonly input?: Readonly<Record<string, unknown>>;
  readonly body?: StepAnswer['body'];
}

/** One turn from its start to its last answer. */
export interface TurnLine {
  readonly kind: 'turn';
  readonly worker: string;
  readonly phase: Phase;
  /** When the engine began its phases, where it tells; else the worker's line does. */
  readonly began_ms?: number;
  readonly from_ms: number;
  readonly to_ms: number;
  /** Of this, what the player waited of its own accord. */
  readonly paused_ms: number;
  readonly sound: boolean;
}

/** How the worker itself did in a second: who is late here started every turn late. */
export interface SecondLine {
  readonly kind: 'second';
  readonly worker: string;
  readonly at_ms: number;
  readonly loop_p99_ms: number;
  /** Share of one core. */
  readonly cpu: number;
}

/** What an engine counted in all, where it tells it in the same flow. */
export interface SummaryLine {
  readonly kind: 'summary';
  readonly worker: string;
  readonly engine: string;
  readonly begun: number;
  readonly dropped: number;
}

const KINDS: ReadonlySet<unknown> = new Set([
  'worker',
  'player',
  'step',
  'turn',
  'second',
  'summary',
]);

/** Reads lines; what is not one of ours is passed over, as engines print among them. */
export function parseHistory(text: string): readonly HistoryLine[] {
  return text.split('\n').flatMap((line) => {
    const from = line.indexOf('{');
    if (from < 0) return [];
    try {
      const told = JSON.parse(line.slice(from)) as { readonly kind?: unknown };
      return KINDS.has(told.kind) ? [told as HistoryLine] : [];
    } catch {
      return [];
    }
  });
}

export const historyText = (lines: readonly HistoryLine[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('');
