import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { formatTime, realClock } from '../kernel/time.js';
import type { Line } from './line.js';
import type { Effort } from './options.js';

const BYTES_PER_MB = 1_048_576;

/** What reports/bench.json says; a figure means little without the machine it came from. */
export interface BenchReport {
  readonly report: 'tablestakes/bench@1';
  readonly at: string;
  readonly effort: Effort;
  readonly node: string;
  readonly host: {
    readonly cpu: string;
    readonly cores: number;
    readonly memory_mb: number;
    readonly system: string;
  };
  readonly lines: readonly Line[];
}

export const benchReportOf = (effort: Effort, lines: readonly Line[]): BenchReport => ({
  report: 'tablestakes/bench@1',
  at: formatTime(realClock.now()),
  effort,
  node: process.version,
  host: {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memory_mb: Math.round(totalmem() / BYTES_PER_MB),
    system: `${platform()} ${release()} ${arch()}`,
  },
  lines,
});

/** Writes bench.json into the folder and answers its path. */
export function writeBenchReport(report: BenchReport, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'bench.json');
  writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
  return path;
}
