import { reckonChain } from '../../../src/harness/audit-chain.js';
import { scenario } from '../../../src/harness/scenario.js';
import { listening, ofPlayer } from '../webhooks/listener.js';
import { ALWAYS, changeOf, hitsOf, jackpotIn, NEVER } from './table.js';
import { stakeInput, stakeOn, standingOf, winsIn } from './table.js';

export const jackpots33 = scenario({
  id: 'JACKPOTS-33',
  title: 'Changed parameters hold for the next pot, not for the running one',
  rule: 'Changes to its parameters MUST NOT touch the running pot.',
  requirement: 'PROMO-03',
  impact: 'critical',
  money: 'Odds that can be changed under a full pot are changed before it is won.',
  async run(stage) {
    const { given, expect } = stage;
    const trigger = { kind: 'must_drop', below: '11.00' };
    const jackpot = await jackpotIn(stage, 'TWD', { trigger, contribution: '0.10' });
    const wish = { seed: '40.00', contribution: '0.20', trigger: NEVER, ceiling: '41.00' };
    const changed = expect(await changeOf(stage, jackpot, wish)).accepted();
    const next = { seed: '40.00', contribution: '0.200000', ceiling: '41.00' };
    expect.that(changed, 'the jackpot as changed').includes({ parameters: jackpot.parameters });
    expect.that(changed.next_parameters, 'its next parameters').includes(next);
    const player = await given.player({ currency: 'TWD', balance: '100.00' });

    expect(await stakeOn(stage, player, jackpot, { amount: '0.05' })).accepted();
    const running = await standingOf(stage, jackpot);
    const same = { drop_commitment: jackpot.drop_commitment, contributions: '0.005', number: 1 };
    expect.that(running, 'the running pot').includes(same);
    const dropped = await stakeOn(stage, player, jackpot, { amount: '20.00' });
    expect.that(winsIn(dropped, jackpot), 'the wins').hasLength(1);
    const [hit] = await hitsOf(stage, jackpot);
    expect.that(hit?.parameters, 'the parameters of the hit').equals(jackpot.parameters);

    const second = await standingOf(stage, jackpot);
    expect.that(second.parameters, 'the parameters now').includes(next);
    expect.that(second.next_parameters, 'the next ones').equals(null);
    expect.that([second.pot, second.seeded], 'the second pot').equals(['41.00', '50.00']);
    expect(await stakeOn(stage, player, jackpot, { amount: '1.00' })).accepted();
    const { contributions } = await standingOf(stage, jackpot);
    expect.that(contributions, 'the contributions, at a fifth by now').equals('2.205');
  },
});

export const jackpots34 = scenario({
  id: 'JACKPOTS-34',
  title: 'A change is in the audit log with before and after, and can be taken back',
  rule: 'Every change MUST be logged with what was, what will be and why.',
  requirement: 'PROMO-03',
  money: 'A regulator asks who changed the odds, and when.',
  async run(stage) {
    const { expect, platform } = stage;
    const jackpot = await jackpotIn(stage, 'UAH', { contribution: '0.10' });
    const { jackpot_id, parameters } = jackpot;

    const change = { contribution: '0.30', name: 'Renamed Jackpot', reason: 'A faster pot' };
    expect(await changeOf(stage, jackpot, change)).accepted({ name: 'Renamed Jackpot' });
    const back = expect(await changeOf(stage, jackpot, { contribution: '0.10' })).accepted();
    expect.that(back, 'taken back').includes({ next_parameters: null, parameters });
    const misfit = await changeOf(stage, jackpot, { ceiling: '9.99' });
    expect(misfit).refused('VALIDATION_ERROR', { field: 'ceiling' });

    const log = await platform.exportAudit();
    expect(log).accepted();
    const entries = reckonChain(log.text).entries.filter(
      ({ type, data }) => type === 'jackpot.changed' && data['jackpot_id'] === jackpot_id,
    );
    expect.that(entries, 'the changes logged').hasLength(2);
    const settings = { name: jackpot.name, status: 'active', parameters, next_parameters: null };
    const [first] = entries;
    expect.that(first?.data['before'], 'what was').equals(settings);
    expect.that(first?.data['reason'], 'why').equals('A faster pot');
    const next = { ...parameters, contribution: '0.300000' };
    expect
      .that(first?.data['after'], 'what will be')
      .equals({ ...settings, name: 'Renamed Jackpot', next_parameters: next });
  },
});

