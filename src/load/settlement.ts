import type { Effects } from './effects.js';
import { inParallel } from '../kernel/parallel.js';
import { isFinal } from './payments.js';
import type { ProofReads } from './proof-terms.js';

const PARALLEL = 8;

/**
 * Reads payments until all of them are final, or until the reads say that it has been enough. What
 * is then still open is proven as open: its money held, or not yet credited.
 */
export async function settlePayments(effects: Effects, reads: ProofReads): Promise<void> {
  const { payments } = reads;
  let open = [...effects.byPlayer]
    .filter(([, account]) => account.payments.size > 0)
    .map(([playerId]) => playerId);
  while (payments && open.length > 0) {
    const still: string[] = [];
    await inParallel(open, PARALLEL, async (playerId) => {
      const rows = await payments.of(playerId);
      if (!rows || rows.some(({ status }) => !isFinal(status))) still.push(playerId);
    });
    open = still;
    if (open.length > 0 && !(await payments.wait())) return;
  }
}
