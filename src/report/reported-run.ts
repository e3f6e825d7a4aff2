import type { CertifyResult } from '../harness/certify.js';
import { countsOf } from '../harness/results.js';
import type { CheckResult } from '../harness/results.js';
import type { Clause } from '../harness/requirements.js';
import type { JsonReport } from './json.js';

/** A finished run as reports tell it: what the JSON report keeps, and so what it gives back. */
export type ReportedRun = Omit<CertifyResult, 'history'>;

/** What a reader is told beside the result; none of it depends on the run. */
export interface Guide {
  /** Of tablestakes itself. */
  readonly version: string;
  /** The requirement set the run was judged by. */
  readonly clauses: readonly Clause[];
  /** What usually makes the check fail, the likeliest first. */
  readonly causesOf: (check: CheckResult) => readonly string[];
  /** Where the check is documented: a URL, or a path inside the package. */
  readonly docsOf: (check: CheckResult) => string | undefined;
  /** The file of the reader's repository that findings are shown at, relative to its root. */
  readonly findingsAt: string;
}

/** The result that a JSON report was made of; an older one lacks what was added since. */
export function reportedRunOf(report: JsonReport): ReportedRun {
  const {
    report: _format,
    exit_code,
    ledger_hash,
    contract_version,
    started_at,
    target,
    explore,
    ...same
  } = report;
  const { base_url, ...sameTarget } = target;
  return {
    ...same,
    ...(explore && { explore }),
    counts: countsOf(same.checks), // a report of before may lack a status of now
    exitCode: exit_code as CertifyResult['exitCode'],
    target: { ...sameTarget, baseUrl: base_url },
    ledgerHash: ledger_hash,
    contractVersion: contract_version,
    startedAt: started_at,
  };
}
