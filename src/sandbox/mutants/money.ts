import type { OperationId } from '../../contract/operations.js';
import { spendable } from '../../domains/ledger/index.js';
import type { Wallet } from '../../domains/ledger/index.js';
import { refuse } from '../../kernel/errors.js';
import { decimalsOf } from '../../kernel/money.js';
import type { Clock } from '../../kernel/time.js';
import { both, mutant, operation, part, policy, store, unguarded } from './mutant.js';
import type { Mutant, Swap } from './mutant.js';

const decimals = (currency: string): number => decimalsOf(currency) ?? 2;

type Members = Readonly<Record<string, unknown>>;

/** How long a balance stays in the careless cache, in milliseconds of the process. */
const STALE_MS = 250;

function staleWallets() {
  const cached = new Map<string, { wallet: Wallet; readAt: number }>();
  return (read: () => Wallet, playerId: string, clock: Clock): Wallet => {
    const instant = clock.kind === 'real' ? clock.now() : performance.now();
    const kept = cached.get(playerId);
    if (kept && instant - kept.readAt < STALE_MS) return kept.wallet;
    const wallet = read();
    cached.set(playerId, { wallet, readAt: instant });
    return wallet;
  };
}

/** Funds as binary floats in major units, kept beside the books, which tell whole minor units. */
function floatingFunds() {
  const kept = new Map<string, number>();
  const fundsOf = (wallet: Wallet): number => {
    const scale = 10 ** decimals(wallet.currency);
    const funds = kept.get(wallet.player);
    const isOfNow = funds !== undefined && Math.round(funds * scale) === spendable(wallet);
    return isOfNow ? funds : spendable(wallet) / scale;
  };
  return part('ledger', (sound) => ({
    split: (wallet, amount) => {
      if (amount / 10 ** decimals(wallet.currency) > fundsOf(wallet)) refuse('INSUFFICIENT_FUNDS');
      return sound.split(wallet, amount);
    },
    post: (ctx, wallet, entry, txnId) => {
      const posted = sound.post(ctx, wallet, entry, txnId);
      const { cash = 0, bonus = 0 } = entry.postings;
      const moved = (cash + bonus) / 10 ** decimals(wallet.currency);
      kept.set(wallet.player, fundsOf(wallet) + moved);
      return posted;
    },
  }));
}

/** The stakes of one operation are measured against what was read before the others were taken. */
const staleIn =
  (id: OperationId): Swap =>
  (sound) => {
    const stale = staleWallets();
    const { ledger } = sound.parts;
    return both(
      unguarded,
      operation(id, (take) => (ctx, input) => {
        const walletOf = (ground: typeof ctx, playerId: string): Wallet => {
          const wallet = ledger.walletOf(ground, playerId);
          const old = stale(() => wallet, playerId, ctx.clock);
          return { ...wallet, cash: old.cash, bonus: old.bonus };
        };
        const parts = { ...ctx.parts, ledger: { ...ledger, walletOf } };
        return take({ ...ctx, parts }, input);
      }),
    )(sound);
  };

