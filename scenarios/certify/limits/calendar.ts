import { DAY_MS, formatTime, MINUTE_MS, parseTime } from '../../../src/kernel/time.js';
import type { Stage } from '../../../src/harness/scenario.js';

/** The target's present instant, in milliseconds. */
export const nowOf = async ({ control }: Stage): Promise<number> =>
  parseTime(await control.now()) ?? Number.NaN;

const NOON_MS = 12 * 60 * MINUTE_MS;
const FIRST_MONDAY = 4; // days from 1 January 1970 to the Monday after it

const dayOf = (instantMs: number): number => Math.floor(instantMs / DAY_MS);
const isMonday = (day: number): boolean => (day - FIRST_MONDAY) % 7 === 0;
const dateOf = (day: number): string => formatTime(day * DAY_MS).slice(8, 10);

const NEXT_DAYS = Array.from({ length: 62 }, (_, at) => at + 1);

/** Moves the clock on to the first noon from tomorrow on whose day is one of these. */
export async function moveToNoon(
  stage: Stage,
  wanted: (day: number) => boolean = () => true,
): Promise<number> {
  const today = dayOf(await nowOf(stage));
  const days = NEXT_DAYS.map((ahead) => today + ahead);
  const noonMs = (days.find(wanted) ?? Number.NaN) * DAY_MS + NOON_MS;
  await stage.control.setClock(formatTime(noonMs));
  return noonMs;
}

/** In the middle of a week and of a month: neither ends within the next three days. */
export const midWeekAndMonth = (day: number): boolean =>
  isMonday(day - 1) && ['08', '09', '10', '11', '12', '13', '14'].includes(dateOf(day));

/** A Sunday on which no month ends. */
export const lastOfWeek = (day: number): boolean => isMonday(day + 1) && dateOf(day + 1) !== '01';

/** The last day of a month on which no week ends. */
export const lastOfMonth = (day: number): boolean => dateOf(day + 1) === '01' && !isMonday(day + 1);

/** The last millisecond of the day of an instant. */
export const endOfDay = (instantMs: number): number => (dayOf(instantMs) + 1) * DAY_MS - 1;
