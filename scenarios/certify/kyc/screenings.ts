import { scenario } from '../../../src/harness/scenario.js';
import { sessionFor } from '../contract/games.js';
import {
  caseNow,
  decide,
  inReview,
  openCase,
  playerNow,
  playerOnce,
  screened,
  screeningOnce,
} from './steps.js';

const SANCTIONED = 'Viktor Drakharov';

export const kyc20 = scenario({
  id: 'KYC-20',
  title: 'A sanctioned name stops the next debit of a running session',
  rule: 'A sanctioned name MUST block the player at once, in a running session too.',
  requirement: 'KYC-02',
  impact: 'critical',
  money: 'Taking a sanctioned person’s stake is a crime, and so is paying out to them.',
  needs: ['partners'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00', name: SANCTIONED });
    const place = { session_id: await sessionFor(stage, player.player_id) };
    const taken = await platform.debitRound(given.debit(player, place));
    expect(taken).accepted({ balance: '90.00' });

    const { decision } = await screened(stage, player);

    expect.that(decision, 'the decision').equals('blocked');
    expect.that((await playerNow(stage, player)).status, 'the player').equals('blocked');
    const next = await platform.debitRound(given.debit(player, place));
    expect(next).refused('PLAYER_BLOCKED');
    const win = given.creditOf(taken, { win_amount: '25.00' });
    expect(await platform.creditRound(win)).accepted({ balance: '115.00' });
  },
});

const NAMES = [
  ['Viktor Drakharov', 'blocked'],
  ['DRAKHAROV, Viktor', 'blocked'],
  ['Виктор Драхаров', 'blocked'],
  ['Victor Draharov', 'blocked'],
  ['Juergen Hoellenstoerm', 'blocked'],
  ['Jurgen Hollenstorm', 'blocked'],
  ['Mohamed Kasimiri', 'blocked'],
  ['Ελένη Παπαβρόντη', 'blocked'],
  ['Viktor Sergeyevich Drakharov', 'review'],
  ['Abdalrahim Suleimanzai', 'review'],
  ['Aleksandra Wozniakowna', 'review'],
  ['Pippa Thistlethorne', 'review'],
  ['Seán O’Dubhghaillin', 'review'],
  ['Ada Lovelace', 'clear'],
  ['Viktor Nowak', 'clear'],
  ['Anna Drake', 'clear'],
] as const;

export const kyc21 = scenario({
  id: 'KYC-21',
  title: 'A name is found however it is written, and no other is',
  rule: 'Screening MUST find a listed name by another spelling, script or order, and only those.',
  requirement: 'KYC-02',
  impact: 'critical',
  money: 'Sanctioned people do not spell their names as the list does.',
  needs: ['partners'],
  async run(stage) {
    for (const [name, decision] of NAMES) {
      const player = await stage.given.player({ name });

      const screening = await screened(stage, player);

      stage.expect.that(screening.decision, name).equals(decision);
      const { status } = await playerNow(stage, player);
      const expected = decision === 'blocked' ? 'blocked' : 'active';
      stage.expect.that(status, `the player ${name}`).equals(expected);
    }
  },
});

export const kyc22 = scenario({
  id: 'KYC-22',
  title: 'A PEP raises a review and is not blocked',
  rule: 'A PEP MUST raise a review of the case; the player may play meanwhile.',
  requirement: 'KYC-02',
  impact: 'critical',
  money: 'An office-holder’s money that nobody looked at is the next headline.',
  needs: ['partners'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const { player } = await inReview(stage);
    const { opened } = await openCase(stage, player);

    expect.that((await caseNow(stage, opened.case_id)).review, 'the review').isTrue();
    const { opened: nobody } = await openCase(stage, { name: 'Ada Lovelace' });
    expect.that((await caseNow(stage, nobody.case_id)).review, 'that of another').isFalse();
    expect.that((await playerNow(stage, player)).status, 'the player').equals('active');
    expect(await platform.debitRound(given.debit(player))).accepted({ balance: '90.00' });
  },
});

export const kyc23 = scenario({
  id: 'KYC-23',
  title: 'A near match is scored and explained',
  rule: 'A near match MUST tell the list, the listed name, a score and what was compared.',
  requirement: 'KYC-02',
  money: 'Who must decide without a reason decides for the customer, or against all of them.',
  needs: ['partners'],
  async run(stage) {
    const { expect } = stage;
    const player = await stage.given.player({ name: 'Viktor Sergeyevich Drakharov' });

    const { decision, matches } = await screened(stage, player);

    expect.that(decision, 'the decision').equals('review');
    expect.that(matches, 'the matches').hasLength(1);
    const [match] = matches;
    const { list, name, score = 0, reason = '' } = match ?? {};
    expect.that([list, name], 'the match').equals(['sanctions', 'Viktor Drakharov']);
    expect.that(score, 'the score').isAtLeast(0.8);
    expect.that(score, 'the score').isAtMost(0.92);
    expect.that(reason, 'the reason').matches(/"\w+" is the same.*without a counterpart/);
  },
});

