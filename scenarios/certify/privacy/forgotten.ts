import { scenario } from '../../../src/harness/scenario.js';
import { anyGame } from '../contract/games.js';
import { erasureOf, MONEY, registered, toldOf } from './people.js';

export const privacy11 = scenario({
  id: 'PRIVACY-11',
  title: 'An erased account neither plays nor comes back',
  rule: 'An erased player MUST NOT play, and nothing about the account may change again.',
  requirement: 'GDPR-01',
  impact: 'critical',
  money: 'An account with nobody behind it is where money is laundered.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player();
    const { player_id } = player;
    const gameId = await anyGame(stage);
    const { pseudonym } = expect(await platform.erasePlayer(erasureOf(player))).accepted();

    expect(await platform.launchSession({ player_id, game_id: gameId })).refused('PLAYER_BLOCKED');
    expect(await platform.debitRound(given.debit(player))).refused('PLAYER_BLOCKED');
    const revival = { player_id, status: 'active', reason: 'Certification' };
    expect(await platform.setPlayerStatus(revival)).refused('STATE_CONFLICT');
    const renamed = { player_id, name: 'Ada Again' };
    expect(await platform.updatePlayer(renamed)).refused('STATE_CONFLICT');

    expect(await platform.getPlayer(player)).accepted({ name: pseudonym, status: 'blocked' });
    await expect.wallet(player, { cash: '0.00', held_in_play: '0.00' });
  },
});

export const privacy12 = scenario({
  id: 'PRIVACY-12',
  title: 'Erased is erased, however often it is asked for',
  rule: 'A repeated erasure MUST answer the same and do nothing more.',
  requirement: 'GDPR-01',
  money: 'An erasure that fails when it is repeated is repeated for ever.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const { player } = await registered(stage);
    const wish = erasureOf(player);

    const answers = await Promise.all(Array.from({ length: 5 }, () => platform.erasePlayer(wish)));

    const first = expect(answers[0] ?? (await platform.erasePlayer(wish))).accepted();
    for (const answer of answers) expect(answer).accepted({ ...first });
    const keyed = await platform.erasePlayer(wish, { key: given.key() });
    expect(keyed).accepted({ ...first });
    const { items } = expect(await platform.listAuditEntries(player)).accepted();
    const erasures = items.filter(({ type }) => type === 'player.erased');
    expect.that(erasures, 'the erasures in the audit log').hasLength(1);
  },
});

export const privacy13 = scenario({
  id: 'PRIVACY-13',
  title: 'Who was erased can come back, as somebody new',
  rule: 'After an erasure the external id MUST be free, and whoever takes it is a new player.',
  requirement: 'GDPR-01',
  impact: 'critical',
  money: 'Whoever inherits an account inherits its money, its bonuses and its limits.',
  async run(stage) {
    const { platform, expect } = stage;
    const { player, wish, made } = await registered(stage);
    expect(await platform.createPlayer(wish)).refused('ALREADY_EXISTS');
    expect(await platform.erasePlayer(erasureOf(player))).accepted();

    const again = expect(await platform.createPlayer(wish)).accepted({ status: 'active' });

    expect.that(again.player_id, 'the id of the new player').differsFrom(made.player_id);
    expect.that(again.external_id, 'the external id').equals(made.external_id);
    const { access_log } = expect(await platform.exportPlayerData(again)).accepted();
    const done = access_log.items.map(({ operation }) => operation);
    expect.that(done, 'what was done with the new player').equals(['createPlayer']);
    expect(await platform.getPlayer(player)).accepted({ status: 'blocked', email: null });
    expect(await platform.erasePlayer(erasureOf(again))).accepted({ player_id: again.player_id });
  },
});

