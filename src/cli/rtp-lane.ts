import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { randomStream } from '../kernel/random.js';
import type { GameMath } from '../partners/studio/mathematics.js';
import { referenceRound } from '../partners/studio/returns.js';

/** What so many rounds came to; returns in units of the reference round. */
export interface Sample {
  readonly rounds: number;
  readonly hits: number;
  readonly units: number;
  readonly squares: number;
}

/** A share of a simulation: by its number, so that cores may share it out as they like. */
export interface Share {
  readonly math: GameMath;
  readonly seed: string;
  readonly game: string;
  readonly index: number;
  readonly rounds: number;
}

/** The same share gives the same sample, on whatever core and beside whatever others. */
export function sampleOf({ math, seed, game, index, rounds }: Share): Sample {
  const { integer } = randomStream(seed, 'rtp', game, String(index));
  const round = referenceRound(math);
  const draw = (n: number): number => integer(0, n - 1);
  let [hits, units, squares] = [0, 0, 0];
  for (let played = 0; played < rounds; played += 1) {
    const won = round.play(draw);
    units += won;
    squares += won * won;
    if (won > 0) hits += 1;
  }
  return { rounds, hits, units, squares };
}

/** Tells this file, run as a thread, that it is one. */
const LANE = 'rtp-lane';

/** All shares, over all cores. */
export async function samplesOf(shares: readonly Share[]): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  let next = 0;
  const lanes = Math.min(availableParallelism(), shares.length);
  const runLane = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url), { workerData: LANE });
      let under = -1;
      const goOn = (): void => {
        under = next;
        next += 1;
        const share = shares[under];
        if (share) worker.postMessage(share);
        else void worker.terminate().then(() => resolve());
      };
      worker.on('error', reject);
      worker.on('message', (sample: Sample) => {
        samples[under] = sample;
        goOn();
      });
      goOn();
    });
  await Promise.all(Array.from({ length: lanes }, runLane));
  return samples;
}

if (!isMainThread && workerData === LANE) {
  parentPort?.on('message', (share: Share) => parentPort?.postMessage(sampleOf(share)));
}
