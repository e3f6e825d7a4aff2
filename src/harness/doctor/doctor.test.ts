import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { scenarios } from '../../../scenarios/certify/index.js';
import { invariants } from '../../../scenarios/invariants/index.js';
import { realClock } from '../../kernel/time.js';
import type { Finding } from './finding.js';
import { EXAMPLES, examinedBy, exampleWallet, fileOver, serving, troubles } from './stage.js';
import type { Act, Books } from './stage.js';

const examined = examinedBy({ scenarios, invariants });
const MICRO = `${EXAMPLES}micro/target.yaml`;

/** The micro wallet of the examples, with `act` around its answers. */
async function stage(t: TestContext, around?: (answer: Act) => Act) {
  return { MICRO_URL: await exampleWallet(t, 'micro', around), MICRO_PASSWORD: 'micro-secret' };
}

function robbed({ accounts }: Books, id: string): void {
  const account = accounts.get(id);
  if (account) account.micros -= 10_000;
}

const textOf = ({ message, remedy }: Finding): string => `${message} → ${remedy ?? ''}`;

/** The line of the first match in a file. */
const lineOf = (path: string, pattern: RegExp): string =>
  `${path}:${
    readFileSync(path, 'utf8')
      .split('\n')
      .findIndex((line) => pattern.test(line)) + 1
  }`;

test('a sound wallet is ready, and has lost nothing by a bet that was taken back', async (t) => {
  const environment = await stage(t);
  const told: string[] = [];
  const onFinding = ({ step }: Finding): void => void told.push(step);
  const examination = await examined(MICRO, environment, { withMoney: true, onFinding });
  assert.deepEqual([examination.exitCode, troubles(examination)], [0, []]);
  assert.equal(told.length, examination.findings.length);
  const money = examination.findings.filter(({ step }) => step === 'money');
  assert.match(money.map(({ message }) => message).join('\n'), /rolled back.*\n.*won back/);
});

test('no money is moved unless asked for', async (t) => {
  const bets: string[] = [];
  const environment = await stage(t, (answer) => (books, request, text) => {
    const said = answer(books, request, text);
    if (request.method === 'POST') bets.push(text);
    return said;
  });
  const examination = await examined(MICRO, environment);
  assert.equal(examination.exitCode, 0);
  assert.deepEqual(bets, []);
});

test('what will not be judged is told before it is', async (t) => {
  const { findings } = await examined(MICRO, await stage(t));
  const outlook = findings.filter(({ step }) => step === 'outlook').map(({ message }) => message);
  assert.match(outlook[0] ?? '', /rollbackRound do not say amount on this wire \(ROUNDS-31\)/);
  assert.match(outlook.at(-1) ?? '', /of \d+ checks can be made/);
});

test('a wrong password is told by its name, its line and where its value comes from', async (t) => {
  const environment = { ...(await stage(t)), MICRO_PASSWORD: 'wrong' };
  const examination = await examined(MICRO, environment);
  const [trouble, ...others] = troubles(examination);
  assert.deepEqual([examination.exitCode, others, trouble?.step], [3, [], 'auth']);
  const text = trouble ? textOf(trouble) : '';
  assert.match(text, /HTTP 401/);
  assert.ok(text.includes(`${lineOf(MICRO, /password:/)}, from env:MICRO_PASSWORD`), text);
  assert.ok(!text.includes('wrong'));
});

test('a wallet that lets everybody in is told of', async (t) => {
  const environment = await stage(t, (answer) => (books, request, text) => {
    const authorization = `Basic ${Buffer.from('provider:micro-secret').toString('base64')}`;
    const headers = { ...request.headers, authorization, 'x-operator-id': '77' };
    const { url = '', method = '' } = request;
    return answer(books, { url, method, headers }, text);
  });
  const [trouble] = troubles(await examined(MICRO, environment), 'auth');
  assert.match(trouble?.message ?? '', /answers without credentials too/);
});

test('a wrong address is told by where it is written', async () => {
  const secrets = { MICRO_PASSWORD: 'micro-secret' };
  const closed = await examined(MICRO, { ...secrets, MICRO_URL: 'http://127.0.0.1:9' });
  const [tcp] = troubles(closed);
  assert.deepEqual([closed.exitCode, tcp?.step], [3, 'tcp']);
  assert.ok(tcp?.remedy?.includes(`${lineOf(MICRO, /base_url:/)}, from env:MICRO_URL`));
});

test('a name without an address is told as such', async (t) => {
  const guard = 'guard: { allow_hosts: [nowhere.invalid] }\n';
  const file = fileOver(t, 'micro', guard);
  const environment = { MICRO_PASSWORD: 'x', MICRO_URL: 'http://nowhere.invalid' };
  const examination = await examined(file, environment);
  assert.deepEqual(
    troubles(examination).map(({ step, message }) => [step, message.slice(0, 30)]),
    [['dns', 'nowhere.invalid has no address'.slice(0, 30)]],
  );
});

test('a skewed clock is to look at, and wrong where requests are signed with a time', async (t) => {
  const wallet = await serving(t, (request, response) => {
    const date = new Date(realClock.now() - 600_000).toUTCString();
    const isKnown = request.headers.authorization !== undefined;
    response.writeHead(isKnown ? 200 : 401, { date, 'content-type': 'application/json' });
    response.end(JSON.stringify({ balanceMicros: 250_000_000, currency: 'EUR' }));
  });
  const environment = { MICRO_URL: wallet, MICRO_PASSWORD: 'any-password' };
  const [plain] = troubles(await examined(MICRO, environment), 'clock');
  assert.equal(plain?.mark, 'warn');
  assert.match(plain.message, /is (599|600|601) s behind/);
  const signing =
    'signing: { alg: hmac-sha256, secret: env:MICRO_PASSWORD, header: X-Sign, ' +
    "over: '{timestamp}.{body}', timestamp: { header: X-Time } }\n";
  const [signed] = troubles(await examined(fileOver(t, 'micro', signing), environment), 'clock');
  assert.equal(signed?.mark, 'fail');
  assert.match(textOf(signed), /300 s old.*NTP/);
});

