import type { KillMatrix, MutantResult } from '../harness/mutants.js';
import { paintOf } from './paint.js';

const MOST_NAMES = 6;

const namesText = (ids: readonly string[]): string => {
  const more = ids.length - MOST_NAMES;
  return ids.slice(0, MOST_NAMES).join(' ') + (more > 0 ? ` and ${more} more` : '');
};

/** One line per mutant: who noticed it, that only others did, or that nobody did. */
export function mutantLine(result: MutantResult, colour = false): string {
  const paint = paintOf(colour);
  const word = result.by.length > 0 ? 'UNNAMED ' : 'SURVIVED';
  const head = result.killed ? paint.status('pass', 'killed  ') : paint.status('fail', word);
  const others = result.by.filter((id) => !result.caughtBy.includes(id));
  const named = result.caughtBy.map((id) => (result.by.includes(id) ? id : `(${id})`)).join(' ');
  const more = others.length > 0 ? paint.faint(`  also ${namesText(others)}`) : '';
  return `${head} ${result.id.padEnd(28)} ${result.requirement.padEnd(9)} ${named}${more}\n`;
}

/** The end of a mutant run: what survived, what fails on a sound sandbox, what kills nothing. */
export function killMatrixText(matrix: KillMatrix, colour = false): string {
  const paint = paintOf(colour);
  const killed = matrix.mutants.filter((mutant) => mutant.killed).length;
  const lines = ['', paint.strong(`${killed} of ${matrix.mutants.length} mutants killed`)];
  if (matrix.survivors.length > 0) lines.push(`survivors: ${matrix.survivors.join(', ')}`);
  if (matrix.unsound.length > 0) {
    lines.push(`fail on the sound sandbox: ${matrix.unsound.join(', ')}`);
  }
  if (matrix.idle.length > 0) {
    const names = namesText(matrix.idle);
    lines.push(paint.faint(`${matrix.idle.length} checks kill nothing: ${names}`));
  }
  return `${lines.join('\n')}\n`;
}

/** Two spaces deep, ending in a newline. */
export const killMatrixJson = (matrix: KillMatrix): string =>
  `${JSON.stringify(matrix, null, 2)}\n`;
