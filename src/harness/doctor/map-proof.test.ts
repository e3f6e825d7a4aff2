import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { scenarios } from '../../../scenarios/certify/index.js';
import { invariants } from '../../../scenarios/invariants/index.js';
import type { Examination } from './doctor.js';
import type { Finding } from './finding.js';
import { EXAMPLES, examinedBy, exampleWallet, fileOver, troubles } from './stage.js';
import type { Act } from './stage.js';

const examined = examinedBy({ scenarios, invariants });

/** Each sound example: where it listens and how it lets in. */
const SOUND = {
  micro: ['MICRO_URL', { MICRO_PASSWORD: 'micro-secret' }],
  actions: ['ACTIONS_URL', { ACTIONS_SECRET: 'actions-secret' }],
  'always-200': ['ALWAYS_URL', { ALWAYS_TOKEN: 'always-token' }],
} as const;

async function stage(
  t: TestContext,
  example: keyof typeof SOUND,
  around?: (answer: Act) => Act,
): Promise<Readonly<Record<string, string>>> {
  const [name, secrets] = SOUND[example];
  return { ...secrets, [name]: await exampleWallet(t, example, around) };
}

const textOf = ({ mark, step, message, remedy }: Finding): string =>
  `${mark} ${step}: ${message} → ${remedy ?? ''}`;

const told = (examination: Examination): string => troubles(examination).map(textOf).join('\n');

const markOf = ({ findings }: Examination, pattern: RegExp): string | undefined =>
  findings.find(({ message }) => pattern.test(message))?.mark;

test('the three sound examples have nothing to look at, with money and without', async (t) => {
  for (const example of ['micro', 'actions', 'always-200'] as const) {
    const environment = await stage(t, example);
    for (const withMoney of [false, true]) {
      const file = `${EXAMPLES}${example}/target.yaml`;
      const examination = await examined(file, environment, { withMoney });
      assert.deepEqual([examination.exitCode, told(examination)], [0, '']);
      assert.equal(markOf(examination, /of \d+ checks can be made/), 'ok');
    }
  }
});

test('a refusal for another reason than the player does not prove an operation', async (t) => {
  const file = fileOver(t, 'micro', 'map:\n  operations:\n    debitRound:\n      request: "5"\n');
  const examination = await examined(file, await stage(t, 'micro'));
  const text = told(examination);
  assert.match(text, /^warn map: debitRound, for a player nobody knows, is refused as MALFORMED/);
  assert.ok(text.includes('HTTP 400 "{\\"code\\":\\"BODY_INVALID'), text);
  assert.ok(text.includes(`is the request shaped as the wallet wants it (${file}:5)`), text);
  assert.equal(markOf(examination, /^debitRound: refused for a player/), undefined);
  assert.equal(markOf(examination, /^creditRound: refused for a player nobody knows, P/), 'ok');
});

test('a code that may mean the player among others proves an operation', async (t) => {
  const file = fileOver(
    t,
    'micro',
    'map:\n  operations:\n    getWallet: { examples: [] }\n' +
      '  errors: { ACCOUNT_NOT_FOUND: [SESSION_NOT_FOUND, PLAYER_NOT_FOUND] }\n',
  );
  const examination = await examined(file, await stage(t, 'micro'));
  assert.deepEqual([examination.exitCode, told(examination)], [0, '']);
  assert.equal(markOf(examination, /^debitRound: refused .*PLAYER_NOT_FOUND$/), 'ok');
});

test('a rollback may be refused for its bet before its player is looked for', async (t) => {
  const file = fileOver(
    t,
    'micro',
    'map:\n  operations:\n    rollbackRound:\n      errors: { ACCOUNT_NOT_FOUND: TXN_NOT_FOUND }\n',
  );
  const examination = await examined(file, await stage(t, 'micro'));
  assert.deepEqual([examination.exitCode, told(examination)], [0, '']);
});

test('a rollback refused for its form is no answer to a bet that never was', async (t) => {
  const file = fileOver(t, 'micro', 'map: { errors: { BET_NOT_FOUND: VALIDATION_ERROR } }\n');
  const examination = await examined(file, await stage(t, 'micro'));
  assert.match(
    told(examination),
    /^warn dialect: rollbackRound of a bet that never was is refused as VALIDATION_ERROR.*BET_NOT_FOUND/,
  );
});

