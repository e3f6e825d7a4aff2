import type { Context } from '../../domains/context.js';
import { ApiError } from '../../kernel/errors.js';
import { DAY_MS } from '../../kernel/time.js';
import { mutant, operation, part } from './mutant.js';
import type { Mutant } from './mutant.js';

const nothing = (): void => undefined;

/** How long a count stays in the careless cache, in milliseconds of the process. */
const STALE_MS = 250;

function staleCounts() {
  const cached = new Map<string, { used: number; readAt: number }>();
  return (name: string, used: number): number => {
    const kept = cached.get(name);
    if (kept && performance.now() - kept.readAt < STALE_MS) return Math.min(kept.used, used);
    cached.set(name, { used, readAt: performance.now() });
    return used;
  };
}

/** Takes headroom for a stake that is not taken, or for one that was taken before. */
function useUp(ctx: Pick<Context, 'sql'>, player: string, minor: number): void {
  ctx
    .sql(`UPDATE limits SET used = used + ? WHERE player = ? AND kind IN ('stake', 'loss')`)
    .run(minor, player);
}

/** What may go wrong with the count of what a limit has let through. */
export const headroomMutants: readonly Mutant[] = [
  mutant('limits-never-begin-anew', {
    title: 'A limit ignores its period: what was used once stays used',
    breaks: 'RG-01',
    caughtBy: ['LIMITS-31', 'LIMITS-32', 'LIMITS-33'],
    swap: part('limits', () => ({ periodStart: () => 0 })),
  }),
  mutant('weeks-from-sunday', {
    title: 'The week of a limit begins on Sunday',
    breaks: 'RG-01',
    caughtBy: ['LIMITS-32'],
    swap: part('limits', (sound) => ({
      periodStart: (period, nowMs) =>
        period === 'week'
          ? sound.periodStart('week', nowMs + DAY_MS) - DAY_MS
          : sound.periodStart(period, nowMs),
    })),
  }),
  mutant('limit-starts-fresh', {
    title: 'A new limit forgets what the period has used up before it was set',
    breaks: 'RG-01',
    caughtBy: ['LIMITS-24'],
    swap: part('limits', (sound) => ({
      usedOf: (ground, limit, wallet) =>
        limit.counted_from < 0 ? 0 : sound.usedOf(ground, limit, wallet),
    })),
  }),
  mutant('rollbacks-keep-headroom', {
    title: 'A stake that was rolled back still counts against the limits',
    breaks: 'RG-03',
    caughtBy: ['LIMITS-13', 'LIMITS-14'],
    swap: part('limits', () => ({ giveBack: nothing })),
  }),
  mutant('rollbacks-give-back-today', {
    title: 'A rollback widens the limit of the day it arrives on, whenever its stake was taken',
    breaks: 'RG-03',
    caughtBy: ['LIMITS-16'],
    swap: part('limits', (sound) => ({
      giveBack: (ctx, wallet, amount) => sound.giveBack(ctx, wallet, amount, ctx.clock.now()),
    })),
  }),
  mutant('repeated-rollback-widens', {
    title: 'Each repeat of a rollback under a new key gives the headroom back again',
    breaks: 'RG-03',
    caughtBy: ['LIMITS-15'],
    swap: operation('rollbackRound', (sound) => (ctx, input) => {
      const answer = sound(ctx, input) as { status: string; txn_id: string | null };
      if (answer.status !== 'rolled_back' || answer.txn_id === ctx.call.txnId) return answer;
      const back = ctx.parts.ledger.findTransaction(ctx, answer.txn_id ?? '');
      if (back) useUp(ctx, back.player, -back.amount);
      return answer;
    }),
  }),
  mutant('loss-ignores-wins', {
    title: 'A loss limit counts stakes and forgets what was won',
    breaks: 'RG-03',
    caughtBy: ['LIMITS-17'],
    swap: part('limits', () => ({ countWin: nothing })),
  }),
  mutant('wins-widen-stake-limits', {
    title: 'A win gives headroom back to a limit on stakes',
    breaks: 'RG-01',
    caughtBy: ['LIMITS-18'],
    swap: part('limits', (sound) => ({
      countWin: (ctx, wallet, win) => sound.giveBack(ctx, wallet, win, ctx.clock.now()),
    })),
  }),
  mutant('limits-race', {
    title: 'Debits at once are all measured against the same count',
    breaks: 'RG-03',
    caughtBy: ['LIMITS-10', 'LIMITS-11'],
    swap: (sound) => {
      const stale = staleCounts();
      return part('limits', (limits) => ({
        passed: (headrooms, amount) =>
          limits.passed(
            headrooms.map(({ limit, used }) => {
              const name = [limit.player, limit.kind, limit.period].join(' ');
              return { limit, used: stale(name, used) };
            }),
            amount,
          ),
      }))(sound);
    },
  }),
  mutant('repeats-use-limits', {
    title: 'A debit that is repeated uses the limit again',
    breaks: 'RG-03',
    caughtBy: ['LIMITS-12', 'LIMITS-36'],
    swap: (sound) => {
      const { ledger } = sound.parts;
      return part('idempotency', ({ find }) => ({
        find: (ground, id) => {
          const receipt = find(ground, id);
          const txn = receipt?.txn == null ? undefined : ledger.transactionAt(ground, receipt.txn);
          if (txn?.type === 'debit') useUp(ground, txn.player, txn.amount);
          return receipt;
        },
      }))(sound);
    },
  }),
  mutant('refused-bets-use-limits', {
    title: 'A debit that is refused uses up the limits all the same',
    breaks: 'RG-03',
    caughtBy: ['LIMITS-34', 'LIMITS-35'],
    swap: (sound) => {
      const lost = new Map<string, number>();
      return operation('debitRound', (debit) => (ctx, input) => {
        const player = String(input['player_id']);
        useUp(ctx, player, lost.get(player) ?? 0);
        lost.delete(player);
        try {
          return debit(ctx, input);
        } catch (failure) {
          const { money } = ctx.parts;
          const minor = money.amountOf(input['amount'], String(input['currency']), 'amount');
          if (failure instanceof ApiError) lost.set(player, minor);
          throw failure;
        }
      })(sound);
    },
  }),
  mutant('deposits-pass-limits', {
    title: 'Deposits are measured against no limit',
    breaks: 'RG-01',
    caughtBy: ['LIMITS-56', 'LIMITS-57', 'LIMITS-58', 'LIMITS-60'],
    swap: part('limits', () => ({ refuseOverDeposit: nothing })),
  }),
  mutant('failed-deposits-count', {
    title: 'A deposit that was declined still counts against the limit',
    breaks: 'RG-01',
    caughtBy: ['LIMITS-59'],
    swap: part('limits', () => ({ giveBackDeposit: nothing })),
  }),
];