export const jackpots35 = scenario({
  id: 'JACKPOTS-35',
  title: 'A disabled jackpot keeps its money, takes none and is not won',
  rule: 'A disabled jackpot MUST keep what lies in it and go on from there when enabled.',
  requirement: 'PROMO-03',
  impact: 'critical',
  money: 'A pot that is switched off and emptied was players’ money.',
  async run(stage) {
    const { given, expect, platform } = stage;
    const jackpot = await jackpotIn(stage, 'UYU', { trigger: ALWAYS, contribution: '0.10' });
    const quiet = await jackpotIn(stage, 'ZAR', { trigger: NEVER, contribution: '0.10' });
    const player = await given.player({ currency: 'UYU', balance: '100.00' });
    const other = await given.player({ currency: 'ZAR', balance: '100.00' });
    const taken = await stakeOn(stage, other, quiet);
    expect(taken).accepted();

    for (const one of [jackpot, quiet]) {
      expect(await changeOf(stage, one, { status: 'disabled' })).accepted({ status: 'disabled' });
    }
    const stake = expect(await stakeOn(stage, player, jackpot)).accepted({ balance: '90.00' });
    expect.that(stake.jackpot_wins, 'the wins').equals(undefined);
    const kept = { pot: '10.00', contributions: '0.00', hits: 0, status: 'disabled' };
    expect.that(await standingOf(stage, jackpot), 'the jackpot').includes(kept);
    expect(await stakeOn(stage, other, quiet)).accepted();
    const full = { pot: '11.00', contributions: '1.00' };
    expect.that(await standingOf(stage, quiet), 'the other').includes(full);
    expect(await platform.rollbackRound(given.rollbackOf(taken))).accepted();
    const emptied = { pot: '10.00', contributions: '0.00' };
    expect.that(await standingOf(stage, quiet), 'the other, after a rollback').includes(emptied);

    expect(await changeOf(stage, jackpot, { status: 'active' })).accepted({ status: 'active' });
    const won = await stakeOn(stage, player, jackpot);
    expect.that(winsIn(won, jackpot)[0]?.amount, 'the win once enabled').equals('11.00');
  },
});

export const jackpots36 = scenario({
  id: 'JACKPOTS-36',
  title: 'Pots, hits and commitments survive a crash, and the pot drops as it would have',
  rule: 'After a crash every pot MUST stand as it was acknowledged.',
  requirement: 'PROMO-03',
  impact: 'critical',
  money: 'A pot that is smaller after a crash lost what players put in.',
  needs: ['restart'],
  exclusive: true,
  async run(stage) {
    const { given, expect, control } = stage;
    const trigger = { kind: 'must_drop', below: '14.00' };
    const jackpot = await jackpotIn(stage, 'AED', { trigger, contribution: '0.333333' });
    const player = await given.player({ currency: 'AED', balance: '100.00' });
    expect(await stakeOn(stage, player, jackpot, { amount: '20.00' })).accepted();
    expect(await changeOf(stage, jackpot, { contribution: '0.5' })).accepted();
    const before = await standingOf(stage, jackpot);
    const hits = await hitsOf(stage, jackpot);
    expect.that(hits, 'the hits').hasLength(1);

    await control.restart({ crash: true });

    expect.that(await standingOf(stage, jackpot), 'the jackpot').equals(before);
    expect.that(await hitsOf(stage, jackpot), 'its hits').equals(hits);
    expect(await stakeOn(stage, player, jackpot, { amount: '20.00' })).accepted();
    const [second] = await hitsOf(stage, jackpot);
    const { commitment } = second?.proof ?? {};
    expect.that(commitment, 'the commitment of the next drop').equals(before.drop_commitment);
  },
});

