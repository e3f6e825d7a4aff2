import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
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

/** Tells this file, run as a program, which seed it serves. */
const SERVE = 'serve-mutant-lane';

/**
 * A lane for each processor, each a process of its own: a thread that ends takes its SQLite
 * objects with it, which Node 24 does not survive (see store/statements.ts).
 */
export function openLanes(seed: string, most: number): Lanes {
  const width = Math.max(1, Math.min(availableParallelism(), most));
  const file = fileURLToPath(import.meta.url);
  const children = Array.from({ length: width }, () => fork(file, [SERVE, seed]));
  return {
    lanes: children.map(laneOfChild),
    close: () => {
      for (const child of children) child.disconnect();
      return Promise.resolve();
    },
  };
}

const laneOfChild =
  (child: ChildProcess): Lane =>
  (mutantId, only) =>
    new Promise((resolve, reject) => {
      const gone = (): void => reject(new Error('a lane ended before it answered'));
      child.once('exit', gone);
      child.once('message', (told: Told) => {
        child.off('exit', gone);
        if ('failure' in told) reject(new Error(told.failure));
        else resolve(told.noticed);
      });
      child.send({ mutantId, only } satisfies Asked);
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
  process.on('disconnect', () => process.exit());
  process.on('message', ({ mutantId, only }: Asked) => {
    const told = lane.then((run) => run(mutantId, only));
    told.then(
      (noticed) => process.send?.({ noticed } satisfies Told),
      (failure: unknown) => process.send?.({ failure: String(failure) } satisfies Told),
    );
  });
}

if (process.argv[2] === SERVE && process.send) serve(process.argv[3] ?? '1');
