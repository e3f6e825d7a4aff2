import { Untestable } from '../failures.js';

/** A player somebody made for us, who may be used again and again. */
export interface PooledPlayer {
  readonly player_id: string;
  readonly currency: string;
  readonly status: string;
  /** What the wallet is said to hold before the run, as decimal text. */
  readonly balance?: string | undefined;
}

/** Lends players: one player to one check at a time. */
export interface PlayerPool {
  readonly players: readonly PooledPlayer[];
  readonly currency: string;
  /** Waits until one is free. Rejects with Untestable when that can never be. */
  lend(check: string, wanted: { currency: string; status: string }): Promise<PooledPlayer>;
  giveBack(check: string): void;
  /** A player that can no longer be used, such as one without any money. */
  retire(player: PooledPlayer): void;
}

interface Waiting {
  readonly check: string;
  readonly wanted: { readonly currency: string; readonly status: string };
  take(player: PooledPlayer): void;
  fail(reason: Untestable): void;
}

/** So many players a check may always have at once, if there are as many. */
const MOST_AT_ONCE = 4;

/**
 * A check that holds a player may need another one, and so may its neighbour. To keep them from
 * waiting for each other, one check at a time may hold several, and first players are lent only
 * as long as enough are left for it.
 */
export function openPool(players: readonly PooledPlayer[], currency: string): PlayerPool {
  const holders = new Map<PooledPlayer, string>();
  const usable = new Set(players);
  let waiting: readonly Waiting[] = [];
  /** The check that may hold several. */
  let greedy: string | undefined;

  const heldBy = (check: string): number =>
    [...holders.values()].filter((holder) => holder === check).length;

  /** The player to lend now, 'later', or 'never'. */
  const choice = ({ check, wanted }: Waiting): PooledPlayer | 'later' | 'never' => {
    const fitting = [...usable].filter(
      (player) => player.currency === wanted.currency && player.status === wanted.status,
    );
    const held = heldBy(check);
    if (fitting.length <= held || held >= MOST_AT_ONCE) return 'never';
    const free = fitting.filter((player) => !holders.has(player));
    const reserve = Math.min(MOST_AT_ONCE, fitting.length) - 1;
    const mayTake = held === 0 ? free.length > reserve : (greedy ?? check) === check;
    return (mayTake ? free[0] : undefined) ?? 'later';
  };

  const serve = (): void => {
    for (const request of waiting) {
      const chosen = choice(request);
      if (chosen === 'later') continue;
      waiting = waiting.filter((each) => each !== request);
      if (chosen === 'never') {
        request.fail(tooFew(request));
        continue;
      }
      if (heldBy(request.check) > 0) greedy = request.check;
      holders.set(chosen, request.check);
      request.take(chosen);
    }
  };
  return {
    players,
    currency,
    lend: (check, wanted) =>
      new Promise((take, fail) => {
        waiting = [...waiting, { check, wanted, take, fail }];
        serve();
      }),
    giveBack(check) {
      for (const [player, holder] of [...holders]) {
        if (holder === check) holders.delete(player);
      }
      waiting = waiting.filter((request) => request.check !== check);
      if (greedy === check) greedy = undefined;
      serve();
    },
    retire: (player) => void usable.delete(player),
  };
}

function tooFew({ wanted }: Waiting): Untestable {
  const { currency, status } = wanted;
  return new Untestable(
    'funded_player',
    `data.players has too few players that are ${status} and hold ${currency}: add some`,
  );
}
