import { scenario } from '../../../src/harness/scenario.js';

export const amounts03 = scenario({
  id: 'AMOUNTS-03',
  title: 'A currency in lower case is no currency',
  rule: 'A currency MUST be named in upper case; anything else is refused and nothing moves.',
  requirement: 'MONEY-01',
  money: 'A platform that guesses at currencies will one day guess the wrong wallet.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    for (const currency of ['eur', 'Eur', 'eUR', 'EUR ', ' EUR', '978', '€', 'EU', '']) {
      const refused = await platform.debitRound(given.debit(player, { currency }));
      expect(refused).refused('VALIDATION_ERROR', { field: 'currency' });
    }
    await expect.wallet(player, { cash: '100.00' });
    expect(await platform.debitRound(given.debit(player))).accepted({ balance: '90.00' });
  },
});

export const amounts20 = scenario({
  id: 'AMOUNTS-20',
  title: 'A currency the platform does not keep is refused by name',
  rule: 'A currency the platform does not keep MUST be refused with field and rule enum.',
  requirement: 'MONEY-01',
  money: 'An amount in an unknown currency has no minor units: whatever is booked is invented.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const unknown = { field: 'currency', rule: 'enum' };
    for (const currency of ['XXX', 'ABC', 'EURO', 'DOGES']) {
      const debit = given.debit(player, { currency });
      expect(await platform.debitRound(debit)).refused('VALIDATION_ERROR', unknown);
      const person = given.registration({ currency });
      expect(await platform.createPlayer(person)).refused('VALIDATION_ERROR', unknown);
    }
    const taken = await platform.debitRound(given.debit(player));
    expect(taken).accepted({ balance: '90.00' });
    const credit = given.creditOf(taken, { currency: 'XXX' });
    expect(await platform.creditRound(credit)).refused('VALIDATION_ERROR', unknown);
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const amounts21 = scenario({
  id: 'AMOUNTS-21',
  title: 'Amounts are told with exactly the decimals of their currency',
  rule: 'Every amount the platform tells MUST carry exactly its currency’s decimals.',
  requirement: 'MONEY-01',
  money: 'A balance told as "90" beside one told as "90.00" is where two systems begin to differ.',
  async run({ platform, given, expect }) {
    const told = { EUR: '9.50', JPY: '950', KWD: '9.500', BTC: '9.50000000' } as const;
    const stakes = { EUR: '0.5', JPY: '50', KWD: '0.5', BTC: '0.5' } as const;
    const opening = { EUR: '10.00', JPY: '1000', KWD: '10.000', BTC: '10.00000000' } as const;
    for (const currency of ['EUR', 'JPY', 'KWD', 'BTC'] as const) {
      const player = await given.player({ currency, balance: opening[currency] });
      const debit = given.debit(player, { amount: stakes[currency] });
      expect(await platform.debitRound(debit)).accepted({ balance: told[currency] });
      await expect.wallet(player, { currency, cash: told[currency] });
    }
  },
});

export const amounts22 = scenario({
  id: 'AMOUNTS-22',
  title: 'Wins are held to the same rules as stakes',
  rule: 'A win that is no amount MUST be refused with the field and the rule, and pays nothing.',
  requirement: 'MONEY-01',
  impact: 'critical',
  money: 'A win of "1e6" that is read as a million is a million.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player));
    expect(taken).accepted({ balance: '90.00' });
    const wrong = [
      [25, 'type'],
      [null, 'type'],
      ['-25.00', 'format'],
      ['1e6', 'format'],
      ['NaN', 'format'],
      ['025.00', 'format'],
      ['25.001', 'decimals'],
      ['90071992547409.92', 'maximum'],
    ] as const;
    for (const [amount, rule] of wrong) {
      const refused = await platform.creditRound(given.creditOf(taken, { win_amount: amount }));
      expect(refused).refused('VALIDATION_ERROR', { field: 'win_amount', rule });
    }
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
    const win = given.creditOf(taken, { win_amount: '25.5' });
    expect(await platform.creditRound(win)).accepted({ balance: '115.50' });
  },
});

export const currencyScenarios = [amounts03, amounts20, amounts21, amounts22] as const;
