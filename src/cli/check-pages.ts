import { loadCauses } from '../harness/causes.js';
import { loadRequirements } from '../harness/requirements.js';
import type { Clause } from '../harness/requirements.js';
import { domainOf } from '../harness/scenario.js';
import type { CheckFacts, Scenario } from '../harness/scenario.js';
import type { OperationSpec } from '../contract/operations.js';
import { curlOf, guideOf } from './check-guide.js';

/** File name to text: a page for each domain, and the one that lists them. */
export type Pages = Readonly<Record<string, string>>;

const MADE = '<!-- Made by `npm run generate` from the checks themselves; do not edit. -->';

/** Every check as a reader of reports wants it: an anchor each, `<domain>.md#<id in lower case>`. */
export function checkPages(checks: readonly CheckFacts[]): Pages {
  const domains = [...new Set(checks.map(({ id }) => domainOf(id)))];
  const pages = domains.map((domain) => {
    const own = checks.filter(({ id }) => domainOf(id) === domain);
    return [`${domain}.md`, pageText(domain, own)] as const;
  });
  return { 'index.md': indexText(checks, domains), ...Object.fromEntries(pages) };
}

function indexText(checks: readonly CheckFacts[], domains: readonly string[]): string {
  const rows = domains.map((domain) => {
    const own = checks.filter(({ id }) => domainOf(id) === domain);
    const critical = own.filter(({ impact }) => impact === 'critical').length;
    const clauses = [...new Set(own.map(({ requirement }) => requirement))].sort().join(', ');
    return `| [${domain}](${domain}.md) | ${own.length} | ${critical} | ${clauses} |`;
  });
  return textOf([
    MADE,
    '',
    '# The checks',
    '',
    'Each check has an anchor: what it promises, why that matters in money, how it is tested, what',
    'usually breaks it and how to run it alone. `tablestakes explain <id>` prints the same.',
    '',
    '| domain | checks | critical | clauses |',
    '| --- | ---: | ---: | --- |',
    ...rows,
  ]);
}

function pageText(domain: string, checks: readonly CheckFacts[]): string {
  const { clauses } = loadRequirements();
  const named = [...new Set(checks.map(({ requirement }) => requirement))].sort();
  const sections = named.flatMap((id) => [
    ...clauseLines(id, clauses),
    ...checks.filter(({ requirement }) => requirement === id).flatMap(checkLines),
  ]);
  const operations = [...new Set(checks.flatMap((check) => guideOf(check).operations))];
  return textOf([MADE, '', `# Checks: ${domain}`, '', ...sections, ...callLines(operations)]);
}

function clauseLines(id: string, clauses: readonly Clause[]): readonly string[] {
  const clause = clauses.find((candidate) => candidate.id === id);
  const known = loadCauses()[id];
  return [
    `## ${id}`,
    '',
    ...(clause ? [`${clause.level}: ${clause.text}`, ''] : []),
    ...(known ? ['Common causes:', '', ...known.causes.map((cause) => `- ${cause}`), ''] : []),
    ...(known ? [`Fix: ${known.fix}`, ''] : []),
  ];
}

function checkLines(check: CheckFacts): readonly string[] {
  const { level = 'MUST', impact = 'major', money, contractOnly } = check;
  const { defects, source } = guideOf(check);
  return [
    `### ${check.id}`,
    '',
    `**${check.title}** (${level}, ${impact})`,
    '',
    `- Rule: ${check.rule}`,
    ...(money === undefined ? [] : [`- In money: ${money}`]),
    `- Tested: ${testedText(check)}`,
    ...(defects.length > 0 ? [`- Has noticed: ${defects.join('; ')}`] : []),
    ...(contractOnly === undefined ? [] : [`- Guards: ${contractOnly}`]),
    `- Source: \`${source}\`; alone: \`tablestakes certify --only ${check.id}\``,
    '',
  ];
}

/** How a check goes about it, as far as it can be read from the check. */
export function testedText(check: CheckFacts): string {
  const { operations } = guideOf(check);
  const { exclusive = false } = check as Partial<Scenario>;
  const calls = operations.map(({ id }) => id).join(', ');
  const parts = [
    'check' in check ? 'reads everything the run did, after all scenarios' : undefined,
    calls === '' ? undefined : `calls ${calls}`,
    check.needs?.length ? `needs ${check.needs.join(', ')}` : undefined,
    exclusive ? 'runs alone' : undefined,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? 'by requests of its own making' : parts.join('; ');
}

function callLines(operations: readonly OperationSpec[]): readonly string[] {
  if (operations.length === 0) return [];
  const calls = [...operations]
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .flatMap((operation) => [`# ${operation.id}`, curlOf(operation)]);
  return [
    '## By hand',
    '',
    'With `$TARGET` and `$TOKEN` in the environment:',
    '',
    '```sh',
    ...calls,
    '```',
    '',
  ];
}

const textOf = (lines: readonly string[]): string =>
  `${lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
