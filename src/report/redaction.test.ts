import assert from 'node:assert/strict';
import { test } from 'node:test';
import { annotationsText } from './annotations.js';
import { summaryText } from './console.js';
import { formats, reportText } from './files.js';
import { redactedRun, withoutSecrets } from './redaction.js';
import type { ReportedRun } from './reported-run.js';
import { GUIDE, stage } from './stage.js';

const KNOWN = 'k7"own&Secret';
const SIGNATURE = 'c2lnbmF0dXJl-of_it';
const TOKEN = `eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJwXzEifQ.${SIGNATURE}`;
const PAN = '4111 1111 1111 1111';
const PLANTS = [
  KNOWN,
  `Basic ${Buffer.from(`client:${KNOWN}`).toString('base64')}`,
  `Bearer ${TOKEN}`,
  TOKEN,
  'Bearer opaque-token-0123456789',
  `paid with ${PAN}`,
  '{"client_secret":"plant-a1","email":"plant-a2@example.com"}',
  JSON.stringify({ body: JSON.stringify({ refresh_token: 'plant-b', amount: '1.00' }) }),
  'grant_type=x&client_secret=plant-c&y=1',
  'http://user:plant-d@t/path',
  '{"kty":"OKP","d":"plant-e0123456789012345678901234"}',
  '-----BEGIN PRIVATE KEY-----\nplant-f\n-----END PRIVATE KEY-----',
  '200 {"access_token":"plant-g and then it was cut…',
];
const TRACES = [
  KNOWN,
  encodeURIComponent(KNOWN),
  JSON.stringify(KNOWN).slice(1, -1),
  'k7&quot;own',
  Buffer.from(KNOWN).toString('base64').slice(0, 12),
  SIGNATURE,
  'opaque-token',
  '4111',
  'plant-',
];
/** Words of ours, which no target can choose. */
const OURS = new Set([
  'before',
  'after',
  'status',
  'kind',
  'level',
  'impact',
  'verdict',
  'state',
  'startedAt',
]);

/** The run with the text planted in every place where a text stands. */
function planted(run: ReportedRun, plant: string): ReportedRun {
  const at = (value: unknown, name: string): unknown => {
    if (typeof value === 'string') return OURS.has(name) ? value : `${value} ${plant}`;
    if (Array.isArray(value)) return value.map((item) => at(item, name));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, at(member, key)]));
  };
  return at(run, '') as ReportedRun;
}

const everything = (run: ReportedRun): readonly (readonly [string, string])[] => [
  ...formats().map((format) => [format, reportText(run, GUIDE, format)] as const),
  ['annotations', annotationsText(run, GUIDE)],
  ['console', summaryText(run)],
];

test('a secret planted in every place reaches no format', () => {
  for (const plant of PLANTS) {
    const run = redactedRun({ ...planted(stage(), plant), coverage: [] }, [KNOWN]);
    for (const [format, text] of everything(run)) {
      const found = TRACES.filter((trace) => text.includes(trace));
      assert.deepEqual(found, [], `${plant} in ${format}`);
    }
  }
});

test('without redaction the plants would be seen in every format that tells more than the verdict', () => {
  const run = planted(stage(), 'plant-x');
  const seen = everything(run).filter(([, text]) => text.includes('plant-x'));
  assert.equal(seen.length, formats().length + 2);
});

test('an object of the target loses the members with a secret’s name', () => {
  const [first] = stage().checks;
  assert.ok(first);
  const actual = { name: 'Jane Doe', token: 'plant', amount: '1.00', nested: [{ email: 'j@d' }] };
  const run = stage([
    { ...first, status: 'fail', failures: [{ kind: 'expectation', message: 'm', actual }] },
  ]);
  assert.deepEqual(redactedRun(run).checks[0]?.failures[0]?.actual, {
    name: '[redacted]',
    token: '[redacted]',
    amount: '1.00',
    nested: [{ email: '[redacted]' }],
  });
});

test('what is no secret stays as it is, and twice is as once', () => {
  const harmless = [
    'Bearer $TOKEN',
    'a Bearer token that is missing',
    '{"amount":"10.00","txn_id":"t_qGmd5FApwpJWxbxuuuE25g"}',
    'trace 00-caf6158db506b43f42506fc8bb6e9b3a-5ca864a769191b9f-01',
    'http://127.0.0.1:4010/v1/games?limit=1',
  ];
  for (const text of harmless) assert.equal(withoutSecrets(text), text);
  for (const plant of PLANTS) {
    const once = withoutSecrets(plant, [KNOWN]);
    assert.equal(withoutSecrets(once, [KNOWN]), once);
  }
});

test('a long hostile text is redacted in linear time', () => {
  const hostile = [
    '"name":"'.repeat(20_000),
    'Bearer '.repeat(20_000),
    '\\'.repeat(100_000),
    'eyJ-'.repeat(20_000),
  ];
  for (const text of hostile) assert.ok(withoutSecrets(text).length > 0);
});
