import { domainOf } from '../harness/scenario.js';
import type { CheckFacts } from '../harness/scenario.js';
import { select } from '../harness/selection.js';
import { invariants } from '../../scenarios/invariants/index.js';
import { scenarios } from '../../scenarios/certify/index.js';
import type { Terminal } from './terminal.js';

export interface ListFlags {
  readonly json?: boolean;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
}

/** Every check, scenarios first. */
export const everyCheck = (): readonly CheckFacts[] => [...scenarios, ...invariants];

export function listCommand(flags: ListFlags, terminal: Terminal): number {
  const { selected } = select(everyCheck(), flags.only, flags.skip);
  if (flags.json) {
    terminal.out(`${JSON.stringify({ checks: selected.map(listed) }, null, 2)}\n`);
    return 0;
  }
  const domains = [...new Set(selected.map(({ id }) => domainOf(id)))];
  for (const domain of domains) {
    terminal.out(`${domain}\n`);
    for (const check of selected.filter(({ id }) => domainOf(id) === domain)) {
      const { id, requirement, level = 'MUST', title } = check;
      terminal.out(`  ${id.padEnd(12)} ${requirement.padEnd(9)} ${level.padEnd(6)} ${title}\n`);
    }
  }
  terminal.out(`${selected.length} checks\n`);
  return 0;
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
