import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestListener } from 'node:http';
import type { Stage } from './arrivals.js';
import { arrivalsOf } from './arrivals.js';
import { openConnections } from './connections.js';
import { createRecorder } from './histograms.js';
import type { Recorder } from './histograms.js';
import { runOpen } from './open-engine.js';
import { emptyTally } from './recording.js';
import type { EngineOutcome, EngineSetting } from './recording.js';
import { understand } from './steps.js';
import type { Journey } from './steps.js';

/** What the tests of this room share: a small target and an engine set up against it. */
export interface SmallTarget {
  readonly url: string;
  close(): void;
}

export async function smallTarget(listener: RequestListener): Promise<SmallTarget> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

export const answering: RequestListener = (request, response) => {
  request.resume();
  response.setHeader('content-type', 'application/json');
  response.end('{"ok":true}');
};

export const steady = (rate: number, durationMs: number): Stage => ({
  phase: 'steady',
  durationMs,
  fromRate: rate,
  toRate: rate,
});

/** One read, then done. */
export function* oneRead(): Journey {
  yield { operation: 'getWallet', input: {} };
}

export function engineSetting(timeoutMs = 5_000): EngineSetting & { readonly recorder: Recorder } {
  return {
    recorder: createRecorder(),
    tally: emptyTally(),
    timeoutMs,
    conversation: {
      request: () => ({ method: 'GET', path: '/', headers: {}, body: undefined }),
      answered: (_step, settled) => understand(settled, 200),
    },
  };
}

export interface OpenTrial {
  readonly rate: number;
  readonly durationMs: number;
  readonly connections?: number;
  readonly timeoutMs?: number;
  readonly maxInFlight?: number;
  readonly journeyOf?: () => Journey;
}

/** The open engine against a target, with constant arrivals of one read each. */
export async function tryOpen(
  target: SmallTarget,
  trial: OpenTrial,
): Promise<{ readonly outcome: EngineOutcome; readonly recorder: Recorder }> {
  const setting = engineSetting(trial.timeoutMs);
  const connections = openConnections({
    baseUrl: target.url,
    connections: trial.connections ?? 8,
    timeoutMs: setting.timeoutMs,
  });
  try {
    const outcome = await runOpen({
      ...setting,
      connections,
      arrivals: arrivalsOf({
        stages: [steady(trial.rate, trial.durationMs)],
        spacing: 'constant',
        seed: 'trial',
      }),
      journeyOf: trial.journeyOf ?? oneRead,
      maxInFlight: trial.maxInFlight ?? 10_000,
    });
    return { outcome, recorder: setting.recorder };
  } finally {
    connections.close();
  }
}
