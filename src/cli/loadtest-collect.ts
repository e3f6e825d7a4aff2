import { Command } from 'commander';
import { EXIT } from '../harness/verdict.js';
import { openCollector } from '../load/index.js';
import { UsageMistake } from './terminal.js';
import type { Terminal } from './terminal.js';

interface CollectFlags {
  readonly host: string;
  readonly port: string;
  readonly out: string;
}

/** `tablestakes loadtest collect`: keeps what workers tell until it is interrupted. */
export function collectCommand(terminal: Terminal, end: (exitCode: number) => void): Command {
  return new Command('collect')
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .description('take in the histories of workers on other machines, until interrupted')
    .option('--host <address>', 'where to listen', '127.0.0.1')
    .option('--port <number>', 'default: any free port', '0')
    .option('--out <folder>', 'where the histories go, one file a worker', 'history')
    .action(async (flags: CollectFlags) => {
      end(await collected(flags, terminal));
    });
}

async function collected(flags: CollectFlags, terminal: Terminal): Promise<number> {
  const port = Number(flags.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UsageMistake(`--port takes a number up to 65535, not "${flags.port}"`);
  }
  const token = terminal.environment['TABLESTAKES_COLLECT_TOKEN'];
  const local = ['127.0.0.1', '::1', 'localhost'].includes(flags.host);
  if (!local && !token) {
    throw new UsageMistake(
      `--host ${flags.host} is open to others: set TABLESTAKES_COLLECT_TOKEN, here and for the workers`,
    );
  }
  const collector = await openCollector({ host: flags.host, port, folder: flags.out, token });
  terminal.out(
    `collecting at ${collector.url} into ${flags.out}; TABLESTAKES_HISTORY=<its address>\n`,
  );
  await new Promise<void>((resolve) => {
    terminal.onInterrupt(resolve);
  });
  await collector.close();
  return EXIT.ok;
}
