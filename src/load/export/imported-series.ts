import { stageAt, WARM_UP } from '../arrivals.js';
import type { Stage } from '../arrivals.js';
import { emptyHistogram, percentileMs } from '../histograms.js';
import { isRequest } from '../payments.js';
import type { Second } from '../series.js';
import type { ImportedHistory } from './imported-run.js';

interface Open {
  readonly latency: ReturnType<typeof emptyHistogram>;
  requests: number;
  errors: number;
  begun: number;
  ended: number;
}

/** Second by second, over all workers. */
export function seriesOf(
  stages: readonly Stage[],
  { steps, turns }: ImportedHistory,
): readonly Second[] {
  const secondOf = (ms: number): number => Math.max(0, Math.floor(ms / 1_000));
  const last = turns.reduce((most, { to_ms: toMs }) => Math.max(most, secondOf(toMs)), -1);
  const seconds = Array.from({ length: last + 1 }, (): Open => ({
    latency: emptyHistogram(),
    requests: 0,
    errors: 0,
    begun: 0,
    ended: 0,
  }));
  for (const { operation, at_ms: atMs, latency_us: us, outcome } of steps) {
    const second = seconds[secondOf(atMs)];
    if (!second || !isRequest(operation)) continue;
    second.requests += 1;
    if (outcome !== 'ok') second.errors += 1;
    second.latency.recordValue(us);
  }
  for (const { from_ms: fromMs, to_ms: toMs } of turns) {
    const [first, final] = [seconds[secondOf(fromMs)], seconds[secondOf(toMs)]];
    if (first) first.begun += 1;
    if (final) final.ended += 1;
  }
  let inFlight = 0;
  return seconds.map(({ latency, requests, errors, begun, ended }, at): Second => {
    inFlight += begun - ended;
    return {
      at_s: at + 1,
      turns: ended,
      requests,
      errors,
      p50_ms: percentileMs(latency, 50),
      p99_ms: percentileMs(latency, 99),
      in_flight: inFlight,
      phase: stageAt(stages, at * 1_000 + 500)?.phase ?? WARM_UP,
    };
  });
}
