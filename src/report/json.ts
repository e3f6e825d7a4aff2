import type { CertifyResult } from '../harness/certify.js';
import type { CheckResult, Counts } from '../harness/results.js';
import type { ReportedRun } from './reported-run.js';

/** The JSON report: schemas/report.schema.json says it in full; members are only ever added. */
export interface JsonReport {
  readonly report: 'tablestakes/certify@1';
  readonly verdict: CertifyResult['verdict'];
  readonly exit_code: number;
  readonly reasons: readonly string[];
  readonly counts: Counts;
  readonly target: {
    name: string;
    base_url: string;
    capabilities: readonly string[];
    /** Found, though the target file does not declare them. */
    undeclared: readonly string[];
    profile: string;
    /** What it answers where published contracts disagree; null: as the reference contract does. */
    dialect: CertifyResult['target']['dialect'];
  };
  /** Of the requirement set the target was judged by. */
  readonly revision?: string | undefined;
  /** What ids were derived from. */
  readonly namespace?: string | undefined;
  readonly waivers?: CertifyResult['waivers'];
  readonly baseline?: CertifyResult['baseline'];
  /** What was explored besides the scenarios; null where nothing was. */
  readonly explore?: CertifyResult['explore'] | null;
  readonly seed: string;
  readonly ledger_hash: string | null;
  readonly contract_version: string;
  readonly started_at: string;
  readonly ms: number;
  readonly interrupted: boolean;
  readonly selection: CertifyResult['selection'];
  readonly coverage: CertifyResult['coverage'];
  readonly checks: readonly CheckResult[];
}

export const jsonReportOf = (result: ReportedRun): JsonReport => ({
  report: 'tablestakes/certify@1',
  verdict: result.verdict,
  exit_code: result.exitCode,
  reasons: result.reasons,
  counts: result.counts,
  target: {
    name: result.target.name,
    base_url: result.target.baseUrl,
    capabilities: result.target.capabilities,
    undeclared: result.target.undeclared ?? [],
    profile: result.target.profile ?? 'platform-full',
    dialect: result.target.dialect ?? null,
  },
  revision: result.revision,
  namespace: result.namespace,
  waivers: result.waivers ?? [],
  baseline: result.baseline ?? null,
  explore: result.explore ?? null,
  seed: result.seed,
  ledger_hash: result.ledgerHash,
  contract_version: result.contractVersion,
  started_at: result.startedAt,
  ms: result.ms,
  interrupted: result.interrupted,
  selection: result.selection,
  coverage: result.coverage,
  checks: result.checks,
});

/** Two spaces deep, ending in a newline. */
export const jsonText = (result: ReportedRun): string =>
  `${JSON.stringify(jsonReportOf(result), null, 2)}\n`;
