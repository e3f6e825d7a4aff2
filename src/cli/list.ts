import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadRequirements, statusOf } from '../harness/requirements.js';
import { domainOf } from '../harness/scenario.js';
import type { CheckFacts } from '../harness/scenario.js';
import { NothingSelected, select, selects } from '../harness/selection.js';
import { EXIT } from '../harness/verdict.js';
import type { ExitCode } from '../harness/verdict.js';
import { invariants } from '../../scenarios/invariants/index.js';
import { scenarios } from '../../scenarios/certify/index.js';
import { counted } from '../report/findings.js';
import type { Terminal } from './terminal.js';

/** What can be listed. */
export type Listing = 'checks' | 'requirements' | 'mutants';

export interface ListFlags {
  readonly json?: boolean;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** A folder that gets the checks as pages. */
  readonly pages?: string;
}

interface Row {
  readonly id: string;
  readonly requirement: string;
  readonly line: string;
}

/** Every check, scenarios first. */
export const everyCheck = (): readonly CheckFacts[] => [...scenarios, ...invariants];

/** Lists checks, requirements or planted defects, as ids and words, chosen as `certify` chooses. */
export async function listCommand(
  what: Listing,
  flags: ListFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  if (flags.pages !== undefined) return writePages(flags.pages, terminal);
  if (what === 'checks') listChecks(flags, terminal);
  else if (what === 'requirements') listRows('requirements', requirementRows(), flags, terminal);
  else listRows('mutants', await mutantRows(), flags, terminal);
  return EXIT.ok;
}

function listChecks(flags: ListFlags, terminal: Terminal): void {
  const { selected } = select(everyCheck(), flags.only, flags.skip);
  if (flags.json) {
    terminal.out(`${JSON.stringify({ checks: selected.map(listed) }, null, 2)}\n`);
    return;
  }
  const domains = [...new Set(selected.map(({ id }) => domainOf(id)))];
  for (const domain of domains) {
    terminal.out(`${domain}\n`);
    for (const check of selected.filter(({ id }) => domainOf(id) === domain)) {
      const { id, requirement, level = 'MUST', title } = check;
      terminal.out(`  ${id.padEnd(12)} ${requirement.padEnd(9)} ${level.padEnd(6)} ${title}\n`);
    }
  }
  terminal.out(`${counted(selected.length, 'check')}\n`);
}

const listed = (check: CheckFacts): object => ({
  id: check.id,
  domain: domainOf(check.id),
  requirement: check.requirement,
  level: check.level ?? 'MUST',
  impact: check.impact ?? 'major',
  title: check.title,
  rule: check.rule,
  needs: check.needs ?? [],
});

const requirementRows = (): readonly Row[] =>
  loadRequirements().clauses.map((clause) => {
    const { id, level, text } = clause;
    const line = `${id.padEnd(10)} ${level.padEnd(6)} ${statusOf(clause).padEnd(9)} ${text}`;
    return { ...clause, requirement: id, line, status: statusOf(clause) };
  });

async function mutantRows(): Promise<readonly Row[]> {
  const { MUTANTS } = await import('../sandbox/mutants/index.js');
  return MUTANTS.map(({ id, requirement, title, caughtBy }) => {
    const line = `${id.padEnd(30)} ${requirement.padEnd(9)} ${title}`;
    return { id, requirement, title, caughtBy, line };
  });
}

function listRows(
  name: string,
  rows: readonly Row[],
  { json, only = [], skip = [] }: ListFlags,
  terminal: Terminal,
): void {
  const isLeftOut = skip.length > 0 ? selects(skip) : () => false;
  const chosen = rows.filter((row) => selects(only)(row) && !isLeftOut(row));
  if (chosen.length === 0) throw new NothingSelected(`none of the ${name} is chosen`);
  if (json) {
    const told = chosen.map(({ line: _line, ...row }) => row);
    terminal.out(`${JSON.stringify({ [name]: told }, null, 2)}\n`);
    return;
  }
  for (const { line } of chosen) terminal.out(`${line}\n`);
  terminal.out(`${chosen.length} ${name}\n`);
}

/** Writes the pages of all checks and removes those of domains that are gone. */
async function writePages(folder: string, terminal: Terminal): Promise<ExitCode> {
  const { checkPages } = await import('./check-pages.js');
  const pages = checkPages(everyCheck());
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.md') && !(name in pages)) rmSync(join(folder, name));
  }
  for (const [name, text] of Object.entries(pages)) writeFileSync(join(folder, name), text);
  terminal.out(`wrote ${Object.keys(pages).length} pages to ${folder}\n`);
  return EXIT.ok;
}
