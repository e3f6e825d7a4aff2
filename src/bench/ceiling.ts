import type { WireRequest } from '../client/index.js';
import { arrivalsOf } from '../load/arrivals.js';
import type { Stage } from '../load/arrivals.js';
import { createRecorder, percentileMs } from '../load/histograms.js';
import { runOpen } from '../load/open-engine.js';
import { emptyTally } from '../load/recording.js';
import type { Journey } from '../load/steps.js';
import { askRound, CONNECTIONS, failureOf, openLines } from './generator.js';
import type { Asker } from './generator.js';
import { compared, interleaved } from './figures.js';
import type { Bench, Lab } from './lab.js';
import { atLeast, atMost, comparedLine, plainLine } from './line.js';
import type { Line } from './line.js';
import { startServerProcess } from './servers.js';
import { figureText } from './table.js';
import { askByWrk, hasWrk } from './wrk.js';

/** How much load the open engine can make, beside wrk on the same target, one core each. */
export const generator: Bench = {
  name: 'generator',
  async run(lab) {
    const target = await startServerProcess(lab, 'static');
    try {
      const ceiling = await ceilingOf(lab, target.url);
      const half = await halfLoad(lab, target.url, ceiling / 2);
      return [await besideWrk(lab, target.url, ceiling), ...half];
    } finally {
      await target.stop();
    }
  },
};

const REQUEST: WireRequest = { method: 'GET', path: '/', headers: {}, body: undefined };
const OPERATION = 'static';
const WARM_UP_MS = 500;
const TIMEOUT_MS = 5_000;

interface Trial {
  readonly achieved: number;
  readonly lagP99Ms: number;
  readonly p50Ms: number;
  readonly serviceP50Ms: number;
}

/** The open engine at a rate for so long, after a warm-up that is not counted. */
async function tryRate(url: string, rate: number, ms: number): Promise<Trial> {
  const stage = (phase: Stage['phase'], durationMs: number): Stage => ({
    phase,
    durationMs,
    fromRate: rate,
    toRate: rate,
  });
  const stages = [stage('warm-up', WARM_UP_MS), stage('steady', ms)];
  const recorder = createRecorder();
  const connections = openLines(url);
  try {
    const { completed, lastEndMs } = await runOpen({
      arrivals: arrivalsOf({ stages, spacing: 'poisson', seed: 'bench' }),
      connections,
      journeyOf: oneRead,
      maxInFlight: rate * 10,
      conversation: {
        request: () => REQUEST,
        answered: (_step, settled) => {
          const failure = failureOf(settled);
          if (failure !== undefined) throw failure;
          return { outcome: 'ok', status: 200, body: {} };
        },
      },
      recorder,
      tally: emptyTally(),
      timeoutMs: TIMEOUT_MS,
    });
    const { latency, service } = recorder.merged(OPERATION, ['steady']);
    const lastedMs = Math.max(ms, lastEndMs - WARM_UP_MS);
    return {
      achieved: ((completed['steady'] ?? 0) / lastedMs) * 1_000,
      lagP99Ms: percentileMs(recorder.lag(['steady']), 99),
      p50Ms: percentileMs(latency, 50),
      serviceP50Ms: percentileMs(service, 50),
    };
  } finally {
    connections.close();
  }
}

function* oneRead(): Journey {
  yield { operation: OPERATION, input: {} };
}

const LAG_BUDGET_MS = 20;
const STEP = 0.85;
const TRIALS = 12;

/** The highest rate that is offered in time and answered as offered: by steps down, then halves. */
async function ceilingOf(lab: Lab, url: string): Promise<number> {
  const ms = lab.pick(500, 1_500, 3_000);
  const askers: readonly Asker[] = Array.from({ length: CONNECTIONS }, () => () => REQUEST);
  const { requests, seconds } = await askRound(url, askers, { ms });
  lab.tell(`asked and answered, ${Math.round(requests / seconds)}/s`);
  const holds = async (rate: number): Promise<boolean> => {
    const { achieved, lagP99Ms } = await tryRate(url, rate, ms);
    lab.tell(`open at ${rate}/s: ${Math.round(achieved)}/s, lag p99 ${figureText(lagP99Ms)} ms`);
    return achieved >= rate * 0.98 && lagP99Ms <= LAG_BUDGET_MS;
  };
  let above = Math.round(requests / seconds);
  let held = above;
  for (let trial = 0; !(await holds(held)); trial += 1) {
    if (trial === TRIALS) throw new Error('the open engine held no rate at all');
    above = held;
    held = Math.round(held * STEP);
  }
  for (let halves = lab.pick(0, 2, 3); halves > 0 && above > held; halves -= 1) {
    const middle = Math.round((held + above) / 2);
    if (await holds(middle)) held = middle;
    else above = middle;
  }
  return held;
}

async function besideWrk(lab: Lab, url: string, ceiling: number): Promise<Line> {
  const name = 'generator: ceiling of the open engine';
  const note = `arrivals by chance, each at most ${LAG_BUDGET_MS} ms late at p99`;
  if (!hasWrk()) {
    return plainLine(
      { name, unit: 'requests/s', note: `${note}; no wrk to compare with` },
      ceiling,
    );
  }
  const seconds = lab.pick(1, 2, 4);
  const pairs = await interleaved(lab.pick(1, 3, 5), {
    measured: async () => (await tryRate(url, ceiling, seconds * 1_000)).achieved,
    baseline: () => askByWrk(lab, url, seconds),
  });
  const open = { name, unit: 'requests/s', target: atLeast('ratio', 0.35), note };
  return comparedLine(open, 'wrk, one thread', compared(pairs));
}

async function halfLoad(lab: Lab, url: string, rate: number): Promise<readonly Line[]> {
  const trial = await tryRate(url, Math.round(rate), lab.pick(1_000, 5_000, 20_000));
  const lag = { name: 'generator: lag p99 at half its ceiling', unit: 'ms' };
  const added = { name: 'generator: latency it adds at half load', unit: 'ms' };
  const note = 'p50 from the intended start less p50 from the bytes sent';
  return [
    plainLine({ ...lag, target: atMost('value', 5) }, trial.lagP99Ms),
    plainLine({ ...added, note }, Math.max(0, trial.p50Ms - trial.serviceP50Ms)),
  ];
}
