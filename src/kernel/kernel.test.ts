import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalJson } from './canonical.js';
import { ApiError, BrokenPromise, CATALOGUE, refuse, assert as promise } from './errors.js';
import { derivedBytes, derivedId, sha256Hex } from './ids.js';
import { assertMinor, currencies, decimalsOf, formatAmount, parseAmount } from './money.js';
import { randomStream } from './random.js';
import { formatTime, parseTime, VIRTUAL_EPOCH_MS, virtualClock } from './time.js';

const MAX = Number.MAX_SAFE_INTEGER;
const currency = fc.constantFrom(...currencies());
const minor = fc.oneof(fc.integer({ min: 0, max: 1_000 }), fc.maxSafeNat());

test('every amount in every currency survives being written and read', () => {
  fc.assert(
    fc.property(currency, minor, (code, amount) => {
      const text = formatAmount(amount, code);
      assert.deepEqual(parseAmount(text, code), { ok: true, minor: amount });
      const decimals = text.split('.')[1]?.length ?? 0;
      assert.equal(decimals, decimalsOf(code));
    }),
    { examples: [...currencies().map((code) => [code, MAX] as [string, number])] },
  );
});

test('trailing decimals may be left out, and only whole minor units are read', () => {
  fc.assert(
    fc.property(currency, minor, (code, amount) => {
      const short = formatAmount(amount, code).replace(/[.]?0+$/, '') || '0';
      const text = formatAmount(amount, code).includes('.') ? short : String(amount);
      assert.deepEqual(parseAmount(text, code), { ok: true, minor: amount });
    }),
  );
});

test('an amount is refused by the rule it breaks', () => {
  const refused: readonly (readonly [unknown, string, string])[] = [
    [1, 'EUR', 'type'],
    [null, 'EUR', 'type'],
    [undefined, 'EUR', 'type'],
    [['1.00'], 'EUR', 'type'],
    [{}, 'EUR', 'type'],
    ...['', ' 1', '1 ', '+1', '-1', '-0', '01', '00', '1.', '.5', '1e2', '1,00', '0x1'].map(
      (text) => [text, 'EUR', 'format'] as const,
    ),
    ...['NaN', 'Infinity', '١', '1.0\n', '1_000', '1'.repeat(19)].map(
      (text) => [text, 'EUR', 'format'] as const,
    ),
    ['1.001', 'EUR', 'decimals'],
    ['1.000', 'EUR', 'decimals'],
    ['1.0', 'JPY', 'decimals'],
    ['1.0000', 'KWD', 'decimals'],
    ['0.000000001', 'BTC', 'decimals'],
    ['90071992547409.92', 'EUR', 'maximum'],
    ['9007199254740992', 'JPY', 'maximum'],
    ['9007199254740993', 'JPY', 'maximum'],
    ['999999999999999999', 'EUR', 'maximum'],
    ['90071992.54740992', 'BTC', 'maximum'],
  ];
  for (const [text, code, rule] of refused) {
    assert.deepEqual(parseAmount(text, code), { ok: false, rule }, `${String(text)} ${code}`);
  }
});

test('the largest amount is 2^53 - 1 minor units', () => {
  assert.deepEqual(parseAmount('90071992547409.91', 'EUR'), { ok: true, minor: MAX });
  assert.deepEqual(parseAmount('9007199254740991', 'JPY'), { ok: true, minor: MAX });
  assert.throws(() => assertMinor(MAX + 1), BrokenPromise);
  assert.throws(() => formatAmount(0.5, 'EUR'), BrokenPromise);
});

test('a currency is one that is kept, and never a name every object has', () => {
  assert.deepEqual(['EUR', 'JPY', 'KWD', 'BTC', 'ETH', 'USDT'].map(decimalsOf), [2, 0, 3, 8, 8, 6]);
  for (const name of ['XXX', 'eur', '', 'constructor', 'toString', '__proto__']) {
    assert.equal(decimalsOf(name), undefined, name);
    assert.throws(() => parseAmount('1', name), BrokenPromise);
    assert.throws(() => formatAmount(1, name), BrokenPromise);
  }
});

test('a negative sum is written with its sign', () => {
  assert.deepEqual(
    [formatAmount(-1, 'EUR'), formatAmount(-100, 'JPY'), formatAmount(5, 'KWD')],
    ['-0.01', '-100', '0.005'],
  );
});

