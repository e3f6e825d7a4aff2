import type { Command } from 'commander';
import { Argument, Option } from 'commander';
import type { Listing } from './list.js';
import { addPreparation } from './preparation.js';
import { addProof } from './proof.js';
import type { Terminal } from './terminal.js';

/** Declares every command; what a command needs is loaded only once it runs. */
export function addCommands(
  program: Command,
  terminal: Terminal,
  end: (exitCode: number) => void,
): void {
  addSandbox(program, terminal, end);
  addPreparation(program, terminal, end);
  addCertify(program, terminal, end);
  addReplay(program, terminal, end);
  addDiff(program, terminal, end);
  addLoadtest(program, terminal, end);
  addMutants(program, terminal, end);
  addRtp(program, terminal, end);
  addReading(program, terminal, end);
  addProof(program, terminal, end);
}

type Add = typeof addCommands;

/** `--only a,b --only c` → ['a,b', 'c']. */
const collected = (word: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  word,
];

const withSelection = (command: Command): Command =>
  command
    .option('--only <list>', 'ids, requirements, domains or globs, with commas', collected)
    .option('--skip <list>', 'leave these out; required ones make the verdict partial', collected);

const withPrinting = (command: Command): Command =>
  command.option('--json', 'print JSON').option('--no-color', 'no colours');

const addSandbox: Add = (program, terminal, end) => {
  withPrinting(program.command('sandbox'))
    .description('start a platform that keeps the contract')
    .option('--seed <text>', 'ids, secrets and outcomes follow from it')
    .option('--port <number>', 'default: any free port')
    .option('--db <file>', 'default: in memory')
    .addOption(new Option('--clock <kind>').choices(['real', 'virtual']).default('real'))
    .option('--mutant <id>', 'plant one known defect')
    .option('--faults <file>', 'a JSON list of disturbances in force from the start')
    .option('--no-private-webhooks', 'send webhooks to public addresses and by https only')
    .action(async (options: object) => {
      const { sandboxCommand } = await import('./sandbox.js');
      end(await sandboxCommand(options, terminal));
    });
};

const FORMATS = 'json, junit, html, markdown, comment, sarif, ctrf, tap, har, ndjson, badge';

const addCertify: Add = (program, terminal, end) => {
  withPrinting(withSelection(program.command('certify')))
    .description('judge a platform; without --target, a fresh sandbox')
    .option('--target <url|file>', 'whom to judge')
    .option('--i-know-this-is-production <host>', 'bets are made there, with real money')
    .option('--seed <text>', 'names of players, keys and rounds follow from it')
    .option('--concurrency <number>', 'scenarios at once (8)')
    .option('--strict', 'a broken SHOULD fails')
    .addOption(
      new Option('--fail-on <level>', 'the least that makes the exit code non-zero')
        .choices(['fail', 'inconclusive', 'partial', 'warn'])
        .default('inconclusive'),
    )
    .option('--waivers <file>', 'failures accepted for a while, besides those of the target file')
    .option('--no-waivers', 'judge as if nothing were waived')
    .option('--baseline <report>', 'certify.json of an earlier run: what is worse ends with 1')
    .option('--rerun-failed <report>', 'only what did not pass in that certify.json')
    .option('--exit-zero', 'report only: what the target did ends 0; 2, 3 and 70 stay')
    .option('--out <folder>', 'where reports go', 'reports')
    .option('--report <list>', `${FORMATS} or none`, 'json,junit,html')
    .option('--certificate <file>', 'issue a signed certificate where the verdict allows one')
    .option('--sign-key <key>', 'Ed25519 private key in PEM: a file, or env:NAME')
    .option('--valid-days <number>', 'how long the certificate holds (90)')
    .option('--explore <time>', 'besides, try what no check wrote down: 30s, 5m')
    .option('--explore-runs <number>', 'so many sequences and bursts at most')
    .option('--explore-replay <id>', 'play a story of an exploration again')
    .option('--quiet', 'only the verdict and what is wrong')
    .action(async (options: object) => {
      const { certifyCommand } = await import('./certify.js');
      end(await certifyCommand(options, terminal));
    });
};

