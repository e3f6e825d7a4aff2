import { keptRefusal } from '../../domains/context.js';
import type { Entry } from '../../domains/ledger/index.js';
import type { PaymentRow, PaymentStatus } from '../../domains/payments/index.js';
import { both, mutant, operation, part, policy, unguarded } from './mutant.js';
import type { Mutant } from './mutant.js';

const REVERSED: ReadonlySet<PaymentStatus> = new Set(['refunded', 'charged_back']);

/** Also these ways, besides the sound ones. */
const alsoBecomes = (ways: (payment: PaymentRow, status: PaymentStatus) => boolean) =>
  part('payments', (sound) => ({
    mayBecome: (payment, status) => sound.mayBecome(payment, status) || ways(payment, status),
  }));

const creditsAgain = alsoBecomes(
  ({ kind, status }, next) => kind === 'deposit' && status === 'completed' && next === status,
);

/** Money in and out that goes where it should not, or does not go where it should. */
export const paymentMutants: readonly Mutant[] = [
  mutant('credits-every-copy', {
    title: 'A webhook that comes twice credits twice',
    breaks: 'PAY-04',
    caughtBy: ['PAYMENTS-05', 'HOOKS-40'],
    swap: both(
      part('payments', () => ({ eventTaken: () => undefined })),
      creditsAgain,
    ),
  }),
  mutant('credits-every-event', {
    title: 'Two events of one success credit twice',
    breaks: 'PAY-04',
    caughtBy: ['PAYMENTS-06', 'HOOKS-42'],
    swap: creditsAgain,
  }),
  mutant('payout-leaves-the-hold', {
    title: 'A withdrawal is paid out and its hold stays',
    breaks: 'PAY-02',
    caughtBy: ['PAYMENTS-21'],
    swap: part('payments', (sound) => ({
      entryFor(ctx, payment, status, word) {
        const entry = sound.entryFor(ctx, payment, status, word);
        return entry?.type === 'withdrawal' ? undefined : entry;
      },
    })),
  }),
  mutant('credits-nothing', {
    title: 'A deposit is completed and its money forgotten',
    breaks: 'PAY-01',
    caughtBy: ['PAYMENTS-02'],
    swap: part('payments', (sound) => ({
      entryFor(ctx, payment, status, word) {
        const entry = sound.entryFor(ctx, payment, status, word);
        return entry?.type === 'deposit' ? undefined : entry;
      },
    })),
  }),
  mutant('shows-the-token', {
    title: 'A payment method shows the token it is charged by',
    breaks: 'PAY-05',
    caughtBy: ['PAYMENTS-15'],
    swap: operation('listPaymentMethods', (sound) => (ctx, input) => {
      const page = sound(ctx, input) as { items: { method_id: string }[] };
      const tokenOf = ctx.sql('SELECT psp_token FROM payment_methods WHERE method_id = ?').pluck();
      const items = page.items.map((item) => ({ ...item, psp_token: tokenOf.get(item.method_id) }));
      return { ...page, items };
    }),
  }),
  mutant('keeps-a-token-twice', {
    title: 'A token kept before is answered as if it were new',
    breaks: 'PAY-06',
    caughtBy: ['PAYMENTS-16'],
    swap: operation('createPaymentMethod', (sound) => (ctx, input) => {
      const known = ctx
        .sql('SELECT method_id FROM payment_methods WHERE player = ? AND psp_token = ?')
        .pluck()
        .get(input['player_id'], input['psp_token']) as string | undefined;
      if (known === undefined) return sound(ctx, input);
      const { player_id } = input;
      const unknown = { kind: null, brand: null, last4: null, status: 'unverified' };
      const since = { created_at: '2026-01-01T00:00:00.000Z' };
      return { method_id: known, player_id, ...unknown, ...since };
    }),
  }),
  mutant('pages-forget-payments', {
    title: 'The second page of payments begins one too late',
    breaks: 'MONEY-06',
    caughtBy: ['PAYMENTS-17'],
    swap: operation('listPayments', (sound) => (ctx, input) => {
      const page = sound(ctx, input) as { items: object[] };
      return input['cursor'] === undefined ? page : { ...page, items: page.items.slice(1) };
    }),
  }),
  mutant('sees-cards-everywhere', {
    title: 'Every long number is taken for a card number',
    breaks: 'PAY-05',
    caughtBy: ['PAYMENTS-43'],
    swap: policy((sound) => ({
      memberWithPan(call) {
        const { meta } = (call.body ?? {}) as { meta?: object };
        const long = /[0-9]{12}/.test(JSON.stringify(meta ?? {}));
        return long ? 'meta' : sound.memberWithPan(call);
      },
    })),
  }),
  mutant('credits-before-the-word', {
    title: 'A deposit can be played before the PSP has confirmed it',
    breaks: 'PAY-01',
    caughtBy: ['PAYMENTS-01'],
    // The word then credits again: who pays out before the word pays twice.
    swap: operation('createDeposit', (sound) => (ctx, input) => {
      const payment = sound(ctx, input) as { payment_id: string };
      const { ledger, money } = ctx.parts;
      const wallet = ledger.walletOf(ctx, String(input['player_id']));
      const amount = money.amountOf(input['amount'], wallet.currency, 'amount');
      const postings = { cash: amount, settlement: -amount };
      const reference = payment.payment_id;
      ledger.post(ctx, wallet, { type: 'deposit', amount, reference, postings });
      return payment;
    }),
  }),
  mutant('believes-the-amount', {
    title: 'The amount is taken from the webhook',
    breaks: 'PAY-03',
    caughtBy: ['PAYMENTS-60', 'HOOKS-51'],
    swap: part('payments', (sound) => ({
      mismatchOf: (payment, told) =>
        sound.mismatchOf(payment, told) === 'currency' ? 'currency' : undefined,
      entryFor(ctx, payment, status, word) {
        const { currency } = payment;
        const amount = ctx.parts.money.amountOf(word.amount, currency, 'amount');
        return sound.entryFor(ctx, { ...payment, amount }, status, word);
      },
    })),
  }),
  mutant('blind-to-currency', {
    title: 'Fifty of any currency confirm fifty of the wallet’s',
    breaks: 'PAY-03',
    caughtBy: ['PAYMENTS-61', 'HOOKS-52'],
    swap: part('payments', (sound) => ({
      mismatchOf: (payment, told) =>
        sound.mismatchOf(payment, { ...told, currency: payment.currency }),
    })),
  }),
  mutant('final-status-goes-back', {
    title: 'A completed deposit can fail, or be challenged, afterwards',
    breaks: 'PAY-04',
    caughtBy: ['PAYMENTS-63', 'HOOKS-45', 'HOOKS-46'],
    swap: alsoBecomes(
      ({ kind, status }, next) =>
        kind === 'deposit' && status === 'completed' && (next === 'failed' || next === 'challenge'),
    ),
  }),
  mutant('failure-is-forgiven', {
    title: 'A failed deposit is credited when a success comes after it',
    breaks: 'PAY-04',
    caughtBy: ['HOOKS-44'],
    swap: alsoBecomes(({ status }, next) => status === 'failed' && next === 'completed'),
  }),
  mutant('hold-kept', {
    title: 'The hold of a withdrawal that failed or was cancelled is not released',
    breaks: 'PAY-02',
    caughtBy: ['PAYMENTS-22', 'PAYMENTS-24'],
    swap: part('payments', (sound) => ({
      entryFor(ctx, payment, status, word) {
        const entry = sound.entryFor(ctx, payment, status, word);
        return entry?.type === 'release' ? undefined : entry;
      },
    })),
  }),
  mutant('pays-without-a-hold', {
    title: 'A withdrawal takes its money only when it is paid',
    breaks: 'PAY-02',
    caughtBy: ['PAYMENTS-20', 'PAYMENTS-27'],
    swap: part('ledger', (sound) => ({
      post(ctx, wallet, entry, txnId) {
        const moves: Entry['postings'] =
          entry.type === 'withdrawal'
            ? { cash: -entry.amount, settlement: entry.amount }
            : entry.postings;
        const holds = entry.type === 'hold' || entry.type === 'release';
        return sound.post(ctx, wallet, { ...entry, postings: holds ? {} : moves }, txnId);
      },
    })),
  }),
  mutant('cancels-what-is-paid', {
    title: 'A withdrawal can be cancelled while, and after, it is paid',
    breaks: 'PAY-02',
    caughtBy: ['PAYMENTS-23'],
    swap: part('payments', () => ({ refuseUnlessCancellable: () => undefined })),
  }),
  mutant('pays-to-any-method', {
    title: 'A withdrawal goes to another player’s method',
    breaks: 'PAY-06',
    caughtBy: ['PAYMENTS-12'],
    swap: part('payments', (sound) => ({
      methodOf(ground, playerId, methodId) {
        const owner = ground
          .sql('SELECT player FROM payment_methods WHERE method_id = ?')
          .pluck()
          .get(methodId) as string | undefined;
        return sound.methodOf(ground, owner ?? playerId, methodId);
      },
    })),
  }),
  mutant('pays-unverified', {
    title: 'A withdrawal goes to a method that nobody has verified',
    breaks: 'PAY-06',
    caughtBy: ['PAYMENTS-13', 'PAYMENTS-14'],
    swap: part('payments', () => ({ refuseUnlessMethodVerified: () => undefined })),
  }),
  mutant('chargeback-unfelt', {
    title: 'A reversal changes the status and leaves the money',
    breaks: 'PAY-08',
    caughtBy: ['PAYMENTS-30', 'PAYMENTS-32'],
    swap: part('payments', (sound) => ({
      entryFor: (ctx, payment, status, word) =>
        REVERSED.has(status) ? undefined : sound.entryFor(ctx, payment, status, word),
    })),
  }),
  mutant('chargeback-into-the-red', {
    title: 'A chargeback takes what the wallet does not have',
    breaks: 'PAY-08',
    caughtBy: ['PAYMENTS-31'],
    swap: both(
      unguarded,
      part('payments', (sound) => ({
        entryFor(ctx, payment, status, word) {
          const entry = sound.entryFor(ctx, payment, status, word);
          if (!entry || !REVERSED.has(status)) return entry;
          const postings = { cash: -payment.amount, settlement: payment.amount };
          return { ...entry, postings };
        },
      })),
    ),
  }),
  mutant('chargeback-unflagged', {
    title: 'Who charged back plays on',
    breaks: 'PAY-08',
    caughtBy: ['PAYMENTS-30'],
    swap: part('payments', () => ({ flag: () => undefined })),
  }),
  mutant('takes-card-numbers', {
    title: 'A card number is taken for a token',
    breaks: 'PAY-05',
    caughtBy: ['PAYMENTS-40'],
    swap: policy(() => ({ memberWithPan: () => undefined })),
  }),
  mutant('looks-for-cards-in-one-place', {
    title: 'Card numbers are looked for in tokens alone',
    breaks: 'PAY-05',
    caughtBy: ['PAYMENTS-41'],
    swap: policy((sound) => ({
      memberWithPan: (call) =>
        sound.memberWithPan(call) === 'psp_token' ? 'psp_token' : undefined,
    })),
  }),
  mutant('echoes-card-numbers', {
    title: 'The refusal of a card number repeats it',
    breaks: 'PAY-05',
    caughtBy: ['PAYMENTS-40'],
    swap: (sound) => ({
      ...sound,
      around: (handle) => async (call) => {
        const reply = await handle(call);
        const { psp_token: value } = (call.body ?? {}) as { psp_token?: string };
        if (reply.outcome !== 'PAN_NOT_ALLOWED' || value === undefined) return reply;
        const details = { field: 'psp_token', value };
        return { ...reply, text: sound.policy.errorText(reply.outcome, details, call.traceId) };
      },
    }),
  }),
  mutant('logs-card-numbers', {
    title: 'A refused card number is kept in the journal',
    breaks: 'PAY-05',
    caughtBy: ['PAYMENTS-42'],
    swap: both(
      policy((sound) => ({
        memberWithPan(call) {
          const field = sound.memberWithPan(call);
          return call.operation.id === 'createPaymentMethod' ? undefined : field;
        },
      })),
      operation('createPaymentMethod', (sound) => (ctx, input) => {
        const token = String(input['psp_token']);
        if (!/^[0-9]{16}$/.test(token)) return sound(ctx, input);
        ctx.parts.journal.append(ctx, 'method.refused', String(input['player_id']), {
          psp_token: token,
        });
        return keptRefusal('PAN_NOT_ALLOWED', { field: 'psp_token' });
      }),
    ),
  }),
];
