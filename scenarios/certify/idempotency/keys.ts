import { scenario } from '../../../src/harness/scenario.js';

export const idempotency03 = scenario({
  id: 'IDEMPOTENCY-03',
  title: 'Two clients that choose the same key do not meet',
  rule: 'Keys of one client MUST never collide with those of another.',
  requirement: 'IDEM-07',
  impact: 'critical',
  money: 'Both providers count their bets from 1: one’s bet would be answered with the other’s.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const second = await given.client();
    const debit = given.debit(player, { amount: '10.00' });

    const one = await platform.debitRound(debit);
    const other = await platform.debitRound(debit, { as: second });
    const again = await platform.debitRound(debit, { as: second });

    expect(one).accepted({ balance: '90.00' });
    expect(other).accepted({ balance: '80.00' });
    expect(other).notReplayed();
    expect(again).replayOf(other);
    expect.that(other.body.txn_id, 'the other client’s txn_id').differsFrom(one.body.txn_id);
    await expect.wallet(player, { cash: '80.00', held_in_play: '20.00' });
  },
});

export const idempotency10 = scenario({
  id: 'IDEMPOTENCY-10',
  title: 'Two keys that disagree are refused',
  rule: 'A key in the body and another in the header MUST be refused with 400, and nothing moves.',
  requirement: 'IDEM-04',
  impact: 'critical',
  money: 'Client and platform would each remember another key: the retry is a second stake.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });

    const torn = await platform.debitRound(debit, { key: given.key() });
    await expect.wallet(player, { cash: '100.00' });
    const whole = await platform.debitRound(debit, { key: debit.idempotency_key });

    expect(torn).refused('IDEMPOTENCY_KEY_MISMATCH');
    expect(whole).accepted({ balance: '90.00' });
    expect(whole).notReplayed();
    await expect.wallet(player, { cash: '90.00' });
  },
});

export const idempotency11 = scenario({
  id: 'IDEMPOTENCY-11',
  title: 'A debit or rollback without a key is refused',
  rule: 'A money operation without a key where one is required MUST be refused with 400.',
  requirement: 'IDEM-04',
  impact: 'critical',
  money: 'Without a key no retry can be told from a second bet.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const keyless = { idempotency_key: undefined };

    expect(await platform.debitRound({ ...debit, ...keyless })).refused('IDEMPOTENCY_KEY_REQUIRED');
    await expect.wallet(player, { cash: '100.00' });

    const taken = await platform.debitRound(debit);
    expect(taken).accepted({ balance: '90.00' });
    const rollback = await platform.rollbackRound(given.rollbackOf(taken, keyless));
    expect(rollback).refused('IDEMPOTENCY_KEY_REQUIRED');
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const idempotency22 = scenario({
  id: 'IDEMPOTENCY-22',
  title: 'The key may come in the header, and is the same key there',
  rule: 'The key MAY come in the body or in Idempotency-Key: a repeat is a repeat either way.',
  requirement: 'IDEM-04',
  impact: 'critical',
  money: 'A gateway that moves the key from body to header must not turn retries into bets.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const inBody = given.debit(player, { amount: '10.00' });
    const { idempotency_key: key, ...bare } = inBody;

    const inHeader = await platform.debitRound(bare, { key });
    const again = await platform.debitRound(bare, { key });
    const moved = await platform.debitRound(inBody);
    const both = await platform.debitRound(inBody, { key });

    expect(inHeader).accepted({ balance: '90.00' });
    for (const repeat of [again, moved, both]) expect(repeat).replayOf(inHeader);
    await expect.wallet(player, { cash: '90.00' });
  },
});

export const idempotency23 = scenario({
  id: 'IDEMPOTENCY-23',
  title: 'A key that is no key is refused',
  rule: 'A key outside the contract’s form MUST be refused with 400, in the body and in the header.',
  requirement: 'IDEM-04',
  money: 'A key cut to the width of a column makes two bets one.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const { idempotency_key: _unused, ...bare } = debit;
    const longest = given.key().padEnd(128, '0');

    for (const key of ['', 'two words', 'x'.repeat(129)]) {
      const inBody = await platform.debitRound({ ...debit, idempotency_key: key });
      expect(inBody).refused('VALIDATION_ERROR', { field: 'idempotency_key' });
    }
    const tooLong = await platform.debitRound(bare, { key: 'x'.repeat(129) });
    expect(tooLong).refused('VALIDATION_ERROR');
    await expect.wallet(player, { cash: '100.00' });

    const taken = await platform.debitRound({ ...debit, idempotency_key: longest });
    const cut = await platform.debitRound({ ...debit, idempotency_key: longest.slice(0, 127) });
    expect(taken).accepted({ balance: '90.00' });
    expect(cut).accepted({ balance: '80.00' });
  },
});

export const keyScenarios = [
  idempotency03,
  idempotency10,
  idempotency11,
  idempotency22,
  idempotency23,
] as const;
