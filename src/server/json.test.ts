import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MAX_DEPTH, readJson, readJsonBytes } from './json.js';

const refusals: readonly (readonly [text: string, rule: string, field?: string])[] = [
  ['', 'syntax'],
  [' ', 'syntax'],
  ['{', 'syntax'],
  ['{"a":1', 'syntax'],
  ['{"a":1}}', 'syntax'],
  ['{"a":1} {"a":1}', 'syntax'],
  ['{a:1}', 'syntax'],
  ["{'a':1}", 'syntax'],
  ['{"a":01}', 'syntax'],
  ['{"a":1,}', 'syntax'],
  ['{"a":NaN}', 'syntax'],
  ['{"a":"\u0000"}', 'syntax'],
  ['{"a":"\\x"}', 'syntax'],
  ['{"a":"\\"}', 'syntax'],
  ['\ufeff{"a":1}', 'syntax'],
  ['{"a":1,"a":1}', 'duplicate_member', 'a'],
  ['{"a":1,"\\u0061":2}', 'duplicate_member', 'a'],
  ['{"meta":{"x":1,"y":{"z":1,"z":2}}}', 'duplicate_member', 'meta.y.z'],
  ['{"list":[{"a":1},{"b":1,"b":1}]}', 'duplicate_member', 'list.b'],
  ['{"a":":","b":"{\\"a\\":1}","a":1}', 'duplicate_member', 'a'],
  ['{"__proto__":1,"__proto__":2}', 'duplicate_member', '__proto__'],
  ['['.repeat(MAX_DEPTH + 1) + ']'.repeat(MAX_DEPTH + 1), 'depth'],
  ['['.repeat(100_000), 'depth'],
  ['{"a":'.repeat(100_000), 'depth'],
];

test('a body that is not one JSON value, or names a member twice, is refused by its rule', () => {
  for (const [text, rule, field] of refusals) {
    const expected = field === undefined ? { ok: false, rule } : { ok: false, rule, field };
    assert.deepEqual(readJson(text), expected, text.slice(0, 60));
  }
});

test('bytes that are not UTF-8 are refused, not replaced', () => {
  for (const bytes of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe2, 0x82]]) {
    const text = Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')]);
    assert.deepEqual(readJsonBytes(text), { ok: false, rule: 'encoding' });
  }
});

test('half a character is refused wherever it stands, a whole one is read', () => {
  for (const half of [String.raw`\ud800`, String.raw`x\uDFFFy`, String.raw`\udc00\ud800`]) {
    for (const text of [`"${half}"`, `{"a":["${half}"]}`, `{"${half}":1}`]) {
      assert.deepEqual(readJson(text), { ok: false, rule: 'encoding' }, text);
    }
  }
  const whole = readJson(String.raw`{"a":"\ud83d\ude00","b":"\\ud800"}`);
  assert.deepEqual(whole, { ok: true, value: { a: '😀', b: String.raw`\ud800` } });
});

test('what JSON.stringify writes is read back as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      const text = JSON.stringify(value);
      if (text.includes('__proto__')) return;
      assert.deepEqual(readJson(text), { ok: true, value: JSON.parse(text) });
    }),
  );
});

test('a nesting of the full depth is read', () => {
  const text = '['.repeat(MAX_DEPTH) + ']'.repeat(MAX_DEPTH);
  assert.equal(readJson(text).ok, true);
});

test('a member called __proto__ is dropped and reaches no prototype', () => {
  const read = readJson(
    '{"__proto__":{"isAdmin":true},"meta":{"__proto__":{"isAdmin":true},"x":1}}',
  );
  assert.ok(read.ok);
  assert.deepEqual(Object.keys(read.value as object), ['meta']);
  const copy = Object.assign({}, read.value) as Record<string, unknown>;
  assert.equal(copy['isAdmin'], undefined);
});
