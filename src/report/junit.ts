import type { Failure } from '../harness/failures.js';
import type { CheckResult } from '../harness/results.js';
import type { ReportedRun } from './reported-run.js';

/**
 * JUnit XML in the subset that test-report readers share: one suite per domain, one case per
 * check, and for a check that did not pass exactly one of failure, error and skipped. What cannot
 * be tested is an error, because a reader would take a skipped case for a harmless one; a warning
 * passes with a note.
 */
export function junitText(result: ReportedRun): string {
  const domains = [...new Set(result.checks.map(({ domain }) => domain))];
  const suites = domains.map((domain) =>
    suiteOf(
      domain,
      result,
      result.checks.filter((check) => check.domain === domain),
    ),
  );
  const totals = attributes({ name: 'tablestakes certify', ...tallyOf(result.checks) });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${totals}>\n${suites.join('')}</testsuites>\n`;
}

function suiteOf(domain: string, result: ReportedRun, checks: readonly CheckResult[]): string {
  const properties = {
    target: result.target.baseUrl,
    seed: result.seed,
    verdict: result.verdict,
    contract: result.contractVersion,
    ...(result.ledgerHash !== null && { ledger_hash: result.ledgerHash }),
  };
  const lines = Object.entries(properties).map(
    ([name, value]) => `      <property${attributes({ name, value })}/>\n`,
  );
  const facts = attributes({ name: domain, ...tallyOf(checks), timestamp: result.startedAt });
  const cases = checks.map(caseOf).join('');
  return `  <testsuite${facts}>\n    <properties>\n${lines.join('')}    </properties>\n${cases}  </testsuite>\n`;
}

const tallyOf = (checks: readonly CheckResult[]): Record<string, string> => ({
  tests: String(checks.length),
  failures: String(checks.filter(({ status }) => status === 'fail').length),
  errors: String(
    checks.filter(({ status }) => status === 'error' || status === 'untestable').length,
  ),
  skipped: String(checks.filter(({ status }) => status === 'skip' || status === 'waived').length),
  time: secondsOf(checks.reduce((sum, { ms }) => sum + ms, 0)),
});

/** Milliseconds → seconds with three decimals. */
const secondsOf = (ms: number): string => String(Math.round(ms) / 1000);

function caseOf(check: CheckResult): string {
  const facts = attributes({
    name: `${check.id} ${check.title}`,
    classname: `tablestakes.${check.domain}`,
    time: secondsOf(check.ms),
  });
  const inside = outcomeOf(check);
  if (inside === '') return `    <testcase${facts}/>\n`;
  return `    <testcase${facts}>\n      ${inside}\n    </testcase>\n`;
}

function outcomeOf(check: CheckResult): string {
  const [first] = check.failures;
  const message = first?.message ?? check.reason ?? '';
  const body = textOf([
    `${check.requirement} ${check.level}: ${check.rule}`,
    ...(check.money === null ? [] : [`Why it matters: ${check.money}`]),
    ...check.failures.map(storyOf),
  ]);
  switch (check.status) {
    case 'pass':
      return '';
    case 'fail':
      return element('failure', { message, type: first?.kind ?? 'expectation' }, body);
    case 'waived':
      return `<skipped${attributes({ message: waivedText(check) })}/>`;
    case 'error':
      return element('error', { message, type: 'harness' }, body);
    case 'untestable':
      return element('error', { message, type: 'untestable' }, body);
    case 'skip':
      return `<skipped${attributes({ message })}/>`;
    case 'warn':
      return element('system-out', {}, textOf([`warning: ${message}`, body]));
  }
}

const waivedText = ({ waiver, reason }: CheckResult): string =>
  waiver ? `waived: ${waiver.reason} until ${waiver.expires}` : (reason ?? 'waived');

function storyOf(failure: Failure): string {
  const facts = [failure.message];
  if ('expected' in failure) facts.push(`  expected: ${JSON.stringify(failure.expected)}`);
  if ('actual' in failure) facts.push(`  actual:   ${JSON.stringify(failure.actual)}`);
  if (failure.exchange) facts.push(`  ${failure.exchange.curl}`);
  return facts.join('\n');
}

const textOf = (parts: readonly string[]): string => parts.join('\n');

const element = (name: string, facts: Record<string, string>, text: string): string =>
  `<${name}${attributes(facts)}>${escaped(text)}</${name}>`;

const attributes = (facts: Readonly<Record<string, string>>): string =>
  Object.entries(facts)
    .map(([name, value]) => ` ${name}="${escaped(value).replace(/[\t\n\r]+/g, ' ')}"`)
    .join('');

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;', // also takes the sting out of ]]>
  '"': '&quot;',
};

/** Everything XML 1.0 cannot hold, escapes or not: control characters, lone surrogates. */
const UNHOLDABLE = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const escaped = (text: string): string =>
  text.replace(UNHOLDABLE, '').replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