export const jackpots37 = scenario({
  id: 'JACKPOTS-37',
  title: 'Hits are listed newest first, each once, while the next ones come',
  rule: 'Every hit MUST be listed with its winner, its stake and what was paid by what.',
  requirement: 'PROMO-03',
  money: 'A pot that was paid and is in no list was paid to nobody.',
  async run(stage) {
    const { given, expect, platform } = stage;
    const jackpot = await jackpotIn(stage, 'BHD', { seed: '1.000', trigger: ALWAYS });
    const player = await given.player({ currency: 'BHD', balance: '100.000' });
    const told = [];
    for (let turn = 0; turn < 5; turn += 1) {
      const taken = await stakeOn(stage, player, jackpot, { amount: '1.000' });
      const { txn_id: stake } = expect(taken).accepted();
      const whose = { txn_ref: stake, player_id: player.player_id };
      told.unshift({ ...winsIn(taken, jackpot)[0], ...whose });
    }

    for (const limit of [1, 2, 100]) {
      const hits = await hitsOf(stage, jackpot, limit);
      const listed = hits.map(({ jackpot_id, hit_id, amount, txn_id, txn_ref, player_id }) => ({
        ...{ jackpot_id, hit_id, amount, txn_id, txn_ref, player_id },
      }));
      expect.that(listed, `the hits in pages of ${limit}`).equals(told);
    }
    const { jackpot_id } = jackpot;
    const page = expect(await platform.listJackpotHits({ jackpot_id, limit: 2 })).accepted();
    expect(await stakeOn(stage, player, jackpot, { amount: '1.000' })).accepted();
    const cursor = page.next_cursor;
    const rest = expect(
      await platform.listJackpotHits({ jackpot_id, limit: 3, cursor }),
    ).accepted();
    const numbers = [...page.items, ...rest.items].map(({ number }) => number);
    expect.that(numbers, 'the pots read while one was won').equals([5, 4, 3, 2, 1]);
  },
});

export const jackpots38 = scenario({
  id: 'JACKPOTS-38',
  title: 'Listeners hear of a hit, and of the stake before it',
  rule: 'A hit MUST be an event of its own, after the stake that won, with what was paid.',
  requirement: 'NET-05',
  money: 'A winner nobody hears of is not shown, not taxed and not checked.',
  needs: ['webhooks'],
  async run(stage) {
    const { given, expect, platform } = stage;
    const events = ['jackpot.hit', 'round.debited'];
    const { as, inbox } = await listening(stage, { events });
    const jackpot = await jackpotIn(stage, 'JOD', { seed: '5.000', trigger: ALWAYS });
    const player = await given.player({ currency: 'JOD', balance: '100.000' });

    const stake = stakeInput(stage, player, jackpot, { amount: '1.000' });
    const taken = await platform.debitRound(stake, { as });
    expect(taken).accepted();

    const arrived = await inbox.received(2, ofPlayer(player));
    const types = arrived.map(({ type }) => type);
    expect.that(types, 'the events').equals(['round.debited', 'jackpot.hit']);
    const { jackpot_id } = jackpot;
    const [debited, hit] = arrived.map(({ body }) => body['data']);
    expect.that(debited, 'the stake').includes({ jackpots: [jackpot_id] });
    const win = { jackpot_id, amount: '5.010', currency: 'JOD', txn_ref: taken.body.txn_id };
    expect.that(hit, 'the hit').includes(win);
  },
});

export const changeScenarios = [
  jackpots33,
  jackpots34,
  jackpots35,
  jackpots36,
  jackpots37,
  jackpots38,
] as const;