export const privacy14 = scenario({
  id: 'PRIVACY-14',
  title: 'A repeat after the erasure does not bring the person back',
  rule: 'The answers kept for repeats MUST go with the person; the repeat is STATE_CONFLICT.',
  requirement: 'GDPR-01',
  impact: 'critical',
  money: MONEY,
  async run(stage) {
    const { platform, given, expect } = stage;
    const keys = { made: given.key(), renamed: given.key(), blocked: given.key() };
    const { player, person, wish } = await registered(stage, keys.made);
    const renaming = { player_id: player.player_id, name: `${person.name} II` };
    const blocking = { player_id: player.player_id, status: 'blocked', reason: 'Certification' };

    const repeats = () =>
      Promise.all([
        platform.createPlayer(wish, { key: keys.made }),
        platform.updatePlayer(renaming, { key: keys.renamed }),
        platform.setPlayerStatus(blocking, { key: keys.blocked }),
      ]);
    await repeats();
    for (const answer of await repeats()) expect(answer).header('idempotent-replayed', 'true');

    expect(await platform.erasePlayer(erasureOf(player))).accepted();

    for (const answer of await repeats()) {
      expect(answer).refused('STATE_CONFLICT');
      expect.that(toldOf(Object.values(person), answer.text), 'what is told').isEmpty();
    }
    const anew = await platform.createPlayer({ ...wish, name: 'Else' }, { key: keys.made });
    expect(anew).refused('STATE_CONFLICT');
    expect(await platform.createPlayer(wish)).accepted({ external_id: person.external_id });
  },
});

export const privacy15 = scenario({
  id: 'PRIVACY-15',
  title: 'The launch tokens of an erased player are gone too',
  rule: 'A kept launch token MUST go with the player; the repeat of the launch is STATE_CONFLICT.',
  requirement: 'GDPR-01',
  money: 'A launch token opens a game in the name of whoever it was made for.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const { player } = await registered(stage);
    const gameId = await anyGame(stage);
    const launch = { player_id: player.player_id, game_id: gameId };
    const key = given.key();
    const first = await platform.launchSession(launch, { key });
    expect(first).accepted();
    expect(await platform.launchSession(launch, { key })).replayOf(first);

    expect(await platform.erasePlayer(erasureOf(player))).accepted();

    const again = await platform.launchSession(launch, { key });
    expect(again).refused('STATE_CONFLICT');
    const token = String((first.body as { launch_token?: string }).launch_token);
    expect.that(toldOf([token], again.text), 'the launch token').isEmpty();
  },
});

export const privacy16 = scenario({
  id: 'PRIVACY-16',
  title: 'What the sandbox remembers of its traffic tells of nobody',
  rule: 'Recorded exchanges and the audit export MUST NOT hold who the person was.',
  requirement: 'GDPR-01',
  money: MONEY,
  needs: ['exchanges'],
  async run(stage) {
    const { platform, expect, control } = stage;
    const { player, person } = await registered(stage);
    expect(await platform.getPlayer(player)).accepted({ name: person.name });
    expect(await platform.exportPlayerData(player)).accepted();
    expect(await platform.erasePlayer(erasureOf(player))).accepted();

    const kept = await control.exchanges({ limit: 2_000 });
    const log = await platform.exportAudit();
    expect(log).accepted();

    const traffic = kept.map((exchange) => JSON.stringify(exchange));
    const about = traffic.filter((text) => text.includes(player.player_id));
    expect.that(about.length, 'the exchanges about the player').isAtLeast(3);
    const marks = [person.name, person.email, person.external_id];
    expect.that(toldOf(marks, traffic.join()), 'what the exchanges tell').isEmpty();
    expect.that(toldOf(marks, log.text), 'what the audit log tells').isEmpty();
  },
});

export const privacy17 = scenario({
  id: 'PRIVACY-17',
  title: 'A crash neither loses what is kept for repeats nor brings back who was erased',
  rule: 'After a crash a repeat MUST be answered as before, and who was erased MUST stay erased.',
  requirement: 'GDPR-01',
  impact: 'critical',
  money: MONEY,
  needs: ['restart'],
  exclusive: true,
  async run(stage) {
    const { platform, given, expect, control } = stage;
    const keys = { kept: given.key(), erased: given.key() };
    const kept = await registered(stage, keys.kept);
    const gone = await registered(stage, keys.erased);
    const erasure = expect(await platform.erasePlayer(erasureOf(gone.player))).accepted();

    await control.restart({ crash: true });

    const repeat = await platform.createPlayer(kept.wish, { key: keys.kept });
    expect(repeat).accepted({ ...kept.made });
    expect(repeat).header('idempotent-replayed', 'true');
    const forgotten = await platform.createPlayer(gone.wish, { key: keys.erased });
    expect(forgotten).refused('STATE_CONFLICT');
    expect(await platform.getPlayer(gone.player)).accepted({ name: erasure.pseudonym });
  },
});

export const forgottenScenarios = [
  privacy11,
  privacy12,
  privacy13,
  privacy14,
  privacy15,
  privacy16,
  privacy17,
] as const;