export const kyc24 = scenario({
  id: 'KYC-24',
  title: 'A review is decided by a person, once, with a reason',
  rule: 'A review MUST be cleared or blocked by decision, and decided once.',
  requirement: 'KYC-02',
  impact: 'critical',
  money: 'A review that anybody can decide again is decided by whoever is last.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect } = stage;
    const clearing = { decision: 'clear', reason: 'Another person of that name' };
    const blocking = { decision: 'blocked', reason: 'It is the minister' };
    const first = await inReview(stage);
    const { screening_id } = first.screening;
    const cleared = await platform.decideScreening({ screening_id, ...clearing });
    expect(cleared).accepted({ ...clearing });
    const again = await platform.decideScreening({ screening_id, ...blocking });
    expect(again).refused('STATE_CONFLICT', { decision: 'clear' });
    expect.that((await playerNow(stage, first.player)).status, 'the cleared').equals('active');

    const second = await inReview(stage);
    const other = { screening_id: second.screening.screening_id, ...blocking };
    expect(await platform.decideScreening(other)).accepted({ decision: 'blocked' });
    expect.that((await playerNow(stage, second.player)).status, 'the other').equals('blocked');
  },
});

export const kyc25 = scenario({
  id: 'KYC-25',
  title: 'Nobody opens a case unscreened',
  rule: 'A player MUST be screened as the case opens: a sanctioned one is blocked by it.',
  requirement: 'KYC-02',
  impact: 'critical',
  money: 'A good passport of a sanctioned person is still theirs.',
  needs: ['partners'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const { player, opened } = await openCase(stage, { balance: '100.00', name: SANCTIONED });

    const { status } = await playerOnce(stage, player, 'blocked');

    expect.that(status, 'the player').equals('blocked');
    expect(await decide(stage, opened.case_id, 'approved')).accepted();
    expect(await platform.debitRound(given.debit(player))).refused('PLAYER_BLOCKED');
    await expect.wallet(player, { cash: '100.00' });
  },
});

export const kyc26 = scenario({
  id: 'KYC-26',
  title: 'A name that cannot be compared is looked at, not let through',
  rule: 'Where the provider cannot screen a name, a person MUST look at it.',
  requirement: 'KYC-02',
  money: 'A name in a script that nobody reads would be the way through the list.',
  needs: ['partners'],
  async run(stage) {
    const { expect } = stage;
    const player = await stage.given.player({ name: '李小龙' });

    const { decision, matches, reason } = await screened(stage, player);

    expect.that([decision, matches.length], 'the screening').equals(['review', 0]);
    expect.that(reason, 'why').matches(/cannot screen/);
    expect.that((await playerNow(stage, player)).status, 'the player').equals('active');
  },
});

export const kyc27 = scenario({
  id: 'KYC-27',
  title: 'A sanctioned player who is excluded is blocked, and stays excluded under the block',
  rule: 'A sanctioned name MUST block an excluded player too, and MUST NOT shorten the exclusion.',
  requirement: 'KYC-02',
  impact: 'critical',
  money: 'An exclusion that ends in July would end the block with it, or the block the exclusion.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect, given } = stage;
    const until = '2999-01-01T00:00:00.000Z';
    const player = await given.player({
      name: SANCTIONED,
      status: 'self_excluded',
      status_until: until,
    });

    expect.that((await screened(stage, player)).decision, 'the decision').equals('blocked');

    const shown = await playerNow(stage, player);
    expect.that([shown.status, shown.status_until], 'the player').equals(['blocked', until]);
    const { player_id } = player;
    for (const status of ['active', 'blocked']) {
      const change = { player_id, status, reason: 'Cleared by the authority' };
      expect(await platform.setPlayerStatus(change)).refused('STATE_CONFLICT');
    }
    expect.that((await playerNow(stage, player)).status, 'the player').equals('blocked');
  },
});

export const kyc28 = scenario({
  id: 'KYC-28',
  title: 'A player who has changed the name is found under the new one',
  rule: 'Each screening MUST compare the name as it is now.',
  requirement: 'KYC-02',
  money: 'A name changed after the first screening would be on no list for ever.',
  needs: ['partners'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ name: 'Ada Lovelace' });
    const first = await screened(stage, player);
    expect.that([first.decision, first.matches], 'the first').equals(['clear', []]);
    const { player_id } = player;
    expect(await platform.updatePlayer({ player_id, name: SANCTIONED })).accepted();

    const second = await screened(stage, player);

    expect.that(second.decision, 'the second').equals('blocked');
    expect.that(second.screening_id, 'its id').differsFrom(first.screening_id);
    const { decision } = await screeningOnce(stage, first.screening_id);
    expect.that(decision, 'what the first still says').equals('clear');
  },
});

export const screeningScenarios = [
  kyc20,
  kyc21,
  kyc22,
  kyc23,
  kyc24,
  kyc25,
  kyc26,
  kyc27,
  kyc28,
] as const;
