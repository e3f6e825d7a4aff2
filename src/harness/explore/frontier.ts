import type { Asked, AskedMoney, Possibility, Reply, Rules, Wallets } from './wallets.js';
import { possibilitiesOf } from './model.js';
import { nameOf } from './wallets.js';

/** What was heard of one request. */
export type Seen =
  | {
      readonly outcome: 'ok';
      /** Minor units; undefined where the target does not tell it. */
      readonly balance: number | undefined;
      readonly status: string | undefined;
      readonly replayed: boolean | undefined;
      readonly held: number | undefined;
    }
  | { readonly outcome: 'refused'; readonly code: string | undefined }
  | { readonly outcome: 'unknown' };

/** How things may stand: what was never answered may have happened, may happen yet, or not. */
export interface Frontier {
  readonly worlds: readonly World[];
}

interface World {
  readonly wallets: Wallets;
  readonly pending: readonly AskedMoney[];
}

export interface Step {
  /** None: a sound wallet could not have answered so. */
  readonly frontier: Frontier | undefined;
  readonly transition: string | undefined;
  /** What a sound wallet could have answered. */
  readonly expected: readonly Reply[];
}

/** In place of a code: the target failed, which no wallet may. */
export const DEFECT = 'a failure of its own (5xx)';

/** So much was never answered that it cannot be said any more what is right. */
export class TooManyWorlds extends Error {}

const MOST_WORLDS = 500;

export const frontierOf = (wallets: Wallets): Frontier => ({ worlds: [{ wallets, pending: [] }] });

/** Whether a sound wallet that replies so may be heard so. */
export function agrees(reply: Reply, seen: Seen, { isForeign }: Rules): boolean {
  if (seen.outcome === 'unknown') return true;
  if (reply.outcome === 'refused') {
    return (
      seen.outcome === 'refused' && (isForeign ? seen.code !== DEFECT : seen.code === reply.code)
    );
  }
  return (
    seen.outcome === 'ok' &&
    isSame(reply.balance, seen.balance) &&
    isSame(reply.held, seen.held) &&
    (isForeign || (isSame(reply.status, seen.status) && isSame(reply.replayed, seen.replayed)))
  );
}

const isSame = <T>(wanted: T | undefined, told: T | undefined): boolean =>
  wanted === undefined || told === undefined || wanted === told;

/** What may be so after this request was answered so. */
export function stepOf(before: Frontier, asked: Asked, seen: Seen, rules: Rules): Step {
  const worlds = before.worlds.flatMap((world) => withPending(world, rules));
  const tried = worlds.flatMap((world) =>
    possibilitiesOf(world.wallets, asked, rules).map((possibility) => ({ world, possibility })),
  );
  if (seen.outcome === 'unknown') {
    const [first] = tried;
    if (asked.kind === 'read') return { frontier: before, transition: undefined, expected: [] };
    const after = worlds.map((world) => ({ ...world, pending: [...world.pending, asked] }));
    const transition = first && `${first.possibility.transition} (unheard)`;
    return { frontier: distinct(after), transition, expected: [] };
  }
  const matching = tried.filter(({ possibility }) => agrees(possibility.reply, seen, rules));
  const [first] = matching;
  return {
    frontier:
      first && distinct(matching.map(({ world, possibility }) => after(world, possibility))),
    transition: first?.possibility.transition,
    expected: tried.map(({ possibility }) => possibility.reply),
  };
}

/** Whether something that was never answered may still change something. */
export const isUndecided = ({ worlds }: Frontier, rules: Rules): boolean =>
  worlds.length > 1 || worlds.some((world) => withPending(world, rules).length > 1);

const after = ({ pending }: World, { next }: Possibility): World => ({ wallets: next, pending });

/** The world as it is, and as it is once some of what is pending took effect, in any order. */
function withPending(world: World, rules: Rules): readonly World[] {
  const { wallets, pending } = world;
  return [
    world,
    ...pending.flatMap((asked, nth) => {
      const rest = pending.filter((_, other) => other !== nth);
      const moved = possibilitiesOf(wallets, asked, rules).filter(({ next }) => next !== wallets);
      return moved.flatMap(({ next }) => withPending({ wallets: next, pending: rest }, rules));
    }),
  ];
}

function distinct(worlds: readonly World[]): Frontier {
  const byName = new Map(
    worlds.map((world) => [`${nameOf(world.wallets)} ${JSON.stringify(world.pending)}`, world]),
  );
  if (byName.size > MOST_WORLDS) throw new TooManyWorlds();
  return { worlds: [...byName.values()] };
}