test('an unfunded player is to look at; without a funded one nothing can be staked', async (t) => {
  const emptied =
    (...ids: readonly string[]) =>
    (answer: Act): Act =>
    (books, request, text) => {
      for (const account of books.accounts.values()) {
        if (ids.length === 0 || ids.includes(account.id)) account.micros = 0;
      }
      return answer(books, request, text);
    };
  const one = await examined(MICRO, await stage(t, emptied('acc-3')));
  assert.deepEqual([one.exitCode, troubles(one).length], [0, 1]);
  assert.match(troubles(one).map(textOf).join(), /acc-3 has 0\.00 EUR: it is unfunded → put money/);
  const all = await examined(MICRO, await stage(t, emptied()));
  assert.equal(all.exitCode, 3);
  assert.match(troubles(all).map(textOf).join('\n'), /no active player is funded/);
});

test('a player nobody knows and one of another currency are told', async (t) => {
  const pool =
    'data: { players: { pool: [acc-1, acc-2, acc-3, acc-4, { id: acc-5, currency: USD }, acc-99] } }\n';
  const examination = await examined(fileOver(t, 'micro', pool), await stage(t));
  assert.equal(examination.exitCode, 3);
  const told = troubles(examination, 'players').map(textOf).join('\n');
  assert.match(told, /acc-5 holds EUR, not USD → say currency: EUR/);
  assert.match(told, /acc-99 cannot be read.*ACCOUNT_NOT_FOUND.*→ make the player/);
});

test('a path of the map that leads nowhere is told with the one that was meant', async (t) => {
  const file = fileOver(
    t,
    'micro',
    'map:\n  operations:\n    getWallet:\n      response: { cash: balance }\n      examples: []\n',
  );
  const examination = await examined(file, await stage(t));
  const [trouble] = troubles(examination, 'map');
  assert.equal(examination.exitCode, 3);
  assert.match(trouble?.message ?? '', /cash is missing/);
  assert.ok(trouble?.remedy?.includes(`${file}:5`), trouble?.remedy);
  assert.match(trouble?.remedy ?? '', /did you mean balanceMicros\?/);
});

test('a place that is not there is told by the line of its path', async (t) => {
  const file = fileOver(t, 'micro', 'map:\n  operations:\n    debitRound: { path: /v2/bets }\n');
  const [trouble] = troubles(await examined(file, await stage(t)), 'map');
  assert.equal(trouble?.mark, 'fail');
  assert.match(textOf(trouble), /debitRound .*NO_SUCH_PLACE/);
  assert.ok(trouble.remedy?.includes(`${file}:4`), trouble.remedy);
});

test('a wrong form of money is told with the right one', async (t) => {
  const text =
    'map:\n  money: { format: minor-int }\n  operations: { getWallet: { examples: [] } }\n';
  const examination = await examined(fileOver(t, 'micro', text), await stage(t));
  const [trouble] = troubles(examination, 'money');
  assert.equal(examination.exitCode, 3);
  assert.match(trouble ? textOf(trouble) : '', /said to hold 250\.00 and reads as 2500000\.00/);
  assert.match(trouble?.remedy ?? '', /micro-int/);
});

test('an answer that the dialect says otherwise is told with its line', async (t) => {
  const file = fileOver(t, 'micro', 'dialect: { rollback_unknown: ok }\n');
  const examination = await examined(file, await stage(t));
  const [trouble, ...others] = troubles(examination);
  assert.deepEqual([examination.exitCode, others, trouble?.mark], [0, [], 'warn']);
  assert.ok(trouble?.remedy?.startsWith(`set dialect.rollback_unknown: error (${file}:2)`));
});

test('a bet that does not come back is told, and by how much', async (t) => {
  const environment = await stage(t, (answer) => (books, request, text) => {
    const said = answer(books, request, text);
    if (request.url === '/v2/refund') robbed(books, 'acc-1');
    return said;
  });
  const examination = await examined(MICRO, environment, { withMoney: true });
  assert.equal(examination.exitCode, 3);
  const [trouble] = troubles(examination, 'money');
  assert.match(trouble?.message ?? '', /rollbackRound left acc-1 with 249\.99 instead of 250\.00/);
});

test('every missing secret is told at once, and nothing is sent', async () => {
  const examination = await examined(MICRO, {});
  assert.deepEqual([examination.exitCode, examination.target], [2, undefined]);
  assert.deepEqual(
    troubles(examination).map(({ step, message }) => `${step}: ${message}`),
    [
      'secrets: target.base_url: the environment has no MICRO_URL',
      'secrets: auth.password: the environment has no MICRO_PASSWORD',
    ],
  );
});

test('a production host and a member nobody knows end before anything is sent', async (t) => {
  const live = fileOver(t, 'micro', 'target: { environment: production }\n');
  const environment = { MICRO_URL: 'http://127.0.0.1:9', MICRO_PASSWORD: 'x' };
  const guarded = await examined(live, environment);
  assert.deepEqual([guarded.exitCode, troubles(guarded)[0]?.step], [2, 'guard']);
  const strange = await examined(fileOver(t, 'micro', 'tagret: {}\n'), environment);
  assert.deepEqual([strange.exitCode, troubles(strange)[0]?.step], [2, 'file']);
});
