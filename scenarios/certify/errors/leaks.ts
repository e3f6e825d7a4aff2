import { scenario } from '../../../src/harness/scenario.js';

const rule = 'Errors MUST reveal no stack, SQL, path or personal data.';
const facts = { rule, requirement: 'SEC-07', impact: 'critical' } as const;

/** What the inside of a platform looks like when it shows: stacks, files, SQL, dropped values. */
const INSIDE: readonly RegExp[] = [
  /\bat \S+ \(|\bstack\b|\berrno\b|\b\w*(?:Error|Exception): /i,
  /\.(?:[cm]?[jt]s|java|py|go|cs):\d|node_modules|\/(?:src|dist|usr|home|opt|var|app)\//i,
  /sql|constraint|\b(?:select|insert|update|delete) .*\b(?:from|into|set|where)\b/i,
  /undefined|\[object/i,
];

const insideShown = (text: string): string =>
  INSIDE.map((pattern) => pattern.exec(text)?.[0]).find((found) => found !== undefined) ??
  'nothing';

export const errors05 = scenario({
  ...facts,
  id: 'ERRORS-05',
  title: 'No error shows the inside of the platform',
  money: 'A stack or a table name is the map with which the next attack on the wallet is planned.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '1.00' });
    const debit = given.debit(player);
    const unknown = { ...debit, player_id: given.id('p') };
    const spent = given.debit(player, { amount: '0.50' });
    expect(await platform.debitRound(spent)).accepted({ balance: '0.50' });

    const refusals = [
      await platform.debitRound(debit, { rawBody: '{"player_id": oops' }),
      await platform.debitRound({ ...debit, round_id: "'; DROP TABLE wallets; --" }),
      await platform.debitRound({ ...debit, amount: { $gt: '' } }),
      await platform.debitRound(debit, { token: 'eyJhbGciOiJub25lIn0.e30.' }),
      await platform.debitRound(unknown),
      await platform.debitRound({ ...spent, amount: '0.40' }),
      await platform.debitRound(debit),
      await platform.debitRound(debit, { contentType: 'application/xml' }),
      await platform.raw({ method: 'GET', path: '/v1/players/%E0%A4%A' }),
      await platform.raw({ method: 'PUT', path: '/v1/games/rounds/debit', body: '{}' }),
    ];

    for (const refusal of refusals) {
      expect.that(refusal.outcome, 'the outcome').equals('refused');
      expect
        .that(insideShown(refusal.text), `what ${refusal.status} ${refusal.error ?? ''} shows`)
        .equals('nothing');
    }
    await expect.wallet(player, { cash: '0.50' });
  },
});

export const errors22 = scenario({
  ...facts,
  id: 'ERRORS-22',
  title: 'No error tells who a player is',
  money: 'A date of birth in a log of errors is a fine of four per cent of turnover.',
  async run({ platform, given, expect }) {
    const person = given.registration({
      name: 'Zebulon Quillfeather',
      date_of_birth: '1971-03-14',
      email: 'zebulon@quillfeather.example',
    });
    const { player_id, currency } = expect(await platform.createPlayer(person)).accepted();
    const player = { player_id, currency };

    const refusals = [
      await platform.createPlayer({ ...person, name: 'Somebody Else', email: undefined }),
      await platform.updatePlayer({ ...player, name: 'x\u0000y' }),
      await platform.setPlayerStatus({ ...player, status: 'gone', reason: 'none' }),
      await platform.debitRound(given.debit(player)),
      await platform.debitRound(given.debit(player, { currency: 'USD' })),
    ];

    for (const refusal of refusals) {
      expect.that(refusal.outcome, 'the outcome').equals('refused');
      const told = /zebulon|quillfeather|1971/i.exec(refusal.text)?.[0] ?? 'nothing';
      expect.that(told, `what ${refusal.error ?? ''} tells of the player`).equals('nothing');
    }
    expect(await platform.getPlayer(player)).accepted({ name: 'Zebulon Quillfeather' });
  },
});

export const errors23 = scenario({
  ...facts,
  id: 'ERRORS-23',
  title: 'No error repeats a token or a secret',
  money: 'A token in an error is a token in somebody’s log; with it any player’s money can be bet.',
  async run({ platform, given, expect }) {
    const client = await given.client();
    const { client_id, client_secret } = client;
    const grant = { grant_type: 'client_credentials', client_id, client_secret };
    const { access_token: token } = expect(await platform.issueToken(grant)).accepted();
    const player = await given.player({ balance: '1.00' });

    const refusals = [
      await platform.issueToken({ ...grant, grant_type: 'password' }),
      await platform.issueToken({ ...grant, scope: 'everything' }),
      await platform.debitRound(given.debit(player), { token }),
      await platform.getWallet({ player_id: given.id('p') }, { token }),
      await platform.getWallet(player, { token: `${token}x` }),
    ];

    for (const refusal of refusals) {
      expect.that(refusal.outcome, 'the outcome').equals('refused');
      const repeats = [client_secret, token].some((secret) => refusal.text.includes(secret));
      expect.that(repeats, `whether ${refusal.error ?? ''} repeats a secret`).isFalse();
    }
  },
});

export const leakScenarios = [errors05, errors22, errors23] as const;
