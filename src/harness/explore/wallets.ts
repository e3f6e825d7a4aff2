import type { Knobs } from '../dialect/knobs.js';

/** What a wallet is asked, by the names a caller has; amounts in minor units. */
export type Asked =
  | {
      readonly kind: 'debit';
      readonly player: string;
      readonly round: string;
      readonly amount: number;
      readonly key: string;
    }
  | {
      readonly kind: 'credit';
      readonly player: string;
      readonly round: string;
      /** Key of the debit it names; undefined: a transaction that never was. */
      readonly stake: string | undefined;
      readonly amount: number;
      readonly final: boolean;
      readonly key: string;
    }
  | {
      readonly kind: 'rollback';
      readonly player: string;
      readonly round: string;
      /** Key of the debit it names. */
      readonly stake: string;
      readonly by: 'txn' | 'key';
      readonly key: string;
    }
  | { readonly kind: 'read'; readonly player: string };

export type AskedMoney = Exclude<Asked, { kind: 'read' }>;

export interface Stake {
  readonly player: string;
  readonly round: string;
  readonly amount: number;
  readonly status: 'open' | 'settled' | 'rolled_back';
}

export interface Receipt {
  readonly payload: string;
  readonly reply: Reply;
}

/** The reference wallets: nothing here is ever changed, each step makes the next. */
export interface Wallets {
  /** Minor units by player. */
  readonly balances: Readonly<Record<string, number>>;
  /** By key of their debit. */
  readonly stakes: Readonly<Record<string, Stake>>;
  /** Rounds that ended, as `player round`. */
  readonly ended: Readonly<Record<string, true>>;
  /** Keys of debits that were rolled back before they arrived. */
  readonly voided: Readonly<Record<string, true>>;
  readonly receipts: Readonly<Record<string, Receipt>>;
}

/** What a sound wallet may answer; an undefined member may be anything. */
export type Reply =
  | {
      readonly outcome: 'ok';
      readonly balance: number | undefined;
      readonly status?: 'committed' | 'rolled_back' | 'voided';
      readonly replayed: boolean;
      /** Stakes of open rounds, of a read. */
      readonly held?: number;
    }
  | { readonly outcome: 'refused'; readonly code: string };

/** One of the ways in which a sound wallet may take a request. */
export interface Possibility {
  /** What happens, in words; the coverage of an exploration counts them. */
  readonly transition: string;
  readonly reply: Reply;
  readonly next: Wallets;
}

/** How far the target may differ from the reference contract. */
export interface Rules {
  readonly knobs: Knobs;
  readonly isForeign: boolean;
  /** Whether requests say that a win ends its round. */
  readonly tellsFinal: boolean;
}

export const walletsOf = (balances: Readonly<Record<string, number>>): Wallets => ({
  balances,
  stakes: {},
  ended: {},
  voided: {},
  receipts: {},
});

export const balanceIn = (wallets: Wallets, player: string): number =>
  wallets.balances[player] ?? 0;

export const refused = (next: Wallets, transition: string, code: string): Possibility => ({
  transition,
  reply: { outcome: 'refused', code },
  next,
});

export const accepted = (
  next: Wallets,
  transition: string,
  player: string,
  status: 'committed' | 'rolled_back' | 'voided',
): Possibility => ({
  transition,
  reply: { outcome: 'ok', balance: balanceIn(next, player), status, replayed: false },
  next,
});

/** Equal wallets have equal names, in whatever order they came to be. */
export const nameOf = (wallets: Wallets): string =>
  Object.values(wallets)
    .map((part: Readonly<Record<string, unknown>>) =>
      Object.keys(part)
        .sort()
        .map((key) => `${key}=${JSON.stringify(part[key])}`)
        .join(','),
    )
    .join(';');
