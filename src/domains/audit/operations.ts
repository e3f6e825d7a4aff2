import { refuse } from '../../kernel/errors.js';
import type { Answer, Context, Operation } from '../context.js';
import { verifyChain } from './chain.js';
import type { KeptEntry } from './chain.js';
import { entriesBelow, keptAfter } from './store.js';

const CURSOR = /^[0-9]{1,15}$/;

export const listAuditEntries: Operation<'listAuditEntries'> = (ctx, input) => {
  const below = input.cursor === undefined ? Number.MAX_SAFE_INTEGER : positionOf(input.cursor);
  const limit = input.limit ?? 20;
  const found = entriesBelow(ctx, below, limit + 1, input.player_id);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map((entry) => ({ ...entry, data: { ...entry.data } })),
    next_cursor: found.length > limit && last ? String(last.seq) : null,
  };
};

function positionOf(cursor: string): number {
  if (CURSOR.test(cursor)) return Number(cursor);
  return refuse('VALIDATION_ERROR', { field: 'cursor', rule: 'format' });
}

export const verifyAudit: Operation<'verifyAudit'> = (ctx) => ({
  ...verifyChain(keptAfter(ctx, 0)),
});

/** NDJSON, oldest first; `tablestakes verify` checks it offline. */
export function exportAudit(ctx: Context): Answer {
  let text = '';
  for (const entry of keptAfter(ctx, 0)) text += `${lineOf(entry)}\n`;
  return { text };
}

/** The entry as JSON: what it tells is JSON already. */
function lineOf({ dataText, previous_hash, hash, ...head }: KeptEntry): string {
  const opened = JSON.stringify(head).slice(0, -1);
  return `${opened},"data":${dataText},"previous_hash":"${previous_hash}","hash":"${hash}"}`;
}
