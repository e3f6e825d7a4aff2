import { scenario } from '../../../src/harness/scenario.js';
import { gamesOf, hitsOf, jackpotIn, NEVER, stakeOn, standingOf, wishFor } from './table.js';

export const jackpots01 = scenario({
  id: 'JACKPOTS-01',
  title: 'A jackpot starts with its seed, put in by the house',
  rule: 'A new jackpot MUST hold its seed and nothing else, in books that balance.',
  requirement: 'PROMO-03',
  impact: 'critical',
  money: 'A pot that is promised and not set aside is paid out of other players’ money.',
  needs: ['control'],
  async run(stage) {
    const { expect, control } = stage;
    const made = await jackpotIn(stage, 'AED', { seed: '250.00' });

    const start = { pot: '250.00', overflow: '0.00', seeded: '250.00', payouts: '0.00', hits: 0 };
    expect.that(made, 'the jackpot as made').includes({ ...start, number: 1, currency: 'AED' });
    expect.that(await standingOf(stage, made), 'the jackpot as read').equals(made);
    expect.that(await hitsOf(stage, made), 'its hits').isEmpty();
    const { violations } = await control.ledger();
    expect.that(violations, 'the violations of the books').isEmpty();
  },
});

/** [what does not fit, the members, the member named]. */
const MISFITS: readonly (readonly [string, object, string])[] = [
  ['a drop limit at the seed', { trigger: { kind: 'must_drop', below: '10.00' } }, 'trigger.below'],
  ['no drop limit', { trigger: { kind: 'must_drop' } }, 'trigger.below'],
  ['no odds', { trigger: { kind: 'odds' } }, 'trigger.one_in'],
  ['odds of none', { trigger: { kind: 'odds', one_in: 0 } }, 'trigger.one_in'],
  ['a ceiling below the seed', { ceiling: '9.99' }, 'ceiling'],
  ['a share of nothing', { contribution: '0.0000' }, 'contribution'],
  ['more than the stake', { contribution: '1.0001' }, 'contribution'],
  ['half a minor unit', { seed: '10.005' }, 'seed'],
  ['a negative seed', { seed: '-1.00' }, 'seed'],
  ['no game', { games: [] }, 'games'],
  ['an unknown currency', { currency: 'XXX' }, 'currency'],
];

export const jackpots02 = scenario({
  id: 'JACKPOTS-02',
  title: 'Parameters that do not fit are refused and named',
  rule: 'A jackpot that could not drop, or starts above its ceiling, MUST be refused and named.',
  requirement: 'PROMO-03',
  money: 'A pot that can never be won takes a share of every stake for nothing.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const sound = await wishFor(stage, 'ARS');
    for (const [what, over, field] of MISFITS) {
      const answer = await platform.createJackpot({ ...sound, ...over });
      expect(answer).refused('VALIDATION_ERROR');
      expect.that(answer.details['field'], `the member named for ${what}`).equals(field);
    }
    const nowhere = await platform.createJackpot({ ...sound, games: [given.id('g')] });
    expect(nowhere).refused('GAME_NOT_FOUND');

    const { jackpot_id } = expect(await platform.createJackpot(sound)).accepted();
    const ending = { jackpot_id, status: 'disabled', reason: 'The check is over' };
    expect(await platform.updateJackpot(ending)).accepted({ status: 'disabled' });
  },
});

export const jackpots03 = scenario({
  id: 'JACKPOTS-03',
  title: 'A jackpot asked for twenty times at once is made once',
  rule: 'Equal requests under one key MUST make one jackpot and set its seed aside once.',
  requirement: 'PROMO-03',
  impact: 'critical',
  money: 'Each further jackpot of a repeated request locks its seed away.',
  async run(stage) {
    const { platform, expect, run } = stage;
    const wish = await wishFor(stage, 'AUD', { seed: '100.00' });

    const answers = await Promise.all(
      Array.from({ length: 20 }, () => platform.createJackpot(wish)),
    );

    const [first] = answers;
    if (first === undefined) return;
    expect.oneEffect(answers);
    const { jackpot_id } = expect(first).accepted();
    const ending = { jackpot_id, status: 'disabled', reason: 'The check is over' };
    run.afterwards(() => platform.updateJackpot(ending));
    const named = (await everyJackpot(stage)).filter(({ name }) => name === wish.name);
    expect.that(named, 'the jackpots of that name').hasLength(1);
    expect.that(await standingOf(stage, { jackpot_id }), 'the one').includes({ seeded: '100.00' });
  },
});

