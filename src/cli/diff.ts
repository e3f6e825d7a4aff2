import { compareRuns, regressionsOf } from '../harness/baseline.js';
import { EXIT } from '../harness/verdict.js';
import type { ExitCode } from '../harness/verdict.js';
import { comparisonText } from '../report/comparison.js';
import { readRun } from './past-run.js';
import type { Terminal } from './terminal.js';

export interface DiffFlags {
  readonly json?: boolean;
}

/** Sets two JSON reports beside each other; ends with 1 where the later one is a step back. */
export function diffCommand(
  before: string,
  after: string,
  flags: DiffFlags,
  terminal: Terminal,
): ExitCode {
  const comparison = compareRuns(readRun(before), readRun(after));
  terminal.out(
    flags.json ? `${JSON.stringify(comparison, null, 2)}\n` : comparisonText(comparison),
  );
  if (regressionsOf(comparison).length > 0) return EXIT.nonConformant;
  return comparison.compared === 0 ? EXIT.inconclusive : EXIT.ok;
}