test('a moving operation that is not let in is told by credentials, not by the player', async (t) => {
  const environment = await stage(t, 'micro', (answer) => (books, request, text) => {
    const headers = request.url === '/v2/bet' ? {} : request.headers;
    const { url = '', method = '' } = request;
    return answer(books, { url, method, headers }, text);
  });
  const examination = await examined(`${EXAMPLES}micro/target.yaml`, environment);
  assert.equal(examination.exitCode, 3);
  const text = told(examination);
  assert.match(text, /^fail auth: debitRound is not let in, though getWallet is: .*HTTP 401/);
  assert.match(text, /→ correct auth\.username .* auth\.password .*signed and sent/);
  assert.doesNotMatch(text, /PLAYER_NOT_FOUND/);
});

test('a GET with a body is told of by its line', async (t) => {
  const file = fileOver(t, 'micro', 'map:\n  operations:\n    creditRound:\n      method: GET\n');
  const text = told(await examined(file, await stage(t, 'micro')));
  assert.match(text, /warn map: creditRound is a GET with request: .*→ say query: instead/);
});

test('a bet and win in one call is tried where the map has it', async (t) => {
  const environment = await stage(t, 'actions');
  const file = `${EXAMPLES}actions/target.yaml`;
  const examination = await examined(file, environment, { withMoney: true });
  assert.equal(markOf(examination, /^playRound: refused for a player nobody knows/), 'ok');
  assert.equal(markOf(examination, /^a bet of 0\.01 was won back in one call; p1/), 'ok');
});

test('a bet and win in one call that does not pay is told, and by how much', async (t) => {
  const file = fileOver(
    t,
    'actions',
    'map:\n  operations:\n    playRound:\n      request: >-\n' +
      '        { "player": player_id, "round": round_id, "currency": currency, "close": final,\n' +
      '          "actions": [{ "type": "bet", "id": idempotency_key, "amount": amount },\n' +
      '          { "type": "win", "id": idempotency_key & ".w", "bet": idempotency_key, "amount": 0 }] }\n',
  );
  const examination = await examined(file, await stage(t, 'actions'), { withMoney: true });
  assert.equal(examination.exitCode, 3);
  assert.match(told(examination), /fail money: playRound left p1 with 499\.99 instead of 500\.00/);
});

test('a form of money that an example disproves is told as such, with the value', async (t) => {
  const file = fileOver(t, 'micro', 'map:\n  money: { format: decimal-string }\n');
  const text = told(await examined(file, await stage(t, 'micro')));
  assert.match(text, /examples\[0\]: cash is 250000000, not money as decimal-string/);
  assert.match(text, /"250\.00" is expected: it is there, in another form/);
  assert.ok(text.includes(`put map.money.format (${file}:3) right`), text);
  const moved = fileOver(t, 'micro', 'map:\n  money: { format: x100000-int }\n');
  const other = told(await examined(moved, await stage(t, 'micro')));
  assert.match(other, /cash: expected "250\.00", was "2500\.00" → put map\.money\.format /);
});

test('a refusal that map.ok takes for an acceptance is told as such', async (t) => {
  const environment = await stage(t, 'always-200');
  const file = fileOver(t, 'always-200', 'map:\n  ok: status >= 0\n');
  const wrong = told(await examined(file, environment));
  assert.match(wrong, /PLAYER_NOT_FOUND", and the answer is read as accepted by map\.ok \(status/);
  assert.ok(wrong.includes(`put map.ok (${file}:3) right`), wrong);
  const never = fileOver(t, 'always-200', 'map:\n  ok: status = "OK"\n');
  const other = troubles(await examined(never, environment), 'map')
    .map(textOf)
    .join('\n');
  assert.match(
    other,
    /expected an accepted answer, and the answer is read as refused \(0\) by map/,
  );
});

test('after a failure no outlook is well', async (t) => {
  const environment = { ...(await stage(t, 'micro')), MICRO_PASSWORD: 'wrong' };
  const shut = await examined(`${EXAMPLES}micro/target.yaml`, environment);
  const after = shut.findings.slice(shut.findings.findIndex(({ mark }) => mark === 'fail') + 1);
  assert.deepEqual(
    after.map(({ mark, step, message }) => [mark, step, message]),
    [['skip', 'outlook', 'not told: nobody was let in']],
  );
  const file = fileOver(t, 'micro', 'map:\n  operations:\n    debitRound: { path: /v2/bets }\n');
  const astray = await examined(file, await stage(t, 'micro'));
  assert.equal(astray.exitCode, 3);
  assert.equal(markOf(astray, /once what is wrong is mended, \d+ of \d+ checks can/), 'skip');
});
