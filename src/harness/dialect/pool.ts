import { Untestable } from '../failures.js';

/** A player somebody made for us, who may be used again and again. */
export interface PooledPlayer {
  readonly player_id: string;
  readonly currency: string;
  readonly status: string;
  /** What the wallet is said to hold before the run, as decimal text. */
  readonly balance?: string | undefined;
  /** What else the wallet wants to hear of the player, such as a session: `$player` in the map. */
  readonly facts?: Readonly<Record<string, string>> | undefined;
}

export interface PlayerWish {
  readonly currency: string;
  readonly status: string;
  /** How many of this kind the check needs at once; they are set aside for it together. */
  readonly count: number;
}

/** Lends players: one player to one check at a time. */
export interface PlayerPool {
  readonly players: readonly PooledPlayer[];
  readonly currency: string;
  /** Waits its turn. Rejects with Untestable when that can never come. */
  lend(check: string, wish: PlayerWish): Promise<PooledPlayer>;
  giveBack(check: string): void;
  /** A player that can no longer be used, such as one without any money. */
  retire(player: PooledPlayer): void;
  /** Another like a retired one; undefined where none is free: a check must not wait for more. */
  replacement(check: string, retired: PooledPlayer): PooledPlayer | undefined;
}

interface Waiting {
  readonly check: string;
  readonly wish: PlayerWish;
  take(player: PooledPlayer): void;
  fail(reason: Untestable): void;
}

const isWished = (
  player: PooledPlayer,
  { currency, status }: Pick<PlayerWish, 'currency' | 'status'>,
): boolean => player.currency === currency && player.status === status;

/**
 * All the players a check needs are set aside for it at once, and those who wait are served in
 * turn: so no two checks wait for each other, and none for ever.
 */
export function openPool(players: readonly PooledPlayer[], currency: string): PlayerPool {
  const usable = new Set(players);
  /** By the check it is set aside for; in hand once the check was given it. */
  const held = new Map<PooledPlayer, { readonly check: string; inHand: boolean }>();
  let waiting: readonly Waiting[] = [];

  const setAside = (check: string, wish: PlayerWish): PooledPlayer | undefined =>
    [...held].find(
      ([player, { check: holder, inHand }]) =>
        holder === check && !inHand && isWished(player, wish),
    )?.[0];
  const inHand = (check: string, player: PooledPlayer): PooledPlayer => {
    held.set(player, { check, inHand: true });
    return player;
  };

  /** The player to hand out now, 'later', or 'never'. */
  const choice = ({ check, wish }: Waiting): PooledPlayer | 'later' | 'never' => {
    const ready = setAside(check, wish);
    if (ready) return ready;
    const fitting = [...usable].filter((player) => isWished(player, wish));
    const hasOwn = fitting.some((player) => held.get(player)?.check === check);
    if (hasOwn || fitting.length < wish.count) return 'never';
    const free = fitting.filter((player) => !held.has(player)).slice(0, wish.count);
    if (free.length < wish.count) return 'later';
    for (const player of free) held.set(player, { check, inHand: false });
    return free[0] ?? 'never';
  };

  const serve = (): void => {
    const blocked = new Set<string>();
    for (const request of waiting) {
      const { currency: money, status } = request.wish;
      if (blocked.has(`${money} ${status}`)) continue;
      const chosen = choice(request);
      if (chosen === 'later') {
        blocked.add(`${money} ${status}`); // nobody overtakes the one who waits for several
        continue;
      }
      waiting = waiting.filter((each) => each !== request);
      if (chosen === 'never') request.fail(tooFew(request));
      else request.take(inHand(request.check, chosen));
    }
  };
  return {
    players,
    currency,
    lend(check, wish) {
      const own = setAside(check, wish);
      if (own) return Promise.resolve(inHand(check, own));
      return new Promise((take, fail) => {
        waiting = [...waiting, { check, wish, take, fail }];
        serve();
      });
    },
    giveBack(check) {
      const own = [...held].filter(([, { check: holder }]) => holder === check);
      for (const [player] of own) held.delete(player);
      waiting = waiting.filter((request) => request.check !== check);
      serve();
    },
    retire: (player) => [usable, held].forEach((each) => each.delete(player)),
    replacement(check, retired) {
      const free = [...usable].find((player) => isWished(player, retired) && !held.has(player));
      return free && inHand(check, free);
    },
  };
}

function tooFew({ wish }: Waiting): Untestable {
  const { currency, status, count } = wish;
  return new Untestable(
    'funded_player',
    `data.players has too few that are ${status} and hold ${currency}: ${count} are wanted at once`,
  );
}
