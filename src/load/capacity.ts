import { drive } from './drive.js';
import type { Drive, Driven } from './drive.js';
import type { Happening } from './moments.js';
import type { Measures } from './observers.js';
import type { Counts } from './recording.js';
import { searchCapacity } from './search.js';
import type { CapacityInterval, SearchPlan, TrialVerdict } from './search.js';
import type { Phase, Stage } from './arrivals.js';
import type { LoadRun, LoadSettings } from './run-terms.js';
import { isLatency } from './threshold-terms.js';
import { judgeThresholds } from './thresholds.js';
import type { Measured, Threshold } from './thresholds.js';
import { DEFAULT_BUDGET, validityOf } from './validity.js';
import type { GeneratorFacts } from './validity.js';

export const CAPACITY_LEAST = 'capacity at least turns/s';
export const CAPACITY_BELOW = 'capacity below turns/s';

/** Between the trials: new connections, and what the trial before left behind. */
const SETTLING: Phase = 'settling';

type Found = Driven & Pick<LoadRun, 'phases' | 'judged' | 'measures'>;

interface Trial {
  readonly rate: number;
  readonly phase: Phase;
  readonly verdict: TrialVerdict;
  readonly driven: Driven;
}

/**
 * Searches the highest rate that meets the thresholds: each trial settles for the warm-up and is
 * judged for the duration. What is judged in the end is the best trial; where the generator gave
 * way first it is the trial in which it did, and the run is invalid.
 */
export async function findCapacity(
  under: Omit<Drive, 'stages' | 'moments'>,
  plan: Omit<SearchPlan, 'from'>,
): Promise<Found> {
  const { settings } = under;
  const trials: Trial[] = [];
  const search = searchCapacity({ ...plan, from: settings.rate });
  const fromMs = performance.now();
  let begun = 0;
  let step = search.next();
  while (!step.done && !settings.signal?.aborted) {
    const base = begun;
    const journeyOf: Drive['journeyOf'] = (ordinal, phase) => {
      begun = Math.max(begun, base + ordinal + 1);
      return under.journeyOf(base + ordinal, phase);
    };
    const trial = await tried({ ...under, journeyOf, fromMs }, step.value, trials);
    trials.push(trial);
    step = search.next(trial.verdict);
  }
  const found = step.done ? step.value : interrupted(trials);
  return judgedBy(trials, found);
}

async function tried(
  under: Omit<Drive, 'stages' | 'moments'>,
  rate: number,
  before: readonly Trial[],
): Promise<Trial> {
  const { scenario, settings, recorder } = under;
  const again = before.some((trial) => trial.rate === rate);
  const phase = `${rate}/s${again ? ' again' : ''}`;
  const { durationMs, warmUpMs, timeoutMs } = settings;
  const even = { fromRate: rate, toRate: rate };
  const stages: readonly Stage[] = [
    { phase: SETTLING, durationMs: warmUpMs, judged: false, ...even },
    { phase, durationMs, ...even },
  ];
  settings.onStage?.(`trying ${phase}`);
  const maxInFlight = Math.max(settings.maxInFlight, Math.ceil((rate * timeoutMs) / 100));
  const driven = await drive({
    ...under,
    settings: { ...settings, rate, maxInFlight },
    stages,
    moments: [],
  });
  const limits = settings.limits ?? { thresholds: scenario.thresholds, budget: DEFAULT_BUDGET };
  const verdict = verdictOf({ ...limits, recorder, phase, maxInFlight }, driven);
  settings.onStage?.(`${phase}: ${WORDS[verdict]}`);
  return { rate, phase, verdict, driven };
}

const WORDS: Readonly<Record<TrialVerdict, string>> = {
  met: 'thresholds met',
  missed: 'thresholds missed',
  invalid: 'the generator was the limit',
};

function verdictOf(
  trial: NonNullable<LoadSettings['limits']> & {
    readonly recorder: Drive['recorder'];
    readonly phase: Phase;
    readonly maxInFlight: number;
  },
  { outcome, generator, plannedS, measuredS }: Driven,
): TrialVerdict {
  const { budget, recorder, phase, maxInFlight } = trial;
  const offeredTurns = outcome.offered[phase] ?? 0;
  const completedTurns = outcome.completed[phase] ?? 0;
  const thresholds = trial.thresholds.filter(({ metric }) => metric !== 'measure');
  const measured: Measured = {
    recorder,
    phases: [phase],
    offeredTurns,
    completedTurns,
    achievedRate: measuredS === 0 ? 0 : completedTurns / measuredS,
    offeredRate: plannedS === 0 ? 0 : offeredTurns / plannedS,
    unknownOutcomes: 0,
    openPayments: 0,
  };
  const isMet = (judged: readonly Threshold[]): boolean =>
    judgeThresholds(judged, measured).every(({ ok }) => ok);
  if (validityOf(generator, { ...budget, maxInFlight }).valid) {
    return isMet(thresholds) ? 'met' : 'missed';
  }
  const allowed = thresholds
    .filter(({ metric }) => isLatency(metric))
    .map((threshold) => ({ ...threshold, limit: threshold.limit + excuseMs(generator) }));
  return generator.dropped === 0 && !isMet(allowed) ? 'missed' : 'invalid';
}

/**
 * A generator late by so much explains as much of a latency, at its p99s twice over. What is missed
 * by more than that was missed by the target, above all where both share a machine.
 */
const excuseMs = ({ lagP99Ms, eventLoopP99Ms }: GeneratorFacts): number =>
  2 * (lagP99Ms + eventLoopP99Ms);

/** What is known when somebody ends the search before it ends itself. */
function interrupted(trials: readonly Trial[]): CapacityInterval {
  const met = trials.filter(({ verdict }) => verdict === 'met').map(({ rate }) => rate);
  return { least: Math.max(0, ...met), below: null, generatorBroke: false };
}

function judgedBy(trials: readonly Trial[], found: CapacityInterval): Found {
  const best = trials.findLast(({ rate, verdict }) => rate === found.least && verdict === 'met');
  const judged = found.generatorBroke ? trials.at(-1) : (best ?? trials.at(-1));
  if (!judged) throw new Error('a search makes at least one trial');
  const all = trials.map(({ driven }) => driven);
  const happened = trials.map(({ phase, verdict, driven }): Happening => ({
    at_s: driven.beganS,
    what: `${phase}: ${WORDS[verdict]}`,
    took_ms: Math.round(driven.measuredS * 1_000),
  }));
  return {
    ...judged.driven,
    outcome: {
      ...judged.driven.outcome,
      offered: together(all.map(({ outcome }) => outcome.offered)),
      completed: together(all.map(({ outcome }) => outcome.completed)),
    },
    series: all.flatMap(({ series }) => series),
    happened,
    phases: [SETTLING, ...trials.map(({ phase }) => phase)],
    judged: [judged.phase],
    measures: measuresOf(found),
  };
}

const together = (counts: readonly Counts[]): Counts =>
  Object.fromEntries(counts.flatMap((each) => Object.entries(each)));

const measuresOf = ({ least, below }: CapacityInterval): Measures => ({
  [CAPACITY_LEAST]: least,
  ...(below !== null && { [CAPACITY_BELOW]: below }),
});
