import { scenario } from '../../../src/harness/scenario.js';

export const players01 = scenario({
  id: 'PLAYERS-01',
  title: 'An account is opened as asked for, with an empty wallet',
  rule: 'A new player MUST be told back as registered, active, with a wallet in their currency.',
  requirement: 'VER-03',
  money: 'A wallet in another currency, or one that is not empty, is money from nowhere.',
  async run({ platform, given, expect }) {
    const wish = given.registration({ currency: 'KWD', country: 'KW', email: 'ada@example.org' });

    const made = expect(await platform.createPlayer(wish)).accepted({ ...wish, status: 'active' });

    const player = { player_id: made.player_id, currency: 'KWD' };
    expect.that(made.status_until, 'the end of the status').equals(null);
    expect(await platform.getPlayer(player)).accepted({ ...made });
    await expect.wallet(player, { currency: 'KWD', cash: '0.000', bonus: '0.000', held: '0.000' });
    const early = await platform.debitRound(given.debit(player, { amount: '1.000' }));
    expect(early).refused('INSUFFICIENT_FUNDS');
  },
});

export const players04 = scenario({
  id: 'PLAYERS-04',
  title: 'One person, one account',
  rule: 'A second account for an external id MUST be refused with 409, naming the first.',
  requirement: 'ERR-01',
  impact: 'critical',
  money: 'Two accounts take two welcome bonuses, and one exclusion does not stop the other.',
  async run({ platform, given, expect }) {
    const wish = given.registration();
    const first = expect(await platform.createPlayer(wish)).accepted();

    const second = await platform.createPlayer({ ...wish, name: 'Somebody Else' });

    expect(second).refused('ALREADY_EXISTS', { player_id: first.player_id });
    expect(await platform.getPlayer(first)).accepted({ name: first.name });
    expect(await platform.createPlayer(given.registration())).accepted();
  },
});

export const players16 = scenario({
  id: 'PLAYERS-16',
  title: 'Of ten registrations at once one opens the account',
  rule: 'Registrations of one external id at once MUST open one account and name it to the rest.',
  requirement: 'ERR-01',
  impact: 'critical',
  money: 'A double click on the sign-up button opens two accounts and grants two bonuses.',
  async run({ platform, given, expect }) {
    const wish = given.registration();

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => platform.createPlayer(wish)),
    );

    const made = answers.filter(({ outcome }) => outcome === 'ok');
    expect.that(made, 'the accounts opened').hasLength(1);
    const first = { player_id: made[0]?.body.player_id };
    for (const answer of answers.filter(({ outcome }) => outcome !== 'ok')) {
      expect(answer).refused('ALREADY_EXISTS', first);
    }
    expect(await platform.getPlayer(first)).accepted({ status: 'active' });
  },
});

export const players11 = scenario({
  id: 'PLAYERS-11',
  title: 'Name, e-mail and country change; currency and birthday never',
  rule: 'A change MUST alter the members it names and no others; currency and birthday stay.',
  requirement: 'VER-03',
  money: 'A currency that can be changed turns a hundred yen into a hundred euro.',
  async run({ platform, given, expect }) {
    const made = expect(await platform.createPlayer(given.registration())).accepted();
    const { player_id } = made;
    const wish = { name: 'Ada King', email: 'ada@example.org', country: 'GB' };

    expect(await platform.updatePlayer({ player_id, ...wish })).accepted({ ...made, ...wish });
    const fixed = { currency: 'JPY', date_of_birth: '2015-01-01', status: 'blocked' };
    const tried = await platform.updatePlayer({ player_id, email: null, ...fixed });
    expect(tried).accepted({ ...made, ...wish, email: null });
    const empty = await platform.updatePlayer({ player_id });
    expect(empty).refused('VALIDATION_ERROR');
    expect(await platform.getPlayer({ player_id })).accepted({ ...made, ...wish, email: null });
  },
});

export const players15 = scenario({
  id: 'PLAYERS-15',
  title: 'A player nobody knows is not found',
  rule: 'Reading, changing or stopping an unknown player MUST be PLAYER_NOT_FOUND.',
  requirement: 'ERR-01',
  impact: 'minor',
  money: 'An exclusion that is thanked for and kept by nobody lets the player go on.',
  async run({ platform, given, expect }) {
    const nobody = { player_id: given.id('p') };
    const stop = { ...nobody, status: 'blocked', reason: 'Certification' };

    expect(await platform.getPlayer(nobody)).refused('PLAYER_NOT_FOUND');
    const renamed = await platform.updatePlayer({ ...nobody, name: 'Nobody' });
    expect(renamed).refused('PLAYER_NOT_FOUND');
    expect(await platform.setPlayerStatus(stop)).refused('PLAYER_NOT_FOUND');
    const known = await given.player();
    expect(await platform.getPlayer(known)).accepted({ player_id: known.player_id });
  },
});

export const players17 = scenario({
  id: 'PLAYERS-17',
  title: 'An account with a currency or country that is none is not opened',
  rule: 'A registration that breaks a rule MUST be refused by field, and no account exists.',
  requirement: 'VER-03',
  money: 'A wallet in a currency nobody keeps can be paid into and never out of.',
  async run({ platform, given, expect }) {
    const wish = given.registration();
    const broken = [
      { currency: 'eur' },
      { currency: 'XXX' },
      { country: 'Malta' },
      { email: 'nowhere' },
      { name: '' },
    ];

    for (const members of broken) {
      const answer = await platform.createPlayer({ ...wish, ...members });
      expect(answer).refused('VALIDATION_ERROR', { field: Object.keys(members)[0] });
    }
    expect(await platform.createPlayer(wish)).accepted({ status: 'active' });
  },
});

export const accountScenarios = [
  players01,
  players04,
  players11,
  players15,
  players16,
  players17,
] as const;
