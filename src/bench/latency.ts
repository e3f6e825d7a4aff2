import { arrivalsOf } from '../load/arrivals.js';
import type { Stage } from '../load/arrivals.js';
import { createRecorder, percentileMs } from '../load/histograms.js';
import type { Recorder } from '../load/histograms.js';
import { runOpen } from '../load/open-engine.js';
import type { Journey } from '../load/steps.js';
import { emptyTally } from '../load/recording.js';
import { askRound, CONNECTIONS, failureOf, openLines } from './generator.js';
import type { Asker } from './generator.js';
import type { Bench, Lab } from './lab.js';
import { atMost, plainLine } from './line.js';
import { debitAskers } from './play-askers.js';
import { startServerProcess } from './servers.js';
import type { ServerProcess } from './servers.js';
import { figureText } from './table.js';

const TIMEOUT_MS = 10_000;
const OPERATION = 'debitRound';

/** How long a debit takes at half of what the sandbox can bear, from its intended start. */
export const latency: Bench = {
  name: 'latency',
  async run(lab) {
    const sandbox = await startServerProcess(lab, 'sandbox', lab.file('latency.db'));
    const ms = lab.pick(500, 3_000, 5_000);
    await askRound(sandbox.url, debitAskers(sandbox), { ms });
    const { requests, seconds } = await askRound(sandbox.url, debitAskers(sandbox), { ms });
    const rate = Math.round(requests / seconds / 2);
    lab.tell(`debits at ${rate}/s, half of what it bears`);
    const recorder = await pacedDebits(lab, sandbox, rate);
    await sandbox.stop();
    const { latency: times } = recorder.merged(OPERATION, ['steady']);
    const lagMs = figureText(percentileMs(recorder.lag(['steady']), 99));
    const note = `${figureText(rate)}/s by chance; p99 of the generator's own lag ${lagMs} ms`;
    const open = { name: 'latency: p99 of a debit', unit: 'ms', target: atMost('value', 15), note };
    return [
      plainLine(open, percentileMs(times, 99)),
      plainLine({ name: 'latency: p50 of a debit', unit: 'ms' }, percentileMs(times, 50)),
    ];
  },
};

async function pacedDebits(lab: Lab, sandbox: ServerProcess, rate: number): Promise<Recorder> {
  const stage = (phase: Stage['phase'], durationMs: number): Stage => ({
    phase,
    durationMs,
    fromRate: rate,
    toRate: rate,
  });
  const stages = [stage('warm-up', 1_000), stage('steady', lab.pick(2_000, 10_000, 60_000))];
  const recorder = createRecorder();
  const connections = openLines(sandbox.url);
  const askers = debitAskers(sandbox);
  let sent = 0;
  try {
    await runOpen({
      arrivals: arrivalsOf({ stages, spacing: 'poisson', seed: 'bench' }),
      connections,
      journeyOf: oneDebit,
      maxInFlight: CONNECTIONS * 100,
      conversation: {
        request: () => (askers[(sent += 1) % askers.length] as Asker)(''),
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
    return recorder;
  } finally {
    connections.close();
  }
}

function* oneDebit(): Journey {
  yield { operation: OPERATION, input: {} };
}