async function everyJackpot({ platform, expect }: Parameters<typeof wishFor>[0], limit = 100) {
  const found = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = expect(await platform.listJackpots({ limit, cursor })).accepted();
    expect.that(page.items.length, 'the jackpots on a page').isAtMost(limit);
    found.push(...page.items);
    cursor = page.next_cursor;
  }
  return found;
}

export const jackpots04 = scenario({
  id: 'JACKPOTS-04',
  title: 'Jackpots are listed once each, in the order in which they were made',
  rule: 'Pages of any size MUST show every jackpot once, the first made first.',
  requirement: 'PROMO-03',
  impact: 'minor',
  money: 'Who wins several is paid in this order; a jackpot in no list is one nobody audits.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const made: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      made.push((await jackpotIn(stage, 'BGN', { seed: '0.00' })).jackpot_id);
    }
    for (const limit of [2, 100]) {
      const ids = (await everyJackpot(stage, limit)).map(({ jackpot_id }) => jackpot_id);
      expect.that(new Set(ids).size, 'the different jackpots listed').equals(ids.length);
      const own = ids.filter((id) => made.includes(id));
      expect.that(own, 'the jackpots of this check, as listed').equals(made);
    }
    const nothing = { jackpot_id: given.id('jp') };
    expect(await platform.getJackpot(nothing)).refused('JACKPOT_NOT_FOUND');
    expect(await platform.listJackpotHits(nothing)).refused('JACKPOT_NOT_FOUND');
    const lost = await platform.listJackpots({ cursor: 'nowhere' });
    expect(lost).refused('VALIDATION_ERROR', { field: 'cursor' });
  },
});

export const jackpots05 = scenario({
  id: 'JACKPOTS-05',
  title: 'Who may read jackpots may not make or change them',
  rule: 'Reading MUST need jackpots:read and nothing else do; changing MUST need jackpots:write.',
  requirement: 'SEC-02',
  impact: 'critical',
  money: 'Whoever shows the pot on a web page would set its odds to one in one.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const jackpot = await jackpotIn(stage, 'BRL');
    const { jackpot_id } = jackpot;
    const reader = await given.client({ scopes: ['jackpots:read'] });
    const player = await given.client({ scopes: ['rounds:write', 'games:write'] });
    const change = { jackpot_id, seed: '20.00', reason: 'Asked for by this check' };

    const made = await platform.createJackpot(await wishFor(stage, 'BRL'), { as: reader });
    expect(made).refused('SCOPE_MISSING', { scope: 'jackpots:write' });
    expect(await platform.updateJackpot(change, { as: reader })).refused('SCOPE_MISSING');
    expect(await platform.getJackpot({ jackpot_id }, { as: player })).refused('SCOPE_MISSING');
    const hits = await platform.listJackpotHits({ jackpot_id }, { as: player });
    expect(hits).refused('SCOPE_MISSING');

    const read = await platform.getJackpot({ jackpot_id }, { as: reader });
    expect(read).accepted({ next_parameters: null });
    expect(await platform.listJackpots({}, { as: reader })).accepted();
    expect(await platform.listJackpotHits({ jackpot_id }, { as: reader })).accepted();
    expect(await platform.updateJackpot(change)).accepted();
  },
});

export const jackpots06 = scenario({
  id: 'JACKPOTS-06',
  title: 'The stakes of every client feed the pot',
  rule: 'A jackpot MUST take its share of each stake on its games, whoever sends it.',
  requirement: 'PROMO-03',
  money: 'A pot that only its maker’s games feed is not the pot that is advertised.',
  async run(stage) {
    const { given, expect, platform } = stage;
    const [game] = await gamesOf(stage);
    const jackpot = await jackpotIn(stage, 'CAD', { trigger: NEVER, contribution: '0.10' });
    const player = await given.player({ currency: 'CAD', balance: '100.00' });
    const studio = await given.client({ scopes: ['rounds:write'] });

    expect(await stakeOn(stage, player, jackpot)).accepted();
    const other = given.debit(player, { meta: { game_id: game } });
    expect(await platform.debitRound(other, { as: studio })).accepted();

    const pot = await standingOf(stage, jackpot);
    expect.that(pot, 'the jackpot').includes({ pot: '12.00', contributions: '2.00' });
  },
});

export const makingScenarios = [
  jackpots01,
  jackpots02,
  jackpots03,
  jackpots04,
  jackpots05,
  jackpots06,
] as const;
