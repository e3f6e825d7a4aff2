import { sha256Hex } from '../../../src/kernel/ids.js';
import type { Answer } from '../../../src/harness/answer.js';
import { scenario } from '../../../src/harness/scenario.js';
import type { Stage } from '../../../src/harness/scenario.js';
import { statementOf } from '../wallets/statement.js';
import type { Debited, Jackpot, JackpotHit } from './table.js';
import { ALWAYS, changeOf, exactOf, hitsOf, jackpotIn, NEVER } from './table.js';
import { stakedAtOnce, stakeInput, stakeOn, standingOf, textOf, winsIn } from './table.js';

const BELOW_ELEVEN = { kind: 'must_drop', below: '11.00' } as const;

export const jackpots21 = scenario({
  id: 'JACKPOTS-21',
  title: 'A pot that must drop drops before its limit, every time',
  rule: 'A must-drop pot MUST never stand at its limit nor pay more than it.',
  requirement: 'PROMO-03',
  impact: 'critical',
  money: 'A pot advertised as dropping below a thousand and paid at two thousand is nobody’s plan.',
  async run(stage) {
    const { given, expect } = stage;
    const jackpot = await jackpotIn(stage, 'NOK', { trigger: BELOW_ELEVEN, contribution: '0.10' });
    const player = await given.player({ currency: 'NOK', balance: '1000.00' });
    let told = 0;

    for (let turn = 0; turn < 40; turn += 1) {
      const taken = await stakeOn(stage, player, jackpot, { amount: '1.50' });
      told += (expect(taken).accepted().jackpot_wins ?? []).length;
      const { pot, overflow } = await standingOf(stage, jackpot);
      expect.that(exactOf(pot) < exactOf('11.00'), `the pot of ${pot} is below its limit`).isTrue();
      expect.that(overflow, 'the overflow').equals('0.00');
    }

    // 40 × 0.15 = 6.00, and no pot takes more than 1.00 to drop: each leaves at most 0.15 over.
    const hits = await hitsOf(stage, jackpot);
    expect.that(hits.length, 'the hits').isAtLeast(5);
    expect.that(told, 'the wins told').equals(hits.length);
    for (const { amount } of hits) {
      const isWithin = exactOf(amount) > exactOf('10.00') && exactOf(amount) <= exactOf('11.00');
      expect.that(isWithin, `a win of ${amount} is above the seed and within the limit`).isTrue();
    }
  },
});

export const jackpots22 = scenario({
  id: 'JACKPOTS-22',
  title: 'Of thirty stakes at the drop point one wins',
  rule: 'Each pot MUST have exactly one winner: of stakes at once, the one committed first.',
  requirement: 'PROMO-03',
  impact: 'critical',
  money: 'Two winners of one pot are told of money that is there once.',
  needs: ['control'],
  async run(stage) {
    const { given, expect, control } = stage;
    // One minor unit above the seed: the first contribution drops it.
    const trigger = { kind: 'must_drop', below: '10.01' };
    const jackpot = await jackpotIn(stage, 'NZD', { trigger, contribution: '0.10' });
    expect(await changeOf(stage, jackpot, { trigger: NEVER })).accepted();
    const player = await given.player({ currency: 'NZD', balance: '100.00' });
    const stakes = Array.from({ length: 30 }, () =>
      stakeInput(stage, player, jackpot, { amount: '1.00' }),
    );

    const answers = await stakedAtOnce(stage, jackpot, stakes);

    for (const answer of answers) expect(answer).accepted();
    const wins = answers.flatMap((answer) => winsIn(answer, jackpot));
    expect.that(wins, 'the wins told').hasLength(1);
    const hits = await hitsOf(stage, jackpot);
    expect.that(hits, 'the hits listed').hasLength(1);
    expect.that(hits[0]?.hit_id, 'the hit').equals(wins[0]?.hit_id);
    // 10.00 + 3.00 − 10.01 and the next seed
    const next = { number: 2, pot: '12.99', payouts: '10.01', hits: 1 };
    expect.that(await standingOf(stage, jackpot), 'the next pot').includes(next);
    await expect.wallet(player, { cash: '80.01', held_in_play: '29.00' });
    const { violations } = await control.ledger();
    expect.that(violations, 'the violations of the books').isEmpty();
  },
});

