import fc from 'fast-check';
import { derivedBytes } from '../../kernel/ids.js';
import type { Played } from './words.js';

/** How long to search: until the time is over, or this many sequences; and how to tell of it. */
export interface Budget {
  readonly ms?: number | undefined;
  readonly runs?: number | undefined;
  /** How often at most a finding is played again to find its shortest form; default 250; as often again commands are left out. */
  readonly shrinks?: number | undefined;
}

/**
 * Which sequence to play again: what fast-check makes of this seed along this path, without the
 * commands at these places, taken away one after the other.
 */
export interface Replay {
  readonly check: string;
  readonly seed: number;
  readonly path: string;
  readonly without: readonly number[];
}

export interface Finding<T, P extends Played> {
  readonly content: T;
  readonly played: P;
  readonly replay: Replay;
  /** Commands were taken away this often before it was the shortest. */
  readonly shrunk: number;
  /** Whether it went wrong again when it was played once more at the end. */
  readonly again: boolean;
}

export interface Search<T, P extends Played> {
  readonly check: string;
  readonly seed: string;
  readonly arbitrary: fc.Arbitrary<T>;
  readonly budget: Budget;
  readonly replay?: Replay | undefined;
  /** How often one sequence is played before it counts as sound: more than once where races are. */
  readonly attempts: number;
  play(content: T): Promise<P>;
  /** How many commands there are. */
  sizeOf(content: T): number;
  /** The same without the command at this place. */
  without(content: T, place: number): T;
  onPlayed(played: P): void;
}

const MOST_SHRINKS = 250;
const SHRINK_MS = 20_000;

/**
 * Plays sequences until one goes wrong or the budget is used up, and makes that one as short as it
 * can be. The time is looked at between sequences only, so the same seed plays the same ones.
 */
export async function search<T, P extends Played>(
  asked: Search<T, P>,
): Promise<Finding<T, P> | undefined> {
  const { budget, replay } = asked;
  if (replay) return replayed(asked, replay);
  const endMs = performance.now() + (budget.ms ?? Infinity);
  const most = budget.runs ?? Infinity;
  for (let nth = 0; nth < most && performance.now() < endMs; nth += 1) {
    const found = await probe(asked, seedOf(asked, nth));
    if (found) return found;
  }
  return undefined;
}

const seedOf = ({ seed, check }: { seed: string; check: string }, nth: number): number =>
  derivedBytes(seed, 'explore', check, String(nth)).readInt32LE(0);

class Broken extends Error {}

interface Best<T, P> {
  readonly content: T;
  readonly played: P;
}

/** One sequence of one seed, and its shrinking. */
async function probe<T, P extends Played>(
  asked: Search<T, P>,
  seed: number,
): Promise<Finding<T, P> | undefined> {
  let best: Best<T, P> | undefined;
  let fatal: Error | undefined;
  const patience = patienceOf(asked.budget);
  const property = fc.asyncProperty(asked.arbitrary, async (content) => {
    if (fatal || (best && patience.isOver())) return;
    try {
      const played = await playedBroken(asked, content);
      if (!played) return;
      best = { content, played };
    } catch (thrown) {
      fatal = thrown instanceof Error ? thrown : new Error(String(thrown));
      return;
    }
    throw new Broken();
  });
  const details = await fc.check(property, { seed, numRuns: 1 });
  if (fatal) throw fatal;
  if (!best) return undefined;
  const pruned = await prunedOf(asked, best, patienceOf(asked.budget));
  const path = details.counterexamplePath ?? '0';
  const replay = { check: asked.check, seed, path, without: pruned.without };
  const shrunk = details.numShrinks + pruned.without.length;
  return concluded(asked, pruned.best, replay, shrunk);
}

async function concluded<T, P extends Played>(
  asked: Search<T, P>,
  { content, played }: Best<T, P>,
  replay: Replay,
  shrunk: number,
): Promise<Finding<T, P>> {
  const once = await playedBroken(asked, content);
  return { content, played: once ?? played, replay, shrunk, again: once !== undefined };
}

interface Patience {
  /** Counts what is about to be played; true once that was often or long enough. */
  isOver(): boolean;
}

function patienceOf({ shrinks = MOST_SHRINKS }: Budget): Patience {
  let left = shrinks;
  let endMs: number | undefined;
  return {
    isOver() {
      endMs ??= performance.now() + SHRINK_MS;
      left -= 1;
      return left < 0 || performance.now() > endMs;
    },
  };
}

/**
 * What fast-check leaves may still hold commands that do nothing for the story: each is left out
 * for a try, then each two that stand near each other, such as a debit and its rollback.
 */
async function prunedOf<T, P extends Played>(
  asked: Search<T, P>,
  found: Best<T, P>,
  patience: Patience,
): Promise<{ best: Best<T, P>; without: readonly number[] }> {
  let best = found;
  const without: number[] = [];
  const tried = async (...places: readonly number[]): Promise<boolean> => {
    if (patience.isOver()) return false;
    const content = places.reduce(asked.without, best.content);
    const played = await playedBroken(asked, content);
    if (!played) return false;
    best = { content, played };
    without.push(...places);
    return true;
  };
  const size = (): number => asked.sizeOf(best.content);
  const passed = async (): Promise<boolean> => {
    for (let place = size() - 1; place >= 0; place -= 1) {
      if (size() > 1 && (await tried(place))) return true;
    }
    for (let place = size() - 1; place >= 1; place -= 1) {
      for (let near = place - 1; near >= 0 && near >= place - NEAR; near -= 1) {
        if (size() > 2 && (await tried(place, near))) return true;
      }
    }
    return false;
  };
  while (await passed());
  return { best, without };
}

const NEAR = 4;

/** Exactly the sequence that a replay names. */
async function replayed<T, P extends Played>(
  asked: Search<T, P>,
  replay: Replay,
): Promise<Finding<T, P> | undefined> {
  const { seed, path, without } = replay;
  const [named] = fc.sample(asked.arbitrary, { seed, path, numRuns: 1 });
  if (named === undefined) return undefined;
  const content = without.reduce(asked.without, named);
  const played = await playedBroken(asked, content);
  return played && { content, played, replay, shrunk: 0, again: true };
}

/** The first attempt that goes wrong, or undefined. */
async function playedBroken<T, P extends Played>(
  { play, attempts, onPlayed }: Search<T, P>,
  content: T,
): Promise<P | undefined> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const played = await play(content);
    onPlayed(played);
    if (played.broken) return played;
  }
  return undefined;
}

/** `EXPLORE-01:<seed>:<path>`, and `~<place>,<place>` where commands are left out. */
export const replayId = ({ check, seed, path, without }: Replay): string =>
  `${check}:${seed}:${path}${without.length > 0 ? `~${without.join(',')}` : ''}`;

/** Reads a replay id; undefined when it is none. */
export function parseReplayId(text: string): Replay | undefined {
  const matched = /^(EXPLORE-\d{2}):(-?\d{1,10}):(\d+(?::\d+)*)(?:~(\d+(?:,\d+)*))?$/.exec(text);
  const [, check, seed, path, places] = matched ?? [];
  if (check === undefined || seed === undefined || path === undefined) return undefined;
  const without = places === undefined ? [] : places.split(',').map(Number);
  return { check, seed: Number(seed), path, without };
}
