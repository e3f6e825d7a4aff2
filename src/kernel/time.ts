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
export function formatTime(instantMs: number): string {
  if (instantMs !== formatted.ms) formatted = { ms: instantMs, text: textOf(instantMs) };
  return formatted.text;
}

const textOf = (instantMs: number): string => new Date(instantMs).toISOString();

// One instant is told many times over: in every message and entry of the same millisecond.
let formatted = { ms: 0, text: textOf(0) };

// Date.parse takes much more, and reads a time without an offset in the zone of the machine.
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i;

// Date.parse takes the 30th of February for the 2nd of March.
function isDay(date: string): boolean {
  const midnightMs = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(midnightMs) && formatTime(midnightMs).startsWith(date);
}

/** Milliseconds since the epoch, or undefined when the text is not an instant of RFC 3339. */
export function parseTime(text: string): number | undefined {
  const instantMs = INSTANT.test(text) ? Date.parse(text.toUpperCase()) : Number.NaN;
  return Number.isNaN(instantMs) || !isDay(text.slice(0, 10)) ? undefined : instantMs;
}

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
