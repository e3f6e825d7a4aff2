import type { Context, Ground } from '../../domains/context.js';
import type { Receipt } from '../../domains/idempotency/index.js';
import { sha256Hex } from '../../kernel/ids.js';
import { mutant, operation, part } from './mutant.js';
import type { Mutant } from './mutant.js';

/** A call of nobody's, for what a mutant does beside the operations. */
const beside = (ground: Ground): Context => ({
  ...ground,
  effects: { txn: null },
  call: {
    operation: 'debitRound',
    client: { clientId: 'sandbox', scopes: new Set() },
    requestId: 'mutant',
    traceId: '0'.repeat(32),
    authorization: undefined,
    key: undefined,
    txnId: undefined,
  },
});

interface Wins {
  readonly jackpot_wins?: readonly { readonly amount: string; readonly txn_id: string }[];
}

/** Pays from the house what a repeated answer tells of jackpots. */
function payAgain(ground: Ground, receipt: Receipt): void {
  const { ledger, money } = ground.parts;
  const debit = receipt.txn === null ? undefined : ledger.transactionAt(ground, receipt.txn);
  if (debit?.type !== 'debit') return;
  for (const win of (JSON.parse(receipt.body) as Wins).jackpot_wins ?? []) {
    const wallet = ledger.walletOf(ground, debit.player);
    const amount = money.amountOf(win.amount, wallet.currency, 'amount');
    const entry = { type: 'jackpot_win', amount, postings: { cash: amount, house: -amount } };
    const txnId = `${win.txn_id}_${wallet.last_txn ?? 0}`;
    ledger.post(beside(ground), wallet, { ...entry, type: 'jackpot_win' }, txnId);
  }
}

/** The log leaves out one type of entry. */
export const unlogged = (left: string) =>
  part('journal', (sound) => ({
    append: (ctx, type, playerId, data) => {
      if (type !== left) sound.append(ctx, type, playerId, data);
    },
  }));

/** What may go wrong with who wins a pot, and with how it is told and paid. */
export const jackpotHitMutants: readonly Mutant[] = [
  mutant('two-winners', {
    title: 'Of stakes at once at the drop point two win',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-22'],
    swap: (sound) => {
      const won = new Set<string>();
      return part('jackpots', ({ isHit }) => ({
        isHit: (ctx, row, stake, total) => {
          if (won.delete(row.jackpot_id)) return true;
          if (!isHit(ctx, row, stake, total)) return false;
          won.add(row.jackpot_id);
          return true;
        },
      }))(sound);
    },
  }),
  mutant('jackpot-paid-again-on-repeat', {
    title: 'Whoever repeats the stake that won is paid again',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-23'],
    swap: part('idempotency', (sound) => ({
      find: (ground, id) => {
        const receipt = sound.find(ground, id);
        if (receipt?.outcome === 'success') payAgain(ground, receipt);
        return receipt;
      },
    })),
  }),
  mutant('one-win-a-stake', {
    title: 'A stake that wins several jackpots is paid one',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-24'],
    swap: part('jackpots', ({ drawFor }) => ({
      drawFor: (ctx, joined, stake) => drawFor(ctx, joined.slice(0, 1), stake),
    })),
  }),
  mutant('drops-late', {
    title: 'A pot that must drop drops when it is well past its point',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-21'],
    swap: part('jackpots', ({ isHit }) => ({
      isHit: (ctx, row, stake, total) => isHit(ctx, row, stake, total - 100),
    })),
  }),
  mutant('drop-pays-everything', {
    title: 'A drop pays what came above its point too',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-21', 'JACKPOTS-26'],
    swap: part('jackpots', () => ({ payoutOf: (_row, total) => total })),
  }),
  mutant('drop-point-told', {
    title: 'The drop point of the running pot is in the answer',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-27'],
    swap: part('jackpots', ({ told }) => ({
      told: (ground, row) => ({ ...told(ground, row), drop_point: row.drop_point }),
    })),
  }),
  mutant('commitment-is-decoration', {
    title: 'What is shown as a commitment is the hash of nothing',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-26', 'JACKPOTS-36'],
    swap: part('jackpots', ({ told }) => ({
      told: (ground, row) => {
        const drop = row.commitment === null ? null : sha256Hex(row.jackpot_id);
        return { ...told(ground, row), drop_commitment: drop };
      },
    })),
  }),
  mutant('odds-forgotten', {
    title: 'Jackpots with odds are never won',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-20', 'JACKPOTS-28'],
    swap: part('jackpots', ({ isHit }) => ({
      isHit: (ctx, row, stake, total) =>
        row.terms.trigger.kind === 'must_drop' && isHit(ctx, row, stake, total),
    })),
  }),
  mutant('odds-ignore-the-stake', {
    title: 'Odds per unit are taken per stake',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-29'],
    swap: part('jackpots', ({ isHit }) => ({
      isHit: (ctx, row, stake, total) => {
        const { trigger } = row.terms;
        if (trigger.kind === 'must_drop') return isHit(ctx, row, stake, total);
        const terms = { ...row.terms, trigger: { ...trigger, per: 'stake' as const } };
        return isHit(ctx, { ...row, terms }, stake, total);
      },
    })),
  }),
  mutant('hits-unlisted', {
    title: 'The last hit of a jackpot is in no list',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-37', 'JACKPOTS-22'],
    swap: operation('listJackpotHits', (sound) => (ctx, input) => {
      const page = sound(ctx, input) as { readonly items: readonly unknown[] };
      return input['cursor'] === undefined ? { ...page, items: page.items.slice(1) } : page;
    }),
  }),
  mutant('hit-untold', {
    title: 'Hits are neither in the audit log nor sent to listeners',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-38', 'INV-14'],
    swap: unlogged('jackpot.hit'),
  }),
  mutant('stakes-move-no-pot', {
    title: 'A stake is told without the jackpots it fed',
    breaks: 'PROMO-03',
    caughtBy: ['JACKPOTS-39', 'INV-14'],
    swap: part('journal', (sound) => ({
      append: (ctx, type, playerId, { jackpots: _untold, ...data }) =>
        sound.append(ctx, type, playerId, data),
    })),
  }),
  mutant('pots-stand-still', {
    title: 'A live channel shows the jackpot as it was made',
    breaks: 'NET-02',
    caughtBy: ['JACKPOTS-40'],
    swap: part('jackpots', ({ told }) => ({
      told: (ground, row) => ({ ...told(ground, row), number: 1, hits: 0 }),
    })),
  }),
  mutant('jackpots-are-no-wins', {
    title: 'A jackpot does not reduce the net loss',
    breaks: 'RG-03',
    caughtBy: ['JACKPOTS-32'],
    swap: part('limits', ({ countWin }) => ({
      countWin: (ctx, wallet, win) => {
        if (ctx.call.operation !== 'debitRound') countWin(ctx, wallet, win);
      },
    })),
  }),
];
