import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatAmount } from '../../kernel/money.js';
import { amountOfWire, MONEY_FORMATS, wireAmountOf } from './amounts.js';

test('an amount goes to the wire and comes back as it was, in every format', () => {
  const minor = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
  const format = fc.constantFrom(...MONEY_FORMATS);
  const as = fc.constantFrom('number', 'string');
  const currency = fc.constantFrom('EUR', 'JPY', 'KWD');
  fc.assert(
    fc.property(minor, format, as, currency, (units, wire, form, money) => {
      const amount = formatAmount(units, money);
      const sent = wireAmountOf(amount, money, { format: wire, as: form });
      assert.equal(amountOfWire(sent, money, { format: wire, as: form }), amount);
    }),
  );
});

test('the formats say what they say', () => {
  const wire = MONEY_FORMATS.map((format) => wireAmountOf('10.50', 'EUR', { format }));
  assert.deepEqual(wire, ['10.50', 10.5, 1050, 1_050_000, 10_500_000]);
  assert.equal(wireAmountOf('10.50', 'EUR', { format: 'micro-int', as: 'string' }), '10500000');
});

test('what is no amount keeps its sin on the wire', () => {
  const minor = { format: 'minor-int' } as const;
  const sins = ['-10.00', '10.001', 'ten', '', '1e3', 10, null, true].map((sin) =>
    wireAmountOf(sin, 'EUR', minor),
  );
  assert.deepEqual(sins, [-1000, 1000.1, 'ten', '', '1e3', '10', null, true]);
});

test('an answer that is not in the declared form is no amount', () => {
  for (const [value, format] of [
    ['1000', 'minor-int'],
    [10.5, 'minor-int'],
    [1000, 'decimal-string'],
    ['ten', 'decimal-string'],
    [2 ** 60, 'micro-int'],
    [null, 'decimal-number'],
  ] as const) {
    assert.equal(amountOfWire(value, 'EUR', { format }), undefined, `${value} as ${format}`);
  }
});

test('decimals past the currency are kept, so that they are seen', () => {
  assert.equal(amountOfWire(10_000_001, 'EUR', { format: 'micro-int' }), '10.000001');
  assert.equal(
    amountOfWire(89.99999999999999, 'EUR', { format: 'decimal-number' }),
    '89.99999999999999',
  );
  assert.equal(amountOfWire('90', 'EUR', { format: 'decimal-string' }), '90.00');
});
