import { Mistake } from '../harness/mistake.js';

/** Where a command prints and what it may read; a test gives its own. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly isTerminal: boolean;
  readonly colour: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Calls back on Ctrl-C; returns what ends the listening. */
  readonly onInterrupt: (interrupted: () => void) => () => void;
}

export function processTerminal(): Terminal {
  const isTerminal = process.stdout.isTTY === true;
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isTerminal,
    colour: isTerminal && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb',
    environment: process.env,
    onInterrupt(interrupted) {
      const signals = ['SIGINT', 'SIGTERM'] as const;
      for (const signal of signals) process.once(signal, interrupted);
      return () => {
        for (const signal of signals) process.off(signal, interrupted);
      };
    },
  };
}

/** The command line asks for something that does not exist or does not fit; nothing was sent. */
export class UsageMistake extends Mistake {}
