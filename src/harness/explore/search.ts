import fc from 'fast-check';
import { derivedBytes } from '../../kernel/ids.js';
import type { Played } from './words.js';

/** How long to search: until the time is over, or this many sequences; and how to tell of it. */
export interface Budget {
  readonly ms?: number | undefined;
  readonly runs?: number | undefined;
  /** How often at most a finding is played again to find its shortest form; default 400. */
  readonly shrinks?: number | undefined;
}

/** Which sequence to play again: what fast-check makes of this seed, along this path. */
export interface Replay {
  readonly check: string;
  readonly seed: number;
  readonly path: string;
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
  onPlayed(played: P): void;
}

const MOST_SHRINKS = 400;
const SHRINK_MS = 30_000;

/**
 * Plays sequences until one goes wrong or the budget is used up, and makes that one as short as it
 * can be. The time is looked at between sequences only, so the same seed plays the same ones.
 */
export async function search<T, P extends Played>(
  asked: Search<T, P>,
): Promise<Finding<T, P> | undefined> {
  const { budget, replay } = asked;
  if (replay) return probe(asked, replay.seed, replay.path);
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

/** One sequence of one seed, and its shrinking; along a path, exactly the one it leads to. */
async function probe<T, P extends Played>(
  asked: Search<T, P>,
  seed: number,
  path?: string,
): Promise<Finding<T, P> | undefined> {
  let best: { content: T; played: P } | undefined;
  let shrinks = 0;
  const most = asked.budget.shrinks ?? MOST_SHRINKS;
  let fatal: Error | undefined;
  const startedMs = performance.now();
  const property = fc.asyncProperty(asked.arbitrary, async (content) => {
    if (best) shrinks += 1;
    const isOver = shrinks > most || performance.now() - startedMs > SHRINK_MS;
    if (fatal || (best && isOver)) return;
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
  const along = path === undefined ? {} : { path, endOnFailure: true };
  const details = await fc.check(property, { seed, numRuns: 1, ...along });
  if (fatal) throw fatal;
  if (!best) return undefined;
  const counterexample = details.counterexamplePath ?? path ?? '0';
  const once = await playedBroken(asked, best.content);
  return {
    content: best.content,
    played: once ?? best.played,
    replay: { check: asked.check, seed, path: counterexample },
    shrunk: details.numShrinks,
    again: once !== undefined,
  };
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

/** `EXPLORE-01:<seed>:<path>`. */
export const replayId = ({ check, seed, path }: Replay): string => `${check}:${seed}:${path}`;

/** Reads a replay id; undefined when it is none. */
export function parseReplayId(text: string): Replay | undefined {
  const matched = /^(EXPLORE-\d{2}):(-?\d{1,10}):(\d+(?::\d+)*)$/.exec(text);
  const [, check, seed, path] = matched ?? [];
  if (check === undefined || seed === undefined || path === undefined) return undefined;
  return { check, seed: Number(seed), path };
}
