import { scenario } from '../../../src/harness/scenario.js';
import type { Scenario, Stage } from '../../../src/harness/scenario.js';

type Refused = readonly (readonly [amount: unknown, rule: string])[];

/** Stakes each amount: refused with the field and the rule, nothing moved, a sound one still taken. */
async function refusesEach(
  { platform, given, expect, dialect }: Stage,
  money: { currency: string; balance: string; sound: string; left: string },
  amounts: Refused,
): Promise<void> {
  const { currency, balance, sound, left } = money;
  const player = await given.player({ currency, balance });
  for (const [amount, rule] of amounts) {
    const refused = await platform.debitRound(given.debit(player, { amount }));
    const isNothing = dialect.knobs.zero_bet === 'accepted' && NOTHING.test(String(amount));
    if (isNothing) expect(refused).accepted();
    else expect(refused).refused('VALIDATION_ERROR', { field: 'amount', rule });
  }
  await expect.wallet(player, { cash: balance, held_in_play: zeroLike(balance) });
  const taken = await platform.debitRound(given.debit(player, { amount: sound }));
  expect(taken).accepted({ balance: left });
}

/** Where a stake of nothing is taken, this is one. */
const NOTHING = /^-?0+([.]0+)?$/;

const zeroLike = (amount: string): string => amount.replace(/^\d+/, '0').replace(/\d/g, '0');

const EUR = { currency: 'EUR', balance: '100.00', sound: '10.00', left: '90.00' } as const;

interface Form {
  readonly id: string;
  readonly title: string;
  readonly what: string;
  readonly money?: typeof EUR;
  readonly amounts: Refused;
}

/** What is no amount, by what is wrong with it; the table is the rule. */
const FORMS: readonly Form[] = [
  {
    id: 'AMOUNTS-02',
    title: 'Decimals past the currency are refused, not rounded and not cut off',
    what: 'An amount with more decimals than its currency',
    amounts: [
      ['10.001', 'decimals'],
      ['10.000', 'decimals'],
      ['0.005', 'decimals'],
      ['1.999999999999999999', 'decimals'],
    ],
  },
  {
    id: 'AMOUNTS-04',
    title: 'A number is not an amount',
    what: 'An amount sent as a JSON number',
    amounts: [
      [10, 'type'],
      [0.1, 'type'],
      [-10, 'type'],
      [1e2, 'type'],
      [0, 'type'],
    ],
  },
  {
    id: 'AMOUNTS-08',
    title: 'A stake of nothing is refused',
    what: 'A stake of zero',
    amounts: [
      ['0', 'minimum'],
      ['0.0', 'minimum'],
      ['0.00', 'minimum'],
    ],
  },
  {
    id: 'AMOUNTS-09',
    title: 'An amount has no sign',
    what: 'An amount with a sign',
    amounts: [
      ['-10.00', 'format'],
      ['+10.00', 'format'],
      ['-0.00', 'format'],
      ['−10.00', 'format'],
      ['(10.00)', 'format'],
      ['10.00-', 'format'],
    ],
  },
  {
    id: 'AMOUNTS-10',
    title: 'An amount has no exponent and no other base',
    what: 'An amount with an exponent or in another base',
    amounts: [
      ['1e1', 'format'],
      ['1E1', 'format'],
      ['1.0e+1', 'format'],
      ['0x10', 'format'],
      ['0b10', 'format'],
      ['0o10', 'format'],
      ['10n', 'format'],
    ],
  },
  {
    id: 'AMOUNTS-11',
    title: 'What is no number is no amount',
    what: 'NaN, Infinity or a word',
    amounts: [
      ['NaN', 'format'],
      ['Infinity', 'format'],
      ['-Infinity', 'format'],
      ['null', 'format'],
      ['ten', 'format'],
    ],
  },
  {
    id: 'AMOUNTS-12',
    title: 'Nothing and white space are no amount',
    what: 'An empty amount, or one with white space',
    amounts: [
      ['', 'format'],
      [' ', 'format'],
      [' 10.00', 'format'],
      ['10.00 ', 'format'],
      ['10.00\n', 'format'],
      ['1 0.00', 'format'],
      ['10.00\u0000', 'format'],
      ['\u00a010.00', 'format'],
    ],
  },
  {
    id: 'AMOUNTS-13',
    title: 'Digits stand where they belong',
    what: 'An amount with leading zeros or without its digits',
    amounts: [
      ['010.00', 'format'],
      ['00', 'format'],
      ['.50', 'format'],
      ['10.', 'format'],
      ['.', 'format'],
      ['1.0.0', 'format'],
    ],
  },
  {
    id: 'AMOUNTS-14',
    title: 'Separators, symbols and the digits of other scripts are refused',
    what: 'An amount with separators, symbols or digits of other scripts',
    amounts: [
      ['10,00', 'format'],
      ['1,000.00', 'format'],
      ["1'000.00", 'format'],
      ['1_000.00', 'format'],
      ['€10.00', 'format'],
      ['10.00 EUR', 'format'],
      ['１０.00', 'format'],
      ['١٠.00', 'format'],
    ],
  },
  {
    id: 'AMOUNTS-15',
    title: 'Truth values, lists, objects and nothing are no amount',
    what: 'An amount that is neither text nor number',
    amounts: [
      [true, 'type'],
      [null, 'type'],
      [['10.00'], 'type'],
      [{ value: '10.00' }, 'type'],
      [undefined, 'required'],
    ],
  },
];

