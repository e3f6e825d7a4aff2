import type { Observer } from './observers.js';

export const RTO = 'time to serve again ms';
export const RECOVERIES = 'recoveries';

const MONEY: ReadonlySet<string> = new Set(['debitRound', 'creditRound', 'rollbackRound']);

/**
 * RES-02: from the kill until the first money request that was sent after it is accepted. Answers
 * that were on their way when the process died count for nothing.
 */
export function watchRecovery(): Observer {
  let killedMs: number | undefined;
  let recoveries = 0;
  let longestMs = 0;
  let killed = false;
  return {
    acts: ({ act }) => {
      if (act.kind !== 'crash') return;
      killed = true;
      killedMs = performance.now();
    },
    heard: ({ operation, answer, serviceMs }) => {
      if (killedMs === undefined || answer.outcome !== 'ok' || !MONEY.has(operation)) return;
      const nowMs = performance.now();
      if (nowMs - serviceMs < killedMs + DYING_MS) return;
      recoveries += 1;
      longestMs = Math.max(longestMs, nowMs - killedMs);
      killedMs = undefined;
    },
    measures: () =>
      killed
        ? {
            [RTO]: killedMs === undefined ? Math.round(longestMs) : Infinity,
            [RECOVERIES]: recoveries,
          }
        : {},
  };
}

/** A process is not dead the moment it is told so; no process is back so soon. */
const DYING_MS = 50;
