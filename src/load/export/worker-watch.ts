import { monitorEventLoopDelay } from 'node:perf_hooks';
import { realClock } from '../../kernel/time.js';
import type { HistoryKeeper } from './history-keeper.js';

const RESOLUTION_MS = 10;

/** Tells every second how late this worker served its own timers. */
export function watchSelf(keeper: HistoryKeeper, worker: string): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let cpu = process.cpuUsage();
  let fromMs = performance.now();
  const look = (): void => {
    const spent = process.cpuUsage(cpu);
    const wallMs = performance.now() - fromMs;
    keeper.add({
      kind: 'second',
      worker,
      at_ms: realClock.now(),
      loop_p99_ms: Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION_MS),
      cpu: (spent.user + spent.system) / 1_000 / wallMs,
    });
    cpu = process.cpuUsage();
    fromMs = performance.now();
    delay.reset();
  };
  const timer = setInterval(look, 1_000).unref();
  return () => {
    clearInterval(timer);
    delay.disable();
  };
}
