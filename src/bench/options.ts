/** How long a run may take: under 40 seconds, 3 minutes or 20 minutes. */
export type Effort = 'quick' | 'default' | 'full';

export interface BenchOptions {
  readonly effort: Effort;
  /** Parts of bench names; empty runs them all. */
  readonly only: readonly string[];
  /** Where the CPU profiles of the server processes go, when somebody wants them. */
  readonly profile: string | undefined;
  /** Readers of the live bench; 10,000 unless told. */
  readonly readers: number | undefined;
  /** Where bench.json goes. */
  readonly out: string;
}

export class BenchMistake extends Error {}

export const USAGE = `npm run bench -- [--quick | --full] [--only <names>] [--out <folder>]
    [--profile <folder>]  CPU profiles of the server processes
    [--readers <count>]   of the live bench, in place of 10,000
`;

/** @throws BenchMistake on a word it does not know */
export function parseOptions(words: readonly string[]): BenchOptions {
  let effort: Effort = 'default';
  let profile: string | undefined;
  let readers: number | undefined;
  let out = 'reports';
  const only: string[] = [];
  const rest = [...words];
  const valueOf = (word: string): string => {
    const value = rest.shift();
    if (value === undefined || value.startsWith('--')) throw new BenchMistake(`${word} what?`);
    return value;
  };
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--quick') effort = 'quick';
    else if (word === '--full') effort = 'full';
    else if (word === '--only') only.push(...valueOf(word).split(','));
    else if (word === '--out') out = valueOf(word);
    else if (word === '--readers') readers = countOf(valueOf(word));
    else if (word === '--profile') profile = valueOf(word);
    else throw new BenchMistake(`${word} is no option of the bench\n${USAGE}`);
  }
  return { effort, only, profile, readers, out };
}

function countOf(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new BenchMistake(`${text} is no number of readers`);
}
