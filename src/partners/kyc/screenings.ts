import { derivedId } from '../../kernel/ids.js';
import type { Asked, PartnerRoute, Reply } from '../desk.js';
import { trouble } from '../desk.js';
import { readFixture } from '../fixtures.js';
import type { Ground } from '../partner.js';
import { wordsOf } from './names.js';
import type { Likeness } from './similarity.js';
import { comparison } from './similarity.js';

/** From the one on a person is taken for the listed one, from the other it is reviewed (KYC-02). */
export const MATCH_SCORE = 0.92;
export const REVIEW_SCORE = 0.8;

interface WatchEntry {
  readonly entry_id: string;
  readonly list: 'sanctions' | 'pep';
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly date_of_birth?: string;
}

export interface ScreeningMatch {
  readonly entry_id: string;
  readonly list: 'sanctions' | 'pep';
  /** As listed. */
  readonly name: string;
  readonly verdict: 'match' | 'review';
  /** 0 to 1, four decimals. */
  readonly score: number;
  /** Which words were held against which, in words. */
  readonly reason: string;
  readonly words: Likeness['words'];
}

export const screeningRoutes = (ground: Ground<unknown>): readonly PartnerRoute[] => [
  {
    method: 'post',
    path: '/v1/screenings',
    run: async ({ body }): Promise<Reply> => {
      const person = (body['person'] ?? {}) as Asked['body'];
      const { name, date_of_birth: born } = person;
      if (typeof name !== 'string' || wordsOf(name).length === 0) {
        return trouble(422, 'invalid_request', 'person.name is needed.');
      }
      const matches = await screened(name, typeof born === 'string' ? born : undefined);
      const screeningId = derivedId(ground.seed(), 'scr', name, String(ground.clock.now()));
      const [first] = matches;
      const outcome = first ? (matches.find(isMatch)?.verdict ?? first.verdict) : 'clear';
      return { status: 200, body: { screening_id: screeningId, outcome, matches } };
    },
  },
];

const isMatch = ({ verdict }: ScreeningMatch): boolean => verdict === 'match';

interface Listed extends WatchEntry {
  readonly names: readonly { readonly listed: string; readonly words: readonly string[] }[];
}

let kept: readonly Listed[] | undefined;

const watchlist = (): readonly Listed[] =>
  readFixture<readonly WatchEntry[]>('watchlist').map((entry) => ({
    ...entry,
    names: [entry.name, ...(entry.aliases ?? [])].map((listed) => ({
      listed,
      words: wordsOf(listed),
    })),
  }));

/** Everyone on the list who is near enough, the nearest first. */
export async function screened(name: string, born?: string): Promise<readonly ScreeningMatch[]> {
  const compare = await comparison();
  const given = wordsOf(name);
  const found = (kept ??= watchlist()).flatMap((entry) => {
    const likenesses = entry.names.map(({ listed, words }) => ({
      listed,
      ...compare(given, words),
    }));
    const [best] = likenesses.sort((a, b) => b.score - a.score);
    return best && best.score >= REVIEW_SCORE ? [matchOf(entry, best, born)] : [];
  });
  return found.sort((a, b) => b.score - a.score || (a.entry_id < b.entry_id ? -1 : 1));
}

function matchOf(
  entry: WatchEntry,
  best: Likeness & { readonly listed: string },
  born: string | undefined,
): ScreeningMatch {
  const { score, words, left } = best;
  return {
    entry_id: entry.entry_id,
    list: entry.list,
    name: best.listed,
    verdict: score >= MATCH_SCORE ? 'match' : 'review',
    score,
    reason: [
      ...words.map(wordsInWords),
      ...(left.length > 0 ? [`without a counterpart: ${left.join(', ')}`] : []),
      ...bornInWords(entry.date_of_birth, born),
    ].join('; '),
    words,
  };
}

const wordsInWords = ({ given, listed, score }: Likeness['words'][number]): string =>
  given === listed ? `"${given}" is the same` : `"${given}" is like "${listed}" (${score})`;

/** Told, not scored: dates of birth on such lists are often guesses. */
function bornInWords(listed: string | undefined, born: string | undefined): readonly string[] {
  if (listed === undefined || born === undefined) return [];
  return [listed === born ? 'the date of birth is the same' : 'the date of birth differs'];
}
