import { phasesOf } from './arrivals.js';
import type { Phase, Stage } from './arrivals.js';
import { everyAnswer, percentileMs } from './histograms.js';
import type { Recorder } from './histograms.js';
import type { Observer } from './observers.js';
import type { Target } from './target.js';

export const MEMORY_GROWTH = 'memory at the end ÷ at the beginning';
export const MEMORY_MB = 'memory at the end MB';
export const P99_DRIFT = 'p99 at the end ÷ at the beginning';

/** Below this a p99 says more about the machine than about the platform. */
const FLOOR_MS = 25;
/** Of fewer samples a p99 is the slowest one. */
const LEAST_SAMPLES = 200;
const MEMORY = /^process_resident_memory_bytes (\S+)$/m;
const MB = 1_000_000;

/** The windows of a long run, as phases `1 of n` … `n of n`. */
export const windowsOf = (count: number, durationMs: number, rate: number): readonly Stage[] =>
  Array.from({ length: count }, (_, at): Stage => ({
    phase: `${at + 1} of ${count}`,
    durationMs: durationMs / count,
    fromRate: rate,
    toRate: rate,
  }));

/** What creeps: the target's memory, as it tells it, and the p99 of an operation. */
export function watchDrift(
  { target, recorder }: { readonly target: Pick<Target, 'text'>; readonly recorder: Recorder },
  operation: string,
  windows: number,
): Observer {
  const phases = phasesOf(windowsOf(windows, 1, 1));
  const first = phases[0] ?? '';
  const last = phases.at(-1) ?? '';
  const memory = new Map<Phase, number[]>();
  let asking = false;
  const look = async (phase: Phase): Promise<void> => {
    const told = MEMORY.exec((await target.text('/metrics')) ?? '')?.[1];
    const bytes = Number(told);
    if (told === undefined || !Number.isFinite(bytes)) return;
    const kept = memory.get(phase);
    if (kept) kept.push(bytes);
    else memory.set(phase, [bytes]);
  };
  const p99Ms = (phase: Phase): number => {
    const all = everyAnswer(recorder.merged(operation, [phase]));
    return all.totalCount < LEAST_SAMPLES ? NaN : Math.max(FLOOR_MS, percentileMs(all, 99));
  };
  return {
    looks: (phase) => {
      if (asking) return;
      asking = true;
      void look(phase).finally(() => (asking = false));
    },
    measures: () => {
      const ratio = round(p99Ms(last) / p99Ms(first));
      const drift = Number.isNaN(ratio) ? {} : { [P99_DRIFT]: ratio };
      const begun = meanOf(memory.get(first));
      const ended = meanOf(memory.get(last));
      if (begun === undefined || ended === undefined) return drift;
      return { ...drift, [MEMORY_GROWTH]: round(ended / begun), [MEMORY_MB]: round(ended / MB) };
    },
  };
}

const meanOf = (values: readonly number[] = []): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;

const round = (value: number): number => Math.round(value * 100) / 100;
