import { statusOfCode } from '../client/index.js';
import { loadContract } from '../contract/operations.js';
import { CATALOGUE } from '../kernel/errors.js';
import type { ErrorCode } from '../kernel/errors.js';
import { loadRequirements } from '../harness/requirements.js';
import type { Clause } from '../harness/requirements.js';
import { domainOf } from '../harness/scenario.js';
import type { CheckFacts } from '../harness/scenario.js';
import { nearest } from '../harness/selection.js';
import { everyCheck } from './list.js';
import { UsageMistake } from './terminal.js';
import type { Terminal } from './terminal.js';

/** Prints what a check, a requirement or an error code means. */
export function explainCommand(id: string, terminal: Terminal): number {
  const wanted = id.toUpperCase();
  const checks = everyCheck();
  const { clauses } = loadRequirements();
  const check = checks.find((candidate) => candidate.id.toUpperCase() === wanted);
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
  const domain = domainOf(check.id);
  const folder = 'check' in check ? 'scenarios/invariants' : `scenarios/certify/${domain}`;
  const lines = [
    `${check.id}  ${check.title}`,
    '',
    `rule         ${check.rule}`,
    `requirement  ${check.requirement} (${check.level ?? 'MUST'}) ${clause?.text ?? ''}`.trimEnd(),
    `impact       ${check.impact ?? 'major'}`,
    ...(check.money === undefined ? [] : [`money        ${check.money}`]),
    ...(check.needs?.length ? [`needs        ${check.needs.join(', ')}`] : []),
    `source       ${folder}`,
    `run it       tablestakes certify --only ${check.id}`,
  ];
  return `${lines.join('\n')}\n`;
}

function clauseText(clause: Clause, checks: readonly CheckFacts[]): string {
  const proofs = checks.filter(({ requirement }) => requirement === clause.id);
  const lines = [
    `${clause.id}  ${clause.level}  ${clause.theme}`,
    '',
    clause.text,
    ...(clause.pending === undefined ? [] : [`pending: ${clause.pending}`]),
    ...(clause.excluded === undefined ? [] : [`excluded: ${clause.excluded}`]),
    ...(clause.gap === undefined ? [] : [`not checked yet: ${clause.gap}`]),
    '',
    ...proofs.map(({ id, title }) => `  ${id}  ${title}`),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function codeText(code: ErrorCode): string {
  const { operations } = loadContract();
  const answering = Object.values(operations).filter(({ errors }) => errors.includes(code));
  const lines = [
    `${code}  HTTP ${statusOfCode(code) ?? ''}`,
    '',
    CATALOGUE[code].message,
    ...(answering.length > 0 ? [`answered by ${answering.map(({ id }) => id).join(', ')}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
