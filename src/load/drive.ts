import { buildRequest } from '../client/index.js';
import { actsOn } from './acts.js';
import { arrivalsOf, judgedOf, stageAt, WARM_UP } from './arrivals.js';
import type { Phase, Stage } from './arrivals.js';
import { runClosed } from './closed-engine.js';
import { openConnections } from './connections.js';
import { watchGenerator } from './generator.js';
import type { MoneyHistory } from './history.js';
import type { Recorder } from './histograms.js';
import { playMoments } from './moments.js';
import type { DueMoment } from './moments.js';
import type { Observer } from './observers.js';
import type { Occasion } from './occasion.js';
import { runOpen } from './open-engine.js';
import { emptyTally } from './recording.js';
import type { Conversation, EngineOutcome, EngineSetting, Exchange } from './recording.js';
import type { LoadRun, LoadSettings } from './run-terms.js';
import type { LoadScenario } from './scenario.js';
import { startSeries } from './series.js';
import { understand } from './steps.js';
import type { Journey } from './steps.js';
import { operationOf } from './target.js';
import type { Target } from './target.js';

/** A target made ready, and what is to be done to it. */
export interface Drive {
  readonly scenario: LoadScenario;
  readonly settings: LoadSettings;
  readonly target: Target;
  readonly history: MoneyHistory;
  readonly recorder: Recorder;
  readonly observers: readonly Observer[];
  readonly journeyOf: (ordinal: number, phase: Phase) => Journey;
  readonly occasion?: Occasion;
  readonly stages: readonly Stage[];
  readonly moments: readonly DueMoment[];
  /** performance.now() at which a run of several drives began; default now. */
  readonly fromMs?: number;
}

export type Driven = Pick<
  LoadRun,
  'outcome' | 'generator' | 'series' | 'happened' | 'plannedS' | 'measuredS'
> & {
  /** Seconds since the run began. */
  readonly beganS: number;
};

const TOKEN_CHECK_MS = 5_000;
/** A second is of the phase that most of it lies in. */
const HALF_A_SECOND_MS = 500;

/** Puts the load of the stages on the target, while the moments are played. */
export async function drive(under: Drive): Promise<Driven> {
  const { settings, target, recorder, observers, stages } = under;
  let token = await target.token();
  const renewal = setInterval(() => {
    // A renewal that fails shows as refusals of the load itself.
    target.token().then(
      (fresh) => (token = fresh),
      () => undefined,
    );
  }, TOKEN_CHECK_MS);
  const tally = emptyTally();
  const hearers = observers.flatMap((observer) =>
    observer.heard ? [(exchange: Exchange) => observer.heard?.(exchange)] : [],
  );
  const conversation = conversationOf(under.history, () => token, target.foreign);
  const setting = { conversation, recorder, tally, hearers, timeoutMs: settings.timeoutMs };
  const watch = watchGenerator();
  const warm = setTimeout(() => watch.restart(), settings.warmUpMs);
  const startedMs = performance.now();
  const beganMs = startedMs - (under.fromMs ?? startedMs);
  if (beganMs < 1) recorder.begin();
  const phaseNow = (): Phase =>
    stageAt(stages, performance.now() - startedMs - HALF_A_SECOND_MS)?.phase ?? WARM_UP;
  const series = startSeries({ tally, phaseNow, beganMs }, (second) => {
    settings.onSecond?.(second);
    for (const observer of observers) observer.looks?.(second.phase);
  });
  const failed = new AbortController();
  const acts = actsOn(target, {
    ...(settings.crash && { crash: settings.crash }),
    turningPoint: async () => under.occasion?.turningPoint?.(),
  });
  const playing = playMoments(under.moments, acts.perform, {
    begun: (moment) => {
      settings.onStage?.(moment.what);
      for (const observer of observers) observer.acts?.(moment);
    },
    failed: () => failed.abort(),
  });
  try {
    const signal = AbortSignal.any([failed.signal, ...(settings.signal ? [settings.signal] : [])]);
    const outcome = await engaged(under, setting, signal);
    const happened = await playing.stop();
    const generator = watch.stop(outcome, recorder, judgedOf(stages));
    const spans = secondsOf(stages, outcome, signal.aborted);
    const beganS = Math.round(beganMs / 100) / 10;
    return { outcome, generator, happened, series: series.stop(), beganS, ...spans };
  } finally {
    clearInterval(renewal);
    clearTimeout(warm);
    series.stop();
    await playing.stop().catch(() => undefined);
    await acts.restore();
  }
}

/** Judged time as planned, and as it was measured: longer by late turns, shorter by an abort. */
function secondsOf(
  stages: readonly Stage[],
  { lastEndMs }: EngineOutcome,
  aborted: boolean,
): Pick<Driven, 'plannedS' | 'measuredS'> {
  const judged = new Set(judgedOf(stages));
  const untilMs = aborted ? lastEndMs : Infinity;
  let judgedMs = 0;
  let passedMs = 0;
  for (const { phase, durationMs } of stages) {
    const withinMs = Math.max(0, Math.min(durationMs, untilMs - passedMs));
    if (judged.has(phase)) judgedMs += withinMs;
    passedMs += durationMs;
  }
  const overMs = Math.max(0, lastEndMs - passedMs);
  return { plannedS: judgedMs / 1_000, measuredS: (judgedMs + overMs) / 1_000 };
}

function conversationOf(
  history: MoneyHistory,
  token: () => string,
  foreign: Target['foreign'],
): Conversation {
  if (foreign) {
    return {
      request: (step) => foreign.request(step),
      answered: async (step, settled) => {
        const answer = await foreign.answered(step, settled);
        history.record(step, answer);
        return answer;
      },
    };
  }
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

async function engaged(
  { scenario, settings, stages, journeyOf }: Drive,
  setting: EngineSetting,
  signal: AbortSignal,
): Promise<EngineOutcome> {
  const { baseUrl, connections, timeoutMs, seed, maxInFlight } = settings;
  settings.onStage?.(`${settings.mode} load`);
  if (settings.mode === 'closed') {
    return runClosed({ ...setting, signal, baseUrl, connections, stages, journeyOf });
  }
  const lines = openConnections({ baseUrl, connections, timeoutMs });
  try {
    return await runOpen({
      ...setting,
      signal,
      arrivals: arrivalsOf({ stages, spacing: scenario.spacing, seed }),
      connections: lines,
      journeyOf: ({ ordinal, phase }) => journeyOf(ordinal, phase),
      maxInFlight,
    });
  } finally {
    lines.close();
  }
}
