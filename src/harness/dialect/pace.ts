/** Lets at most so many requests begin in a second; each waits for its turn, in order. */
export type Pace = () => Promise<void>;

export function paceOf(perSecond: number | undefined): Pace {
  if (perSecond === undefined) return () => Promise.resolve();
  const gapMs = 1000 / perSecond;
  let next = 0;
  return () => {
    const now = performance.now();
    const turn = Math.max(now, next);
    next = turn + gapMs;
    return turn <= now
      ? Promise.resolve()
      : new Promise((resolve) => setTimeout(resolve, turn - now));
  };
}
