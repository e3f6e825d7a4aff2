import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runMutants, witnessesOf } from '../harness/mutants.js';
import type { MutantFacts, Witnesses } from '../harness/mutants.js';
import type { CheckFacts } from '../harness/scenario.js';
import { NothingSelected, nearest } from '../harness/selection.js';
import { EXIT } from '../harness/verdict.js';
import { invariants } from '../../scenarios/invariants/index.js';
import { scenarios } from '../../scenarios/certify/index.js';
import { killMatrixJson, killMatrixText, mutantLine } from '../report/kill-matrix.js';
import { MUTANTS } from '../sandbox/mutants/index.js';
import { openLanes } from './mutant-lane.js';
import type { Terminal } from './terminal.js';

export interface MutantsFlags {
  readonly list?: boolean;
  readonly only?: readonly string[];
  readonly quick?: boolean;
  readonly witnesses?: string;
  readonly seed?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly color?: boolean;
}

/** Proves the checks against the planted defects: 0 when each was noticed and the sound one passed. */
export async function mutantsCommand(flags: MutantsFlags, terminal: Terminal): Promise<number> {
  const mutants = chosen(MUTANTS, flags.only ?? []);
  if (flags.list) {
    for (const { id, requirement, title } of mutants) {
      terminal.out(`${id.padEnd(28)} ${requirement.padEnd(9)} ${title}\n`);
    }
    return EXIT.ok;
  }
  const seed = flags.seed ?? '1';
  const colour = terminal.colour && flags.color !== false;
  const interruption = new AbortController();
  const unlisten = terminal.onInterrupt(() => interruption.abort());
  const { lanes, close } = openLanes(seed, mutants.length);
  const told = await runMutants({
    mutants,
    checks: checks.map(({ id }) => id),
    lanes,
    full: !flags.quick && flags.witnesses === undefined,
    witnesses: flags.witnesses === undefined ? undefined : witnessesIn(flags.witnesses),
    seek: flags.witnesses === undefined ? [] : checks.filter(needsWitness).map(({ id }) => id),
    onMutant: (result) => {
      if (!flags.json) terminal.out(mutantLine(result, colour));
    },
    signal: interruption.signal,
  }).finally(close);
  unlisten();
  const matrix = mutants.length === MUTANTS.length ? told : { ...told, idle: [] };
  if (flags.witnesses !== undefined) {
    writeFileSync(flags.witnesses, `${JSON.stringify(witnessesOf(matrix), null, 2)}\n`);
  }
  const out = flags.out ?? 'reports';
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'mutants.json'), killMatrixJson(matrix));
  terminal.out(flags.json ? killMatrixJson(matrix) : killMatrixText(matrix, colour));
  if (interruption.signal.aborted) return EXIT.interrupted;
  return matrix.survivors.length + matrix.unsound.length > 0 ? EXIT.nonConformant : EXIT.ok;
}

const checks: readonly CheckFacts[] = [...scenarios, ...invariants];
const needsWitness = ({ contractOnly }: CheckFacts): boolean => contractOnly === undefined;

/** What an earlier run wrote down; nothing when there is no such file yet. */
const witnessesIn = (file: string): Witnesses =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Witnesses) : {};

function chosen(mutants: readonly MutantFacts[], only: readonly string[]): readonly MutantFacts[] {
  const words = only.flatMap((list) => list.split(',')).map((word) => word.trim().toLowerCase());
  for (const word of words) {
    const names = mutants.flatMap(({ id, requirement }) => [id, requirement.toLowerCase()]);
    if (names.includes(word)) continue;
    const near = nearest(word, names);
    const hint = near.length > 0 ? `; did you mean ${near.join(', ')}?` : '';
    throw new NothingSelected(`--only ${word} matches no mutant${hint}`);
  }
  if (words.length === 0) return mutants;
  return mutants.filter(
    ({ id, requirement }) => words.includes(id) || words.includes(requirement.toLowerCase()),
  );
}
