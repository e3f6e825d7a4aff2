/** Milliseconds since the epoch. The only source of time for everything but the load generator. */
export interface Clock {
  readonly kind: 'real' | 'virtual';
  now(): number;
}

export interface VirtualClock extends Clock {
  readonly kind: 'virtual';
  /** Moves to an instant. Running what falls due on the way is the scheduler's task. */
  set(instantMs: number): void;
}

export const realClock: Clock = { kind: 'real', now: () => Date.now() };

/** Where a virtual clock starts unless told: a fixed instant, so that a seed gives one behaviour. */
export const VIRTUAL_EPOCH_MS = Date.UTC(2026, 0, 1);

export function virtualClock(startMs: number = VIRTUAL_EPOCH_MS): VirtualClock {
  let instantMs = startMs;
  return {
    kind: 'virtual',
    now: () => instantMs,
    set: (next) => {
      instantMs = next;
    },
  };
}

/** RFC 3339 in UTC with milliseconds, the only form of time on the wire. */
export const formatTime = (instantMs: number): string => new Date(instantMs).toISOString();

/** Milliseconds since the epoch, or undefined when the text is not an instant. */
export function parseTime(text: string): number | undefined {
  const instantMs = Date.parse(text);
  return Number.isNaN(instantMs) ? undefined : instantMs;
}

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
