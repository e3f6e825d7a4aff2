import { scenario } from '../../../src/harness/scenario.js';
import { expectErrorBody } from './error-body.js';

const rule =
  'Every error body MUST be {error, message, trace_id, details} with the code and status of the ' +
  'catalogue.';
const money =
  'A caller that cannot read why it was refused repeats what it must not, or writes money off.';
const facts = { rule, money, requirement: 'ERR-01' } as const;

export const errors01 = scenario({
  ...facts,
  id: 'ERRORS-01',
  title: 'A broken rule of the contract is told with its field, its rule and all violations',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const bad = given.debit(player, { amount: '-1.00', round_id: 'not an id' });

    const refused = await platform.debitRound(bad);

    expectErrorBody(expect, refused, 'VALIDATION_ERROR');
    const violations = refused.details['violations'] as readonly { field: string }[];
    const fields = violations.map(({ field }) => field).sort();
    expect.that(fields, 'the fields of all violations').equals(['amount', 'round_id']);
    expect.that(refused.details['field'], 'the field told first').isOneOf(fields);
    await expect.wallet(player, { cash: '100.00' });
    expect(await platform.debitRound(given.debit(player))).accepted({ balance: '90.00' });
  },
});

export const errors10 = scenario({
  ...facts,
  id: 'ERRORS-10',
  title: 'A missing token is told by 401 with a challenge',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player);

    const refused = await platform.debitRound(debit, { token: null });

    expectErrorBody(expect, refused, 'TOKEN_MISSING');
    expect(refused).header('www-authenticate', /^Bearer\b/);
    await expect.wallet(player, { cash: '100.00' });
    expect(await platform.debitRound(debit)).accepted({ balance: '90.00' });
  },
});

export const errors11 = scenario({
  ...facts,
  id: 'ERRORS-11',
  title: 'A missing scope is told by 403',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const reader = await given.client({ scopes: ['wallets:read'] });
    const debit = given.debit(player);

    expectErrorBody(expect, await platform.debitRound(debit, { as: reader }), 'SCOPE_MISSING');

    await expect.wallet(player, { cash: '100.00' });
    expect(await platform.getWallet(player, { as: reader })).accepted();
  },
});

export const errors12 = scenario({
  ...facts,
  id: 'ERRORS-12',
  title: 'A player nobody knows is told by 404',
  async run({ platform, given, expect }) {
    const player = await given.player();
    const unknown = { player_id: given.id('p') };

    expectErrorBody(expect, await platform.getPlayer(unknown), 'PLAYER_NOT_FOUND');

    expect(await platform.getPlayer(player)).accepted({ player_id: player.player_id });
  },
});

export const errors13 = scenario({
  ...facts,
  id: 'ERRORS-13',
  title: 'A conflict of keys is told by 409',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    expect(await platform.debitRound(debit)).accepted();

    const other = await platform.debitRound({ ...debit, amount: '11.00' });

    expectErrorBody(expect, other, 'IDEMPOTENCY_CONFLICT');
    await expect.wallet(player, { cash: '90.00' });
  },
});

export const errors14 = scenario({
  ...facts,
  id: 'ERRORS-14',
  title: 'A rule of the business is told by 422',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '9.99' });

    const refused = await platform.debitRound(given.debit(player, { amount: '10.00' }));

    expectErrorBody(expect, refused, 'INSUFFICIENT_FUNDS');
    await expect.wallet(player, { cash: '9.99' });
    const smaller = given.debit(player, { amount: '9.99' });
    expect(await platform.debitRound(smaller)).accepted({ balance: '0.00' });
  },
});

export const errors15 = scenario({
  ...facts,
  id: 'ERRORS-15',
  title: 'A body that is too large is told by 413',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player);
    const rawBody = JSON.stringify(debit).padEnd(256 * 1024);

    const refused = await platform.debitRound(debit, { rawBody });

    expectErrorBody(expect, refused, 'PAYLOAD_TOO_LARGE');
    await expect.wallet(player, { cash: '100.00' });
    expect(await platform.debitRound(debit)).accepted({ balance: '90.00' });
  },
});

export const errors16 = scenario({
  ...facts,
  id: 'ERRORS-16',
  title: 'A body of another media type is told by 415',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player);

    const refused = await platform.debitRound(debit, { contentType: 'text/plain' });

    expectErrorBody(expect, refused, 'UNSUPPORTED_MEDIA_TYPE');
    await expect.wallet(player, { cash: '100.00' });
    expect(await platform.debitRound(debit)).accepted({ balance: '90.00' });
  },
});

export const errors17 = scenario({
  ...facts,
  id: 'ERRORS-17',
  title: 'A method the path does not take is told by 405 with those it takes',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const path = `/v1/players/${player.player_id}/wallet`;

    const refused = await platform.raw({ method: 'DELETE', path });

    expectErrorBody(expect, refused, 'METHOD_NOT_ALLOWED');
    expect(refused).header('allow', /\bGET\b/);
    await expect.wallet(player, { cash: '100.00' });
  },
});

export const errors18 = scenario({
  ...facts,
  id: 'ERRORS-18',
  title: 'A path that no operation has is told by 404',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const path = `/v1/players/${player.player_id}/purse`;

    expectErrorBody(expect, await platform.raw({ method: 'GET', path }), 'ROUTE_NOT_FOUND');

    await expect.wallet(player, { cash: '100.00' });
  },
});

export const bodyScenarios = [
  errors01,
  errors10,
  errors11,
  errors12,
  errors13,
  errors14,
  errors15,
  errors16,
  errors17,
  errors18,
] as const;
