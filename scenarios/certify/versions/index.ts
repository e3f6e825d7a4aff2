import { loadContract } from '../../../src/contract/operations.js';
import { scenario } from '../../../src/harness/scenario.js';
import type { Scenario } from '../../../src/harness/scenario.js';
import { expectErrorBody } from '../errors/error-body.js';

const facts = {
  requirement: 'VER-01',
  money: 'A caller that must change with every release is down on the day of the release.',
} as const;

/** What a later version of the contract may add to any request. */
const ADDED = {
  added_text: 'text',
  added_list: [1, null, { deep: true }],
  added_nothing: null,
  added_object: { amount: '99.00', currency: 'USD' },
} as const;

export const versions01 = scenario({
  ...facts,
  id: 'VERSIONS-01',
  title: 'Members the platform does not know are ignored',
  rule: 'Unknown request members MUST be ignored.',
  async run({ platform, given, expect }) {
    const person = given.registration({ ...ADDED });
    expect(await platform.createPlayer(person)).accepted({ currency: 'EUR' });
    const player = await given.player({ balance: '100.00' });
    const { player_id } = player;
    expect(await platform.updatePlayer({ player_id, name: 'Known', ...ADDED })).accepted();

    const first = await platform.debitRound(given.debit(player, { ...ADDED }));
    expect(first).accepted({ balance: '90.00' });
    const win = given.creditOf(first, { win_amount: '25.00', ...ADDED });
    expect(await platform.creditRound(win)).accepted({ balance: '115.00' });
    const second = await platform.debitRound(given.debit(player, { ...ADDED }));
    expect(await platform.rollbackRound(given.rollbackOf(second, { ...ADDED }))).accepted();

    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const versions02 = scenario({
  ...facts,
  id: 'VERSIONS-02',
  title: 'Headers and query parameters the platform does not know are ignored',
  rule: 'Unknown headers and query parameters MUST be ignored.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const headers = {
      'X-Added-Later': 'anything',
      'Accept-Language': 'xx-invented, *;q=0.1',
      'User-Agent': '',
      Forwarded: 'for="_unknown"',
      'Accept-Version': '99',
      Cookie: 'session=somebody',
    };

    const taken = await platform.debitRound(given.debit(player), { headers });
    const path = `/v1/players/${player.player_id}/wallet?added_later=1&added[]=2&=3&added`;
    const read = await platform.getWallet(player, { path, headers });

    expect(taken).accepted({ balance: '90.00' });
    expect(read).accepted({ cash: '90.00' });
  },
});

export const versions03 = scenario({
  id: 'VERSIONS-03',
  contractOnly: 'It compares two documents; no part of the platform writes either.',
  title: 'The platform serves the contract it is judged by',
  rule: 'The contract MUST be one source: what /openapi.json serves is what the platform keeps.',
  requirement: 'VER-03',
  money: 'Whoever generates a client from another contract sends stakes the platform misreads.',
  async run({ platform, expect }) {
    const served = await platform.raw({ method: 'GET', path: '/openapi.json', token: null });

    expect(served).status(200);
    expect(served).header('content-type', /^application\/(vnd\.oai\.openapi\+)?json\b/);
    const { document } = loadContract();
    const paths = served.body['paths'] as Readonly<Record<string, unknown>>;
    for (const [path, item] of Object.entries(document.paths)) {
      expect.that(paths[path], `the operations served for ${path}`).equals(item);
    }
    expect.that(served.body, 'the whole document served').equals(document);
  },
});

export const versions04 = scenario({
  ...facts,
  id: 'VERSIONS-04',
  title: 'A path without a version, or of one that does not exist, leads nowhere',
  rule: 'The version MUST be in the path; without it, or under another, there is no operation.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player);
    for (const prefix of ['', '/v0', '/v99', '/V1', '/v1.0', '/1', '/latest']) {
      const wallet = `${prefix}/players/${player.player_id}/wallet`;
      const read = await platform.raw({ method: 'GET', path: wallet });
      expectErrorBody(expect, read, 'ROUTE_NOT_FOUND');
      const path = `${prefix}/games/rounds/debit`;
      const sent = await platform.raw({ method: 'POST', path, body: debit });
      expectErrorBody(expect, sent, 'ROUTE_NOT_FOUND');
    }
    await expect.wallet(player, { cash: '100.00' });
    expect(await platform.debitRound(debit)).accepted({ balance: '90.00' });
  },
});

/** Every schema under a value, with its place. */
function closedIn(value: unknown, at: string): readonly string[] {
  if (value === null || typeof value !== 'object') return [];
  const members = Object.entries(value as Readonly<Record<string, unknown>>);
  return members.flatMap(([name, member]) =>
    ['additionalProperties', 'unevaluatedProperties'].includes(name) && member === false
      ? [at]
      : closedIn(member, `${at}/${name}`),
  );
}

export const versions05 = scenario({
  ...facts,
  id: 'VERSIONS-05',
  contractOnly: 'It reads the contract alone, which no mutant changes.',
  title: 'The contract leaves room for what is added later',
  rule: 'Unknown members MUST be allowed: no schema the platform serves may close an object.',
  async run({ platform, expect }) {
    const served = await platform.raw({ method: 'GET', path: '/openapi.json', token: null });

    expect(served).status(200);
    const { paths, components } = served.body;
    expect.that(Object.keys(paths as object).length, 'the number of paths').isAtLeast(1);
    const closed = closedIn({ paths, components }, '');
    expect.that(closed, 'the schemas that allow no further member').isEmpty();
  },
});

export const versions06 = scenario({
  ...facts,
  id: 'VERSIONS-06',
  contractOnly: 'It reads the contract alone, which no mutant changes.',
  title: 'Every operation carries its version in its path',
  rule: 'The version MUST be in the path of every operation that no other standard places.',
  async run({ platform, expect }) {
    const served = await platform.raw({ method: 'GET', path: '/openapi.json', token: null });

    expect(served).status(200);
    const items = served.body['paths'] as Readonly<Record<string, object>>;
    const paths = Object.keys(items);
    const unversioned = paths
      .filter((path) => !/^\/(v1|oauth|\.well-known)\//.test(path))
      .filter((path) => !isForPartners(items[path] ?? {}));
    expect.that(unversioned, 'the paths without a version').isEmpty();
    expect
      .that(
        paths.some((path) => path.startsWith('/v1/')),
        'whether some have one',
      )
      .isTrue();
  },
});

/** Where partners tell of what they did: what is said there is theirs, and so is its version. */
const isForPartners = (item: object): boolean =>
  Object.values(item).some((operation: unknown) => 'x-signature' in Object(operation));

/** Additions only, the version in the path, one contract for all. */
export const versionsScenarios: readonly Scenario[] = [
  versions01,
  versions02,
  versions03,
  versions04,
  versions05,
  versions06,
];
