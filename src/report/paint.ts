import { Chalk } from 'chalk';
import type { ChalkInstance } from 'chalk';
import type { Status } from '../harness/results.js';
import type { Verdict } from '../harness/verdict.js';

/** Colours for a terminal; without colour, plain text. */
export interface Paint {
  readonly status: (status: Status, text: string) => string;
  readonly verdict: (verdict: Verdict, text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

export function paintOf(colour: boolean): Paint {
  const chalk = new Chalk({ level: colour ? 1 : 0 });
  const statuses: Readonly<Record<Status, ChalkInstance>> = {
    pass: chalk.green,
    fail: chalk.red,
    waived: chalk.yellow,
    warn: chalk.yellow,
    skip: chalk.gray,
    untestable: chalk.cyan,
    error: chalk.magenta, // ours: never the colour of a failing target
  };
  const verdicts: Readonly<Record<Verdict, ChalkInstance>> = {
    conformant: chalk.green.bold,
    partial: chalk.yellow.bold,
    'non-conformant': chalk.red.bold,
    inconclusive: chalk.magenta.bold,
  };
  return {
    status: (status, text) => statuses[status](text),
    verdict: (verdict, text) => verdicts[verdict](text),
    strong: (text) => chalk.bold(text),
    faint: (text) => chalk.gray(text),
  };
}
