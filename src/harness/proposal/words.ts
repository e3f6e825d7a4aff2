/** `gameRoundId` → ['game', 'round', 'id']; a plural counts as its singular. */
export const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.toLowerCase())
    .filter((word) => word !== '')
    .map((word) => (/(ss|us|is)$/.test(word) || word.length < 4 ? word : word.replace(/s$/, '')));

/** How sure a guess is, from what it rests on. */
export type Certainty = 'sure' | 'likely' | 'a guess' | 'unknown';

/** What was taken for what, how surely, and what was looked at. */
export interface Guess {
  readonly certainty: Certainty;
  readonly words: string;
}

export const hasAny = (words: readonly string[], wanted: readonly string[]): boolean =>
  wanted.some((word) => words.includes(word));
