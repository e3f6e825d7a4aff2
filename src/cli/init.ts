import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { proposeTarget } from '../harness/proposal/proposal.js';
import type { Proposal } from '../harness/proposal/proposal.js';
import { EXIT } from '../harness/verdict.js';
import { SCENARIO_TEMPLATE, TARGET_TEMPLATE, workflowText } from './init-templates.js';
import { UsageMistake } from './terminal.js';
import type { Terminal } from './terminal.js';

export interface InitFlags {
  readonly from?: string;
  readonly force?: boolean;
}

/** Writes a target file, a workflow and an example check into a repository; never over others. */
export function initCommand(folder: string, flags: InitFlags, terminal: Terminal): number {
  const proposal = flags.from === undefined ? undefined : proposalOf(flags.from);
  const variables = proposal?.variables ?? ['WALLET_URL', 'WALLET_TOKEN'];
  const files: readonly (readonly [string, string])[] = [
    ['target.yaml', proposal?.text ?? TARGET_TEMPLATE],
    ['example-check.mjs', SCENARIO_TEMPLATE],
    ['.github/workflows/certify.yml', workflowText(variables)],
  ];
  refuseOverwriting(folder, files, flags.force === true);
  for (const [name, text] of files) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    terminal.out(`wrote ${path}\n`);
  }
  if (proposal) terminal.out(guessesText(proposal));
  terminal.out(nextText(join(folder, 'target.yaml'), variables));
  return EXIT.ok;
}

function proposalOf(path: string): Proposal {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new UsageMistake(`--from ${path}: cannot read it; it takes a file, not a URL`);
  }
  return proposeTarget(text, basename(path));
}

function refuseOverwriting(
  folder: string,
  files: readonly (readonly [string, string])[],
  isForced: boolean,
): void {
  const there = files.map(([name]) => join(folder, name)).filter((path) => existsSync(path));
  if (there.length === 0 || isForced) return;
  throw new UsageMistake(
    `${there.join(', ')} is there already, and nothing was written; --force writes over it`,
  );
}

function guessesText({ guesses, missing }: Proposal): string {
  const of = (certainty: string): number =>
    guesses.filter((guess) => guess.certainty === certainty).length;
  const unknown = guesses.filter(({ certainty }) => certainty === 'unknown');
  return [
    '',
    `${of('sure')} things are sure, ${of('likely')} likely, ${of('a guess')} guessed; each says so in target.yaml`,
    ...unknown.map(({ words }) => `  unknown: ${words}`),
    ...missing.map((operation) => `  unknown: which operation is ${operation}`),
    '',
  ].join('\n');
}

const nextText = (target: string, variables: readonly string[]): string => `
next
  1. export ${variables.map((name) => `${name}=…`).join(' ')}
  2. name players that exist and are funded: data.players.pool in ${target}
  3. tablestakes doctor --target ${target}     what is wrong, before any money moves
  4. tablestakes certify --target ${target}
`;
