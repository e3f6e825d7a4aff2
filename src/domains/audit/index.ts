import { canonicalJson } from '../../kernel/canonical.js';
import { formatTime } from '../../kernel/time.js';
import type { Schema } from '../../contract/types.js';
import type { Context, Domain } from '../context.js';
import { query } from '../context.js';
import type { AuditEntry } from './chain.js';
import { hashOf } from './chain.js';
import { exportAudit, listAuditEntries, verifyAudit } from './operations.js';
import { headOf, insertEntry } from './store.js';
import { tables } from './tables.js';

export type { AuditEntry } from './chain.js';
export { entriesAfter, entriesNaming, headOf } from './store.js';

/** The one way into the audit log and the outbox. */
export interface Journal {
  append(ctx: Context, type: string, playerId: string | null, data: AuditEntry['data']): void;
}

export const soundJournal: Journal = {
  append(ctx, type, playerId, data) {
    const head = headOf(ctx);
    const at = ctx.clock.now();
    const unsigned = {
      seq: head.seq + 1,
      at: formatTime(at),
      client_id: ctx.call.client.clientId,
      operation: ctx.call.operation,
      type,
      player_id: playerId,
      request_id: ctx.call.requestId,
      trace_id: ctx.call.traceId,
      dataText: canonicalJson(data),
      previous_hash: head.hash,
    };
    insertEntry(ctx, { ...unsigned, hash: hashOf(unsigned) }, at);
  },
};

/**
 * What can be recorded: the types that the contract lists, one by one, as what a webhook can be
 * subscribed to, and the platform's own words on webhooks, which are never sent.
 */
export type EventType = Exclude<Schema<'EventPattern'>, '*' | `${string}.*`> | `webhook.${string}`;

/** Records that something changed: in the audit log, and for whoever listens to events. */
export function emit(
  ctx: Context,
  type: EventType,
  playerId: string | null,
  data: AuditEntry['data'],
): void {
  ctx.parts.journal.append(ctx, type, playerId, data);
}

export const audit: Domain = {
  name: 'audit',
  tables,
  operations: {
    listAuditEntries: query(listAuditEntries),
    verifyAudit: query(verifyAudit),
    exportAudit: query(exportAudit),
  },
};
