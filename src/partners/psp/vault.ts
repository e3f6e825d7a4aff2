import { derivedBytes, derivedId } from '../../kernel/ids.js';
import type { Asked, PartnerRoute, Reply } from '../desk.js';
import { trouble } from '../desk.js';
import type { Ground } from '../partner.js';
import type { PspBook, VaultCard } from './book.js';
import { findIn } from './book.js';
import type { CardFacts } from './fates.js';
import { findTokenFixture } from './fates.js';

/** A token's card, and the fixture that says how it fares. */
export function findCard(
  book: PspBook,
  token: unknown,
): { readonly card: CardFacts; readonly behavesLike: string } | undefined {
  const kept = findIn(book.vault, token);
  if (kept) return { card: kept, behavesLike: kept.behaves_like };
  const fixture = typeof token === 'string' ? findTokenFixture(token) : undefined;
  return fixture && { card: fixture.card, behavesLike: String(token) };
}

/** The one place where card numbers are read; what leaves it are tokens (PAY-05). */
export const vaultRoutes = (ground: Ground<PspBook>): readonly PartnerRoute[] => [
  { method: 'post', path: '/v1/cards', run: ({ body }) => keepCard(ground, body) },
  { method: 'post', path: '/v1/methods/verify', run: ({ body }) => verify(ground.book(), body) },
];

async function keepCard(ground: Ground<PspBook>, body: Asked['body']): Promise<Reply> {
  const { holder, behaves_like: behavesLike = 'tok_ok' } = body;
  if (typeof behavesLike !== 'string' || !findTokenFixture(behavesLike)) {
    return trouble(422, 'unknown_behaviour', 'behaves_like names a token of fixtures/psp.json.');
  }
  const book = ground.book();
  const pan = body['pan'] === undefined ? await drawnPan(ground) : panOf(body['pan']);
  if (pan === undefined) return trouble(422, 'invalid_card', 'No card has this number.');
  const token = derivedId(ground.seed(), 'tok', pan);
  const card: VaultCard = {
    kind: 'card',
    brand: brandOf(pan),
    last4: pan.slice(-4),
    ...(typeof holder === 'string' && { holder }),
    behaves_like: behavesLike,
  };
  book.vault[token] = card;
  ground.note(['vault', token], card);
  return { status: 201, body: { token, ...shownCard(card) } };
}

function verify(book: PspBook, { token }: Asked['body']): Reply {
  const found = findCard(book, token);
  if (!found) return trouble(404, 'token_not_found', 'No such token.');
  const { verified = true, reason = null } = findTokenFixture(found.behavesLike)?.verify ?? {};
  return { status: 200, body: { token, ...shownCard(found.card), verified, reason } };
}

const shownCard = ({ kind, brand, last4, holder = '' }: CardFacts) => ({
  kind,
  brand,
  last4,
  holder: holder === '' ? null : holder,
});

/** A test number with its check digit, the same for the same seed. */
async function drawnPan({ seed, book, note }: Ground<PspBook>): Promise<string> {
  const { faker } = await import('@faker-js/faker/locale/en'); // nobody else waits for it to load
  book().drawn += 1;
  note(['drawn'], book().drawn);
  faker.seed(derivedBytes(seed(), 'pan', String(book().drawn)).readUInt32LE(0));
  return faker.finance.creditCardNumber('visa').replace(/\D/g, '');
}

function panOf(given: unknown): string | undefined {
  if (typeof given !== 'string') return undefined;
  const digits = given.replace(/[ -]/g, '');
  return /^[0-9]{12,19}$/.test(digits) && isLuhn(digits) ? digits : undefined;
}

/** ISO/IEC 7812-1: doubling every second digit from the right, the sum ends in 0. */
function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

const BRANDS: readonly (readonly [RegExp, string])[] = [
  [/^4/, 'visa'],
  [/^(5[1-5]|2[2-7])/, 'mastercard'],
  [/^3[47]/, 'american_express'],
];

const brandOf = (pan: string): string =>
  BRANDS.find(([start]) => start.test(pan))?.[1] ?? 'unknown';