export const moneyMutants: readonly Mutant[] = [
  mutant('races-on-balance', {
    title: 'Two debits at once are both measured against the same balance',
    breaks: 'MONEY-03',
    caughtBy: ['CONCURRENCY-01'],
    racing: true,
    swap: staleIn('debitRound'),
  }),
  mutant('plays-race-on-balance', {
    title: 'Two bets with their wins at once are both measured against the same balance',
    breaks: 'MONEY-03',
    caughtBy: ['CONCURRENCY-17'],
    racing: true,
    swap: staleIn('playRound'),
  }),
  mutant('counts-in-floats', {
    title: 'Amounts pass through binary floating point: 1.15 becomes 114 minor units',
    breaks: 'MONEY-01',
    caughtBy: ['AMOUNTS-01'],
    swap: part('money', (sound) => ({
      stakeOf: (text, currency, field) => {
        const minor = sound.stakeOf(text, currency, field);
        const scale = 10 ** decimals(currency);
        return Math.floor((minor / scale) * scale) || minor;
      },
    })),
  }),
  mutant('keeps-floats', {
    title: 'Funds are kept as binary floats: the wallet tells 0.10 and refuses a stake of 0.10',
    breaks: 'MONEY-01',
    caughtBy: ['AMOUNTS-23'],
    swap: (sound) => floatingFunds()(sound),
  }),
  mutant('truncates-decimals', {
    title: 'Decimals past the currency are cut off instead of refused',
    breaks: 'MONEY-01',
    caughtBy: ['AMOUNTS-02'],
    swap: part('money', (sound) => ({
      stakeOf: (text, currency, field) => {
        const [whole = '', fraction] = String(text).split('.');
        const kept = fraction?.slice(0, decimals(currency));
        return sound.stakeOf(kept ? `${whole}.${kept}` : whole, currency, field);
      },
    })),
  }),
  mutant('folds-currency-case', {
    title: 'A debit in "eur" is taken from the EUR wallet',
    breaks: 'MONEY-01',
    caughtBy: ['AMOUNTS-03'],
    swap: (sound) => ({
      ...sound,
      around: (handle) => (call) => {
        const body = call.body as Members | undefined;
        if (typeof body?.['currency'] !== 'string') return handle(call);
        return handle({ ...call, body: { ...body, currency: body['currency'].toUpperCase() } });
      },
    }),
  }),
  mutant('accepts-numbers', {
    title: 'An amount sent as a JSON number is accepted',
    breaks: 'MONEY-01',
    caughtBy: ['AMOUNTS-04'],
    swap: (sound) => ({
      ...sound,
      around: (handle) => (call) => {
        const body = call.body as Members | undefined;
        if (typeof body?.['amount'] !== 'number') return handle(call);
        return handle({ ...call, body: { ...body, amount: String(body['amount']) } });
      },
    }),
  }),
  mutant('off-by-one-on-bonus', {
    title: 'Rolling back a stake paid from bonus money returns one minor unit too much',
    breaks: 'PLAY-06',
    caughtBy: ['AMOUNTS-05'],
    swap: part('rounds', (sound) => ({
      returned: (stake) => {
        const back = sound.returned(stake);
        return stake.bonus > 0 ? { ...back, cash: (back.cash ?? 0) + 1, house: -1 } : back;
      },
    })),
  }),
  mutant('posts-one-side', {
    title: 'A credit raises the balance by a minor unit that no posting explains',
    breaks: 'MONEY-02',
    caughtBy: ['AMOUNTS-06'],
    swap: both(
      unguarded,
      store((opened) => {
        opened.db.exec(
          `CREATE TRIGGER IF NOT EXISTS drift AFTER INSERT ON transactions WHEN NEW.type = 'credit'
             BEGIN UPDATE wallets SET cash = cash + 1 WHERE player = NEW.player; END`,
        );
      }),
    ),
  }),
  mutant('spends-held-money', {
    title: 'Money held for a withdrawal can be staked',
    breaks: 'MONEY-05',
    caughtBy: ['AMOUNTS-07'],
    swap: both(
      unguarded,
      part('ledger', (sound) => ({
        split: (wallet, amount) => {
          const free = spendable(wallet);
          if (amount <= free || amount > free + wallet.held) return sound.split(wallet, amount);
          return { cash: amount - wallet.bonus, bonus: wallet.bonus };
        },
      })),
    ),
  }),
  mutant('skips-a-row', {
    title: 'The second page of the statement starts one transaction too late',
    breaks: 'MONEY-06',
    caughtBy: ['WALLETS-03'],
    swap: operation('listTransactions', (sound) => (ctx, input) => {
      const page = sound(ctx, input) as { next_cursor: string | null };
      const seq = page.next_cursor === null ? undefined : Number(page.next_cursor.slice(1));
      const row = seq === undefined ? undefined : ctx.parts.ledger.transactionAt(ctx, seq);
      return row?.previous == null ? page : { ...page, next_cursor: `s${row.previous}` };
    }),
  }),
  mutant('pages-by-offset', {
    title: 'A cursor counts from the newest: what arrives meanwhile shifts the pages',
    breaks: 'MONEY-06',
    caughtBy: ['WALLETS-04'],
    swap: operation('listTransactions', (sound) => (ctx, input) => {
      const wanted = Number((input['cursor'] as string | undefined)?.slice(1) ?? '0');
      const limit = Number(input['limit'] ?? 20);
      const all = sound(ctx, { ...input, cursor: undefined, limit: 100_000 }) as {
        items: readonly unknown[];
      };
      const items = all.items.slice(wanted, wanted + limit);
      const more = wanted + limit < all.items.length;
      return { items, next_cursor: more ? `s${wanted + limit}` : null };
    }),
  }),
  mutant('hides-money-in-play', {
    title: 'The wallet shows no money in play',
    breaks: 'PLAY-10',
    caughtBy: ['WALLETS-02'],
    swap: operation('getWallet', (sound) => (ctx, input) => ({
      ...(sound(ctx, input) as object),
      held_in_play: '0.00',
    })),
  }),
  mutant('forgets-bonus-in-balance', {
    title: 'The balance a debit answers leaves the bonus out',
    breaks: 'PLAY-01',
    caughtBy: ['ROUNDS-02'],
    swap: operation('debitRound', (sound) => (ctx, input) => {
      const receipt = sound(ctx, input) as { balance: string };
      const wallet = ctx.parts.ledger.walletOf(ctx, String(input['player_id']));
      return { ...receipt, balance: ctx.parts.money.format(wallet.cash, wallet.currency) };
    }),
  }),
  mutant('zero-stakes-pass', {
    title: 'A debit of nothing is taken for a debit',
    breaks: 'MONEY-01',
    caughtBy: ['AMOUNTS-08'],
    swap: part('money', (sound) => ({ stakeOf: sound.amountOf })),
  }),
  mutant('wallet-leaves-contract', {
    title: 'The wallet answer drops a member the contract promises',
    breaks: 'VER-03',
    caughtBy: ['WALLETS-01'],
    swap: operation('getWallet', (sound) => (ctx, input) => {
      const { held: _held, ...rest } = sound(ctx, input) as { held: string };
      return rest;
    }),
  }),
  mutant('refuses-unknown-members', {
    title: 'A request with a member the platform does not know is refused',
    breaks: 'VER-01',
    caughtBy: ['VERSIONS-01'],
    swap: policy((sound) => ({
      violations: (call) => {
        const found = sound.violations(call);
        const example = call.operation.requestExample as object | undefined;
        const known = new Set([...Object.keys(example ?? {}), ...KNOWN]);
        const extra = Object.keys((call.body as object | undefined) ?? {}).find(
          (name) => !known.has(name),
        );
        if (found.length > 0 || extra === undefined || !example) return found;
        return [{ field: extra, rule: 'additionalProperties', message: 'is not known' }];
      },
    })),
  }),
];

/** Members the examples leave out. */
const KNOWN = [
  'idempotency_key',
  'session_id',
  'meta',
  'final',
  'currency',
  'jackpot_id',
  'txn_ref',
  'debit_key',
  'reason',
  'until',
  'email',
  'country',
  'name',
];
