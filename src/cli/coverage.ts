import type { CoveredRequirement } from '../harness/coverage.js';
import { coverageOf, loadRequirements } from '../harness/requirements.js';
import type { ClauseCoverage, Coverage } from '../harness/requirements.js';
import { EXIT } from '../harness/verdict.js';
import type { ExitCode } from '../harness/verdict.js';
import type { ReportedRun } from '../report/reported-run.js';
import { everyCheck } from './list.js';
import { readRun } from './past-run.js';
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

export interface CoverageFlags {
  readonly json?: boolean;
  /** A JSON report of certify: the clauses as that run left them. */
  readonly report?: string;
}

/** Prints the coverage; ends with 1 when promises and checks disagree. */
export function coverageCommand(flags: CoverageFlags, terminal: Terminal): ExitCode {
  if (flags.report !== undefined) return tellRun(readRun(flags.report), flags, terminal);
  const coverage = projectCoverage();
  terminal.out(flags.json ? `${JSON.stringify(coverage, null, 2)}\n` : coverageText(coverage));
  return coverage.drifts.length === 0 ? EXIT.ok : EXIT.nonConformant;
}

/** What a run says of a clause in force; `not asked`: none of its checks was selected. */
interface JudgedClause extends Pick<ClauseCoverage, 'id' | 'level' | 'text'> {
  readonly state: CoveredRequirement['state'] | 'not asked';
  /** Its checks that did not pass, with how they ended. */
  readonly open: readonly string[];
}

/** The clauses in force as one run left them. It judges nothing, so it ends with 0. */
function tellRun(run: ReportedRun, { json }: CoverageFlags, terminal: Terminal): ExitCode {
  const clauses = judgedClauses(run);
  terminal.out(json ? `${JSON.stringify({ clauses }, null, 2)}\n` : judgedText(clauses));
  return EXIT.ok;
}

function judgedClauses({ checks, coverage }: ReportedRun): readonly JudgedClause[] {
  const states = new Map(coverage.map(({ requirement, state }) => [requirement, state]));
  return projectCoverage()
    .clauses.filter(({ status }) => status === 'in force')
    .map(({ id, level, text }) => ({
      id,
      level,
      text,
      state: states.get(id) ?? 'not asked',
      open: checks
        .filter(({ requirement, status }) => requirement === id && status !== 'pass')
        .map((check) => `${check.id} ${check.status}`),
    }));
}

function judgedText(clauses: readonly JudgedClause[]): string {
  const rows = clauses.map(({ id, level, state, open, text }) =>
    `${id.padEnd(10)} ${level.padEnd(6)} ${state.padEnd(9)} ${open.length > 0 ? open.join(', ') : text}`.trimEnd(),
  );
  const counted = (wanted: JudgedClause['state']): string =>
    `${clauses.filter(({ state }) => state === wanted).length} ${wanted}`;
  const states = ['proven', 'broken', 'unproven', 'not asked'] as const;
  return [...rows, '', `${clauses.length} clauses: ${states.map(counted).join(', ')}`, ''].join(
    '\n',
  );
}
