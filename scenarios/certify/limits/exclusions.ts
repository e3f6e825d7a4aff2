import { DAY_MS, formatTime } from '../../../src/kernel/time.js';
import { scenario } from '../../../src/harness/scenario.js';
import { nowOf } from './calendar.js';

const SOON = '2998-01-01T00:00:00.000Z';
const UNTIL = '2999-01-01T00:00:00.000Z';
const LATER = '2999-06-01T00:00:00.000Z';

export const limits42 = scenario({
  id: 'LIMITS-42',
  title: 'An exclusion can neither be lifted nor shortened by asking for another',
  rule: 'An exclusion MUST NOT be shortened or made milder before its end, by whatever way.',
  requirement: 'RG-02',
  impact: 'critical',
  money: 'An exclusion that a second request undoes is worth nothing in the weak hour.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const { player_id } = player;
    const ask = (kind: string, until?: string) =>
      platform.createExclusion({ player_id, kind, until });
    expect(await ask('self_exclusion', UNTIL)).accepted({ status: 'active', until: UNTIL });

    expect(await ask('self_exclusion', SOON)).refused('STATE_CONFLICT');
    expect(await ask('time_out', SOON)).refused('STATE_CONFLICT');
    expect(await ask('time_out', LATER)).refused('STATE_CONFLICT');
    const lifted = { player_id, status: 'active', reason: 'Asked for by the player' };
    expect(await platform.setPlayerStatus(lifted)).refused('STATE_CONFLICT');

    const { items } = expect(await platform.listExclusions(player)).accepted();
    expect
      .that(
        items.map(({ until }) => until),
        'the exclusions',
      )
      .equals([UNTIL]);
    expect(await platform.debitRound(given.debit(player))).refused('PLAYER_SELF_EXCLUDED');
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const limits43 = scenario({
  id: 'LIMITS-43',
  title: 'A time-out can become longer, and an exclusion for good',
  rule: 'An exclusion MAY be made longer or stricter at any time, and then holds as such.',
  requirement: 'RG-02',
  money: 'A player who asks for more protection must get it without a gap.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const { player_id } = player;
    const ask = (kind: string, until?: string) =>
      platform.createExclusion({ player_id, kind, until });

    expect(await ask('time_out')).refused('VALIDATION_ERROR', { field: 'until' });
    expect(await ask('time_out', '2001-01-01T00:00:00.000Z')).refused('VALIDATION_ERROR', {
      field: 'until',
    });
    expect(await platform.debitRound(given.debit(player))).accepted({ balance: '90.00' });
    expect(await ask('time_out', SOON)).accepted({ until: SOON });
    expect(await ask('time_out', UNTIL)).accepted({ until: UNTIL });
    expect(await ask('self_exclusion')).accepted({ until: null });

    const forGood = { status: 'self_excluded', status_until: null };
    expect(await platform.getPlayer(player)).accepted(forGood);
    const { items } = expect(await platform.listExclusions(player)).accepted();
    expect
      .that(
        items.map(({ until }) => until),
        'newest first',
      )
      .equals([null, UNTIL, SOON]);
    expect(await platform.debitRound(given.debit(player))).refused('PLAYER_SELF_EXCLUDED');
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const limits44 = scenario({
  id: 'LIMITS-44',
  title: 'An exclusion that is asked for twice is one exclusion',
  rule: 'A repeat under its key MUST be answered as the first, and exclude once.',
  requirement: 'IDEM-01',
  money: 'A retried request for protection must neither fail nor move its end.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const wish = { player_id: player.player_id, kind: 'self_exclusion', until: UNTIL };
    const key = given.key();

    const first = await platform.createExclusion(wish, { key });
    const repeat = await platform.createExclusion(wish, { key });

    expect(first).accepted({ until: UNTIL });
    expect(repeat).replayOf(first);
    const { items } = expect(await platform.listExclusions(player)).accepted();
    expect.that(items, 'the exclusions').hasLength(1);
    expect(await platform.debitRound(given.debit(player))).refused('PLAYER_SELF_EXCLUDED');
  },
});

export const limits45 = scenario({
  id: 'LIMITS-45',
  title: 'An exclusion ends when it said it would',
  rule: 'An exclusion MUST hold to its last millisecond and end at its end.',
  requirement: 'RG-02',
  impact: 'critical',
  money: 'An exclusion that ends a day early costs the licence, one that never ends the player.',
  needs: ['clock'],
  exclusive: true,
  async run(stage) {
    const { platform, given, expect, control } = stage;
    const player = await given.player({ balance: '100.00' });
    const endMs = (await nowOf(stage)) + 2 * DAY_MS;
    const until = formatTime(endMs);
    const wish = { player_id: player.player_id, kind: 'time_out', until };
    expect(await platform.createExclusion(wish)).accepted({ status: 'active', until });

    await control.setClock(formatTime(endMs - 1));
    expect(await platform.debitRound(given.debit(player))).refused('PLAYER_TIMED_OUT');
    await control.setClock(until);
    const { items } = expect(await platform.listExclusions(player)).accepted();
    expect
      .that(
        items.map(({ status }) => status),
        'the exclusions',
      )
      .equals(['ended']);
    expect(await platform.debitRound(given.debit(player))).accepted({ balance: '90.00' });
  },
});

export const limits48 = scenario({
  id: 'LIMITS-48',
  title: 'An exclusion does not lift a block',
  rule: 'An exclusion of a blocked player MUST NOT let them play when it ends.',
  requirement: 'RG-02',
  impact: 'critical',
  money: 'A fraudster would unblock the account by taking a day off.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00', status: 'blocked' });
    const { player_id } = player;

    const short = await platform.createExclusion({ player_id, kind: 'time_out', until: SOON });
    expect(short).refused('STATE_CONFLICT');
    expect(await platform.getPlayer(player)).accepted({ status: 'blocked' });
    expect(await platform.debitRound(given.debit(player))).refused('PLAYER_BLOCKED');

    const forGood = await platform.createExclusion({ player_id, kind: 'self_exclusion' });
    expect(forGood).accepted({ until: null });
    expect(await platform.debitRound(given.debit(player))).refused('PLAYER_SELF_EXCLUDED');
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const limits46 = scenario({
  id: 'LIMITS-46',
  title: 'Wins and rollbacks are paid to a player who is over the limit',
  rule: 'Wins and rollbacks MUST be accepted whatever the limits say: what is owed is paid.',
  requirement: 'PLAY-04',
  impact: 'critical',
  money: 'A win withheld because the player may not stake is money kept from its owner.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const won = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const undone = await platform.debitRound(given.debit(player, { amount: '20.00' }));
    expect(undone).accepted({ balance: '70.00' });
    for (const kind of ['stake', 'loss']) {
      const limit = { ...player, kind, period: 'day', amount: '1.00' };
      expect(await platform.setLimit(limit)).accepted({ used: '30.00', remaining: '0.00' });
    }
    expect(await platform.debitRound(given.debit(player))).refused('LIMIT_EXCEEDED');

    const paid = await platform.creditRound(given.creditOf(won, { win_amount: '500.00' }));
    expect(paid).accepted({ balance: '570.00' });
    const back = await platform.rollbackRound(given.rollbackOf(undone));
    expect(back).accepted({ status: 'rolled_back', balance: '590.00' });
    await expect.wallet(player, { cash: '590.00', held_in_play: '0.00' });
  },
});

export const exclusionScenarios = [
  ...[limits42, limits43, limits44, limits45, limits46, limits48],
] as const;
