import { ApiError } from '../../kernel/errors.js';
import { mutant, operation, part } from './mutant.js';
import type { Mutant } from './mutant.js';

const minorIn = (value: unknown): number => Math.round(Number(value) * 100);

/** Bet and win in one call, gone wrong in the ways in which two calls made one do. */
export const togetherMutants: readonly Mutant[] = [
  mutant('play-forgets-the-win', {
    title: 'A bet and win in one call takes the stake and forgets the win',
    breaks: 'PLAY-02',
    caughtBy: ['ROUNDS-73'],
    swap: operation(
      'playRound',
      (sound) => (ctx, input) => sound(ctx, { ...input, win_amount: '0.00' }),
    ),
  }),
  mutant('play-keeps-the-round-open', {
    title: 'A bet and win in one call never ends its round',
    breaks: 'PLAY-02',
    caughtBy: ['ROUNDS-74'],
    swap: operation('playRound', (sound) => (ctx, input) => sound(ctx, { ...input, final: false })),
  }),
  mutant('play-always-ends-the-round', {
    title: 'A bet and win in one call ends its round, though more wins are to come',
    breaks: 'PLAY-05',
    caughtBy: ['ROUNDS-79'],
    swap: operation('playRound', (sound) => (ctx, input) => sound(ctx, { ...input, final: true })),
  }),
  mutant('play-nets', {
    title: 'A stake that the balance does not cover is paid out of its own win',
    breaks: 'PLAY-03',
    caughtBy: ['ROUNDS-75'],
    swap: operation('playRound', (sound) => (ctx, input) => {
      try {
        return sound(ctx, input);
      } catch (failure) {
        if (!(failure instanceof ApiError && failure.code === 'INSUFFICIENT_FUNDS')) throw failure;
        const net = minorIn(input['win_amount']) - minorIn(input['amount']);
        if (net < 0) throw failure;
        const { ledger, money } = ctx.parts;
        const wallet = ledger.walletOf(ctx, String(input['player_id']));
        const { txnId, balance } = ledger.post(ctx, wallet, {
          type: 'credit',
          amount: net,
          round: String(input['round_id']),
          postings: { cash: net, house: -net },
        });
        const told = money.format(balance, wallet.currency);
        return { txn_id: txnId, win_txn_id: txnId, balance: told, status: 'committed' };
      }
    }),
  }),
  mutant('play-keeps-the-stake', {
    title: 'A bet and win in one call whose win cannot be paid keeps the stake',
    breaks: 'PLAY-02',
    caughtBy: ['ROUNDS-80'],
    swap: operation('playRound', (sound) => (ctx, input) => {
      try {
        return sound(ctx, input);
      } catch (failure) {
        if (!(failure instanceof ApiError && failure.code === 'VALIDATION_ERROR')) throw failure;
        const { ledger, money } = ctx.parts;
        const wallet = ledger.walletOf(ctx, String(input['player_id']));
        const balance = money.format(wallet.cash + wallet.bonus, wallet.currency);
        const txn = ctx.call.txnId;
        return { txn_id: txn, win_txn_id: txn, balance, status: 'committed' };
      }
    }),
  }),
  mutant('play-leaves-its-win-unbound', {
    title: 'The win of a bet and win in one call is paid again to a credit without a key',
    breaks: 'IDEM-04',
    caughtBy: ['IDEMPOTENCY-45', 'ROUNDS-83'],
    swap: part('idempotency', (sound) => ({
      // Within an operation it is the win that is bound, around it the call.
      bind: (ground, id, receipt, owner) => {
        if (!('call' in ground)) sound.bind(ground, id, receipt, owner);
      },
    })),
  }),
  mutant('play-converts-at-one', {
    title: 'A bet and win in one call in another currency is played as if it were the wallet’s',
    breaks: 'PLAY-03',
    caughtBy: ['ROUNDS-82'],
    swap: operation('playRound', (sound) => (ctx, input) => {
      const wallet = ctx.parts.ledger.findWallet(ctx, String(input['player_id']));
      return sound(ctx, { ...input, currency: wallet?.currency ?? input['currency'] });
    }),
  }),
  mutant('play-after-rollback', {
    title: 'A bet and win in one call is played after its rollback',
    breaks: 'PLAY-07',
    caughtBy: ['ROUNDS-77'],
    swap: part('rounds', (sound) => ({
      refuseIfVoided: (ctx, txnId) => {
        if (ctx.call.operation !== 'playRound') sound.refuseIfVoided(ctx, txnId);
      },
    })),
  }),
  mutant('play-passes-limits', {
    title: 'A bet and win in one call counts against no limit',
    breaks: 'RG-01',
    caughtBy: ['LIMITS-61'],
    swap: part('limits', (sound) => ({
      refuseOverLimit: (ctx, wallet, stake) => {
        if (ctx.call.operation !== 'playRound') sound.refuseOverLimit(ctx, wallet, stake);
      },
    })),
  }),
  mutant('play-key-forgets-the-win', {
    title: 'A bet and win in one call is taken for a repeat though its win is another',
    breaks: 'IDEM-02',
    caughtBy: ['IDEMPOTENCY-41'],
    swap: part('idempotency', (sound) => ({
      payloadOf: (name, path, body) => {
        const { win_amount: win, ...others } = body as Readonly<Record<string, unknown>>;
        return sound.payloadOf(
          name,
          path,
          name === 'playRound' ? others : { ...others, win_amount: win },
        );
      },
    })),
  }),
];
