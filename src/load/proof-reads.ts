import { setTimeout as pause } from 'node:timers/promises';
import type { Confirmations } from './confirmations.js';
import type { PaymentReads, ProofReads } from './proof.js';
import { TargetSilent } from './proof-terms.js';
import type { StepAnswer } from './steps.js';
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
export function proofReads(wholeTarget: Target, patience?: Patience): ProofReads {
  const target = patiently(wholeTarget);
  return {
    repeat: (step) => target.call(step.operation, step.input, step.key),
    wallet: (playerId) => read(target, 'getWallet', { player_id: playerId }),
    statement: async (playerId) =>
      wholeTarget.foreign?.operations.has('listTransactions') === false
        ? 'absent'
        : pages(target, 'listTransactions', { player_id: playerId }),
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

/** Of the target, what the proof asks. */
type Asked = Pick<Target, 'call' | 'control'>;

/**
 * Asks again what was not answered: all of it may be repeated. What is never answered is unknown.
 * Throws TargetSilent once nobody else was answered meanwhile either.
 */
function patiently(target: Target): Asked {
  let unheard = 0;
  const heard = async (ask: () => Promise<StepAnswer>): Promise<StepAnswer> => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await ask();
      if (answer.status !== 0) {
        unheard = 0;
        return answer;
      }
      unheard += 1;
      if (attempt < ATTEMPTS) await pause(WAIT_MS);
      else if (unheard < ATTEMPTS) return { ...answer, outcome: 'unknown' };
      else throw new TargetSilent(`${target.baseUrl} answers nothing any more`);
    }
  };
  return {
    call: (operation, input, key) => heard(() => target.call(operation, input, key)),
    control: (method, path, body) => heard(() => target.control(method, path, body)),
  };
}

function paymentReads(target: Asked, { confirmations, settleMs }: Patience): PaymentReads {
  let untilMs: number | undefined;
  return {
    of: async (playerId) => {
      const rows = await pages(target, 'listPayments', { player_id: playerId });
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
async function read(
  target: Pick<Target, 'call'>,
  operation: string,
  input: Row,
): Promise<Row | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await target.call(operation, input);
    if (answer.outcome === 'ok') return answer.body;
    if (answer.outcome === 'refused' || attempt === ATTEMPTS) return undefined;
  }
}

/** Every page of a list; undefined when one of them could not be read. */
export async function pages(
  target: Pick<Target, 'call'>,
  operation: string,
  input: Row,
): Promise<readonly Row[] | undefined> {
  const rows: Row[] = [];
  let cursor: unknown = undefined;
  do {
    const page = await read(target, operation, { ...input, limit: PAGE, cursor });
    const items = page?.['items'];
    if (!page || !Array.isArray(items)) return undefined;
    rows.push(...(items as Row[]));
    cursor = page['next_cursor'] ?? undefined;
    if (cursor !== undefined && items.length === 0) return undefined;
  } while (cursor !== undefined);
  return rows;
}
