import assert from 'node:assert/strict';
import { test } from 'node:test';
import { containsPan, withoutPans } from './pan.js';

/** Test numbers that PSPs publish: no card has them. */
const NUMBERS = [
  '4242424242424242',
  '4222222222222',
  '5555555555554444',
  '2223003122003222',
  '378282246310005',
  '6011111111111117',
  '3530111333300000',
  '30569309025904',
  '6304000000000000',
];

test('card numbers are known, with spaces and dashes and within a text', () => {
  for (const number of NUMBERS) {
    assert.ok(containsPan(number), number);
    assert.ok(containsPan(number.replace(/(.{4})/g, '$1 ').trim()), `${number} with spaces`);
    assert.ok(containsPan(number.replace(/(.{4})(?=.)/g, '$1-')), `${number} with dashes`);
    assert.ok(containsPan(`please charge ${number}, thanks`), `${number} in a text`);
    assert.equal(withoutPans(`card ${number}.`), 'card [card number].');
  }
});

test('what cannot be a card number passes', () => {
  const others = [
    '4242424242424241', // its check digit is another
    '424242424242', // too short
    '42424242424242424242', // too long
    '9999999999999995', // no card begins so
    '0000000000000000',
    'a4242424242424242', // part of a word
    't_4242424242424242',
    '4242:4242:4242:4242',
    '2026-01-01T00:00:00.000Z',
    '',
  ];
  for (const other of others) {
    assert.ok(!containsPan(other), other);
    assert.equal(withoutPans(other), other);
  }
});

test('every number of a text goes, and the rest stays', () => {
  assert.equal(
    withoutPans('4242424242424242, 4242424242424241 and 5555-5555-5555-4444'),
    '[card number], 4242424242424241 and [card number]',
  );
});
