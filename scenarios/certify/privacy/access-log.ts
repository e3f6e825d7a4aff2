import type { Answer } from '../../../src/harness/answer.js';
import { scenario } from '../../../src/harness/scenario.js';
import type { Stage } from '../../../src/harness/scenario.js';
import { erasureOf, registered } from './people.js';

const money = 'Who looked at a celebrity’s account and sold it to the papers must be found out.';

type Player = { readonly player_id: string };

/** The whole log of the player, the newest first. */
async function logOf({ platform, expect }: Stage, player: Player) {
  const wanted = { player_id: player.player_id, limit: 100 };
  return expect(await platform.listAccessLog(wanted)).accepted().items;
}

const facts = (answer: Answer<unknown>) => ({
  operation: answer.operation,
  request_id: answer.requestId,
});

export const privacy18 = scenario({
  id: 'PRIVACY-18',
  title: 'Whatever tells of a person leaves who, why and when',
  rule: 'Every read and change of personal data MUST be in the access log, by its request id.',
  requirement: 'GDPR-01',
  impact: 'critical',
  money,
  async run(stage) {
    const { platform, expect } = stage;
    const { player, made } = await registered(stage);
    const { player_id } = player;
    const blocking = { player_id, status: 'blocked', reason: 'Certification' };
    const answers: readonly Answer<unknown>[] = [
      await platform.getPlayer(player),
      await platform.updatePlayer({ player_id, name: 'Ada Renamed' }),
      await platform.setPlayerStatus(blocking),
      await platform.exportPlayerData(player),
      await platform.listAccessLog(player),
      await platform.erasePlayer(erasureOf(player)),
    ];
    for (const answer of answers) expect(answer).accepted();

    const entries = await logOf(stage, player);

    const told = entries.map(({ operation, request_id }) => ({ operation, request_id })).reverse();
    expect.that(told.slice(1), 'the accesses, the oldest first').equals(answers.map(facts));
    expect.that(told[0]?.operation, 'the first access').equals('createPlayer');
    const early = entries.filter(({ at }) => at < made.created_at);
    expect.that(early, 'accesses from before there was a player').isEmpty();
    const clients = new Set(entries.map(({ client_id }) => client_id));
    expect.that(clients.size, 'the clients that asked').equals(1);
  },
});

export const privacy19 = scenario({
  id: 'PRIVACY-19',
  title: 'The log says why, in the words of whoever asked',
  rule: 'X-Access-Reason MUST be logged as it was sent; without it the operation is the reason.',
  requirement: 'GDPR-01',
  money,
  async run(stage) {
    const { platform, expect } = stage;
    const { player } = await registered(stage);
    const reasons = ['Ticket 4711: wrong birthday', 'x'.repeat(200)];
    for (const reason of reasons) {
      const headers = { 'x-access-reason': reason };
      expect(await platform.getPlayer(player, { headers })).accepted();
    }
    expect(await platform.getPlayer(player)).accepted();
    const headers = { 'x-access-reason': 'x'.repeat(201) };
    const endless = await platform.getPlayer(player, { headers });
    expect(endless).refused('VALIDATION_ERROR', { field: 'X-Access-Reason' });

    const entries = await logOf(stage, player);

    const said = entries.map(({ reason }) => reason).reverse();
    expect.that(said, 'the reasons').equals(['createPlayer', ...reasons, 'getPlayer']);
  },
});

export const privacy20 = scenario({
  id: 'PRIVACY-20',
  title: 'Each access stands under the client that made it',
  rule: 'The access log MUST show the accesses of every client, each by its name.',
  requirement: 'GDPR-01',
  impact: 'critical',
  money,
  async run(stage) {
    const { platform, given, expect } = stage;
    const { player } = await registered(stage);
    const studio = await given.client({ scopes: ['players:read'] });
    const snooper = await given.client({ scopes: ['players:read'] });
    expect(await platform.getPlayer(player, { as: studio })).accepted();
    expect(await platform.getPlayer(player, { as: snooper })).accepted();

    const entries = await logOf(stage, player);

    const readers = entries.filter(({ operation }) => operation === 'getPlayer');
    const names = readers.map(({ client_id }) => client_id);
    expect.that(names, 'who has read').equals([snooper.client_id, studio.client_id]);
  },
});

