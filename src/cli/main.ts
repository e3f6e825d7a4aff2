import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { Mistake } from '../harness/mistake.js';
import { EXIT } from '../harness/verdict.js';
import { StoreRefusal } from '../store/refusal.js';
import { addCommands } from './commands.js';
import { processTerminal } from './terminal.js';
import type { Terminal } from './terminal.js';

const PACKAGE = new URL('../../../package.json', import.meta.url);

/** Runs one command line (without node and script) and answers its exit code. */
export async function main(words: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = new Command('tablestakes');
  program
    .description('A sandbox and certification harness for gaming-platform APIs.')
    .version(ownVersion(), '-V, --version', 'the version of tablestakes')
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .showHelpAfterError('(tablestakes --help lists commands and options)')
    .addHelpText('after', EXIT_CODES);
  addCommands(program, terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return failureCode(thrown, terminal);
  }
}

function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string };
  return version;
}

const EXIT_CODES = `
Exit codes:
  0 conformant, thresholds met    4 inconclusive, or nothing ran
  1 non-conformant, stale waiver, 5 load threshold or money proof failed
    or worse than the baseline    6 load run invalid
  2 usage or configuration       70 a defect of tablestakes
  3 target unreachable          130 interrupted`;

/** What a file system says of a place named on the command line. */
const FILE_REFUSALS: ReadonlySet<string> = new Set([
  'EACCES',
  'EEXIST',
  'EISDIR',
  'ENOSPC',
  'ENOTDIR',
  'EPERM',
  'EROFS',
]);

/** Whose mistake it was decides the code. */
function failureCode(thrown: unknown, terminal: Terminal): number {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (error instanceof Mistake || error instanceof StoreRefusal) {
    terminal.err(`error: ${error.message}\n`);
    return error instanceof Mistake ? error.exitCode : EXIT.usage;
  }
  if ('code' in error && error.code === 'EADDRINUSE') {
    terminal.err(`error: ${error.message}; choose another --port\n`);
    return EXIT.usage;
  }
  if ('code' in error && FILE_REFUSALS.has(String(error.code))) {
    terminal.err(`error: ${error.message}; choose another file or folder\n`);
    return EXIT.usage;
  }
  terminal.err(`tablestakes failed: ${error.message}\nThis is a defect of tablestakes, not of `);
  terminal.err('the target. TABLESTAKES_DEBUG=1 shows where.\n');
  if (terminal.environment['TABLESTAKES_DEBUG'] === '1') terminal.err(`${error.stack ?? ''}\n`);
  return EXIT.defect;
}

const LINGER_MS = 500;

/** What bin/tablestakes.js calls. */
export async function runFromShell(): Promise<void> {
  const terminal = processTerminal();
  process.stdout.on('error', (failure: NodeJS.ErrnoException) => {
    if (failure.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.ok); // `… | head` has read enough
    process.exit(failureCode(failure, terminal));
  });
  process.on('uncaughtException', (thrown) => {
    process.exit(failureCode(thrown, terminal));
  });
  process.exitCode = await main(process.argv.slice(2), terminal);
  setTimeout(() => process.exit(), LINGER_MS).unref(); // a line left open must not hold the shell
}
