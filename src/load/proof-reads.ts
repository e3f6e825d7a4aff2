import type { ProofReads } from './proof.js';
import type { Target } from './target.js';

type Row = Readonly<Record<string, unknown>>;

const PAGE = 100;
const ATTEMPTS = 3;

/** The proof's reads over the functional client. A read is tried again: it has no effect. */
export function proofReads(target: Target): ProofReads {
  const read = async (operation: string, input: Row): Promise<Row | undefined> => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await target.call(operation, input);
      if (answer.outcome === 'ok') return answer.body;
      if (answer.outcome === 'refused' || attempt === ATTEMPTS) return undefined;
    }
  };
  return {
    repeat: (step) => target.call(step.operation, step.input, step.key),
    wallet: (playerId) => read('getWallet', { player_id: playerId }),
    statement: async (playerId) => {
      const rows: Row[] = [];
      let cursor: unknown = undefined;
      do {
        const input = { player_id: playerId, limit: PAGE, cursor };
        const page = await read('listTransactions', input);
        const items = page?.['items'];
        if (!page || !Array.isArray(items)) return undefined;
        rows.push(...(items as Row[]));
        cursor = page['next_cursor'] ?? undefined;
        if (cursor !== undefined && items.length === 0) return undefined;
      } while (cursor !== undefined);
      return rows;
    },
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
