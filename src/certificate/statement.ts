import { canonicalJson } from '../kernel/canonical.js';
import { DAY_MS, formatTime, parseTime } from '../kernel/time.js';
import type { JsonReport } from '../report/json.js';
import { claimsOf, digestOf } from './claims.js';
import type { Claims, Digest } from './claims.js';

export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
export const CERTIFICATE_TYPE = 'https://tablestakes.dev/attestation/conformance/v1';
export const TEST_RESULT_TYPE = 'https://in-toto.io/attestation/test-result/v0.1';

/** A file that a statement is about. */
export interface Subject {
  readonly name: string;
  readonly digest: Digest;
}

/** An in-toto Statement v1. */
export interface Statement<Type extends string, Predicate> {
  readonly _type: typeof STATEMENT_TYPE;
  readonly subject: readonly Subject[];
  readonly predicateType: Type;
  readonly predicate: Predicate;
}

/** What judged: by which program, checks, clauses and contract. */
export interface Judge {
  readonly tool: { readonly name: 'tablestakes'; readonly version: string };
  /** Over the code of the checks and of all that judges with them. */
  readonly suite: { readonly digest: Digest; readonly checks: number };
  readonly requirements: { readonly revision: string; readonly digest: Digest };
  readonly contract: { readonly version: string; readonly digest: Digest };
}

export type Conformance = Claims &
  Judge & { readonly issued_at: string; readonly expires_at: string };

export type Certificate = Statement<typeof CERTIFICATE_TYPE, Conformance>;

export interface Issue {
  readonly report: JsonReport;
  /** The written reports, the JSON report among them. */
  readonly subjects: readonly Subject[];
  readonly judge: Judge;
  readonly issuedMs: number;
  readonly validDays: number;
}

/** A verdict that may be shown around; of any other there is the report, and no certificate. */
export const isCertifiable = ({ verdict, exit_code }: JsonReport): boolean =>
  (verdict === 'conformant' || verdict === 'partial') && exit_code === 0;

export const certificateOf = (issue: Issue): Certificate => ({
  _type: STATEMENT_TYPE,
  subject: issue.subjects,
  predicateType: CERTIFICATE_TYPE,
  predicate: {
    ...claimsOf(issue.report),
    ...issue.judge,
    issued_at: formatTime(issue.issuedMs),
    expires_at: formatTime(expiryOf(issue)),
  },
});

/** After so many days; sooner where a waiver it leans on ends sooner. */
function expiryOf({ report, issuedMs, validDays }: Issue): number {
  const ends = (report.waivers ?? []).flatMap(({ state, expires }) =>
    state === 'used' ? (parseTime(`${expires}T00:00:00Z`) ?? issuedMs) + DAY_MS : [],
  );
  return Math.min(issuedMs + validDays * DAY_MS, ...ends);
}

/** As in-toto describes a resource. */
interface Resource {
  readonly name: string;
  readonly digest: Digest;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface TestResult {
  readonly result: 'PASSED' | 'WARNED' | 'FAILED';
  /** The certificate it stands beside comes first. */
  readonly configuration: readonly [Resource, ...Resource[]];
  readonly passedTests: readonly string[];
  readonly warnedTests: readonly string[];
  readonly failedTests: readonly string[];
}

export type TestResultStatement = Statement<typeof TEST_RESULT_TYPE, TestResult>;

/**
 * The same run in the words of in-toto's test-result, for tools that know no other. It has none for
 * waived, skipped and untestable: a waived check is told as failed, what was not tested not at all,
 * and such a run is never PASSED.
 */
export function testResultOf(certificate: Certificate): TestResultStatement {
  const { predicate, subject } = certificate;
  const { checks, contract, expires_at, issued_at, requirements, suite, verdict } = predicate;
  const failed = [...checks.fail, ...checks.waived];
  const passed = verdict === 'conformant' && checks.warn.length + checks.untestable.length === 0;
  return {
    _type: STATEMENT_TYPE,
    subject,
    predicateType: TEST_RESULT_TYPE,
    predicate: {
      result: failed.length > 0 ? 'FAILED' : passed ? 'PASSED' : 'WARNED',
      configuration: [
        {
          name: 'certificate',
          digest: digestOf(canonicalJson(certificate)),
          annotations: { issued_at, expires_at },
        },
        { name: `requirements ${requirements.revision}`, digest: requirements.digest },
        { name: 'suite', digest: suite.digest },
        { name: `contract ${contract.version}`, digest: contract.digest },
      ],
      passedTests: checks.pass,
      warnedTests: checks.warn,
      failedTests: failed,
    },
  };
}