export const jackpots23 = scenario({
  id: 'JACKPOTS-23',
  title: 'The winner is paid with the stake that won, and once',
  rule: 'A win MUST be paid in the debit’s own effect; a repeat MUST tell it and pay nothing more.',
  requirement: 'PROMO-03',
  impact: 'critical',
  money: 'Game servers repeat what they got no answer to: each repeat would pay the pot again.',
  async run(stage) {
    const { given, expect, platform } = stage;
    const jackpot = await jackpotIn(stage, 'PEN', { trigger: ALWAYS, contribution: '0.05' });
    const player = await given.player({ currency: 'PEN', balance: '20.00' });
    const stake = stakeInput(stage, player, jackpot);

    const first: Debited = await platform.debitRound(stake);
    const again = await Promise.all(Array.from({ length: 10 }, () => platform.debitRound(stake)));

    const [win] = winsIn(first, jackpot);
    expect(first).accepted({ balance: '20.50' });
    expect.that(win?.amount, 'the win').equals('10.50');
    for (const answer of again) expect(answer).replayOf(first);
    await expect.wallet(player, { cash: '20.50', held_in_play: '0.00' });
    const paid = (await statementOf(stage, player)).filter(({ type }) => type === 'jackpot_win');
    expect.that(paid, 'the wins in the statement').hasLength(1);
    const { txn_id: txnId, amount, reference, round_id } = paid[0] ?? {};
    expect.that([txnId, amount], 'what was paid').equals([win?.txn_id, '10.50']);
    const { round_id: round } = stake;
    expect.that([reference, round_id], 'what for').equals([first.body.txn_id, round]);
    expect.that(await standingOf(stage, jackpot), 'the jackpot').includes({ hits: 1, number: 2 });
  },
});

export const jackpots24 = scenario({
  id: 'JACKPOTS-24',
  title: 'A stake that wins several jackpots is paid each, in the order in which they were made',
  rule: 'One stake MUST win every jackpot it triggers, each once, in the declared order.',
  requirement: 'PROMO-03',
  impact: 'critical',
  money: 'Of two pots won at once one would stay unpaid, or the second be paid from the first.',
  async run(stage) {
    const { given, expect } = stage;
    const seeds = ['30.00', '10.00', '20.00'];
    const jackpots: Jackpot[] = [];
    for (const seed of seeds) {
      jackpots.push(await jackpotIn(stage, 'PHP', { seed, trigger: ALWAYS }));
    }
    const player = await given.player({ currency: 'PHP', balance: '100.00' });
    const [first] = jackpots;
    if (first === undefined) return;

    const taken = await stakeOn(stage, player, first);

    const wins = expect(taken).accepted({ balance: '150.30' }).jackpot_wins ?? [];
    const told = wins.map(({ jackpot_id, amount }) => [jackpot_id, amount]);
    const owed = jackpots.map(({ jackpot_id }, at) => [jackpot_id, `${3 - ((at * 2) % 3)}0.10`]);
    expect.that(told, 'the wins, in their order').equals(owed);
    await expect.wallet(player, { cash: '150.30', held_in_play: '0.00' });
    for (const jackpot of jackpots) {
      expect.that(await hitsOf(stage, jackpot), 'its hits').hasLength(1);
    }
  },
});

export const jackpots25 = scenario({
  id: 'JACKPOTS-25',
  title: 'The next pot starts at its seed, and with what the last one left',
  rule: 'After a hit the pot MUST restart at the seed plus what came above the drop point.',
  requirement: 'PROMO-03',
  impact: 'critical',
  money: 'A pot that restarts at nothing is advertised at its seed all the same.',
  async run(stage) {
    const { given, expect } = stage;
    const terms = { trigger: BELOW_ELEVEN, contribution: '0.50' };
    const jackpot = await jackpotIn(stage, 'PLN', terms);
    expect(await changeOf(stage, jackpot, { trigger: NEVER })).accepted();
    const player = await given.player({ currency: 'PLN', balance: '100.00' });

    // 10.00 + 2.00, of which at most 11.00 are paid
    const taken = await stakeOn(stage, player, jackpot, { amount: '4.00' });

    const [win] = winsIn(taken, jackpot);
    const [hit] = await hitsOf(stage, jackpot);
    expect.that(win?.amount, 'the win').equals(hit?.amount);
    expect.that(hit?.pot_before, 'what lay in the pot').equals('12.00');
    const { pot, number, seeded } = await standingOf(stage, jackpot);
    expect.that([number, seeded], 'the next pot').equals([2, '20.00']);
    const rest = exactOf('12.00') - exactOf(String(hit?.amount)) + exactOf('10.00');
    expect.that(textOf(exactOf(pot)), 'what it starts with').equals(textOf(rest));
    expect.that(hit?.pot_after, 'as the hit has it').equals(pot);
  },
});

