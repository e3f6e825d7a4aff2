import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { LOAD_SCENARIOS } from '../../scenarios/load/index.js';
import { EXIT } from '../harness/verdict.js';
import { artilleryFiles, k6Files, loadPlanOf } from '../load/index.js';
import type { LoadPlan } from '../load/index.js';
import { planOf, wholeOf } from './load-plan.js';
import { UsageMistake } from './terminal.js';
import type { Terminal } from './terminal.js';

interface ExportFlags {
  readonly scenario: string;
  readonly target?: string;
  readonly rate?: string;
  readonly duration?: string;
  readonly warmUp?: string;
  readonly players?: string;
  readonly workers?: string;
  readonly timeout?: string;
  readonly without?: string;
  readonly seed: string;
  readonly out: string;
}

const PACKAGE = new URL('../../../package.json', import.meta.url);

type Files = (
  plan: LoadPlan,
  options: { readonly target: string; readonly version: string },
) => ReadonlyMap<string, string>;

const ENGINES: Readonly<Record<string, Files>> = { artillery: artilleryFiles, k6: k6Files };

/** `tablestakes loadtest export <engine>`: the same scenario for an engine that scales out. */
export function exportCommand(terminal: Terminal, end: (exitCode: number) => void): Command {
  return new Command('export')
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .description('write the scenario as a project of an engine that runs on many machines')
    .argument('<engine>', `one of: ${Object.keys(ENGINES).join(', ')}`)
    .requiredOption('--scenario <name>', 'which occasion')
    .option('--target <url>', 'the platform that the project will load')
    .option('--rate <per-second>', 'turns per second, of all workers together')
    .option('--duration <s>', 'seconds under load after the warm-up')
    .option('--warm-up <s>', 'seconds before, measured but not judged (default 2)')
    .option('--players <n>', 'players of each worker')
    .option('--workers <n>', 'how many workers share the rate (default 1)')
    .option('--timeout <s>', 'seconds until an answer counts as lost (default 10)')
    .option('--without <turns>', 'turns of the scenario to leave out, with commas between')
    .option('--seed <text>', 'same seed, same turns', 'tablestakes')
    .option('--out <folder>', 'where the project goes', 'load-project')
    .action((engine: string, flags: ExportFlags) => {
      exported(engine, flags, terminal);
      end(EXIT.ok);
    });
}

function exported(engine: string, flags: ExportFlags, terminal: Terminal): void {
  const filesOf = ENGINES[engine];
  if (!filesOf) {
    throw new UsageMistake(`no engine "${engine}"; there is: ${Object.keys(ENGINES).join(', ')}`);
  }
  const scenario = LOAD_SCENARIOS.find(({ name }) => name === flags.scenario);
  if (!scenario) {
    const names = LOAD_SCENARIOS.map(({ name }) => name).join(', ');
    throw new UsageMistake(`no load scenario "${flags.scenario}"; there is: ${names}`);
  }
  const { target } = flags;
  if (target === undefined || !/^https?:\/\//.test(target) || !URL.canParse(target)) {
    throw new UsageMistake('--target takes the http(s) URL of the platform to load');
  }
  const workers = wholeOf('--workers', flags.workers, 1);
  const wanted = planOf(scenario, { ...flags, mode: 'open', report: 'json' });
  const plan = loadPlanOf(scenario, { ...wanted, workers });
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { readonly version: string };
  mkdirSync(flags.out, { recursive: true });
  for (const [name, text] of filesOf(plan, { target, version })) {
    const path = join(flags.out, name);
    writeFileSync(path, text);
    terminal.out(`wrote ${path}\n`);
  }
}
