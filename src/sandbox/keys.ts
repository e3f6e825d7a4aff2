import { firstWinKey } from '../domains/idempotency/index.js';
import { refuse } from '../kernel/errors.js';
import type { OperationCall } from '../server/platform.js';

/**
 * The idempotency key in force (IDEM-04): from the body or the header, which must agree.
 * A credit without one is keyed by the debit it answers.
 */
export function keyOf(call: OperationCall): string | undefined {
  const { idempotency } = call.operation;
  if (idempotency === 'none') return undefined;
  const body = call.body as Readonly<Record<string, unknown>> | undefined;
  // Where the key is optional the contract names no such member: like any unknown one it is ignored.
  const inBody = idempotency === 'optional' ? undefined : body?.['idempotency_key'];
  const inHeader = call.idempotencyKey;
  if (inBody !== undefined && inHeader !== undefined && inBody !== inHeader) {
    refuse('IDEMPOTENCY_KEY_MISMATCH', { field: 'idempotency_key' });
  }
  const key = (inBody as string | undefined) ?? inHeader;
  if (key !== undefined) return key;
  if (idempotency === 'required') refuse('IDEMPOTENCY_KEY_REQUIRED', { field: 'idempotency_key' });
  return idempotency === 'derived' ? firstWinKey(String(body?.['txn_ref'])) : undefined;
}
