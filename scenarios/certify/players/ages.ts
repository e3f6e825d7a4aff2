import { DAY_MS, formatTime, parseTime } from '../../../src/kernel/time.js';
import { scenario } from '../../../src/harness/scenario.js';
import type { Stage } from '../../../src/harness/scenario.js';

const LEGAL_AGE = 18;

/** The platform's day, as an account made now tells it. */
async function todayOf({ platform, given, expect }: Stage): Promise<number> {
  const made = expect(await platform.createPlayer(given.registration())).accepted();
  return parseTime(`${made.created_at.slice(0, 10)}T00:00:00.000Z`) ?? Number.NaN;
}

/**
 * The birthday of somebody who comes of age on this day. On a leap day nobody does: then the day
 * before or after, as told.
 */
function birthdayFor(dayMs: number, instead: '-02-28' | '-03-01'): string {
  const [year = '', ...monthAndDay] = formatTime(dayMs).slice(0, 10).split('-');
  return `${Number(year) - LEGAL_AGE}-${monthAndDay.join('-')}`.replace('-02-29', instead);
}

export const players02 = scenario({
  id: 'PLAYERS-02',
  title: 'An account is opened from the eighteenth birthday on, not a day before',
  rule: 'Under-age MUST be refused before an account exists; the birthday itself is of age.',
  requirement: 'KYC-03',
  impact: 'critical',
  money: 'Every stake of a minor is paid back, and the licence is at risk.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const today = await todayOf(stage);
    const born = (day: string) => given.registration({ date_of_birth: day });
    const tomorrow = born(birthdayFor(today + DAY_MS, '-03-01'));

    expect(await platform.createPlayer(tomorrow)).refused('UNDER_AGE');
    const child = born(`${Number(formatTime(today).slice(0, 4)) - 5}-06-15`);
    expect(await platform.createPlayer(child)).refused('UNDER_AGE');
    expect(await platform.createPlayer(born(birthdayFor(today, '-02-28')))).accepted();
    expect(await platform.createPlayer(born('2000-02-29'))).accepted();

    const grown = { ...tomorrow, date_of_birth: '1990-12-10' };
    expect(await platform.createPlayer(grown)).accepted({ external_id: tomorrow['external_id'] });
  },
});

export const players03 = scenario({
  id: 'PLAYERS-03',
  title: 'A date of birth is a day that was',
  rule: 'A date of birth that is no day of the calendar MUST be refused.',
  requirement: 'KYC-03',
  money: 'An age reckoned from a day that never was can be any age.',
  async run({ platform, given, expect }) {
    const days = ['1990-02-30', '2001-02-29', '1990-13-01', '1990-00-10', '10.12.1990', '1990'];
    for (const day of days) {
      const answer = await platform.createPlayer(given.registration({ date_of_birth: day }));
      expect(answer).refused('VALIDATION_ERROR', { field: 'date_of_birth' });
    }
    const sound = given.registration({ date_of_birth: '1992-02-29' });
    expect(await platform.createPlayer(sound)).accepted({ date_of_birth: '1992-02-29' });
  },
});

export const players12 = scenario({
  id: 'PLAYERS-12',
  title: 'Who was born on a leap day comes of age by the first of March',
  rule: 'Age MUST be reckoned by the calendar: on 27 February still under age, on 1 March not.',
  requirement: 'KYC-03',
  money: 'An age reckoned in days of 365 opens accounts for minors.',
  needs: ['clock'],
  exclusive: true,
  async run({ platform, given, expect, control }) {
    const nowMs = parseTime(await control.now()) ?? Number.NaN;
    let year = Number(formatTime(nowMs + 366 * DAY_MS).slice(0, 4)) - 1;
    const eve = (): number => parseTime(`${year}-02-27T12:00:00.000Z`) ?? Number.NaN;
    while ((year - LEGAL_AGE) % 4 !== 0 || eve() < nowMs) year += 1;
    const born = () => given.registration({ date_of_birth: `${year - LEGAL_AGE}-02-29` });

    await control.setClock(formatTime(eve()));
    expect(await platform.createPlayer(born())).refused('UNDER_AGE');
    await control.setClock(`${year}-03-01T12:00:00.000Z`);
    expect(await platform.createPlayer(born())).accepted();
  },
});

export const ageScenarios = [players02, players03, players12] as const;
