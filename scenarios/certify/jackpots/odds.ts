import { scenario } from '../../../src/harness/scenario.js';
import { ALWAYS, changeOf, hitsOf, jackpotIn, NEVER } from './table.js';
import { stakeInput, stakeOn, standingOf, winsIn } from './table.js';

export const jackpots28 = scenario({
  id: 'JACKPOTS-28',
  title: 'Some stakes win at odds of one in two, and each win is told and listed',
  rule: 'Each stake MUST have its own chance at the odds declared.',
  requirement: 'PROMO-03',
  impact: 'critical',
  money: 'Odds that are not those declared are a game nobody was licensed for.',
  async run(stage) {
    const { given, expect, platform } = stage;
    const trigger = { kind: 'odds', one_in: 2 };
    const jackpot = await jackpotIn(stage, 'SAR', { seed: '1.00', trigger });
    const player = await given.player({ currency: 'SAR', balance: '100.00' });
    const stakes = Array.from({ length: 60 }, () =>
      stakeInput(stage, player, jackpot, { amount: '1.00' }),
    );

    const won: string[] = [];
    for (const stake of stakes) {
      const answer = await platform.debitRound(stake);
      expect(answer).accepted();
      won.push(...winsIn(answer, jackpot).map(({ hit_id }) => hit_id));
    }

    // Of 60, fewer than 8 or more than 52 come once in 10^9 runs.
    expect.that(won.length, 'the wins').isAtLeast(8);
    expect.that(won.length, 'the wins').isAtMost(52);
    const hits = await hitsOf(stage, jackpot);
    expect.that(hits.map(({ hit_id }) => hit_id).toReversed(), 'the hits listed').equals(won);
    for (const { proof } of hits) expect.that(proof, 'the drop proof of odds').equals(null);
  },
});

export const jackpots29 = scenario({
  id: 'JACKPOTS-29',
  title: 'With odds per unit a stake of as many units as the odds always wins',
  rule: 'With `per: unit` the chance MUST grow with the stake; with `per: stake` it must not.',
  requirement: 'PROMO-03',
  money: 'A chance that does not grow with the stake is sold too dear to whoever stakes more.',
  async run(stage) {
    const { given, expect } = stage;
    const terms = { seed: '1.00', trigger: { kind: 'odds', one_in: 50, per: 'unit' } };
    const jackpot = await jackpotIn(stage, 'SEK', terms);
    const other = await jackpotIn(stage, 'SEK', { trigger: { kind: 'odds', one_in: 1_000_000 } });
    const player = await given.player({ currency: 'SEK', balance: '1000.00' });

    for (let turn = 0; turn < 10; turn += 1) {
      const taken = await stakeOn(stage, player, jackpot, { amount: '50.00' });
      expect(taken).accepted();
      expect.that(winsIn(taken, jackpot), 'the wins of fifty units').hasLength(1);
    }
    let small = 0;
    for (let turn = 0; turn < 40; turn += 1) {
      const taken = await stakeOn(stage, player, jackpot, { amount: '0.01' });
      expect(taken).accepted();
      small += winsIn(taken, jackpot).length;
    }
    expect.that(small, 'the wins of forty hundredths of a unit').isAtMost(3);
    expect.that((await standingOf(stage, other)).hits, 'the hits at long odds').equals(0);
  },
});

export const jackpots30 = scenario({
  id: 'JACKPOTS-30',
  title: 'A pot grows up to its ceiling, and the rest starts the next one',
  rule: 'What comes above the ceiling MUST wait in the overflow and be put on top of the next seed.',
  requirement: 'PROMO-03',
  impact: 'critical',
  money:
    'Shares above the ceiling are players’ money too: they are neither lost nor paid too soon.',
  async run(stage) {
    const { given, expect } = stage;
    const terms = { trigger: NEVER, ceiling: '12.00', contribution: '0.50' };
    const jackpot = await jackpotIn(stage, 'SGD', terms);
    expect.that(jackpot.parameters.ceiling, 'the ceiling').equals('12.00');
    const player = await given.player({ currency: 'SGD', balance: '100.00' });

    for (const [pot, overflow] of [
      ['11.50', '0.00'],
      ['12.00', '1.00'],
      ['12.00', '2.50'],
    ] as const) {
      expect(await stakeOn(stage, player, jackpot, { amount: '3.00' })).accepted();
      const stands = await standingOf(stage, jackpot);
      expect.that(stands, 'the jackpot').includes({ pot, overflow });
    }
  },
});

export const jackpots31 = scenario({
  id: 'JACKPOTS-31',
  title: 'A win pays the ceiling, and the overflow goes into the next pot',
  rule: 'A pot at its ceiling MUST pay the ceiling; its overflow MUST start the next pot.',
  requirement: 'PROMO-03',
  impact: 'critical',
  money: 'An overflow that is forgotten is kept by the house; one that is paid was not won.',
  async run(stage) {
    const { given, expect } = stage;
    const terms = { trigger: ALWAYS, ceiling: '12.00', contribution: '0.50' };
    const jackpot = await jackpotIn(stage, 'THB', terms);
    const player = await given.player({ currency: 'THB', balance: '100.00' });

    // 10.00 + 5.00: 12.00 are won, 3.00 start the next pot beside its seed, of which 12.00 show.
    const first = await stakeOn(stage, player, jackpot, { amount: '10.00' });
    expect(first).accepted({ balance: '102.00' });
    expect.that(winsIn(first, jackpot)[0]?.amount, 'the win').equals('12.00');
    const next = { pot: '12.00', overflow: '1.00', number: 2, seeded: '20.00' };
    expect.that(await standingOf(stage, jackpot), 'the next pot').includes(next);
    const [hit] = await hitsOf(stage, jackpot);
    const record = { amount: '12.00', pot_before: '15.00', pot_after: '13.00' };
    expect.that(hit, 'the hit').includes(record);

    const second = await stakeOn(stage, player, jackpot, { amount: '1.00' });
    expect(second).accepted({ balance: '113.00' });
    const third = { pot: '11.50', overflow: '0.00', number: 3, payouts: '24.00' };
    expect.that(await standingOf(stage, jackpot), 'the third pot').includes(third);
  },
});

export const jackpots32 = scenario({
  id: 'JACKPOTS-32',
  title: 'A jackpot won counts as won: it reduces the net loss',
  rule: 'Wins MUST reduce the net loss, jackpots too.',
  requirement: 'RG-03',
  money: 'A player who just won a pot would be told that they lost too much.',
  async run(stage) {
    const { given, expect, platform } = stage;
    const jackpot = await jackpotIn(stage, 'TRY', { trigger: ALWAYS, contribution: '0.01' });
    const player = await given.player({ currency: 'TRY', balance: '100.00' });
    const limit = { player_id: player.player_id, kind: 'loss', period: 'day', amount: '10.00' };
    expect(await platform.setLimit(limit)).accepted({ amount: '10.00' });

    expect(await stakeOn(stage, player, jackpot)).accepted({ balance: '100.10' });

    const quiet = (amount: string) => platform.debitRound(given.debit(player, { amount }));
    expect(await quiet('10.11')).refused('LIMIT_EXCEEDED');
    expect(await quiet('10.10')).accepted({ balance: '90.00' });
    expect(await changeOf(stage, jackpot, { status: 'disabled' })).accepted();
  },
});

export const oddsScenarios = [jackpots28, jackpots29, jackpots30, jackpots31, jackpots32] as const;
