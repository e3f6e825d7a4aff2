import { isFinal } from './payments.js';
import type { ProofReads } from './proof-terms.js';

type Row = Readonly<Record<string, unknown>>;

/** A player's books as read. Undefined: the target would not tell, or nobody asks (payments). */
export interface PlayerBooks {
  readonly wallet: Row | undefined;
  readonly rows: readonly Row[] | 'absent' | undefined;
  readonly payments: readonly Row[] | undefined;
}

const ATTEMPTS = 5;

/** Reads a player's books as of one moment: again when a payment has ended in between. */
export async function readBooks(playerId: string, reads: ProofReads): Promise<PlayerBooks> {
  for (let attempt = 1; ; attempt += 1) {
    const payments = await reads.payments?.of(playerId);
    const wallet = await reads.wallet(playerId);
    const rows = await reads.statement(playerId);
    if (!payments?.some(({ status }) => !isFinal(status)) || attempt === ATTEMPTS) {
      return { wallet, rows, payments };
    }
    const after = await reads.payments?.of(playerId);
    if (after && standing(after) === standing(payments)) return { wallet, rows, payments };
  }
}

const standing = (payments: readonly Row[]): string =>
  payments.map(({ payment_id: id, status }) => `${String(id)} ${String(status)}`).join();
