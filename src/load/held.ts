import type { Stage } from './arrivals.js';
import type { Recorder } from './histograms.js';
import { openReaders } from './live-readers.js';
import type { LiveReaders } from './live-readers.js';
import { isImpossible } from './occasion.js';
import type { Occasion, OccasionGround } from './occasion.js';
import type { LoadSettings } from './run-terms.js';
import type { LoadScenario } from './scenario.js';
import type { Target } from './target.js';
import { withoutTurns } from './turns.js';
import type { Skipped, Turns } from './turns.js';

/** The occasion as this target can have it, and who follows it live. */
export interface Held {
  readonly occasion?: Occasion;
  readonly readers?: LiveReaders;
  /** Without those of an occasion that cannot be had. */
  readonly turns: Turns;
  readonly skipped: readonly Skipped[];
  /** Why there is no occasion where there should be one. */
  readonly missing?: string;
}

const LIVE = 'live';
/** What a reader may take to connect. */
const CONNECTING_MS = 5;

/** Prepares what goes on beside play; what the target lacks is skipped by name. */
export async function holdOccasion(
  scenario: LoadScenario,
  settings: LoadSettings,
  made: {
    readonly target: Target;
    readonly turns: Turns;
    readonly recorder: Recorder;
    readonly stages: readonly Stage[];
    readonly gameId: string;
  },
): Promise<Held> {
  const { target, turns, recorder, stages, gameId } = made;
  if (!scenario.occasion) return { turns, skipped: [] };
  settings.onStage?.(`preparing the ${scenario.name}`);
  const count = settings.liveReaders ?? scenario.liveReaders ?? 0;
  const ground: OccasionGround = {
    target,
    players: turns.players,
    gameId,
    runId: settings.runId,
    untilPhaseMs: (phase) => untilMs(stages, phase) + count * CONNECTING_MS,
  };
  const occasion = await scenario.occasion(ground);
  if (isImpossible(occasion)) {
    const left = withoutTurns(
      turns,
      ['enter', 'leaderboard', 'close', 'jackpot'],
      occasion.missing,
    );
    const { missing } = occasion;
    return { turns: left, skipped: [{ name: LIVE, reason: missing }], missing };
  }
  if (count === 0) return { occasion, turns, skipped: [{ name: LIVE, reason: 'no readers' }] };
  settings.onStage?.(`${count} readers connect`);
  const { channels } = occasion;
  const readers = await openReaders({ target, recorder, channels, players: turns.players, count });
  if ('missing' in readers) {
    return { occasion, turns, skipped: [{ name: LIVE, reason: readers.missing }] };
  }
  return { occasion, readers, turns, skipped: [] };
}

function untilMs(stages: readonly Stage[], phase: string): number {
  let passedMs = 0;
  for (const stage of stages) {
    if (stage.phase === phase) return passedMs;
    passedMs += stage.durationMs;
  }
  return passedMs;
}
