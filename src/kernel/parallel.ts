/** Works through the items with so many under way at once; the first that fails ends the rest. */
export async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  try {
    await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  } finally {
    queue.return?.();
  }
}

/**
 * A wait for what is under way, one for all who ask meanwhile; it answers how much that was. What
 * begins during a wait counts in the next.
 */
export function createWait(
  underWay: ReadonlyMap<unknown, Promise<unknown>>,
): () => Promise<number> {
  let waiting: Promise<number> | undefined;
  return () => {
    if (underWay.size === 0) return Promise.resolve(0);
    waiting ??= Promise.all(underWay.values())
      .then((all) => all.length)
      .finally(() => (waiting = undefined));
    return waiting;
  };
}
