import type { Command } from 'commander';
import type { Terminal } from './terminal.js';

/** Declares the commands that come before a first run: `init` and `doctor`. */
export function addPreparation(
  program: Command,
  terminal: Terminal,
  end: (exitCode: number) => void,
): void {
  program
    .command('doctor')
    .description('look at a target before it is judged: what is wrong, and what to do about it')
    .requiredOption('--target <url|file>', 'whom to look at')
    .option('--with-money', 'make a bet of the smallest amount and take it back')
    .option('--i-know-this-is-production <host>', 'requests go there')
    .option('--json', 'print JSON')
    .option('--no-color', 'no colours')
    .action(async (options: { target: string }) => {
      const { doctorCommand } = await import('./doctor.js');
      end(await doctorCommand(options, terminal));
    });
}
