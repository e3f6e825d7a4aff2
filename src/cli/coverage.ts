import { coverageOf, loadRequirements } from '../harness/requirements.js';
import type { ClauseCoverage, Coverage } from '../harness/requirements.js';
import { EXIT } from '../harness/verdict.js';
import type { ExitCode } from '../harness/verdict.js';
import { everyCheck } from './list.js';
import type { Terminal } from './terminal.js';

const MARKS = { 'in force': 'proven', pending: 'pending', excluded: 'excluded', harness: 'own' };

const markOf = ({ status, checks }: ClauseCoverage): string =>
  status === 'in force' && checks.length === 0 ? 'UNPROVEN' : MARKS[status];

const noteOf = (clause: ClauseCoverage): string => {
  const gap = clause.gap === undefined ? [] : [`(not yet: ${clause.gap})`];
  const reason = clause.pending ?? clause.excluded;
  return [...clause.checks, ...(reason === undefined ? [] : [reason]), ...gap].join(' ');
};

/** The table `tablestakes coverage` prints: every clause, what proves it or why nothing does. */
export function coverageText(coverage: Coverage): string {
  const { clauses, drifts, inForce, proven, revision } = coverage;
  const rows = clauses.map((clause) =>
    `${clause.id.padEnd(10)} ${clause.level.padEnd(6)} ${markOf(clause).padEnd(9)} ${noteOf(clause)}`.trimEnd(),
  );
  const pending = clauses.filter(({ status }) => status === 'pending').length;
  const sum = `Revision ${revision}: ${proven} of ${inForce} clauses in force proven, ${pending} pending.`;
  return [...rows, '', ...drifts.map(({ message }) => `✗ ${message}`), sum, ''].join('\n');
}

/** The current requirement set beside every check this program has. */
export const projectCoverage = (): Coverage => coverageOf(loadRequirements(), everyCheck());

/** Prints the coverage; ends with 1 when promises and checks disagree. */
export function coverageCommand(flags: { readonly json?: boolean }, terminal: Terminal): ExitCode {
  const coverage = projectCoverage();
  terminal.out(flags.json ? `${JSON.stringify(coverage, null, 2)}\n` : coverageText(coverage));
  return coverage.drifts.length === 0 ? EXIT.ok : EXIT.nonConformant;
}
