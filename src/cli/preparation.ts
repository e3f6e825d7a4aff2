import type { Command } from 'commander';
import type { Terminal } from './terminal.js';

/** Declares the commands that come before a first run: `init` and `doctor`. */
export function addPreparation(
  program: Command,
  terminal: Terminal,
  end: (exitCode: number) => void,
): void {
  program
    .command('init')
    .description('write a target file, a workflow and an example check, to begin with')
    .argument('[folder]', 'where', '.')
    .option('--from <openapi>', 'propose the map from an OpenAPI 3.0 or 3.1 document')
    .option('--force', 'write over what is there')
    .action(async (folder: string, options: object) => {
      const { initCommand } = await import('./init.js');
      end(initCommand(folder, options, terminal));
    });
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
