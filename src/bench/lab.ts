import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import type { Line } from './line.js';
import type { BenchOptions } from './options.js';

/** One thing to measure. */
export interface Bench {
  readonly name: string;
  run(lab: Lab): Promise<readonly Line[]>;
}

/** Where benches work: a folder and processes that are gone when the lab is closed. */
export interface Lab {
  readonly options: BenchOptions;
  /** The value for how thorough this run is. */
  pick<T>(quick: T, usual: T, full: T): T;
  /** Progress, on its way; not part of the result. */
  tell(text: string): void;
  /** A path for a new file in the lab's folder. */
  file(name: string): string;
  /** Ends the process with the lab, however that comes about. */
  adopt<P extends ChildProcess>(child: P): P;
  /** Kills what is still running and removes the folder. */
  close(): void;
}

export function openLab(options: BenchOptions, tell: Lab['tell']): Lab {
  const folder = mkdtempSync(join(tmpdir(), 'tablestakes-bench-'));
  const children = new Set<ChildProcess>();
  return {
    options,
    pick: (quick, usual, full) => ({ quick, default: usual, full })[options.effort],
    tell,
    file: (name) => join(folder, name),
    adopt(child) {
      children.add(child);
      child.once('exit', () => children.delete(child));
      return child;
    },
    close() {
      for (const child of children) child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
