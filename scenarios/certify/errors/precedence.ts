import { scenario } from '../../../src/harness/scenario.js';
import { disabledGame } from '../contract/games.js';

const rule = 'When several things are wrong, the answer MUST be the first by the documented order.';
const facts = {
  rule,
  requirement: 'ERR-02',
  money: 'Told of the lesser wrong, a caller mends that, repeats, and stakes for whom it must not.',
} as const;

export const errors03 = scenario({
  id: 'ERRORS-03',
  title: 'Malformed JSON is the caller’s mistake and says so',
  rule: 'Malformed JSON MUST get a clean 400 and change nothing.',
  requirement: 'SEC-08',
  money:
    'A 5xx for the caller’s own typing error is retried for ever, and pages somebody at night.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player);
    const whole = JSON.stringify(debit);
    const broken = [
      whole.slice(0, -1),
      `${whole}}`,
      whole.replaceAll('"', "'"),
      '{"a":1,}',
      'null,',
    ];

    for (const rawBody of broken) {
      expect(await platform.debitRound(debit, { rawBody })).refused('MALFORMED_JSON');
    }

    await expect.wallet(player, { cash: '100.00' });
    expect(await platform.debitRound(debit)).accepted({ balance: '90.00' });
  },
});

export const errors04 = scenario({
  ...facts,
  id: 'ERRORS-04',
  title: 'Who does not say who they are hears nothing else',
  rule: 'Without a token the answer MUST be 401, whether or not what it names exists.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const unknown = { player_id: given.id('p') };
    const token = null;

    expect(await platform.getWallet(unknown, { token })).refused('TOKEN_MISSING');
    expect(await platform.getWallet(player, { token })).refused('TOKEN_MISSING');
    expect(await platform.getPlayer(unknown, { token })).refused('TOKEN_MISSING');
    expect(await platform.setPlayerStatus({ ...unknown, status: 'gone' }, { token })).refused(
      'TOKEN_MISSING',
    );
    const bad = given.debit(player, { amount: '-1', idempotency_key: undefined });
    expect(await platform.debitRound(bad, { token })).refused('TOKEN_MISSING');

    expect(await platform.getWallet(unknown)).refused('PLAYER_NOT_FOUND');
    await expect.wallet(player, { cash: '100.00' });
  },
});

export const errors06 = scenario({
  ...facts,
  id: 'ERRORS-06',
  title: 'Who may not is told so before what is wrong with the request',
  rule: 'A missing scope MUST be told (403) before the request is judged (400).',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const reader = await given.client({ scopes: ['wallets:read'] });
    const bad = given.debit(player, { amount: '-1.00' });

    expect(await platform.debitRound(bad, { as: reader })).refused('SCOPE_MISSING');
    expect(await platform.debitRound({}, { as: reader })).refused('SCOPE_MISSING');

    expect(await platform.debitRound(bad)).refused('VALIDATION_ERROR', { field: 'amount' });
    await expect.wallet(player, { cash: '100.00' });
  },
});

export const errors07 = scenario({
  ...facts,
  id: 'ERRORS-07',
  title: 'An invalid request is invalid even under a key that was used',
  rule: 'The rules of the contract (400) MUST come before the conflict of keys (409).',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    expect(await platform.debitRound(debit)).accepted();

    const invalid = await platform.debitRound({ ...debit, amount: '10.005' });
    const other = await platform.debitRound({ ...debit, amount: '10.01' });

    expect(invalid).refused('VALIDATION_ERROR', { field: 'amount', rule: 'decimals' });
    expect(other).refused('IDEMPOTENCY_CONFLICT');
    await expect.wallet(player, { cash: '90.00' });
  },
});

export const errors08 = scenario({
  ...facts,
  id: 'ERRORS-08',
  title: 'A key that was used conflicts before anything is looked up',
  rule: 'The conflict of keys (409) MUST come before what does not exist (404).',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    expect(await platform.debitRound(debit)).accepted();
    const unknown = { player_id: given.id('p') };

    expect(await platform.debitRound({ ...debit, ...unknown })).refused('IDEMPOTENCY_CONFLICT');
    const poor = { ...debit, amount: '5000.00' };
    expect(await platform.debitRound(poor)).refused('IDEMPOTENCY_CONFLICT');

    const fresh = { ...debit, ...unknown, idempotency_key: given.key() };
    expect(await platform.debitRound(fresh)).refused('PLAYER_NOT_FOUND');
    await expect.wallet(player, { cash: '90.00' });
  },
});

export const errors09 = scenario({
  ...facts,
  id: 'ERRORS-09',
  title: 'What does not exist is told before what is not allowed',
  rule: 'What does not exist (404) MUST come before the rules of the business (422).',
  async run(stage) {
    const { platform, given, expect } = stage;
    const gameId = await disabledGame(stage);
    const player = await given.player({ balance: '1.00', status: 'blocked' });
    const wrong = { amount: '10.00', currency: 'USD', meta: { game_id: gameId } };
    const debit = given.debit(player, wrong);

    const who = { ...debit, player_id: given.id('p') };
    const where = { ...debit, session_id: given.id('s') };
    const what = { ...debit, meta: { game_id: given.id('g') } };

    expect(await platform.debitRound(who)).refused('PLAYER_NOT_FOUND');
    expect(await platform.debitRound(where)).refused('SESSION_NOT_FOUND');
    expect(await platform.debitRound(what)).refused('GAME_NOT_FOUND');
    expect(await platform.debitRound(debit)).refused('PLAYER_BLOCKED');
    await expect.wallet(player, { cash: '1.00' });
  },
});

export const errors29 = scenario({
  ...facts,
  id: 'ERRORS-29',
  title: 'An invalid request is told before its missing key',
  rule: 'The rules of the contract MUST come before a missing or doubled idempotency key.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const keyless = given.debit(player, { idempotency_key: undefined });
    const keyed = given.debit(player);
    const bad = { round_id: 'not an id' };

    expect(await platform.debitRound({ ...keyless, ...bad })).refused('VALIDATION_ERROR');
    expect(await platform.debitRound({ ...keyed, ...bad }, { key: given.key() })).refused(
      'VALIDATION_ERROR',
    );

    expect(await platform.debitRound(keyless)).refused('IDEMPOTENCY_KEY_REQUIRED');
    await expect.wallet(player, { cash: '100.00' });
    expect(await platform.debitRound(keyed)).accepted({ balance: '90.00' });
  },
});

export const errors30 = scenario({
  ...facts,
  id: 'ERRORS-30',
  title: 'Two keys that differ are told before the conflict of either',
  rule: 'Keys that disagree (400) MUST come before the conflict of keys (409).',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    expect(await platform.debitRound(debit)).accepted();
    const other = { ...debit, amount: '20.00' };

    expect(await platform.debitRound(other, { key: given.key() })).refused(
      'IDEMPOTENCY_KEY_MISMATCH',
    );

    expect(await platform.debitRound(other)).refused('IDEMPOTENCY_CONFLICT');
    await expect.wallet(player, { cash: '90.00' });
  },
});

export const precedenceScenarios = [
  errors03,
  errors04,
  errors06,
  errors07,
  errors08,
  errors09,
  errors29,
  errors30,
] as const;
