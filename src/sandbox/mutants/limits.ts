import type { Headroom } from '../../domains/limits/index.js';
import { DAY_MS, HOUR_MS } from '../../kernel/time.js';
import { headroomMutants } from './headroom.js';
import { mutant, operation, part } from './mutant.js';
import type { Mutant } from './mutant.js';

type Members = Readonly<Record<string, unknown>>;
const text = (input: Members, name: string): string => String(input[name]);

const left = ({ limit, used }: Headroom): number => limit.amount - used;

const settingMutants: readonly Mutant[] = [
  mutant('limits-are-decoration', {
    title: 'Limits are set and shown, and no stake is measured against them',
    breaks: 'RG-01',
    caughtBy: ['LIMITS-01', 'LIMITS-02', 'LIMITS-03', 'LIMITS-04', 'LIMITS-05', 'LIMITS-06'],
    swap: part('limits', () => ({ passed: () => undefined })),
  }),
  mutant('one-over-the-limit', {
    title: 'A stake may pass a limit by one minor unit',
    breaks: 'RG-01',
    caughtBy: ['LIMITS-01', 'LIMITS-39'],
    swap: part('limits', (sound) => ({
      passed: (headrooms, amount) => sound.passed(headrooms, amount - 1),
    })),
  }),
  mutant('zero-is-no-limit', {
    title: 'A limit of zero is taken for none',
    breaks: 'RG-01',
    caughtBy: ['LIMITS-49'],
    swap: part('limits', (sound) => ({
      passed: (headrooms, amount) =>
        sound.passed(
          headrooms.filter(({ limit }) => limit.amount > 0),
          amount,
        ),
    })),
  }),
  mutant('highest-limit-applies', {
    title: 'Of two limits the higher applies',
    breaks: 'RG-01',
    caughtBy: ['LIMITS-20', 'LIMITS-21'],
    swap: part('limits', (sound) => ({
      passed: (headrooms, amount) =>
        sound.passed(headrooms.toSorted((a, b) => left(b) - left(a)).slice(0, 1), amount),
    })),
  }),
  mutant('one-limit-of-a-kind', {
    title: 'Of the limits of one kind only that of the shortest period is known',
    breaks: 'RG-01',
    caughtBy: ['LIMITS-07', 'LIMITS-20'],
    swap: part('limits', (sound) => ({
      inForce: (ground, player) => {
        const all = sound.inForce(ground, player);
        return all.filter((one, at) => all.findIndex(({ kind }) => kind === one.kind) === at);
      },
    })),
  }),
  mutant('raises-at-once', {
    title: 'A limit is raised as soon as it is asked for',
    breaks: 'RG-01',
    caughtBy: ['LIMITS-29'],
    swap: part('limits', (sound) => ({
      changed: (present, amount, nowMs) =>
        sound.changed(amount === null ? present : undefined, amount, nowMs),
    })),
  }),
  mutant('removes-at-once', {
    title: 'A limit is gone as soon as its removal is asked for',
    breaks: 'RG-01',
    caughtBy: ['LIMITS-28'],
    swap: part('limits', (sound) => ({
      termsAt: (row, nowMs) =>
        row.pending_at !== null && row.pending_amount === null
          ? { ...row, amount: null }
          : sound.termsAt(row, nowMs),
    })),
  }),
  mutant('raises-an-hour-early', {
    title: 'A raise acts after twenty-three hours',
    breaks: 'RG-01',
    caughtBy: ['LIMITS-25'],
    swap: part('limits', (sound) => ({
      termsAt: (row, nowMs) => sound.termsAt(row, nowMs + HOUR_MS),
    })),
  }),
  mutant('second-raise-rides-along', {
    title: 'A raise that is changed acts when the first would have',
    breaks: 'RG-01',
    caughtBy: ['LIMITS-26'],
    swap: part('limits', (sound) => ({
      changed: (present, amount, nowMs) => {
        const terms = sound.changed(present, amount, nowMs);
        const first = present?.pending_at ?? null;
        return terms.pending_at === null || first === null
          ? terms
          : { ...terms, pending_at: first };
      },
    })),
  }),
  mutant('lowering-keeps-the-raise', {
    title: 'A raise that waits comes true although the limit was lowered meanwhile',
    breaks: 'RG-01',
    caughtBy: ['LIMITS-27'],
    swap: part('limits', (sound) => ({
      changed: (present, amount, nowMs) => {
        const terms = sound.changed(present, amount, nowMs);
        const waits = present?.pending_at ?? null;
        if (waits === null || terms.pending_at !== null) return terms;
        return { ...terms, pending_amount: present?.pending_amount ?? null, pending_at: waits };
      },
    })),
  }),
  mutant('lowering-waits', {
    title: 'Lowering a limit waits a day, as raising does',
    breaks: 'RG-01',
    caughtBy: ['LIMITS-22'],
    swap: part('limits', (sound) => ({
      changed: (present, amount, nowMs) =>
        present?.amount == null || amount === null || amount >= present.amount
          ? sound.changed(present, amount, nowMs)
          : { ...present, pending_amount: amount, pending_at: nowMs + DAY_MS },
    })),
  }),
  mutant('misreads-limits', {
    title: 'A limit on stakes given in minutes is taken for its removal',
    breaks: 'RG-01',
    caughtBy: ['LIMITS-51'],
    swap: (sound) => {
      const { mode, run } = sound.operations.setLimit;
      return { ...sound, operations: { ...sound.operations, setLimit: { mode, run } } };
    },
  }),
  mutant('sessions-without-end', {
    title: 'A session limit is shown and ends no session',
    breaks: 'RG-01',
    caughtBy: ['LIMITS-08', 'LIMITS-09'],
    swap: part('limits', () => ({ outlived: () => false })),
  }),
];

const exclusionMutants: readonly Mutant[] = [
  mutant('excluded-at-login-only', {
    title: 'An exclusion stops the next login, and the game that is open goes on',
    breaks: 'RG-02',
    caughtBy: ['LIMITS-40', 'LIMITS-41'],
    swap: part('players', (sound) => ({
      refuseUnlessMayPlay: (ctx, player) => {
        if (ctx.call.operation !== 'debitRound') sound.refuseUnlessMayPlay(ctx, player);
      },
    })),
  }),
  mutant('limits-withhold-wins', {
    title: 'The win of a player who is over a limit is refused',
    breaks: 'PLAY-04',
    caughtBy: ['LIMITS-46'],
    swap: operation('creditRound', (sound) => (ctx, input) => {
      const wallet = ctx.parts.ledger.walletOf(ctx, text(input, 'player_id'));
      ctx.parts.limits.refuseOverLimit(ctx, wallet, { amount: 0, sessionFrom: undefined });
      return sound(ctx, input);
    }),
  }),
];

/** What may go wrong with limits and exclusions as they are set, waited for and measured. */
export const limitMutants: readonly Mutant[] = [
  ...settingMutants,
  ...headroomMutants,
  ...exclusionMutants,
];
