import type { Observer } from './observers.js';

export const TURNED_AWAY = 'payments turned away';
export const WITHOUT_RETRY_AFTER = 'turned away without Retry-After';

/** PAY-07: who is turned away because a partner is down is told when to come again. */
export function watchTurnedAway(): Observer {
  let troubled = false;
  let turnedAway = 0;
  let untold = 0;
  return {
    acts: ({ act }) => {
      if (act.kind === 'partner') troubled = true;
    },
    heard: ({ answer, settled }) => {
      if (answer.outcome !== 'refused' || answer.status !== 503) return;
      turnedAway += 1;
      const told = settled.kind === 'answered' ? settled.retryAfter : undefined;
      if (!/^[1-9][0-9]*$/.test(told ?? '')) untold += 1;
    },
    measures: () => (troubled ? { [TURNED_AWAY]: turnedAway, [WITHOUT_RETRY_AFTER]: untold } : {}),
  };
}