export const jackpots26 = scenario({
  id: 'JACKPOTS-26',
  title: 'The proof of each drop holds, and is what was shown before',
  rule: 'The drop point MUST be the one committed to when the pot started.',
  requirement: 'PROMO-03',
  impact: 'critical',
  money: 'An operator that may move the drop point decides who wins.',
  async run(stage) {
    const { given, expect } = stage;
    const jackpot = await jackpotIn(stage, 'RON', { trigger: BELOW_ELEVEN, contribution: '0.25' });
    const player = await given.player({ currency: 'RON', balance: '100.00' });
    const shown = new Map([[1, jackpot.drop_commitment]]);
    for (let turn = 0; turn < 20; turn += 1) {
      expect(await stakeOn(stage, player, jackpot, { amount: '2.00' })).accepted();
      const { number, drop_commitment } = await standingOf(stage, jackpot);
      shown.set(number, drop_commitment);
    }

    const hits = await hitsOf(stage, jackpot);
    expect.that(hits.length, 'the hits').isAtLeast(4);
    for (const hit of hits) {
      expect.that(hit.proof?.commitment, 'the commitment').equals(shown.get(hit.number));
      expect.that(commitmentOf(hit), 'the hash of what was revealed').equals(hit.proof?.commitment);
      expect.that(hit.amount, 'what was paid').equals(hit.proof?.drop_point);
    }
    const commitments = new Set(hits.map(({ proof }) => proof?.commitment));
    expect.that(commitments.size, 'the different commitments').equals(hits.length);
  },
});

function commitmentOf({ jackpot_id, number, proof }: JackpotHit): string {
  const parts = [jackpot_id, number, proof?.drop_point, proof?.salt];
  return sha256Hex(parts.join(':'));
}

export const jackpots27 = scenario({
  id: 'JACKPOTS-27',
  title: 'Nothing tells the drop point before the drop',
  rule: 'No answer and no log MUST tell where a running pot will drop.',
  requirement: 'PROMO-03',
  impact: 'critical',
  money: 'Whoever knows the drop point places the one stake that wins.',
  async run(stage) {
    const { given, expect } = stage;
    const trigger = { kind: 'must_drop', below: '9000000000.00' };
    const jackpot = await jackpotIn(stage, 'RSD', { trigger, contribution: '1.0' });
    const player = await given.player({ currency: 'RSD', balance: '20000000000.00' });
    expect(await stakeOn(stage, player, jackpot, { amount: '1.00' })).accepted();
    const seen = await everythingToldOf(stage, jackpot);

    expect(await stakeOn(stage, player, jackpot, { amount: '9000000000.00' })).accepted();

    const [hit] = await hitsOf(stage, jackpot);
    const { drop_point: point, salt, commitment } = hit?.proof ?? {};
    expect.that(seen.includes(String(commitment)), 'the commitment was shown').isTrue();
    expect.that(seen.includes(String(salt)), 'the salt was shown').isFalse();
    for (const text of [String(point), String(point).replace('.', '')]) {
      expect.that(seen.includes(text), `the drop point was shown as ${text}`).isFalse();
    }
  },
});

async function everythingToldOf({ platform, expect }: Stage, jackpot: Jackpot): Promise<string> {
  const { jackpot_id } = jackpot;
  const answers: readonly Answer<unknown>[] = [
    await platform.getJackpot({ jackpot_id }),
    await platform.listJackpots({ limit: 100 }),
    await platform.listJackpotHits({ jackpot_id }),
    await platform.updateJackpot({ jackpot_id, reason: 'Asked for by this check' }),
    await platform.exportAudit(),
  ];
  for (const answer of answers) expect(answer).accepted();
  return [JSON.stringify(jackpot), ...answers.map(({ text }) => text)].join('\n');
}

export const hitScenarios = [
  jackpots21,
  jackpots22,
  jackpots23,
  jackpots24,
  jackpots25,
  jackpots26,
  jackpots27,
] as const;
