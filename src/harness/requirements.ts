import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Level } from './scenario.js';

/** The revision certification is against unless told otherwise. */
export const CURRENT_REVISION = '2026.1';

/**
 * One promise a platform owes. It is in force unless `pending` or `excluded` says why not; `gap`
 * names the part of a clause in force that nothing checks yet. A `harness` clause is a promise of
 * this project about itself: tests prove it, not checks.
 */
export interface Clause {
  readonly id: string;
  readonly level: Level;
  readonly theme: string;
  readonly text: string;
  readonly pending?: string;
  readonly excluded?: string;
  readonly gap?: string;
  readonly harness?: boolean;
}

export interface RequirementSet {
  readonly revision: string;
  readonly title: string;
  readonly clauses: readonly Clause[];
}

const LEVELS = ['MUST', 'SHOULD', 'MAY'];
const TEXT_MEMBERS = ['id', 'level', 'theme', 'text', 'pending', 'excluded', 'gap'];
const CLAUSE_ID = /^[A-Z]+-[0-9]{2}$/;

/** What is wrong with one clause as written, in words; nothing when it is sound. */
function faultsOf(clause: Readonly<Record<string, unknown>>): readonly string[] {
  const { id, level, theme, text, pending, excluded, gap, harness } = clause;
  const faults: string[] = [];
  for (const [member, value] of Object.entries(clause)) {
    if (member === 'harness') continue;
    if (!TEXT_MEMBERS.includes(member)) faults.push(`unknown member ${member}`);
    else if (typeof value !== 'string' || value.trim() === '') faults.push(`${member} is empty`);
  }
  if (typeof id !== 'string' || !CLAUSE_ID.test(id)) faults.push('id is not of the form PLAY-01');
  if (!LEVELS.includes(String(level))) faults.push(`level is not one of ${LEVELS.join(', ')}`);
  if (theme === undefined) faults.push('theme is missing');
  if (text === undefined) faults.push('text is missing');
  if (harness !== undefined && harness !== true) faults.push('harness is either true or absent');
  if (pending !== undefined && excluded !== undefined) faults.push('both pending and excluded');
  if (gap !== undefined && (pending ?? excluded) !== undefined) faults.push('a gap of nothing');
  return faults;
}

/** Reads a requirement set from YAML; throws with every fault named when it is not one. */
export function parseRequirements(yaml: string): RequirementSet {
  const set = parse(yaml) as { revision?: unknown; title?: unknown; clauses?: unknown } | null;
  const clauses = Array.isArray(set?.clauses) ? (set.clauses as Record<string, unknown>[]) : [];
  const ids = clauses.map(({ id }, position) =>
    typeof id === 'string' ? id : `clause ${position + 1}`,
  );
  const faults = clauses.flatMap((clause, position) =>
    faultsOf(clause).map((fault) => `${ids[position] ?? ''}: ${fault}`),
  );
  const twice = ids.filter((id, position) => ids.indexOf(id) !== position);
  if (clauses.length === 0) faults.push('there are no clauses');
  if (typeof set?.revision !== 'string') faults.push('revision is missing');
  if (typeof set?.title !== 'string') faults.push('title is missing');
  faults.push(...twice.map((id) => `${id}: named twice`));
  if (faults.length > 0) throw new Error(`Not a requirement set:\n  ${faults.join('\n  ')}`);
  return set as RequirementSet;
}

export function loadRequirements(revision: string = CURRENT_REVISION): RequirementSet {
  const file = new URL(`../../../schemas/requirements/${revision}.yaml`, import.meta.url);
  return parseRequirements(readFileSync(file, 'utf8'));
}

export type ClauseStatus = 'in force' | 'pending' | 'excluded' | 'harness';

export function statusOf(clause: Clause): ClauseStatus {
  if (clause.pending !== undefined) return 'pending';
  if (clause.excluded !== undefined) return 'excluded';
  return clause.harness ? 'harness' : 'in force';
}

/** As much of a scenario or invariant as coverage needs: who it is and which clause it proves. */
export interface Proof {
  readonly id: string;
  readonly requirement: string;
}

export interface ClauseCoverage extends Clause {
  readonly status: ClauseStatus;
  readonly checks: readonly string[];
}

/** A drift between what is promised and what is checked; a sound project has none. */
export interface Drift {
  readonly kind: 'unproven' | 'unexpected' | 'unknown';
  readonly subject: string;
  readonly message: string;
}

export interface Coverage {
  readonly revision: string;
  readonly clauses: readonly ClauseCoverage[];
  readonly inForce: number;
  readonly proven: number;
  readonly drifts: readonly Drift[];
}

function driftOf({ id, status, checks }: ClauseCoverage): readonly Drift[] {
  const named = checks.join(', ');
  if (status === 'in force' && checks.length === 0) {
    const message = `${id} is in force but no check proves it.`;
    return [{ kind: 'unproven', subject: id, message }];
  }
  if (status !== 'in force' && checks.length > 0) {
    const message = `${id} is ${status}, yet ${named} proves it: put it in force.`;
    return [{ kind: 'unexpected', subject: id, message }];
  }
  return [];
}

/**
 * Sets the clauses beside the checks that name them. The checks are the only place that says which
 * clause they prove, so the two cannot disagree: a clause in force without a check, a check of a
 * clause not in force and a check of a clause that does not exist are each reported.
 */
export function coverageOf(requirements: RequirementSet, checks: readonly Proof[]): Coverage {
  const clauses = requirements.clauses.map((clause): ClauseCoverage => {
    const proofs = checks.filter(({ requirement }) => requirement === clause.id);
    return { ...clause, status: statusOf(clause), checks: proofs.map(({ id }) => id).sort() };
  });
  const known = new Set(clauses.map(({ id }) => id));
  const strays = checks.filter(({ requirement }) => !known.has(requirement));
  const inForce = clauses.filter(({ status }) => status === 'in force');
  return {
    revision: requirements.revision,
    clauses,
    inForce: inForce.length,
    proven: inForce.filter((clause) => clause.checks.length > 0).length,
    drifts: [
      ...clauses.flatMap(driftOf),
      ...strays.map(({ id, requirement }): Drift => {
        const message = `${id} names ${requirement}, which revision ${requirements.revision} lacks.`;
        return { kind: 'unknown', subject: id, message };
      }),
    ],
  };
}
