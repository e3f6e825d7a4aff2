import { sha256Hex } from '../kernel/ids.js';
import type { CheckResult } from '../harness/results.js';
import type { Impact, Level } from '../harness/scenario.js';
import { acceptanceOf, broken, counted, findingsOf, messageOf, told } from './findings.js';
import type { Guide, ReportedRun } from './reported-run.js';

/** Code scanning shows 5,000 results and refuses 25,000; there are fewer checks than that. */
const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

const LEVELS: Readonly<Record<Level, string>> = { MUST: 'error', SHOULD: 'warning', MAY: 'note' };
const SEVERITIES: Readonly<Record<Impact, string>> = {
  critical: '9.1',
  major: '7.0',
  minor: '4.0',
};

/**
 * SARIF 2.1.0 of what belongs beside code: broken security clauses and answers that left the
 * contract. Findings are shown at a file of the reader's repository, because a URL is refused; what
 * could not be tested is told as a notification of the run, never as no finding.
 */
export function sarifText(run: ReportedRun, guide: Guide): string {
  const findings = findingsOf(run.checks).filter((check) => broken(check) && isForCode(check));
  const rules = findings.map((check) => ruleOf(check, guide));
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'tablestakes', semanticVersion: guide.version, rules } },
        automationDetails: { id: `tablestakes/${run.target.profile ?? 'platform-full'}/` },
        invocations: [invocationOf(run)],
        results: findings.map((check, ruleIndex) => resultOf(check, ruleIndex, guide)),
        columnKind: 'utf16CodeUnits',
        properties: { verdict: run.verdict, target: run.target.name, seed: run.seed },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const SECURITY = /^(SEC|GDPR)-/;
const CONTRACT = /^(VER|ERR)-/;

const isForCode = ({ requirement, failures }: CheckResult): boolean =>
  SECURITY.test(requirement) ||
  CONTRACT.test(requirement) ||
  failures.some(({ kind }) => kind === 'contract');

function ruleOf(check: CheckResult, guide: Guide): object {
  const { id, title, rule, money, requirement, level, impact, domain } = check;
  const isSecurity = SECURITY.test(requirement);
  const docs = guide.docsOf(check);
  const help = [rule, ...(money === null ? [] : [`In money: ${money}`]), ...guide.causesOf(check)];
  return {
    id,
    name: id.replaceAll('-', ''),
    shortDescription: { text: title },
    fullDescription: { text: rule },
    help: { text: help.join('\n\n') },
    ...(docs !== undefined && /^https?:/.test(docs) && { helpUri: docs }),
    defaultConfiguration: { level: LEVELS[level] },
    properties: {
      tags: [isSecurity ? 'security' : 'contract', requirement, domain],
      ...(isSecurity && { 'security-severity': SEVERITIES[impact] }),
    },
  };
}

function resultOf(check: CheckResult, ruleIndex: number, guide: Guide): object {
  const { id, level, status, requirement, impact, failures } = check;
  const accepted = acceptanceOf(check);
  return {
    ruleId: id,
    ruleIndex,
    level: status === 'warn' && level === 'MUST' ? 'warning' : LEVELS[level],
    message: { text: storyOf(check) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: guide.findingsAt },
          region: { startLine: 1 },
        },
        logicalLocations: logicalOf(check),
      },
    ],
    // One finding per check, whatever the seed, the wording and the order of the run.
    partialFingerprints: { 'tablestakesCheck/v1': sha256Hex(id) },
    ...(accepted !== undefined && {
      suppressions: [{ kind: 'external', status: 'accepted', justification: accepted }],
    }),
    properties: { requirement, impact, differences: failures.length },
  };
}

function logicalOf({ failures }: CheckResult): readonly object[] {
  const operations = failures.flatMap(({ exchange }) => exchange?.operation ?? []);
  return [...new Set(operations)].map((name) => ({ name, kind: 'function' }));
}

const LONGEST = 1_000;

function storyOf(check: CheckResult): string {
  const [first] = check.failures;
  const more = check.failures.length - 1;
  const lines = [messageOf(check)];
  if (first && 'expected' in first) lines.push(`Expected: ${told(first.expected)}`);
  if (first && 'actual' in first) lines.push(`Actual: ${told(first.actual)}`);
  if (check.money !== null) lines.push(`In money: ${check.money}`);
  if (more > 0) lines.push(`And ${counted(more, 'more difference')}.`);
  return lines.map((line) => line.slice(0, LONGEST)).join('\n');
}

function invocationOf(run: ReportedRun): object {
  const unasked = run.checks.filter(({ status }) => status === 'untestable' || status === 'error');
  return {
    executionSuccessful: !run.interrupted && unasked.length === 0 && run.verdict !== 'inconclusive',
    exitCode: run.exitCode,
    startTimeUtc: run.startedAt,
    toolExecutionNotifications: unasked.map((check) => ({
      level: check.level === 'MUST' ? 'error' : 'warning',
      descriptor: { id: check.id },
      message: { text: `${check.status}: ${messageOf(check)}`.slice(0, LONGEST) },
    })),
  };
}
