import { scenario } from '../../../src/harness/scenario.js';
import type { Scenario } from '../../../src/harness/scenario.js';
import { facts, refusesSpoilt } from './spoilt-debits.js';
import type { Spoiling } from './spoilt-debits.js';

type Bytes = (sound: string) => string | Uint8Array;

const malformed = (bytes: Bytes): Spoiling => ({ code: 'MALFORMED_JSON', bytes });
const misshapen = (body: string): Spoiling => ({ code: 'VALIDATION_ERROR', bytes: () => body });

/** The sound body with more members in front of its own. */
const before =
  (members: string): Bytes =>
  (sound) =>
    `{${members},${sound.slice(1)}`;

/** A byte that begins no character of UTF-8, within a string of a whole body. */
const notUtf8: Bytes = (sound) => {
  const bytes = Buffer.from(before('"note":"#"')(sound) as string);
  bytes[bytes.indexOf('#')] = 0xff;
  return bytes;
};

/** The slash as two bytes: an encoding UTF-8 forbids, and a way past filters. */
const overlong: Bytes = (sound) => {
  const bytes = Buffer.from(before('"note":"##"')(sound) as string);
  const at = bytes.indexOf('##');
  bytes[at] = 0xc0;
  bytes[at + 1] = 0xaf;
  return bytes;
};

const nested = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);

interface SpoiltBody {
  readonly id: string;
  readonly title: string;
  readonly spoilings: readonly Spoiling[];
}

/** Bodies that are no sound JSON object, by what is wrong with them; the table is the rule. */
const BODIES: readonly SpoiltBody[] = [
  {
    id: 'INPUT-10',
    title: 'Bytes that are not UTF-8 are refused, not replaced',
    spoilings: [
      malformed(notUtf8),
      malformed(overlong),
      malformed((sound) => Buffer.from(sound, 'utf16le')),
    ],
  },
  {
    id: 'INPUT-11',
    title: 'Nothing stands before the body or after it',
    spoilings: [
      malformed((sound) => `\ufeff${sound}`),
      malformed((sound) => `${sound}x`),
      malformed((sound) => `${sound}\u0000`),
      malformed((sound) => `${sound}${sound}`),
      malformed((sound) => `${sound},`),
      malformed((sound) => `)]}',\n${sound}`),
    ],
  },
  {
    id: 'INPUT-12',
    title: 'No body is no request',
    spoilings: [malformed(() => ''), malformed(() => '   '), malformed(() => '\n\n')],
  },
  {
    id: 'INPUT-13',
    title: 'A list, a text, a number, nothing are no request',
    spoilings: [
      misshapen('[]'),
      misshapen('"debit"'),
      misshapen('10'),
      misshapen('true'),
      misshapen('null'),
      { code: 'VALIDATION_ERROR', bytes: (sound) => `[${sound}]` },
      { code: 'VALIDATION_ERROR', bytes: (sound) => JSON.stringify(sound) },
    ],
  },
  {
    id: 'INPUT-14',
    title: 'A member given twice is refused, however it is written',
    spoilings: [
      malformed(before('"amount":"0.01"')),
      malformed(before('"amount":"10.00"')),
      malformed(before(String.raw`"\u0061mount":"0.01"`)),
      malformed(before('"player_id":"somebody-else"')),
      malformed(before('"meta":{"a":1,"a":2}')),
      malformed(before('"meta":{},"meta":{}')),
      malformed(before('"unknown":1,"unknown":2')),
    ],
  },
  {
    id: 'INPUT-15',
    title: 'A body that nests without end is refused',
    spoilings: [
      malformed(before(`"meta":${nested(200)}`)),
      malformed(before(`"deep":${'['.repeat(5_000)}${']'.repeat(5_000)}`)),
      malformed(() => '['.repeat(30_000)),
    ],
  },
  {
    id: 'INPUT-16',
    title: 'A body that is nearly JSON is not JSON',
    spoilings: [
      malformed((sound) => sound.replaceAll('"', "'")),
      malformed(before('/* note */"a":1')),
      malformed((sound) => sound.replace(/}$/, ',}')),
      malformed(before('"a":NaN')),
      malformed(before('"a":0x10')),
      malformed(before('"a":01')),
      malformed(before('"a":+1')),
      malformed(before('a:1')),
      malformed(before('"a":"line\nbreak"')),
      malformed(before(String.raw`"a":"\x41"`)),
    ],
  },
  {
    id: 'INPUT-17',
    title: 'A body larger than the platform takes is refused unread',
    spoilings: [
      { code: 'PAYLOAD_TOO_LARGE', bytes: (sound) => sound.padEnd(256 * 1024) },
      { code: 'PAYLOAD_TOO_LARGE', bytes: before(`"note":"${'x'.repeat(512 * 1024)}"`) },
    ],
  },
];

const tableScenarios: readonly Scenario[] = BODIES.map(({ id, title, spoilings }) =>
  scenario({
    ...facts,
    id,
    title,
    rule: `${title}: a clean 4xx MUST come and nothing may change.`,
    run: (stage) => refusesSpoilt(stage, spoilings),
  }),
);

export const input18 = scenario({
  ...facts,
  id: 'INPUT-18',
  title: 'Members named after the insides of an object change nothing',
  rule: 'Members such as __proto__ MUST be ignored or refused; no later request may inherit them.',
  impact: 'critical',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const inherited = '{"amount":"0.01","currency":"EUR","final":false}';
    const poisons = [
      `"__proto__":${inherited}`,
      `"constructor":{"prototype":${inherited}}`,
      `"meta":{"__proto__":${inherited}}`,
    ];
    for (const poison of poisons) {
      const poisoned = given.debit(player, { amount: '10.00' });
      const rawBody = before(poison)(JSON.stringify(poisoned));
      const answer = await platform.debitRound(poisoned, { rawBody });
      expect.that(answer.status, 'the status').isOneOf([200, 400]);
      const without = given.debit(player, { amount: undefined });
      const missing = { field: 'amount', rule: 'required' };
      expect(await platform.debitRound(without)).refused('VALIDATION_ERROR', missing);
    }
    const { cash } = expect(await platform.getWallet(player)).accepted();
    expect.that(cash, 'the cash').isOneOf(['100.00', '90.00', '80.00', '70.00']);
    const left = Number(cash.slice(0, -3)) - 10;
    expect(await platform.debitRound(debit)).accepted({ balance: `${left}.00` });
  },
});

export const bodyScenarios: readonly Scenario[] = [...tableScenarios, input18];
