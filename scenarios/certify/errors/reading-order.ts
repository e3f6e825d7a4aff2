import type { CallOptions } from '../../../src/harness/platform.js';
import { scenario } from '../../../src/harness/scenario.js';
import type { Scenario } from '../../../src/harness/scenario.js';
import type { ErrorCode } from '../../../src/kernel/errors.js';

interface Pair {
  readonly id: string;
  readonly first: ErrorCode;
  readonly then: ErrorCode;
  /** What is wrong in both ways, over a sound debit. */
  readonly both: CallOptions;
  /** What is wrong in the second way alone. */
  readonly second: CallOptions;
}

const LARGE = 256 * 1024;
const ELSEWHERE = { path: '/v1/nowhere' } as const;
const ANONYMOUS = { token: null } as const;
const TEXT = { contentType: 'text/plain' } as const;
const TOO_LARGE = { rawBody: '{}'.padEnd(LARGE) } as const;
const BROKEN = { rawBody: '{' } as const;

/** What can be told before more of the request is read, told in this order: the table is the rule. */
const PAIRS: readonly Pair[] = [
  {
    id: 'ERRORS-24',
    first: 'ROUTE_NOT_FOUND',
    then: 'TOKEN_MISSING',
    both: { ...ELSEWHERE, ...ANONYMOUS },
    second: ANONYMOUS,
  },
  {
    id: 'ERRORS-25',
    first: 'METHOD_NOT_ALLOWED',
    then: 'UNSUPPORTED_MEDIA_TYPE',
    both: { method: 'PUT', ...TEXT },
    second: TEXT,
  },
  {
    id: 'ERRORS-26',
    first: 'UNSUPPORTED_MEDIA_TYPE',
    then: 'PAYLOAD_TOO_LARGE',
    both: { ...TEXT, ...TOO_LARGE },
    second: TOO_LARGE,
  },
  {
    id: 'ERRORS-27',
    first: 'PAYLOAD_TOO_LARGE',
    then: 'MALFORMED_JSON',
    both: { rawBody: '{'.padEnd(LARGE) },
    second: BROKEN,
  },
  {
    id: 'ERRORS-28',
    first: 'MALFORMED_JSON',
    then: 'TOKEN_MISSING',
    both: { ...BROKEN, ...ANONYMOUS },
    second: ANONYMOUS,
  },
];

export const readingOrderScenarios: readonly Scenario[] = PAIRS.map((pair) =>
  scenario({
    id: pair.id,
    title: `${pair.first} is told before ${pair.then}`,
    rule: `${pair.first} MUST be told before ${pair.then}: the documented order.`,
    requirement: 'ERR-02',
    impact: 'minor',
    money: 'Two platforms that tell two stories of one request cannot be served by one caller.',
    async run({ platform, given, expect }) {
      const player = await given.player({ balance: '100.00' });
      const debit = given.debit(player);

      expect(await platform.debitRound(debit, pair.both)).refused(pair.first);
      expect(await platform.debitRound(debit, pair.second)).refused(pair.then);

      await expect.wallet(player, { cash: '100.00' });
      expect(await platform.debitRound(debit)).accepted({ balance: '90.00' });
    },
  }),
);