export const privacy21 = scenario({
  id: 'PRIVACY-21',
  title: 'Of twenty reads at once none is missing from the log',
  rule: 'The access log MUST be complete under concurrency, and its pages visit all of it once.',
  requirement: 'GDPR-01',
  impact: 'critical',
  money,
  async run(stage) {
    const { platform, expect } = stage;
    const { player } = await registered(stage);
    const reads = await Promise.all(Array.from({ length: 20 }, () => platform.getPlayer(player)));
    for (const read of reads) expect(read).accepted();

    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const place = cursor === undefined ? {} : { cursor };
      const wanted = { player_id: player.player_id, limit: 7, ...place };
      const page = await platform.listAccessLog(wanted);
      const { items, next_cursor } = expect(page).accepted();
      seen.push(...items.map(({ request_id }) => request_id));
      cursor = next_cursor ?? undefined;
    } while (cursor !== undefined);

    const missing = reads.filter(({ requestId }) => !seen.some((id) => id === requestId));
    expect.that(missing, 'the reads that are not in the log').isEmpty();
    expect.that(new Set(seen).size, 'the entries told once').equals(seen.length);
    expect.that(seen, 'the entries: the registration and the reads').hasLength(21);
  },
});

export const privacy22 = scenario({
  id: 'PRIVACY-22',
  title: 'Who reads the log is in the log',
  rule: 'Reading the access log MUST be in the access log from the next reading on.',
  requirement: 'GDPR-01',
  money: 'Who wants to know whether they were found out reads the log first.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const { player } = await registered(stage);
    const officer = await given.client({ scopes: ['privacy:read'] });
    const curious = await platform.listAccessLog(player, { as: officer });
    const { items } = expect(curious).accepted();
    expect.that(items, 'the entries so far').hasLength(1);

    const [newest] = await logOf(stage, player);

    const reading = { ...facts(curious), client_id: officer.client_id };
    expect.that(newest, 'the newest entry').includes(reading);
  },
});

export const privacy23 = scenario({
  id: 'PRIVACY-23',
  title: 'What was not told is not in the log',
  rule: 'A refused request MUST leave no entry, and no entry stands under another player.',
  requirement: 'GDPR-01',
  money: 'A log that accuses who saw nothing convicts nobody.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const { player, wish } = await registered(stage);
    const other = await registered(stage);
    const barred = await given.client({ scopes: ['games:read'] });
    expect(await platform.getPlayer(player, { as: barred })).refused('SCOPE_MISSING');
    expect(await platform.getPlayer(player, { token: null })).refused('TOKEN_MISSING');
    expect(await platform.createPlayer(wish)).refused('ALREADY_EXISTS');
    const nameless = { player_id: player.player_id, name: '' };
    expect(await platform.updatePlayer(nameless)).refused('VALIDATION_ERROR');
    expect(await platform.getPlayer(other.player)).accepted();

    const [own, others] = [await logOf(stage, player), await logOf(stage, other.player)];

    const done = (entries: typeof own) => entries.map(({ operation }) => operation);
    expect.that(done(own), 'what was done').equals(['createPlayer']);
    expect.that(done(others), 'what was done').equals(['getPlayer', 'createPlayer']);
  },
});

export const privacy24 = scenario({
  id: 'PRIVACY-24',
  title: 'A repeat that tells of the person again is an access again',
  rule: 'An answer that is replayed MUST be in the access log like the first.',
  requirement: 'GDPR-01',
  money,
  async run(stage) {
    const { platform, given, expect } = stage;
    const key = given.key();
    const { player, wish } = await registered(stage, key);
    const repeat = await platform.createPlayer(wish, { key });
    expect(repeat).header('idempotent-replayed', 'true');

    const entries = await logOf(stage, player);

    expect.that(entries, 'the accesses').hasLength(2);
    expect.that(entries[0], 'the newest').includes(facts(repeat));
  },
});

export const privacy25 = scenario({
  id: 'PRIVACY-25',
  title: 'The access log outlives the person',
  rule: 'Who had access MUST still be told after the erasure: the log names clients, not persons.',
  requirement: 'GDPR-01',
  money,
  async run(stage) {
    const { platform, expect } = stage;
    const { player } = await registered(stage);
    const read = await platform.getPlayer(player);
    expect(read).accepted();
    expect(await platform.erasePlayer(erasureOf(player))).accepted();

    const entries = await logOf(stage, player);

    const done = entries.map(({ operation }) => operation);
    const all = ['erasePlayer', 'getPlayer', 'createPlayer'];
    expect.that(done, 'the accesses, the newest first').equals(all);
    expect.that(entries[1], 'the read of before').includes(facts(read));
  },
});

export const accessLogScenarios = [
  privacy18,
  privacy19,
  privacy20,
  privacy21,
  privacy22,
  privacy23,
  privacy24,
  privacy25,
] as const;
