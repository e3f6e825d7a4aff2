import { scenario } from '../../../src/harness/scenario.js';

/** Longer than the caller's patience, short enough for a test run. */
const SLOW_MS = 400;
const PATIENCE_MS = 50;

export const lost13 = scenario({
  id: 'LOST-13',
  title: 'A debit whose answer came garbled is told whole when it is repeated',
  rule: 'A repeat MUST get the whole answer although the first one came garbled, and take nothing.',
  requirement: 'IDEM-01',
  impact: 'critical',
  money: 'The status said 200, the txn_id was cut off: without the repeat no win can name the bet.',
  needs: ['faults'],
  async run({ platform, given, expect, control }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const match = { player_id: player.player_id };
    await control.fault({ operation: 'debitRound', match, kind: 'malformed_body' });

    const garbled = await platform.debitRound(debit);
    const again = await platform.debitRound(debit);

    expect.that(garbled.body, 'what could be read of the first answer').equals({});
    expect(again).accepted({ status: 'committed', balance: '90.00' });
    expect(again).header('idempotent-replayed', 'true');
    const won = await platform.creditRound(given.creditOf(again, { win_amount: '25.00' }));
    expect(won).accepted({ balance: '115.00' });
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const lost14 = scenario({
  id: 'LOST-14',
  title: 'A debit whose answer takes too long is taken once when it is repeated',
  rule: 'A repeat MUST be recognised while the first answer is still on its way.',
  requirement: 'IDEM-05',
  impact: 'critical',
  money: 'Slow evenings are when players bet most and callers lose patience.',
  needs: ['faults'],
  async run({ platform, given, expect, control }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const match = { player_id: player.player_id };
    const slow = {
      operation: 'debitRound',
      match,
      kind: 'slow_body',
      latency_ms: SLOW_MS,
    } as const;
    await control.fault(slow);

    const unheard = await platform.debitRound(debit, { hangUpAfterMs: PATIENCE_MS });
    const again = await platform.debitRound(debit);

    expect(unheard).unknown();
    expect(again).accepted({ status: 'committed', balance: '90.00' });
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const lost15 = scenario({
  id: 'LOST-15',
  title: 'A debit that crawls along after its rollback takes nothing',
  rule: 'A debit MUST take nothing when its rollback overtook it, however late it arrives.',
  requirement: 'PLAY-07',
  impact: 'critical',
  money: 'The game gave up and cancelled; the bet that was stuck in a queue arrives after all.',
  needs: ['faults'],
  async run({ platform, given, expect, control, run }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const match = { player_id: player.player_id };
    const slow = { operation: 'debitRound', match, kind: 'latency', latency_ms: SLOW_MS } as const;
    await control.fault(slow);

    const crawling = await platform.debitRound(debit, { hangUpAfterMs: PATIENCE_MS });
    const back = await platform.rollbackRound(given.rollbackOf(debit));
    await run.wait(SLOW_MS);

    expect(crawling).unknown();
    expect(back).accepted({ txn_id: null, status: 'voided' });
    expect(await platform.debitRound(debit)).refused('DEBIT_VOIDED');
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const lost16 = scenario({
  id: 'LOST-16',
  title: 'A debit that was turned away with 503 may be sent again',
  rule: 'A 5xx MUST bind nothing: the repeat is taken, once.',
  requirement: 'IDEM-06',
  impact: 'critical',
  money: 'An overload of a second would make every bet of that second impossible.',
  needs: ['faults'],
  async run({ platform, given, expect, control }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const match = { player_id: player.player_id };
    await control.fault({ operation: 'debitRound', match, kind: 'status', status: 503 });

    const turnedAway = await platform.debitRound(debit);
    await expect.wallet(player, { cash: '100.00' });
    const again = await platform.debitRound(debit);

    expect(turnedAway).status(503);
    expect(again).accepted({ balance: '90.00' });
    expect(again).notReplayed();
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const answerScenarios = [lost13, lost14, lost15, lost16] as const;