test('ids are derived: equal parts give equal ids, and any other part another', () => {
  assert.equal(derivedId('1', 't', 'a', 'b'), derivedId('1', 't', 'a', 'b'));
  assert.match(derivedId('1', 't', 'a'), /^t_[A-Za-z0-9_-]{22}$/);
  const made = [
    derivedId('1', 't', 'a', 'b'),
    derivedId('2', 't', 'a', 'b'),
    derivedId('1', 's', 'a', 'b'),
    derivedId('1', 't', 'ab'),
    derivedId('1', 't', 'a', 'b', ''),
    derivedId('1', 't', 'b', 'a'),
  ];
  assert.equal(new Set(made.map((id) => id.slice(2))).size, made.length);
  assert.equal(derivedBytes('1', 'x').length, 32);
  assert.equal(
    sha256Hex('abc'),
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

test('the same seed and name give the same draws, another name or seed others', () => {
  const draws = (seed: string, ...name: string[]): readonly number[] => {
    const stream = randomStream(seed, ...name);
    return Array.from({ length: 8 }, () => stream.next());
  };
  assert.deepEqual(draws('1', 'a'), draws('1', 'a'));
  assert.notDeepEqual(draws('1', 'a'), draws('1', 'b'));
  assert.notDeepEqual(draws('1', 'a'), draws('2', 'a'));
});

test('draws are spread evenly and stay in their range', () => {
  const stream = randomStream('1', 'dice');
  const counts = new Map<number, number>();
  const draws = 60_000;
  for (let at = 0; at < draws; at += 1) {
    const face = stream.integer(1, 6);
    counts.set(face, (counts.get(face) ?? 0) + 1);
  }
  assert.deepEqual([...counts.keys()].sort(), [1, 2, 3, 4, 5, 6]);
  // Chi-squared with 5 degrees of freedom: 20.5 is passed once in a thousand seeds, and this is one.
  const expected = draws / 6;
  const chi = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  assert.ok(chi < 20.5, `chi-squared ${chi}`);
  assert.ok(['a', 'b'].includes(stream.pick(['a', 'b'])));
});

test('canonical JSON does not know the order of members, and reads back as the same value', () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (value === null || typeof value !== 'object') return value;
    const members = Object.entries(value).reverse();
    return Object.fromEntries(members.map(([name, member]) => [name, shuffled(member)]));
  };
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      assert.equal(canonicalJson(shuffled(value)), text);
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('canonical JSON sorts by name, keeps the order of arrays and drops what is undefined', () => {
  assert.equal(
    canonicalJson({ b: [2, { d: 1, c: null }], a: 'ä', x: undefined }),
    '{"a":"ä","b":[2,{"c":null,"d":1}]}',
  );
  assert.equal(canonicalJson([undefined, 1]), '[null,1]');
  assert.notEqual(canonicalJson([1, 2]), canonicalJson([2, 1]));
});

test('an instant is read only from RFC 3339 with its offset', () => {
  assert.equal(parseTime('2026-01-01T00:00:00Z'), VIRTUAL_EPOCH_MS);
  assert.equal(parseTime('2026-01-01t01:00:00.000+01:00'), VIRTUAL_EPOCH_MS);
  for (const text of ['', '1', '2026', '2026-01-01', '2026-01-01T00:00:00', 'Jan 1 2026 Z']) {
    assert.equal(parseTime(text), undefined, text);
  }
  for (const text of ['2026-13-01T00:00:00Z', '2026-01-01T25:00:00Z']) {
    assert.equal(parseTime(text), undefined, text);
  }
});

test('instants survive being written and read, and a virtual clock stands until it is set', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (instantMs) => {
      assert.equal(parseTime(formatTime(instantMs)), instantMs);
    }),
  );
  const clock = virtualClock();
  assert.equal(clock.now(), VIRTUAL_EPOCH_MS);
  clock.set(5);
  assert.equal(clock.now(), 5);
});

test('a refusal carries its code and details, a broken promise is none', () => {
  assert.throws(
    () => refuse('ROUND_CLOSED', { round_id: 'r' }),
    (failure) =>
      failure instanceof ApiError &&
      failure.code === 'ROUND_CLOSED' &&
      failure.message === CATALOGUE.ROUND_CLOSED.message &&
      failure.details['round_id'] === 'r',
  );
  assert.throws(
    () => promise(false, 'the sky holds'),
    (failure) => failure instanceof BrokenPromise && !(failure instanceof ApiError),
  );
});
