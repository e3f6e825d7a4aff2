import type { CmpStrResult } from 'cmpstr';

/** How alike two names are, and which words that rests on. */
export interface Likeness {
  /** 0 to 1, four decimals. */
  readonly score: number;
  readonly words: readonly {
    readonly given: string;
    readonly listed: string;
    readonly score: number;
  }[];
  /** Words that no word of the other name answers to. */
  readonly left: readonly string[];
}

export type Compare = (given: readonly string[], listed: readonly string[]) => Likeness;

/** Off the score for each word only one of the names has: a middle name left out. */
const MISSING_WORD = 0.1;
/** One word alone says little about a person of several. */
const ONE_OF_SEVERAL = 0.3;
/** The same letters, divided into words differently: near, but for somebody to look at. */
const DIVIDED_DIFFERENTLY = 0.91;
const SAME_LETTERS = 0.95;
/** Below it two words are simply two words. */
const COUNTERPART = 0.75;

/** Compares names word by word in any order, by Jaro-Winkler. */
export async function comparison(): Promise<Compare> {
  const { CmpStr } = await import('cmpstr'); // nobody but a screening waits for it to load
  const similarity = CmpStr.create().setMetric('jaroWinkler');
  const alike = (a: string, b: string): number =>
    a === b ? 1 : similarity.test<CmpStrResult>(a, b).match;
  return (given, listed) => {
    const paired = pairedWords(given, listed, alike);
    const [ours, theirs] = [given.join(''), listed.join('')];
    if (paired.score < DIVIDED_DIFFERENTLY && alike(ours, theirs) >= SAME_LETTERS) {
      const words = [{ given: ours, listed: theirs, score: rounded(alike(ours, theirs)) }];
      return { score: DIVIDED_DIFFERENTLY, words, left: [] };
    }
    return paired;
  };
}

/** The most alike words first; each word answers to one other. */
function pairedWords(
  given: readonly string[],
  listed: readonly string[],
  alike: (a: string, b: string) => number,
): Likeness {
  const all = given.flatMap((ours, g) =>
    listed.map((theirs, l) => ({ g, l, given: ours, listed: theirs, score: alike(ours, theirs) })),
  );
  all.sort((a, b) => b.score - a.score || a.g - b.g || a.l - b.l);
  const pairs: typeof all = [];
  for (const pair of all) {
    if (pair.score < COUNTERPART) break;
    if (!pairs.some(({ g, l }) => g === pair.g || l === pair.l)) pairs.push(pair);
  }
  const left = [
    ...given.filter((_word, at) => !pairs.some(({ g }) => g === at)),
    ...listed.filter((_word, at) => !pairs.some(({ l }) => l === at)),
  ];
  const mean = pairs.reduce((sum, { score }) => sum + score, 0) / Math.max(1, pairs.length);
  const off = pairs.length === 1 && left.length > 0 ? ONE_OF_SEVERAL : MISSING_WORD * left.length;
  return {
    score: rounded(Math.max(0, mean - off)),
    words: pairs.map((pair) => ({
      given: pair.given,
      listed: pair.listed,
      score: rounded(pair.score),
    })),
    left,
  };
}

const rounded = (score: number): number => Math.round(score * 10_000) / 10_000;
