/**
 * Names as words to compare: without accents, in Latin letters, and with the spellings folded that
 * differ only by how a name was carried over from another script.
 */

/** Letters that do not decompose into a letter and an accent. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
  ħ: 'h',
  // Cyrillic
  ...pairs('абвгдезийклмнопрстуфхыэіґ', 'abvgdeziiklmnoprstufhyeig'),
  ж: 'zh',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'shch',
  ъ: '',
  ь: '',
  ю: 'yu',
  я: 'ya',
  є: 'ye',
  ђ: 'd',
  ј: 'j',
  љ: 'lj',
  њ: 'nj',
  ћ: 'c',
  џ: 'dz',
  // Greek
  ...pairs('αβγδεζηικλμνξοπρσςτυφωχ', 'avgdeziiklmnxoprsstufoh'),
  θ: 'th',
  ψ: 'ps',
};

function pairs(from: string, to: string): Record<string, string> {
  const latin = [...to];
  return Object.fromEntries([...from].map((letter, at) => [letter, latin[at] ?? '']));
}

/** Spellings of one sound, in this order. */
const FOLDS: readonly (readonly [RegExp, string])[] = [
  [/^(moh|muh)am+[ae]d$/, 'muhamad'],
  [/ph/g, 'f'],
  [/kh/g, 'h'],
  [/tsch|tch/g, 'ch'],
  [/sch/g, 'sh'],
  [/ks/g, 'x'],
  [/ck|q/g, 'k'],
  [/ou|oo/g, 'u'],
  [/ae/g, 'a'],
  [/oe/g, 'o'],
  [/ue/g, 'u'],
  [/w/g, 'v'],
  [/[yj]/g, 'i'],
  [/ee/g, 'i'],
  [/(.)\1+/g, '$1'],
];

const TITLES = new Set(['mr', 'mrs', 'ms', 'miss', 'dr', 'prof', 'sir', 'dame']);

/** Parts that one register writes and the next leaves out. */
const PARTICLES = new Set(['al', 'el', 'bin', 'ibn', 'von', 'van', 'de', 'der', 'da', 'la', 'y']);

/** 'Müller, Dr. Anna-Lena' → ['muler', 'ana', 'lena'] */
export function wordsOf(name: string): readonly string[] {
  const words = latin(name)
    .replace(/['’`ʼ]/g, '')
    .split(/[^a-z]+/)
    .filter((word) => word !== '' && !TITLES.has(word));
  const telling = words.filter((word) => !PARTICLES.has(word));
  return (telling.length > 0 ? telling : words).map(folded);
}

const latin = (name: string): string =>
  [...name.normalize('NFKD').toLowerCase()]
    .filter((letter) => !/\p{M}/u.test(letter))
    .map((letter) => LETTERS[letter] ?? letter)
    .join('');

const folded = (word: string): string =>
  FOLDS.reduce((text, [spelling, sound]) => text.replace(spelling, sound), word);
