import { judgedOf, phasesOf, stageAt, WARM_UP } from '../arrivals.js';
import { followDeposits } from '../confirmations.js';
import { createHistory } from '../history.js';
import { createRecorder, emptyHistogram, percentileMs } from '../histograms.js';
import type { Recorder } from '../histograms.js';
import { proofReads } from '../proof-reads.js';
import { proveMoney } from '../proof.js';
import type { ProofResult } from '../proof.js';
import { counted, perPhase, sumOf } from '../recording.js';
import type { EngineOutcome } from '../recording.js';
import type { LoadRun } from '../run-terms.js';
import { openTarget } from '../target.js';
import type { GeneratorFacts } from '../validity.js';
import type {
  HistoryLine,
  PlayerLine,
  SecondLine,
  StepLine,
  SummaryLine,
  TurnLine,
  WorkerLine,
} from './history-lines.js';
import { seriesOf } from './imported-series.js';
import { judgedSecondsOf } from './plan.js';
import type { LoadPlan } from './plan.js';
import { mergedProofs } from './proofs.js';

/**
 * The lines of every worker, by kind. Times are milliseconds since that worker's own beginning, so
 * that neither late machines nor their clocks blur the phases.
 */
export interface ImportedHistory {
  readonly workers: readonly WorkerLine[];
  readonly players: readonly PlayerLine[];
  readonly steps: readonly StepLine[];
  readonly turns: readonly TurnLine[];
  readonly seconds: readonly SecondLine[];
  readonly summaries: readonly SummaryLine[];
  /** When the first worker began, in milliseconds since 1970. */
  readonly startedMs: number;
}

export function sortedHistory(lines: readonly HistoryLine[]): ImportedHistory {
  const of = <K extends HistoryLine['kind']>(kind: K) =>
    lines.filter((line): line is Extract<HistoryLine, { kind: K }> => line.kind === kind);
  const workers = of('worker');
  const began = new Map(workers.map(({ worker, at_ms: atMs }) => [worker, atMs]));
  for (const { worker, began_ms: beganMs } of of('turn')) {
    if (beganMs !== undefined) began.set(worker, beganMs);
  }
  const since = <L extends StepLine | SecondLine>(line: L): L => ({
    ...line,
    at_ms: line.at_ms - (began.get(line.worker) ?? 0),
  });
  const turns = of('turn').map((line): TurnLine => {
    const fromMs = began.get(line.worker) ?? 0;
    return { ...line, from_ms: line.from_ms - fromMs, to_ms: line.to_ms - fromMs };
  });
  return {
    workers,
    players: of('player'),
    steps: of('step')
      .map(since)
      .sort((one, other) => one.at_ms - other.at_ms),
    turns: turns.sort((one, other) => one.from_ms - other.from_ms),
    seconds: of('second').map(since),
    summaries: of('summary'),
    startedMs: [...began.values()].reduce((least, atMs) => Math.min(least, atMs), Infinity),
  };
}

/** The run as it would have been left behind by our own engine; nothing is judged here. */
export async function importedRun(
  plan: LoadPlan,
  history: ImportedHistory,
  options: { readonly target: string; readonly settleMs: number; readonly dropped: number },
): Promise<LoadRun> {
  const judged = judgedOf(plan.stages);
  const recorder = recorded(history);
  const outcome = outcomeOf(history, options.dropped);
  const plannedS = judgedSecondsOf(plan);
  const stagesMs = plan.stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return {
    outcome,
    recorder,
    generator: generatorOf(plan, history, recorder, outcome),
    series: seriesOf(plan.stages, history),
    proof: await provenOf(history, options),
    skipped: history.workers[0]?.skipped ?? [],
    phases: phasesOf(plan.stages),
    judged,
    plannedS,
    measuredS: plannedS + Math.max(0, outcome.lastEndMs - stagesMs) / 1_000,
    measures: {},
    happened: [],
    missing: null,
  };
}

