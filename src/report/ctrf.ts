import { parseTime } from '../kernel/time.js';
import type { CheckResult } from '../harness/results.js';
import { domainsOf, messageOf, outcomeOf, requestLineOf, told } from './findings.js';
import type { Guide, ReportedRun } from './reported-run.js';

type CtrfStatus = 'passed' | 'failed' | 'skipped' | 'pending' | 'other';

/**
 * Common Test Report Format. A required check that could not be made counts as failed, because a
 * reader would pass over any other word; `rawStatus` says which of ours it was.
 */
export function ctrfText(run: ReportedRun, guide: Guide): string {
  const start = parseTime(run.startedAt) ?? 0;
  const statuses = run.checks.map(statusOf);
  const count = (wanted: CtrfStatus): number =>
    statuses.filter((status) => status === wanted).length;
  const report = {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    timestamp: run.startedAt,
    generatedBy: 'tablestakes',
    results: {
      tool: { name: 'tablestakes', version: guide.version },
      summary: {
        tests: run.checks.length,
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped'),
        pending: 0,
        other: count('other'),
        suites: domainsOf(run.checks).length,
        start,
        stop: start + Math.round(run.ms),
      },
      tests: run.checks.map(testOf),
      environment: {
        reportName: 'tablestakes certify',
        appName: run.target.name,
        testEnvironment: run.target.baseUrl,
        healthy: run.verdict === 'conformant',
        extra: {
          verdict: run.verdict,
          exit_code: run.exitCode,
          reasons: run.reasons,
          profile: run.target.profile ?? 'platform-full',
          seed: run.seed,
          contract: run.contractVersion,
          ledger_hash: run.ledgerHash,
        },
      },
    },
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function statusOf({ status, level }: CheckResult): CtrfStatus {
  switch (status) {
    case 'pass':
    case 'warn':
      return 'passed';
    case 'fail':
      return 'failed';
    case 'skip':
    case 'waived':
      return 'skipped';
    case 'untestable':
    case 'error':
      return level === 'MUST' ? 'failed' : 'other';
  }
}

function testOf(check: CheckResult): object {
  const { id, title, status, ms, domain, requirement, level, impact, rule, money } = check;
  const wrong = status !== 'pass';
  return {
    name: `${id} ${title}`,
    status: statusOf(check),
    duration: Math.round(ms),
    suite: ['tablestakes', domain],
    rawStatus: status,
    ...(wrong && { message: messageOf(check) }),
    ...(wrong && check.failures.length > 0 && { trace: traceOf(check) }),
    tags: [domain, requirement],
    labels: { id, requirement, level, impact },
    type: check.kind,
    ...(wrong && { extra: { rule, money } }),
  };
}

const traceOf = ({ failures }: CheckResult): string =>
  failures
    .map((failure) => {
      const lines = [failure.message];
      if ('expected' in failure) lines.push(`expected: ${told(failure.expected)}`);
      if ('actual' in failure) lines.push(`actual: ${told(failure.actual)}`);
      const { exchange } = failure;
      if (exchange)
        lines.push(`${requestLineOf(exchange)} → ${outcomeOf(exchange)}`, exchange.curl);
      return lines.join('\n');
    })
    .join('\n\n');
