import { buildRequest } from '../client/index.js';
import { PHASES } from './arrivals.js';
import { arrivalsOf } from './arrivals.js';
import type { Phase, Stage } from './arrivals.js';
import { followDeposits } from './confirmations.js';
import type { Confirmations } from './confirmations.js';
import { openConnections } from './connections.js';
import { runClosed } from './closed-engine.js';
import { watchGenerator } from './generator.js';
import { createHistory } from './history.js';
import type { MoneyHistory } from './history.js';
import { createRecorder } from './histograms.js';
import type { Recorder } from './histograms.js';
import { turnOf } from './journeys.js';
import type { Seat, TurnKind } from './journeys.js';
import { runOpen } from './open-engine.js';
import { proofReads } from './proof-reads.js';
import { proveMoney } from './proof.js';
import type { ProofResult } from './proof.js';
import { emptyTally } from './recording.js';
import type { Conversation, EngineOutcome, EngineSetting } from './recording.js';
import type { LoadMode, LoadScenario } from './scenario.js';
import { startSeries } from './series.js';
import type { Second } from './series.js';
import { understand } from './steps.js';
import type { Journey } from './steps.js';
import { gameOf, openTarget, operationOf } from './target.js';
import type { Target } from './target.js';
import { prepareTurns } from './turns.js';
import type { Skipped, Turns } from './turns.js';
import type { GeneratorFacts } from './validity.js';

export interface LoadSettings {
  readonly baseUrl: string;
  readonly seed: string;
  /** Makes players, keys and rounds of this run unlike those of any other on the same target. */
  readonly runId: string;
  readonly mode: LoadMode;
  /** Turns per second; the closed model ignores it. */
  readonly rate: number;
  readonly players: number;
  readonly connections: number;
  readonly durationMs: number;
  readonly warmUpMs: number;
  readonly timeoutMs: number;
  readonly maxInFlight: number;
  /** Turns of the scenario that are not played. */
  readonly without?: readonly TurnKind[];
  /** How long payments that are not final are waited for after the run. */
  readonly settleMs: number;
  readonly signal?: AbortSignal;
  /** Called when something begins, and once a second under load. */
  readonly onStage?: (what: string) => void;
  readonly onSecond?: (second: Second) => void;
}

/** What a run leaves behind, before anything is judged. */
export interface LoadRun {
  readonly outcome: EngineOutcome;
  readonly recorder: Recorder;
  readonly generator: GeneratorFacts;
  readonly series: readonly Second[];
  readonly proof: ProofResult;
  readonly skipped: readonly Skipped[];
  /** Seconds from the end of the warm-up until the last turn ended. */
  readonly measuredS: number;
}

export const JUDGED: readonly Phase[] = PHASES.filter((phase) => phase !== 'warm-up');

/**
 * One load run from funding to money proof. Judging is left to the caller.
 * @throws TargetUnfit when the target cannot be reached or lacks the control API
 */
export async function runLoad(scenario: LoadScenario, settings: LoadSettings): Promise<LoadRun> {
  const target = await openTarget(settings.baseUrl, settings.runId);
  try {
    settings.onStage?.(`funding ${settings.players} players`);
    const turns = await prepareTurns(target, scenario, settings);
    const gameId = await gameOf(target);
    const history = createHistory();
    const recorder = createRecorder();
    const confirmations = followDeposits(recorder);
    const prepared = { target, turns, gameId, history, recorder, confirmations };
    const loaded = await underLoad(scenario, settings, prepared);
    settings.onStage?.(`proving ${history.steps.length} money requests`);
    const { settleMs } = settings;
    const patience = turns.payers.length > 0 ? { confirmations, settleMs } : undefined;
    const proof = await proveMoney(history.steps, turns.players, proofReads(target, patience));
    confirmations.close();
    return { ...loaded, proof, skipped: turns.skipped };
  } finally {
    await target.close();
  }
}

interface Prepared {
  readonly target: Target;
  readonly turns: Turns;
  readonly gameId: string;
  readonly history: MoneyHistory;
  readonly recorder: Recorder;
  readonly confirmations: Confirmations;
}

const TOKEN_CHECK_MS = 5_000;

async function underLoad(
  scenario: LoadScenario,
  settings: LoadSettings,
  prepared: Prepared,
): Promise<Omit<LoadRun, 'proof' | 'skipped'>> {
  const { target, recorder, confirmations } = prepared;
  let token = await target.token();
  const renewal = setInterval(() => {
    // A renewal that fails shows as refusals of the load itself.
    target.token().then(
      (fresh) => (token = fresh),
      () => undefined,
    );
  }, TOKEN_CHECK_MS);
  const tally = emptyTally();
  const setting: EngineSetting = {
    conversation: conversationOf(prepared.history, () => token),
    recorder,
    tally,
    confirmations,
    timeoutMs: settings.timeoutMs,
  };
  const watch = watchGenerator();
  const warm = setTimeout(() => watch.restart(), settings.warmUpMs);
  const series = startSeries(tally, settings.onSecond);
  try {
    const stages = scenario.stages(settings.rate, settings.durationMs, settings.warmUpMs);
    const outcome = await drive(scenario, settings, prepared, stages, setting);
    const generator = watch.stop(outcome, recorder, JUDGED);
    const plannedMs = stages.reduce((sum, stage) => sum + stage.durationMs, 0);
    const endMs = settings.signal?.aborted
      ? outcome.lastEndMs
      : Math.max(outcome.lastEndMs, plannedMs);
    const measuredS = Math.max(0, endMs - settings.warmUpMs) / 1_000;
    return { outcome, recorder, generator, series: series.stop(), measuredS };
  } finally {
    clearInterval(renewal);
    clearTimeout(warm);
    series.stop();
  }
}

function conversationOf(history: MoneyHistory, token: () => string): Conversation {
  return {
    request: (step) =>
      buildRequest(operationOf(step.operation), step.input, { token: token(), key: step.key }),
    answered: (step, settled) => {
      const answer = understand(settled, operationOf(step.operation).successStatus);
      history.record(step, answer);
      return answer;
    },
  };
}

async function drive(
  scenario: LoadScenario,
  settings: LoadSettings,
  prepared: Prepared,
  stages: readonly Stage[],
  setting: EngineSetting,
): Promise<EngineOutcome> {
  const { baseUrl, connections, timeoutMs, seed, maxInFlight } = settings;
  const { players, payers, mix } = prepared.turns;
  const seats = players.map(({ playerId, currency }): Seat => ({
    playerId,
    currency,
    sessionId: undefined,
  }));
  const { runId } = settings;
  const journeyOf = (ordinal: number): Journey =>
    turnOf({ seats, payers, gameId: prepared.gameId, mix, seed, runId, ordinal });
  const stop = settings.signal ? { signal: settings.signal } : {};
  settings.onStage?.(`${settings.mode} load`);
  if (settings.mode === 'closed') {
    return runClosed({ ...setting, ...stop, baseUrl, connections, stages, journeyOf });
  }
  const lines = openConnections({ baseUrl, connections, timeoutMs });
  try {
    return await runOpen({
      ...setting,
      ...stop,
      arrivals: arrivalsOf({ stages, spacing: scenario.spacing, seed }),
      connections: lines,
      journeyOf: ({ ordinal }) => journeyOf(ordinal),
      maxInFlight,
    });
  } finally {
    lines.close();
  }
}
