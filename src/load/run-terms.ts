import type { Target as NamedTarget } from '../harness/target.js';
import type { Phase } from './arrivals.js';
import type { Recorder } from './histograms.js';
import type { TurnKind } from './journeys.js';
import type { Happening } from './moments.js';
import type { Measures } from './observers.js';
import type { ProofResult } from './proof.js';
import type { EngineOutcome } from './recording.js';
import type { LoadMode } from './scenario.js';
import type { Second } from './series.js';
import type { Skipped } from './turns.js';
import type { Threshold } from './thresholds.js';
import type { GeneratorBudget, GeneratorFacts } from './validity.js';

export interface LoadSettings {
  readonly baseUrl: string;
  /** A target of another shape, by its file. */
  readonly named?: NamedTarget;
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
  /** Milliseconds of phases that shall last otherwise than the scenario plans. */
  readonly phases?: Readonly<Record<Phase, number>>;
  /** How long payments that are not final are waited for after the run. */
  readonly settleMs: number;
  /** Who follows the occasion live; default the scenario says. */
  readonly liveReaders?: number;
  /** By what a search judges its trials. */
  readonly limits?: {
    readonly thresholds: readonly Threshold[];
    readonly budget: Omit<GeneratorBudget, 'maxInFlight'>;
  };
  /** Kills the target and starts it again on its database; absent where it is not ours to kill. */
  readonly crash?: () => Promise<void>;
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
  /** Why what makes the occasion could not be had; null when it could. */
  readonly missing: string | null;
  /** The phases in their order, and those of them that every threshold judges. */
  readonly phases: readonly Phase[];
  readonly judged: readonly Phase[];
  /** Seconds planned in the judged phases. */
  readonly plannedS: number;
  /** The same, and what the last turns took beyond the plan; shorter when interrupted. */
  readonly measuredS: number;
  readonly measures: Measures;
  /** What was done to the target meanwhile. */
  readonly happened: readonly Happening[];
}
