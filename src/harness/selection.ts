import { Mistake } from './mistake.js';
import { domainOf } from './scenario.js';
import type { CheckFacts } from './scenario.js';
import { EXIT } from './verdict.js';

/** Patterns that match no check: nothing would run, so nothing may be reported as green. */
export class NothingSelected extends Mistake {
  override readonly exitCode = EXIT.inconclusive;
}

export interface Selection<T> {
  readonly selected: readonly T[];
  /** Left out by --skip: reported, not run. */
  readonly skipped: readonly T[];
}

/**
 * Chooses checks by id, requirement, domain word or glob, several separated by commas; upper and
 * lower case are one. Each pattern must match something.
 */
export function select<T extends CheckFacts>(
  checks: readonly T[],
  only: readonly string[] = [],
  skip: readonly string[] = [],
): Selection<T> {
  const wanted = patternsOf(checks, only, '--only');
  const unwanted = patternsOf(checks, skip, '--skip');
  const chosen =
    wanted.length === 0 ? checks : checks.filter((check) => wanted.some((hits) => hits(check)));
  const isSkipped = (check: T): boolean => unwanted.some((hits) => hits(check));
  const selected = chosen.filter((check) => !isSkipped(check));
  if (selected.length === 0) throw new NothingSelected('every check was skipped: nothing to run');
  return { selected, skipped: chosen.filter(isSkipped) };
}

type Named = Pick<CheckFacts, 'id' | 'requirement'>;
type Pattern = (check: Named) => boolean;

/** Whether a check of any run is one of those that these patterns choose; without any, each is. */
export function selects(only: readonly string[]): (check: Named) => boolean {
  const patterns = wordsOf(only).map(patternOf);
  return (check) => patterns.length === 0 || patterns.some((hits) => hits(check));
}

const wordsOf = (texts: readonly string[]): readonly string[] =>
  texts
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())
    .filter((word) => word !== '');

function patternsOf(
  checks: readonly CheckFacts[],
  texts: readonly string[],
  flag: string,
): readonly Pattern[] {
  return wordsOf(texts).map((word) => {
    const pattern = patternOf(word);
    if (!checks.some(pattern)) throw new NothingSelected(missMessage(checks, word, flag));
    return pattern;
  });
}

function patternOf(word: string): Pattern {
  const escaped = word.replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  const glob = new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
  return (check) => namesOf(check).some((name) => glob.test(name));
}

const namesOf = (check: Named): readonly string[] => [
  check.id,
  check.requirement,
  domainOf(check.id),
];

function missMessage(checks: readonly CheckFacts[], word: string, flag: string): string {
  const near = nearest(word, [...new Set(checks.flatMap(namesOf))]);
  const hint = near.length > 0 ? `; did you mean ${near.join(', ')}?` : '';
  return `${flag} ${word} matches no check${hint} (see: tablestakes list)`;
}

/** At most three names within a third of the word's length in edits, nearest first. */
export function nearest(word: string, names: readonly string[]): readonly string[] {
  const limit = Math.max(1, Math.floor(word.length / 3));
  return names
    .map((name) => ({ name, edits: editsBetween(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ edits }) => edits <= limit)
    .sort((a, b) => a.edits - b.edits)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Levenshtein distance. */
function editsBetween(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const swap = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      line.push(Math.min(swap, (above[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1));
    }
    above = line;
  }
  return above[b.length] ?? 0;
}
