import { canonicalJson } from '../../kernel/canonical.js';
import { sha256Hex } from '../../kernel/ids.js';

/** What the first entry chains to. */
export const GENESIS_HASH = '0'.repeat(64);

/** An entry of the audit log as it is exported: everything but the hash is under the hash. */
export interface AuditEntry {
  readonly seq: number;
  readonly at: string;
  readonly client_id: string;
  readonly operation: string;
  readonly type: string;
  readonly player_id: string | null;
  readonly request_id: string;
  readonly trace_id: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly previous_hash: string;
  readonly hash: string;
}

/** An entry as it is kept: its data as the canonical JSON that is under the hash. */
export interface KeptEntry extends Omit<AuditEntry, 'data'> {
  readonly dataText: string;
}

export const keptOf = (entry: AuditEntry): KeptEntry => ({
  ...entry,
  dataText: canonicalJson(entry.data),
});

/**
 * SHA-256 in hex over the canonical JSON of [seq, at, client_id, operation, type, player_id,
 * request_id, trace_id, data, previous_hash].
 */
export function hashOf(entry: Omit<KeptEntry, 'hash'>): string {
  const { seq, at, client_id, operation, type, player_id, request_id, trace_id } = entry;
  // Strings, numbers and null are canonical as JSON.stringify writes them.
  const head = JSON.stringify([
    seq,
    at,
    client_id,
    operation,
    type,
    player_id,
    request_id,
    trace_id,
  ]);
  return sha256Hex(`${head.slice(0, -1)},${entry.dataText},"${entry.previous_hash}"]`);
}

export interface ChainVerdict {
  readonly valid: boolean;
  readonly entries: number;
  /** The hash of the last entry that holds: keep it elsewhere and a cut tail is found too. */
  readonly head: string;
  /** The sequence number at which the chain breaks, or null. */
  readonly broken_at: number | null;
}

/** Finds any alteration, removal or reordering inside the log (OBS-03). */
export function verifyChain(entries: Iterable<KeptEntry>): ChainVerdict {
  let head = GENESIS_HASH;
  let count = 0;
  for (const entry of entries) {
    const linked = entry.seq === count + 1 && entry.previous_hash === head;
    if (!linked || hashOf(entry) !== entry.hash) {
      return { valid: false, entries: count, head, broken_at: entry.seq };
    }
    head = entry.hash;
    count += 1;
  }
  return { valid: true, entries: count, head, broken_at: null };
}

/** Verifies an export offline; a line that is no entry breaks the chain where it stands. */
export function verifyAuditExport(ndjson: string): ChainVerdict {
  const lines = ndjson.split('\n').filter((line) => line !== '');
  const entries: KeptEntry[] = [];
  for (const line of lines) {
    const entry = parsedEntry(line);
    if (!entry) {
      const sound = verifyChain(entries);
      return sound.valid ? { ...sound, valid: false, broken_at: entries.length + 1 } : sound;
    }
    entries.push(keptOf(entry));
  }
  return verifyChain(entries);
}

const MEMBERS = [
  ...['at', 'client_id', 'data', 'hash', 'operation', 'player_id', 'previous_hash'],
  ...['request_id', 'seq', 'trace_id', 'type'],
].join();

function parsedEntry(line: string): AuditEntry | undefined {
  try {
    const value = JSON.parse(line) as Partial<AuditEntry> | null;
    // A member more would stand in the export without standing under the hash.
    const shaped =
      Object.keys(value ?? {})
        .sort()
        .join() === MEMBERS;
    return shaped ? (value as AuditEntry) : undefined;
  } catch {
    return undefined;
  }
}