export const formScenarios: readonly Scenario[] = FORMS.map(({ id, title, what, amounts }) =>
  scenario({
    id,
    title,
    rule: `${what} MUST be refused with the field and the rule, and nothing moves.`,
    requirement: 'MONEY-01',
    impact: 'critical',
    money:
      'What is guessed from a sloppy amount is money the player or the house did not agree to.',
    run: (stage) => refusesEach(stage, EUR, amounts),
  }),
);

export const amounts16 = scenario({
  id: 'AMOUNTS-16',
  title: 'Yen have no decimals',
  rule: 'An amount with more decimals than its currency MUST be refused; JPY has none.',
  requirement: 'MONEY-01',
  money: 'A hundredth of a yen taken for a yen is a hundredfold stake.',
  run: (stage) =>
    refusesEach(stage, { currency: 'JPY', balance: '1000', sound: '1', left: '999' }, [
      ['1.0', 'decimals'],
      ['100.00', 'decimals'],
      ['0.01', 'decimals'],
    ]),
});

export const amounts17 = scenario({
  id: 'AMOUNTS-17',
  title: 'Dinars have three decimals',
  rule: 'An amount MUST be read with its currency’s decimals; KWD has three.',
  requirement: 'MONEY-01',
  money: 'A dinar read with two decimals is a stake ten times as high.',
  run: (stage) =>
    refusesEach(stage, { currency: 'KWD', balance: '1.000', sound: '0.001', left: '0.999' }, [
      ['0.0001', 'decimals'],
      ['0.0010', 'decimals'],
    ]),
});

export const amounts18 = scenario({
  id: 'AMOUNTS-18',
  title: 'Bitcoin have eight decimals',
  rule: 'An amount MUST be read with its currency’s decimals; BTC has eight.',
  requirement: 'MONEY-01',
  money: 'A satoshi lost in rounding is lost in every round.',
  run: (stage) =>
    refusesEach(
      stage,
      { currency: 'BTC', balance: '1.00000000', sound: '0.00000001', left: '0.99999999' },
      [
        ['0.000000001', 'decimals'],
        ['0.000000000000000001', 'decimals'],
      ],
    ),
});

export const amounts19 = scenario({
  id: 'AMOUNTS-19',
  title: 'Past 2^53 minor units nothing is an amount',
  rule: 'An amount past 2^53 minor units MUST be refused; the largest below it is an amount.',
  requirement: 'MONEY-01',
  impact: 'critical',
  money: 'Past 2^53 a cent is no longer there, and a stake may be any of its neighbours.',
  async run(stage) {
    await refusesEach(stage, EUR, [
      ['90071992547409.92', 'maximum'],
      ['90071992547409.93', 'maximum'],
      ['999999999999999999', 'maximum'],
      ['999999999999999999.99', 'maximum'],
      ['1000000000000000000', 'format'],
      ['9'.repeat(400), 'format'],
    ]);
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const largest = given.debit(player, { amount: '90071992547409.91' });
    expect(await platform.debitRound(largest)).refused('INSUFFICIENT_FUNDS');
    await expect.wallet(player, { cash: '100.00' });
  },
});

export const strictScenarios: readonly Scenario[] = [amounts16, amounts17, amounts18, amounts19];
