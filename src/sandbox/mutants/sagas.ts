import type { Context } from '../../domains/context.js';
import { findPayment } from '../../domains/payments/store.js';
import { settleByUs, settleByWord } from '../../domains/payments/operations/outcomes.js';
import type { PaymentRow } from '../../domains/payments/index.js';
import type { Next, SagaRow } from '../../domains/sagas/index.js';
import { mutant, operation, part } from './mutant.js';
import type { Mutant, Swap } from './mutant.js';

/** What a saga of this kind takes silence for, where the sound one asks. */
const silenceMeans = (kind: string, settle: (ctx: Context, payment: PaymentRow) => Next): Swap =>
  part('sagas', (sound) => ({
    advance(ctx, saga, next, outcome) {
      const asks = 'to' in next && next.to === 'ask_status' && saga.kind === kind;
      const payment = asks ? findPayment(ctx, saga.subject) : undefined;
      sound.advance(ctx, saga, payment ? settle(ctx, payment) : next, outcome);
    },
  }));

const isRetry = (next: Next): boolean => 'retry' in next;

/** Work of several steps that is done twice, half, or never. */
export const sagaMutants: readonly Mutant[] = [
  mutant('new-key-each-try', {
    title: 'A call to the PSP is repeated under a new key',
    breaks: 'RES-01',
    caughtBy: ['SAGAS-02', 'SAGAS-05'],
    swap: part('payments', (sound) => ({
      pspKey: (saga: SagaRow) => `${sound.pspKey(saga)}:${saga.attempts}`,
    })),
  }),
  mutant('tries-once', {
    title: 'A call to the PSP that was lost is not repeated',
    breaks: 'RES-01',
    caughtBy: ['SAGAS-01', 'SAGAS-04', 'SAGAS-07'],
    swap: part('sagas', (sound) => ({
      advance: (ctx, saga, next, outcome) =>
        sound.advance(ctx, saga, isRetry(next) ? { end: 'failed' } : next, outcome),
    })),
  }),
  mutant('silence-is-success', {
    title: 'A deposit whose webhook stays away is credited',
    breaks: 'SAGA-01',
    caughtBy: ['SAGAS-11'],
    swap: silenceMeans('deposit', (ctx, payment) => {
      const { amount, currency } = payment;
      const word = { amount: ctx.parts.money.format(amount, currency), currency };
      settleByWord(ctx, payment, { status: 'completed', ...word }, 'silence');
      return { end: 'completed' };
    }),
  }),
  mutant('silence-is-failure', {
    title: 'A withdrawal whose webhook stays away is released',
    breaks: 'SAGA-01',
    caughtBy: ['SAGAS-12', 'SAGAS-23'],
    swap: silenceMeans('withdrawal', (ctx, payment) => {
      settleByUs(ctx, payment, 'failed', 'no word from the PSP');
      return { end: 'compensated' };
    }),
  }),
  mutant('waits-for-ever', {
    title: 'A payment whose webhook stays away is never asked about',
    breaks: 'SAGA-01',
    caughtBy: ['SAGAS-10', 'SAGAS-13'],
    swap: part('sagas', (sound) => ({
      due: (ground, kind, limit) =>
        sound.due(ground, kind, limit).filter(({ step }) => step !== 'await_webhook'),
      nextDueMs: () => undefined,
    })),
  }),
  mutant('forgets-at-a-crash', {
    title: 'What had begun before a restart is not taken up again',
    breaks: 'SAGA-02',
    caughtBy: ['SAGAS-20', 'SAGAS-22', 'SAGAS-25'],
    swap: (sound) => {
      const ours = new Set<string>();
      return part('sagas', (sagas) => ({
        start(ctx, asked) {
          const saga = sagas.start(ctx, asked);
          ours.add(saga.saga_id);
          return saga;
        },
        due: (ground, kind, limit) =>
          sagas.due(ground, kind, limit).filter(({ saga_id: id }) => ours.has(id)),
        nextDueMs(ground) {
          const open = ground
            .sql('SELECT saga_id, due_at FROM sagas WHERE due_at IS NOT NULL ORDER BY due_at')
            .all() as { saga_id: string; due_at: number }[];
          return open.find(({ saga_id: id }) => ours.has(id))?.due_at;
        },
      }))(sound);
    },
  }),
  mutant('steps-unread', {
    title: 'Nobody can read which steps a payment has taken',
    breaks: 'SAGA-01',
    caughtBy: ['SAGAS-14'],
    swap: part('sagas', (sound) => ({
      history: (ground, saga) => sound.history(ground, saga).slice(-1),
    })),
  }),
  mutant('circuit-never-opens', {
    title: 'Payments are taken on while the PSP is down',
    breaks: 'PAY-07',
    caughtBy: ['PAYMENTS-50'],
    swap: part('payments', () => ({ refuseWhilePspDown: () => undefined })),
  }),
  mutant('circuit-stops-play', {
    title: 'While the PSP is down no stake is taken',
    breaks: 'PAY-07',
    caughtBy: ['PAYMENTS-51'],
    swap: operation('debitRound', (sound) => (ctx, input) => {
      ctx.parts.payments.refuseWhilePspDown(ctx);
      return sound(ctx, input);
    }),
  }),
  mutant('outage-binds-the-key', {
    title: 'A refusal during an outage is final for its key',
    breaks: 'PAY-07',
    caughtBy: ['PAYMENTS-53'],
    swap: (sound) => ({
      ...sound,
      policy: {
        ...sound.policy,
        bindsKey: (code) => code === 'PARTNER_UNAVAILABLE' || sound.policy.bindsKey(code),
      },
    }),
  }),
];
