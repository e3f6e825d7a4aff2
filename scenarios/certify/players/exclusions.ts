import { DAY_MS, formatTime, parseTime } from '../../../src/kernel/time.js';
import type { PlayerRef } from '../../../src/harness/given.js';
import { scenario } from '../../../src/harness/scenario.js';

const reason = 'Asked for by the player';
const SOON = '2998-01-01T00:00:00.000Z';
const UNTIL = '2999-01-01T00:00:00.000Z';
const LATER = '2999-06-01T00:00:00.000Z';

export const players05 = scenario({
  id: 'PLAYERS-05',
  title: 'A self-exclusion cannot be lifted or shortened before its end',
  rule: 'A self-exclusion MUST NOT be lifted early, directly or by way of another status.',
  requirement: 'RG-02',
  impact: 'critical',
  money: 'Every stake after an exclusion that was lifted early is paid back, with a fine on top.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const { player_id } = player;
    const excluded = { status: 'self_excluded', until: UNTIL, reason };
    expect(await platform.setPlayerStatus({ player_id, ...excluded })).accepted();

    const ways = [
      { status: 'active' },
      { status: 'blocked' },
      { status: 'timed_out', until: LATER },
      { status: 'timed_out', until: SOON },
      { status: 'self_excluded', until: SOON },
    ];
    for (const way of ways) {
      const answer = await platform.setPlayerStatus({ player_id, ...way, reason });
      expect(answer).refused('STATE_CONFLICT');
    }
    expect(await platform.getPlayer({ player_id })).accepted({
      status: 'self_excluded',
      status_until: UNTIL,
    });
    expect(await platform.debitRound(given.debit(player))).refused('PLAYER_SELF_EXCLUDED');
    await expect.wallet(player, { cash: '100.00' });
  },
});

export const players06 = scenario({
  id: 'PLAYERS-06',
  title: 'An exclusion can be made longer, and for good',
  rule: 'A self-exclusion or time-out MAY be extended; one without an end MUST never be lifted.',
  requirement: 'RG-02',
  money: 'A player who asks for more protection must get it without a gap.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const { player_id } = player;
    const status = (wish: object) => platform.setPlayerStatus({ player_id, ...wish, reason });

    expect(await status({ status: 'timed_out', until: SOON })).accepted({ status_until: SOON });
    expect(await status({ status: 'timed_out', until: UNTIL })).accepted({ status_until: UNTIL });
    const stricter = await status({ status: 'self_excluded', until: LATER });
    expect(stricter).accepted({ status: 'self_excluded', status_until: LATER });
    const forGood = await status({ status: 'self_excluded' });
    expect(forGood).accepted({ status: 'self_excluded', status_until: null });

    expect(await status({ status: 'self_excluded', until: LATER })).refused('STATE_CONFLICT');
    expect(await status({ status: 'active' })).refused('STATE_CONFLICT');
    expect(await platform.debitRound(given.debit(player))).refused('PLAYER_SELF_EXCLUDED');
    await expect.wallet(player, { cash: '100.00' });
  },
});

export const players07 = scenario({
  id: 'PLAYERS-07',
  title: 'A time-out has an end, and it is in the future',
  rule: 'A time-out without an end or with one in the past MUST be refused.',
  requirement: 'RG-02',
  money: 'A time-out that ended before it began lets the player go on betting.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const { player_id } = player;
    const endless = { player_id, status: 'timed_out', reason };

    expect(await platform.setPlayerStatus(endless)).refused('VALIDATION_ERROR', { field: 'until' });
    for (const until of ['2001-01-01T00:00:00.000Z', 'tomorrow', '2999-13-01T00:00:00.000Z']) {
      const answer = await platform.setPlayerStatus({ ...endless, until });
      expect(answer).refused('VALIDATION_ERROR', { field: 'until' });
    }
    expect(await platform.debitRound(given.debit(player))).accepted();
    const timedOut = await platform.setPlayerStatus({ ...endless, until: UNTIL });
    expect(timedOut).accepted({ status: 'timed_out', status_until: UNTIL });
    expect(await platform.debitRound(given.debit(player))).refused('PLAYER_TIMED_OUT');
    await expect.wallet(player, { cash: '90.00' });
  },
});

