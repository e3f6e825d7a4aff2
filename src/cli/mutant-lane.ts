import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { laneOf } from '../harness/mutants.js';
import type { Lane } from '../harness/mutants.js';

interface Asked {
  readonly mutantId: string | null;
  readonly only: readonly string[] | undefined;
}

type Told = { readonly noticed: readonly string[] } | { readonly failure: string };

export interface Lanes {
  readonly lanes: readonly Lane[];
  close(): Promise<void>;
}

/** A lane for each processor, each a thread of its own with its own sandboxes. */
export function openLanes(seed: string, most: number): Lanes {
  const width = Math.max(1, Math.min(availableParallelism(), most));
  const file = fileURLToPath(import.meta.url);
  const workers = Array.from({ length: width }, () => new Worker(file, { workerData: { seed } }));
  return {
    lanes: workers.map(laneOfWorker),
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

const laneOfWorker =
  (worker: Worker): Lane =>
  (mutantId, only) =>
    new Promise((resolve, reject) => {
      worker.once('error', reject);
      worker.once('message', (told: Told) => {
        worker.off('error', reject);
        if ('failure' in told) reject(new Error(told.failure));
        else resolve(told.noticed);
      });
      worker.postMessage({ mutantId, only } satisfies Asked);
    });

async function ownLane(seed: string): Promise<Lane> {
  const [{ scenarios }, { invariants }, { startSandbox }] = await Promise.all([
    import('../../scenarios/certify/index.js'),
    import('../../scenarios/invariants/index.js'),
    import('../sandbox/start.js'),
  ]);
  const start = (id: string | null) =>
    startSandbox({ seed, clock: 'virtual', mutant: id ?? undefined });
  return laneOf({ scenarios, invariants, seed, start });
}

function serve(seed: string): void {
  const lane = ownLane(seed);
  parentPort?.on('message', ({ mutantId, only }: Asked) => {
    const told = lane.then((run) => run(mutantId, only));
    told.then(
      (noticed) => parentPort?.postMessage({ noticed } satisfies Told),
      (failure: unknown) => parentPort?.postMessage({ failure: String(failure) } satisfies Told),
    );
  });
}

if (!isMainThread && parentPort) serve((workerData as { seed: string }).seed);
