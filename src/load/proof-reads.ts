import { setTimeout as pause } from 'node:timers/promises';
import type { Confirmations } from './confirmations.js';
import type { PaymentReads, ProofReads } from './proof.js';
import type { Target } from './target.js';

type Row = Readonly<Record<string, unknown>>;

const PAGE = 100;
const ATTEMPTS = 3;

/** How payments are waited for after the run. */
export interface Patience {
  readonly confirmations: Confirmations;
  /** How long in all, in milliseconds. */
  readonly settleMs: number;
}

/** The proof's reads over the functional client; of payments too where there is patience. */
export function proofReads(target: Target, patience?: Patience): ProofReads {
  return {
    repeat: (step) => target.call(step.operation, step.input, step.key),
    wallet: (playerId) => read(target, 'getWallet', { player_id: playerId }),
    statement: (playerId) => pages(target, 'listTransactions', playerId),
    ...(patience && { payments: paymentReads(target, patience) }),
    audit: async () => {
      const answer = await target.call('verifyAudit', {});
      if (answer.status === 404 || answer.status === 501) return 'absent';
      const entries = Number(answer.body['entries'] ?? 0);
      return { valid: answer.outcome === 'ok' && answer.body['valid'] === true, entries };
    },
    ledger: async () => {
      const answer = await target.control('GET', '/sandbox/ledger');
      if (answer.status === 404) return 'absent';
      const transactions = Number(answer.body['transactions'] ?? 0);
      return {
        balanced: answer.outcome === 'ok' && answer.body['balanced'] === true,
        transactions,
      };
    },
  };
}

const WAIT_MS = 250;

function paymentReads(target: Target, { confirmations, settleMs }: Patience): PaymentReads {
  let untilMs: number | undefined;
  return {
    of: async (playerId) => {
      const rows = await pages(target, 'listPayments', playerId);
      rows?.forEach(({ payment_id: id, status }) => confirmations.read(id, status));
      return rows;
    },
    wait: async () => {
      untilMs ??= performance.now() + settleMs;
      if (performance.now() >= untilMs) return false;
      await pause(WAIT_MS);
      return true;
    },
  };
}

/** A read is tried again: it has no effect. */
async function read(target: Target, operation: string, input: Row): Promise<Row | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await target.call(operation, input);
    if (answer.outcome === 'ok') return answer.body;
    if (answer.outcome === 'refused' || attempt === ATTEMPTS) return undefined;
  }
}

/** Every page of a list of a player's. */
async function pages(
  target: Target,
  operation: string,
  playerId: string,
): Promise<readonly Row[] | undefined> {
  const rows: Row[] = [];
  let cursor: unknown = undefined;
  do {
    const page = await read(target, operation, { player_id: playerId, limit: PAGE, cursor });
    const items = page?.['items'];
    if (!page || !Array.isArray(items)) return undefined;
    rows.push(...(items as Row[]));
    cursor = page['next_cursor'] ?? undefined;
    if (cursor !== undefined && items.length === 0) return undefined;
  } while (cursor !== undefined);
  return rows;
}