/** Every request in its second and phase, as the workers timed it. */
function recorded({ steps, turns, seconds }: ImportedHistory): Recorder {
  let nowMs = 0;
  const recorder = createRecorder(() => nowMs);
  recorder.begin();
  // What a worker cannot know is how late its engine began a turn; at least this late.
  const late = new Map<number, number>();
  for (const { at_ms: atMs, loop_p99_ms: loopMs } of seconds) {
    const second = Math.floor(atMs / 1_000);
    late.set(second, Math.max(late.get(second) ?? 0, loopMs));
  }
  for (const { phase, from_ms: fromMs } of turns) {
    nowMs = fromMs;
    recorder.recordLag(phase, (late.get(Math.floor(nowMs / 1_000)) ?? 0) * 1_000);
  }
  for (const step of steps) {
    nowMs = step.at_ms;
    recorder.record({
      operation: step.operation,
      phase: step.phase,
      ok: step.outcome === 'ok',
      ...(step.error && { error: step.error }),
      latencyUs: step.latency_us,
      serviceUs: step.service_us,
    });
  }
  return recorder;
}

function outcomeOf({ turns }: ImportedHistory, dropped: number): EngineOutcome {
  const offered = perPhase();
  const completed = perPhase();
  let lastEndMs = 0;
  for (const { phase, sound, to_ms: toMs, paused_ms: pausedMs } of turns) {
    counted(offered, phase);
    if (sound) counted(completed, phase);
    if (phase !== WARM_UP) lastEndMs = Math.max(lastEndMs, toMs - pausedMs);
  }
  return { offered, completed, dropped, maxInFlight: mostInFlight(turns), lastEndMs };
}

function mostInFlight(turns: readonly TurnLine[]): number {
  const changes = turns.flatMap(({ from_ms: from, to_ms: to }) => [
    { at: from, by: 1 },
    { at: to, by: -1 },
  ]);
  changes.sort((one, other) => one.at - other.at || one.by - other.by);
  let now = 0;
  return changes.reduce((most, { by }) => Math.max(most, (now += by)), 0);
}

/** Of the judged phases only: a worker that compiles itself is late, and says so in the warm-up. */
function generatorOf(
  plan: LoadPlan,
  { seconds }: ImportedHistory,
  recorder: Recorder,
  outcome: EngineOutcome,
): GeneratorFacts {
  const judged = new Set(judgedOf(plan.stages));
  const within = seconds.filter(({ at_ms: atMs }) =>
    // The second that ends here began a second ago.
    judged.has(stageAt(plan.stages, atMs - 1_000)?.phase ?? ''),
  );
  const lag = recorder.lag([...judged]);
  const delays = emptyHistogram();
  for (const { loop_p99_ms: loopMs } of within) delays.recordValue(Math.round(loopMs * 1_000));
  return {
    lagP50Ms: percentileMs(lag, 50),
    lagP99Ms: percentileMs(lag, 99),
    eventLoopP99Ms: percentileMs(delays, 99),
    dropped: outcome.dropped,
    offered: sumOf(outcome.offered),
    maxInFlight: outcome.maxInFlight,
    cpu: Math.max(0, ...within.map(({ cpu }) => cpu)),
  };
}

/** Each worker's money against the books, asked under the worker's own name. */
async function provenOf(
  history: ImportedHistory,
  { target: url, settleMs }: { readonly target: string; readonly settleMs: number },
): Promise<ProofResult> {
  const proofs: ProofResult[] = [];
  for (const { worker, run_id: runId } of history.workers) {
    const target = await openTarget(url, runId);
    try {
      const kept = createHistory();
      for (const line of history.steps) {
        if (line.worker !== worker || line.key === undefined) continue;
        const { operation, key, input = {}, outcome, status, body = {} } = line;
        kept.record({ operation, key, input }, { outcome, status, body });
      }
      const own = history.players.filter((player) => player.worker === worker);
      const players = own.map((player) => ({
        playerId: player.player_id,
        currency: player.currency,
        fundedMinor: player.funded_minor,
      }));
      const confirmations = followDeposits(createRecorder());
      const patience = own.some(({ pays }) => pays) ? { confirmations, settleMs } : undefined;
      proofs.push(await proveMoney(kept.steps, players, proofReads(target, patience)));
    } finally {
      await target.close();
    }
  }
  return mergedProofs(proofs);
}