export const players08 = scenario({
  id: 'PLAYERS-08',
  title: 'An exclusion lasts to its last millisecond and no longer',
  rule: 'A self-exclusion or time-out MUST stop every bet until its end, and lapse at its end.',
  requirement: 'RG-02',
  impact: 'critical',
  money: 'An exclusion that ends a day early costs the licence, one that never ends the player.',
  needs: ['clock'],
  exclusive: true,
  async run({ platform, given, expect, control }) {
    const endMs = (parseTime(await control.now()) ?? Number.NaN) + 2 * DAY_MS;
    const until = formatTime(endMs);
    const excluded = await given.player({ balance: '100.00' });
    const timedOut = await given.player({ balance: '100.00' });
    const stop = (player: PlayerRef, status: string) =>
      platform.setPlayerStatus({ ...player, status, until, reason });
    expect(await stop(excluded, 'self_excluded')).accepted({ status_until: until });
    expect(await stop(timedOut, 'timed_out')).accepted({ status_until: until });

    await control.setClock(formatTime(endMs - 1));
    expect(await platform.debitRound(given.debit(excluded))).refused('PLAYER_SELF_EXCLUDED');
    expect(await platform.debitRound(given.debit(timedOut))).refused('PLAYER_TIMED_OUT');

    await control.setClock(until);
    for (const player of [excluded, timedOut]) {
      const lapsed = { status: 'active', status_until: null };
      expect(await platform.getPlayer(player)).accepted(lapsed);
      expect(await platform.debitRound(given.debit(player))).accepted({ balance: '90.00' });
    }
  },
});

export const players09 = scenario({
  id: 'PLAYERS-09',
  title: 'An exclusion stops the next bet of a game that is open',
  rule: 'An exclusion MUST stop the next debit of a running session, not only the next login.',
  requirement: 'RG-02',
  impact: 'critical',
  money: 'A player who excluded themselves in the middle of a game goes on losing.',
  async run({ platform, given, expect }) {
    const { items } = expect(await platform.listGames({ limit: 100 })).accepted();
    const game = items.find(({ status }) => status === 'enabled');
    for (const status of ['self_excluded', 'timed_out']) {
      const player = await given.player({ balance: '100.00' });
      const { player_id } = player;
      const launch = await platform.launchSession({ player_id, game_id: game?.game_id });
      const { session_id, launch_token } = expect(launch).accepted();
      expect(await platform.redeemLaunch({ launch_token })).accepted();
      const taken = await platform.debitRound(given.debit(player, { session_id }));
      expect(taken).accepted({ balance: '90.00' });

      const stopped = await platform.setPlayerStatus({ player_id, status, until: UNTIL, reason });
      expect(stopped).accepted({ status });

      const next = await platform.debitRound(given.debit(player, { session_id }));
      expect(next).refused(['PLAYER_SELF_EXCLUDED', 'PLAYER_TIMED_OUT']);
      const won = await platform.creditRound(given.creditOf(taken, { win_amount: '25.00' }));
      expect(won).accepted({ balance: '115.00' });
      await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
    }
  },
});

export const players10 = scenario({
  id: 'PLAYERS-10',
  title: 'A status that is set twice is the status',
  rule: 'Setting a status again MUST change nothing; under its key it is answered as a repeat.',
  requirement: 'IDEM-01',
  money: 'A retried exclusion must neither fail nor move its end.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const wish = { player_id: player.player_id, status: 'self_excluded', until: UNTIL, reason };
    const key = given.key();

    const first = await platform.setPlayerStatus(wish, { key });
    const repeat = await platform.setPlayerStatus(wish, { key });
    const again = await platform.setPlayerStatus(wish);

    const excluded = { status: 'self_excluded', status_until: UNTIL };
    expect(first).accepted(excluded);
    expect(repeat).replayOf(first);
    expect(again).accepted(excluded);
    expect(await platform.getPlayer(player)).accepted(excluded);
    expect(await platform.debitRound(given.debit(player))).refused('PLAYER_SELF_EXCLUDED');
  },
});

export const players14 = scenario({
  id: 'PLAYERS-14',
  title: 'A block is the operator’s to set and to lift',
  rule: 'A blocked player MUST be able to be unblocked, and then to bet.',
  requirement: 'PLAY-03',
  money: 'A block that cannot be lifted keeps a cleared player away from their own money.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const set = (status: string) =>
      platform.setPlayerStatus({ player_id: player.player_id, status, reason });

    expect(await set('blocked')).accepted({ status: 'blocked' });
    expect(await platform.debitRound(given.debit(player))).refused('PLAYER_BLOCKED');
    expect(await set('active')).accepted({ status: 'active' });
    expect(await platform.debitRound(given.debit(player))).accepted({ balance: '90.00' });
    await expect.wallet(player, { cash: '90.00' });
  },
});

export const exclusionScenarios = [
  players05,
  players06,
  players07,
  players08,
  players09,
  players10,
  players14,
] as const;
