import { fixtureName, readFixture } from '../fixtures.js';

export type PaymentStatus =
  'pending' | 'challenge' | 'completed' | 'failed' | 'refunded' | 'charged_back';

export type PaymentKind = 'charge' | 'payout';

/** What a payment becomes, and how long after the request. */
export interface Moment {
  readonly status: PaymentStatus;
  readonly reason?: string;
  readonly after_ms?: number;
}

/** What the platform is told, which need not be what is so. */
export interface Telling extends Moment {
  readonly times?: number;
  readonly amount?: 'one_unit_more';
  readonly currency?: 'another';
}

/** How a charge or a payout ends for one token; completed and told at once unless said. */
export interface Fate {
  /** In the answer itself: 402. */
  readonly refused?: string;
  readonly timeline?: readonly Moment[];
  readonly webhooks?: readonly Telling[];
}

export interface CardFacts {
  readonly kind: string;
  readonly brand: string;
  readonly last4: string;
  readonly holder?: string;
}

export interface TokenFixture {
  readonly means: string;
  readonly card: CardFacts;
  readonly verify?: { readonly verified: boolean; readonly reason: string };
  readonly charge?: Fate;
  readonly payout?: Fate;
}

let kept: Readonly<Record<string, TokenFixture>> | undefined;

/** `fixtures/psp.json`, by token. */
export const tokenFixtures = (): Readonly<Record<string, TokenFixture>> =>
  (kept ??= readFixture<{ tokens: Record<string, TokenFixture> }>('psp').tokens);

export function findTokenFixture(token: string): TokenFixture | undefined {
  const name = fixtureName(token);
  return Object.hasOwn(tokenFixtures(), name) ? tokenFixtures()[name] : undefined;
}

const DONE: readonly Moment[] = [{ status: 'completed' }];

export const timelineOf = (fate: Fate | undefined): readonly Moment[] => fate?.timeline ?? DONE;
export const tellingsOf = (fate: Fate | undefined): readonly Telling[] => fate?.webhooks ?? DONE;
