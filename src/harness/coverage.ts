import type { CheckResult } from './results.js';
import type { Level } from './scenario.js';
import { wasExecuted } from './verdict.js';

/** What the run says of one requirement. */
export interface CoveredRequirement {
  readonly requirement: string;
  readonly level: Level;
  readonly checks: readonly string[];
  /** proven: all its executed checks passed; unproven: none was executed. */
  readonly state: 'proven' | 'broken' | 'unproven';
}

const WEIGHT: Readonly<Record<Level, number>> = { MUST: 0, SHOULD: 1, MAY: 2 };

export function coverageOf(results: readonly CheckResult[]): readonly CoveredRequirement[] {
  const byRequirement = new Map<string, CheckResult[]>();
  for (const result of results) {
    const known = byRequirement.get(result.requirement);
    if (known) known.push(result);
    else byRequirement.set(result.requirement, [result]);
  }
  return [...byRequirement].map(([requirement, checks]) => ({
    requirement,
    level: checks.map(({ level }) => level).sort((a, b) => WEIGHT[a] - WEIGHT[b])[0] ?? 'MUST',
    checks: checks.map(({ id }) => id),
    state: stateOf(checks.filter(wasExecuted)),
  }));
}

function stateOf(executed: readonly CheckResult[]): CoveredRequirement['state'] {
  if (executed.length === 0) return 'unproven';
  return executed.every(({ status }) => status === 'pass') ? 'proven' : 'broken';
}
