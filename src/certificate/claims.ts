import type { CheckResult, Counts, Status } from '../harness/results.js';
import { STATUSES } from '../harness/results.js';
import { canonicalJson } from '../kernel/canonical.js';
import { sha256Hex } from '../kernel/ids.js';
import type { JsonReport } from '../report/json.js';

/** As in-toto writes digests: algorithm and hex. */
export interface Digest {
  readonly sha256: string;
}

export const digestOf = (bytes: string | Uint8Array): Digest => ({ sha256: sha256Hex(bytes) });

/** What a certificate says of a run: all of it can be worked out again from the JSON report. */
export interface Claims {
  readonly verdict: JsonReport['verdict'];
  readonly reasons: readonly string[];
  readonly counts: Counts;
  /** Ids of checks by how they ended. */
  readonly checks: Readonly<Record<Status, readonly string[]>>;
  readonly selection: JsonReport['selection'];
  readonly waivers: NonNullable<JsonReport['waivers']>;
  readonly target: JsonReport['target'] & { readonly fingerprint: Digest };
  readonly evidence: { readonly root: Digest; readonly checks: number };
  readonly ledger_hash: string | null;
  readonly seed: string;
  readonly namespace: string | null;
  readonly run: { readonly started_at: string; readonly ms: number };
}

export const claimsOf = (report: JsonReport): Claims => ({
  verdict: report.verdict,
  reasons: report.reasons,
  counts: report.counts,
  checks: idsByStatus(report.checks),
  selection: report.selection,
  waivers: report.waivers ?? [],
  target: { ...report.target, fingerprint: fingerprintOf(report) },
  evidence: { root: evidenceRootOf(report.checks), checks: report.checks.length },
  ledger_hash: report.ledger_hash,
  seed: report.seed,
  namespace: report.namespace ?? null,
  run: { started_at: report.started_at, ms: report.ms },
});

function idsByStatus(checks: readonly CheckResult[]): Claims['checks'] {
  const ids = (status: Status): readonly string[] =>
    checks.filter((check) => check.status === status).map(({ id }) => id);
  return Object.fromEntries(STATUSES.map((status) => [status, ids(status)])) as Claims['checks'];
}

/** Over where the target lives, what it promises and what it showed that it can do. */
const fingerprintOf = ({ target, contract_version }: JsonReport): Digest =>
  digestOf(
    canonicalJson({
      ...target,
      capabilities: [...target.capabilities].sort(),
      undeclared: [...target.undeclared].sort(),
      contract_version,
    }),
  );

/**
 * SHA-256 over the canonical JSON of [[id, SHA-256 over the canonical JSON of the check], …] in the
 * order of the report: one check can be shown to somebody with the list, and the others kept back.
 */
export const evidenceRootOf = (checks: readonly CheckResult[]): Digest =>
  digestOf(canonicalJson(checks.map((check) => [check.id, sha256Hex(canonicalJson(check))])));
