import type { Command } from 'commander';
import type { Terminal } from './terminal.js';

/** Declares the commands around certificates: verify, and the keys that sign them. */
export function addProof(
  program: Command,
  terminal: Terminal,
  end: (exitCode: number) => void,
): void {
  program
    .command('verify')
    .description('verify a certificate, or an exported audit log, offline')
    .argument('<file>', 'what --certificate wrote, or NDJSON from GET /v1/audit/export')
    .option('--key <key>', 'public key of the issuer you trust: a file, or env:NAME')
    .option(
      '--report <file>',
      'a report of the certified run, more than once if you like',
      (file: string, before: readonly string[] = []) => [...before, file],
    )
    .option('--at <instant>', 'must it have held then; default now')
    .option('--json', 'print JSON')
    .action(async (file: string, options: object) => {
      const { verifyCommand } = await import('./verify.js');
      end(verifyCommand(file, options, terminal));
    });
  program
    .command('keys')
    .description('the key pair that signs certificates')
    .command('create')
    .description('write a new key pair, never over an old one')
    .option('--out <name>', 'writes <name>.key and <name>.pub', 'tablestakes')
    .option('--json', 'print JSON')
    .action(async (options: object) => {
      const { createKeysCommand } = await import('./keys.js');
      end(createKeysCommand(options, terminal));
    });
}
