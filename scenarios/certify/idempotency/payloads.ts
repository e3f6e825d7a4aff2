import { scenario } from '../../../src/harness/scenario.js';

export const idempotency08 = scenario({
  id: 'IDEMPOTENCY-08',
  title: 'The order of members does not make another request',
  rule: 'Unordered JSON members MUST not make another payload.',
  requirement: 'IDEM-08',
  money: 'Serialisers shuffle members: every retry would be a conflict and every bet unresolved.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const shuffled = Object.fromEntries(Object.entries(debit).reverse());

    const first = await platform.debitRound(debit);
    const again = await platform.debitRound(shuffled);

    expect(first).accepted({ balance: '90.00' });
    expect(again).replayOf(first);
    await expect.wallet(player, { cash: '90.00' });
  },
});

export const idempotency24 = scenario({
  id: 'IDEMPOTENCY-24',
  title: 'White space does not make another request',
  rule: 'Insignificant white space MUST not make another payload.',
  requirement: 'IDEM-08',
  money: 'A proxy that reformats JSON must not turn a retry into a conflict.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const spacious = `\n${JSON.stringify(debit, undefined, '\t')}\r\n `;

    const first = await platform.debitRound(debit);
    const again = await platform.debitRound(debit, { rawBody: spacious });

    expect(first).accepted({ balance: '90.00' });
    expect(again).replayOf(first);
    await expect.wallet(player, { cash: '90.00' });
  },
});

export const idempotency25 = scenario({
  id: 'IDEMPOTENCY-25',
  title: 'Escaped letters do not make another request',
  rule: 'The same JSON values written another way MUST not make another payload.',
  requirement: 'IDEM-08',
  money: 'One library writes Ü, another \\u00dc: the retry must still be the same bet.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const rollback = given.rollbackOf(taken, { reason: 'Überholt' });
    const escaped = JSON.stringify(rollback).replace('Ü', '\\u00dc');

    const first = await platform.rollbackRound(rollback);
    const again = await platform.rollbackRound(rollback, { rawBody: escaped });

    expect(first).accepted({ status: 'rolled_back', balance: '100.00' });
    expect(again).replayOf(first);
    await expect.wallet(player, { cash: '100.00' });
  },
});

export const idempotency09 = scenario({
  id: 'IDEMPOTENCY-09',
  title: 'What stands in meta does not make another request',
  rule: 'A repeat whose meta differs MUST be answered as a repeat: meta does not count.',
  requirement: 'IDEM-08',
  money: 'Meta carries attempt counters and time stamps: they differ in every retry.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });

    const first = await platform.debitRound({ ...debit, meta: { attempt: 1 } });
    const again = await platform.debitRound({ ...debit, meta: { attempt: 2, via: 'retry' } });
    const bare = await platform.debitRound(debit);

    expect(first).accepted({ balance: '90.00' });
    expect(again).replayOf(first);
    expect(bare).replayOf(first);
    await expect.wallet(player, { cash: '90.00' });
  },
});

export const payloadScenarios = [
  idempotency08,
  idempotency09,
  idempotency24,
  idempotency25,
] as const;
