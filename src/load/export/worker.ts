import { arch, availableParallelism, cpus, hostname, platform } from 'node:os';
import { threadId } from 'node:worker_threads';
import { openSender } from '../../client/index.js';
import { derivedId } from '../../kernel/ids.js';
import { realClock } from '../../kernel/time.js';
import { judgedOf, stageAt } from '../arrivals.js';
import { followDeposits } from '../confirmations.js';
import type { Confirmations } from '../confirmations.js';
import { createRecorder } from '../histograms.js';
import { turnOf } from '../journeys.js';
import type { Seat } from '../journeys.js';
import { gameOf, openTarget } from '../target.js';
import { prepareTurns } from '../turns.js';
import type { Turns } from '../turns.js';
import { openKeeper } from './history-keeper.js';
import type { HistoryKeeper } from './history-keeper.js';
import { scenarioOfPlan } from './plan.js';
import type { LoadPlan } from './plan.js';
import { playTurn } from './turn.js';
import type { PlayedStep, TurnGround } from './turn.js';
import { watchSelf } from './worker-watch.js';

/** Plays turns for an engine that decides when each begins. */
export interface LoadWorker {
  /** One turn to its end; what every request took, for the figures of the engine. */
  play(): Promise<{
    /** False in the warm-up. */
    readonly judged: boolean;
    readonly steps: readonly PlayedStep[];
  }>;
  close(): Promise<void>;
}

export interface WorkerOptions {
  readonly target: string;
  /** A folder, or the address of a collector. */
  readonly history: string;
}

/**
 * Funds this worker's own players and waits for the engine.
 * @throws TargetUnfit when the target cannot be reached or lacks the control API
 */
export async function openLoadWorker(plan: LoadPlan, options: WorkerOptions): Promise<LoadWorker> {
  const openedMs = realClock.now();
  const parts = [hostname(), String(process.pid), String(threadId), String(openedMs)];
  const worker = derivedId(plan.seed, 'w', options.target, ...parts).slice(0, 14);
  const target = await openTarget(options.target, worker);
  const keeper = openKeeper(options.history, worker);
  const scenario = scenarioOfPlan(plan);
  const { players, without } = plan;
  const turns = await prepareTurns(target, scenario, { runId: worker, players, without });
  const gameId = await gameOf(target);
  introduce(keeper, worker, options.target, turns, openedMs);
  await keeper.kept();
  const sender = openSender({ baseUrl: options.target, timeoutMs: plan.timeout_s * 1_000 });
  return workerOf({ plan, worker, target, sender, keeper, turns, gameId, openedMs });
}

function introduce(
  keeper: HistoryKeeper,
  worker: string,
  target: string,
  turns: Turns,
  openedMs: number,
): void {
  keeper.add({
    kind: 'worker',
    history: 'tablestakes/load-history@1',
    worker,
    run_id: worker,
    target,
    at_ms: openedMs,
    node: process.version,
    platform: `${platform()}-${arch()}`,
    cpu_model: cpus()[0]?.model ?? 'unknown',
    cpus: availableParallelism(),
    skipped: turns.skipped,
  });
  const payers = new Set(turns.payers.map(({ playerId }) => playerId));
  for (const { playerId, currency, fundedMinor } of turns.players) {
    const pays = payers.has(playerId);
    const player = { player_id: playerId, currency, funded_minor: fundedMinor, pays };
    keeper.add({ kind: 'player', worker, ...player });
  }
}

interface Ground extends Omit<TurnGround, 'confirmations' | 'timeoutMs'> {
  readonly plan: LoadPlan;
  readonly turns: Turns;
  readonly gameId: string;
  readonly openedMs: number;
}

function workerOf(opened: Ground): LoadWorker {
  const { plan, worker, target, sender, keeper, turns, gameId } = opened;
  const { players, payers, mix, mixes } = turns;
  const seats = players.map(({ playerId, currency }): Seat => ({
    playerId,
    currency,
    sessionId: undefined,
  }));
  const confirmations = confirmationsTo(keeper, worker);
  const ground = { ...opened, confirmations, timeoutMs: plan.timeout_s * 1_000 };
  const stopWatch = watchSelf(keeper, worker);
  const judged = new Set(judgedOf(plan.stages));
  let ordinal = 0;
  return {
    play: async () => {
      // The engine had begun its phases when it asked for this worker.
      const phase = stageAt(plan.stages, realClock.now() - opened.openedMs)?.phase ?? '';
      const turn = { seats, payers, gameId, mix: mixes[phase] ?? mix, seed: plan.seed };
      const journey = turnOf({ ...turn, runId: worker, ordinal: ordinal++ });
      const steps = await playTurn(ground, journey, phase);
      await keeper.kept();
      return { judged: judged.has(phase), steps };
    },
    close: async () => {
      stopWatch();
      await keeper.close();
      await sender.close();
      await target.close();
    },
  };
}

/** How long deposits take until they are final is kept as a line like those of requests. */
function confirmationsTo(keeper: HistoryKeeper, worker: string): Confirmations {
  return followDeposits({
    ...createRecorder(),
    record: ({ operation, phase, ok, latencyUs, serviceUs }) =>
      keeper.add({
        kind: 'step',
        worker,
        at_ms: realClock.now(),
        phase,
        operation,
        outcome: ok ? 'ok' : 'refused',
        status: 0,
        latency_us: Math.round(latencyUs),
        service_us: Math.round(serviceUs),
      }),
  });
}
