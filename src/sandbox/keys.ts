import { refuse } from '../kernel/errors.js';
import type { OperationCall } from '../server/platform.js';

const KEY = /^[A-Za-z0-9._:~-]{1,128}$/;

/**
 * The idempotency key in force (IDEM-04): from the body or the header, which must agree.
 * A credit without one is keyed by the debit it answers; NUL keeps that apart from every key a
 * caller can send.
 */
export function keyOf(call: OperationCall): string | undefined {
  const { idempotency } = call.operation;
  if (idempotency === 'none') return undefined;
  const body = call.body as Readonly<Record<string, unknown>> | undefined;
  const inBody = body?.['idempotency_key'] as string | undefined;
  const inHeader = call.idempotencyKey;
  if (inHeader !== undefined && !KEY.test(inHeader)) {
    refuse('VALIDATION_ERROR', { field: 'Idempotency-Key', rule: 'pattern' });
  }
  if (inBody !== undefined && inHeader !== undefined && inBody !== inHeader) {
    refuse('IDEMPOTENCY_KEY_MISMATCH', { field: 'idempotency_key' });
  }
  const key = inBody ?? inHeader;
  if (key !== undefined) return key;
  if (idempotency === 'required') refuse('IDEMPOTENCY_KEY_REQUIRED', { field: 'idempotency_key' });
  return idempotency === 'derived' ? `\u0000credit\u0000${String(body?.['txn_ref'])}` : undefined;
}
