import { canonicalJson } from '../kernel/canonical.js';
import { sha256Hex } from '../kernel/ids.js';
import type { Schema } from '../contract/types.js';

/** An entry of the audit log as the contract has it. */
export type AuditEntry = Schema<'AuditEntry'>;

/** What an exported audit log says once it is reckoned again, line by line. */
export interface ReckonedChain {
  /** The entries up to where the chain breaks. */
  readonly entries: readonly AuditEntry[];
  /** The hash of the last of them; 64 zeros for an empty log. */
  readonly head: string;
  /** The first line that does not follow from those before it, counted from 1; null when all do. */
  readonly brokenAt: number | null;
}

const GENESIS = '0'.repeat(64);

/** The members under an entry's hash, in the order in which they are hashed. */
const HASHED = [
  'seq',
  'at',
  'client_id',
  'operation',
  'type',
  'player_id',
  'request_id',
  'trace_id',
  'data',
  'previous_hash',
] as const;

/** The hash an entry must bear: SHA-256 in hex over the canonical JSON of its other members. */
export const auditHash = (entry: Omit<AuditEntry, 'hash'>): string =>
  sha256Hex(canonicalJson(HASHED.map((name) => entry[name])));

/**
 * Reckons an export (NDJSON, oldest first) again without the platform's help (OBS-03). An entry
 * that was altered, removed, added or moved breaks the chain where it stands; a cut tail shows in
 * the head, which whoever keeps the log elsewhere knows.
 */
export function reckonChain(ndjson: string): ReckonedChain {
  const lines = ndjson.split('\n').filter((line) => line !== '');
  const entries: AuditEntry[] = [];
  let head = GENESIS;
  for (const [index, line] of lines.entries()) {
    const entry = entryOf(line);
    const follows = entry?.seq === index + 1 && entry.previous_hash === head;
    if (!entry || !follows || auditHash(entry) !== entry.hash) {
      return { entries, head, brokenAt: index + 1 };
    }
    entries.push(entry);
    head = entry.hash;
  }
  return { entries, head, brokenAt: null };
}

function entryOf(line: string): AuditEntry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return value !== null && typeof value === 'object' ? (value as AuditEntry) : undefined;
  } catch {
    return undefined;
  }
}
