import { agrees } from './frontier.js';
import type { Seen } from './frontier.js';
import type { Asked, Rules, Wallets } from './wallets.js';
import { possibilitiesOf, receiptName } from './model.js';
import { nameOf } from './wallets.js';

/** One request of a history: from when it was sent to when it was answered, as positions. */
export interface Call {
  readonly asked: Asked;
  readonly invokedAt: number;
  /** Infinity when no answer was heard: it may take effect at any time, or never. */
  readonly endedAt: number;
  readonly seen: Seen;
}

/**
 * ok: some order of the calls, each somewhere between its sending and its answer, explains every
 * answer; broken: no order does; undecided: the search was cut off.
 */
export type Linearity = 'ok' | 'broken' | 'undecided';

const MOST_NODES = 100_000;

/**
 * Searches an order that explains the history (Wing and Gong, with the memory of Lowe): at each
 * point any call may be next that was sent before every other remaining one was answered.
 */
export function linearityOf(
  opening: Wallets,
  calls: readonly Call[],
  rules: Rules,
  mostNodes: number = MOST_NODES,
): Linearity {
  const known = new Set<string>();
  let nodes = 0;

  const explains = (wallets: Wallets, remaining: readonly Call[]): boolean => {
    if (remaining.every(({ endedAt }) => endedAt === Infinity)) return true;
    const name = `${remaining.map(({ invokedAt }) => invokedAt).join(' ')} ${nameOf(relevant(wallets, remaining, rules))}`;
    if (known.has(name)) return false;
    known.add(name);
    const firstEnd = Math.min(...remaining.map(({ endedAt }) => endedAt));
    return remaining.some((call) => {
      if (call.invokedAt > firstEnd) return false;
      nodes += 1;
      if (nodes > mostNodes) throw new CutOff();
      const rest = remaining.filter((other) => other !== call);
      return possibilitiesOf(wallets, call.asked, rules).some(
        ({ reply, next }) => agrees(reply, call.seen, rules) && explains(next, rest),
      );
    });
  };

  try {
    return explains(opening, calls) ? 'ok' : 'broken';
  } catch (thrown) {
    if (thrown instanceof CutOff) return 'undecided';
    throw thrown;
  }
}

class CutOff extends Error {}

/** Without receipts that nobody asks for any more: they tell orders apart that end the same. */
function relevant(wallets: Wallets, remaining: readonly Call[], rules: Rules): Wallets {
  const names = remaining.flatMap(({ asked }) =>
    asked.kind === 'read' ? [] : [receiptName(asked, rules)],
  );
  const receipts = Object.entries(wallets.receipts).filter(([name]) => names.includes(name));
  return { ...wallets, receipts: Object.fromEntries(receipts) };
}
