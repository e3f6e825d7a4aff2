import { statusOfCode } from '../client/index.js';
import { loadContract } from '../contract/operations.js';
import { CATALOGUE } from '../kernel/errors.js';
import type { ErrorCode } from '../kernel/errors.js';
import { causesOf, loadCauses } from '../harness/causes.js';
import { EXPLORATIONS } from '../harness/explore/exploration.js';
import { loadRequirements } from '../harness/requirements.js';
import type { Clause } from '../harness/requirements.js';
import type { CheckFacts } from '../harness/scenario.js';
import { nearest } from '../harness/selection.js';
import { checksNaming, curlOf, guideOf, pageOf } from './check-guide.js';
import { testedText } from './check-pages.js';
import { everyCheck } from './list.js';
import { UsageMistake } from './terminal.js';
import type { Terminal } from './terminal.js';

/** Prints what a check, a requirement or an error code means. */
export function explainCommand(id: string, terminal: Terminal): number {
  const wanted = id.toUpperCase();
  const checks = everyCheck();
  const { clauses } = loadRequirements();
  const check = [...checks, ...EXPLORATIONS].find(
    ({ id: known }) => known.toUpperCase() === wanted,
  );
  const clause = clauses.find((candidate) => candidate.id === wanted);
  if (check) terminal.out(checkText(check, clauses));
  else if (clause) terminal.out(clauseText(clause, checks));
  else if (Object.hasOwn(CATALOGUE, wanted)) terminal.out(codeText(wanted as ErrorCode));
  else throw new UsageMistake(missText(id, [...checks, ...clauses]));
  return 0;
}

function missText(id: string, known: readonly { readonly id: string }[]): string {
  const names = [...known.map((one) => one.id), ...Object.keys(CATALOGUE)];
  const near = nearest(id, names);
  const hint = near.length > 0 ? `; did you mean ${near.join(', ')}?` : '';
  return `nothing is called ${id}${hint}`;
}

function checkText(check: CheckFacts, clauses: readonly Clause[]): string {
  const clause = clauses.find(({ id }) => id === check.requirement);
  const known = loadCauses()[check.requirement];
  const { defects, operations, source } = guideOf(check);
  const isExplored = EXPLORATIONS.some(({ id }) => id === check.id);
  const lines = [
    `${check.id}  ${check.title}`,
    '',
    `rule         ${check.rule}`,
    `requirement  ${check.requirement} (${check.level ?? 'MUST'}) ${clause?.text ?? ''}`.trimEnd(),
    `impact       ${check.impact ?? 'major'}`,
    ...(check.money === undefined ? [] : [`money        ${check.money}`]),
    `tested       ${testedText(check)}`,
    ...listed('causes', known?.causes ?? []),
    ...(known ? [`fix          ${known.fix}`] : []),
    ...listed('noticed', defects),
    ...(isExplored
      ? ['source       src/harness/explore', 'page         docs/exploration.md']
      : [`source       ${source}`, `page         ${pageOf(check.id)}`]),
    `run it       tablestakes certify --only ${check.id}${isExplored ? ' --explore 30s' : ''}`,
    ...listed('by hand', operations.slice(0, MOST_CALLS).map(curlOf)),
  ];
  return `${lines.join('\n')}\n`;
}

const MOST_CALLS = 3;

/** The first beside its word, the others below it. */
const listed = (word: string, texts: readonly string[]): readonly string[] =>
  texts.map((text, position) => `${(position === 0 ? word : '').padEnd(12)} ${text}`);

function clauseText(clause: Clause, checks: readonly CheckFacts[]): string {
  const proofs = checks.filter(({ requirement }) => requirement === clause.id);
  const lines = [
    `${clause.id}  ${clause.level}  ${clause.theme}`,
    '',
    clause.text,
    ...(clause.pending === undefined ? [] : [`pending: ${clause.pending}`]),
    ...(clause.excluded === undefined ? [] : [`excluded: ${clause.excluded}`]),
    ...(clause.gap === undefined ? [] : [`not checked yet: ${clause.gap}`]),
    ...listed('causes', causesOf(clause.id)),
    ...(loadCauses()[clause.id] ? [`fix          ${loadCauses()[clause.id]?.fix ?? ''}`] : []),
    '',
    ...proofs.map(({ id, title }) => `  ${id}  ${title}`),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

const MOST_CHECKS = 8;

function codeText(code: ErrorCode): string {
  const asking = checksNaming(code, everyCheck());
  const { operations } = loadContract();
  const answering = Object.values(operations).filter(({ errors }) => errors.includes(code));
  const lines = [
    `${code}  HTTP ${statusOfCode(code) ?? ''}`,
    '',
    CATALOGUE[code].message,
    ...(answering.length > 0 ? [`answered by ${answering.map(({ id }) => id).join(', ')}`] : []),
    '',
    ...asking.slice(0, MOST_CHECKS).map(({ id, title }) => `  ${id}  ${title}`),
    ...(asking.length > MOST_CHECKS ? [`  and ${asking.length - MOST_CHECKS} more`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