const addReplay: Add = (program, terminal, end) => {
  withPrinting(program.command('replay'))
    .description('run one failed check of a report again: does it fail the same way?')
    .argument('<report>', 'reports/certify.json#ROUNDS-07; the id may be missing if one failed')
    .option(
      '--target <url|file>',
      'default: the address in the report, or a fresh sandbox; the file, if it has a map',
    )
    .option('--i-know-this-is-production <host>', 'bets are made there, with real money')
    .option('--same-ids', 'the target was put back: meet the very same ids again')
    .action(async (reference: string, options: object) => {
      const { replayCommand } = await import('./replay.js');
      end(await replayCommand(reference, options, terminal));
    });
};

const addDiff: Add = (program, terminal, end) => {
  program
    .command('diff')
    .description('what changed between two runs: worse, no longer checked, better, new')
    .argument('<before>', 'certify.json of the earlier run')
    .argument('<after>', 'certify.json of the later run')
    .option('--json', 'print JSON')
    .action(async (before: string, after: string, options: object) => {
      const { diffCommand } = await import('./diff.js');
      end(diffCommand(before, after, options, terminal));
    });
};

const addLoadtest: Add = (program, terminal, end) => {
  program
    .command('loadtest')
    .description('put load on a platform and prove that no money was lost')
    .argument('[scenario]')
    .allowUnknownOption()
    .allowExcessArguments()
    .helpOption(false)
    .action(async (_scenario: unknown, _options: object, command: Command) => {
      const { loadtestCommand } = await import('./loadtest.js');
      await loadtestCommand()
        .name('tablestakes loadtest')
        .exitOverride()
        .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
        .parseAsync(command.args, { from: 'user' });
      end(Number(process.exitCode ?? 0));
    });
};

const addMutants: Add = (program, terminal, end) => {
  withPrinting(program.command('mutants'))
    .description('prove the checks: each planted defect must be noticed')
    .option('--list', 'name the mutants and stop')
    .option('--only <list>', 'mutant ids or requirements, with commas', collected)
    .option('--quick', 'run only the checks that must notice each mutant')
    .option(
      '--witnesses <file>',
      'keep a file that names for each check a mutant it notices; what it lacks is looked for',
    )
    .option('--seed <text>')
    .option('--out <folder>', 'where mutants.json goes', 'reports')
    .action(async (options: object) => {
      const { mutantsCommand } = await import('./mutants.js');
      end(await mutantsCommand(options, terminal));
    });
};

const addRtp: Add = (program, terminal, end) => {
  program
    .command('rtp')
    .description('count and play the games of the sandbox: does the declared return hold?')
    .argument('[game]')
    .option('--rounds <number>', 'of each game (10000000)')
    .option('--seed <text>', 'what is drawn follows from it (1)')
    .option('--json', 'print JSON')
    .action(async (game: string | undefined, options: object) => {
      const { rtpCommand } = await import('./rtp.js');
      end(await rtpCommand(game, options, terminal));
    });
};

const addReading: Add = (program, terminal, end) => {
  withPrinting(withSelection(program.command('list')))
    .description('every check by domain, every requirement or every planted defect')
    .addArgument(
      new Argument('[what]').choices(['checks', 'requirements', 'mutants']).default('checks'),
    )
    .option('--pages <folder>', 'write the checks as pages, as in docs/checks')
    .action(async (what: Listing, options: object) => {
      const { listCommand } = await import('./list.js');
      end(await listCommand(what, options, terminal));
    });
  program
    .command('coverage')
    .description('every clause of the requirement set, and what proves it')
    .option('--report <file>', 'a certify.json: the clauses as that run left them')
    .option('--json', 'print JSON')
    .action(async (options: object) => {
      const { coverageCommand } = await import('./coverage.js');
      end(coverageCommand(options, terminal));
    });
  program
    .command('explain')
    .description('a check, a requirement or an error code in words')
    .argument('<id>')
    .action(async (id: string) => {
      const { explainCommand } = await import('./explain.js');
      end(explainCommand(id, terminal));
    });
  program
    .command('report')
    .description('make the other formats of a JSON report of certify')
    .argument('<file>', 'reports/certify.json')
    .option('--report <list>', FORMATS, 'html,markdown')
    .option('--print <format>', 'print it instead of writing a file')
    .option('--target <file>', 'the target file of the run: SARIF shows findings there')
    .option('--out <folder>', 'where reports go', 'reports')
    .action(async (file: string, options: object) => {
      const { reportCommand } = await import('./report.js');
      end(reportCommand(file, options, terminal));
    });
};
