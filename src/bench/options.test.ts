import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BenchMistake, parseOptions } from './options.js';

test('without words everything runs, at the usual length', () => {
  assert.deepEqual(parseOptions([]), {
    effort: 'default',
    only: [],
    profile: undefined,
    readers: undefined,
    out: 'reports',
  });
});

test('effort, names and folders are taken from the words', () => {
  const words = [
    '--quick',
    '--only',
    'play,commit',
    '--only',
    'help',
    '--out',
    'o',
    '--readers',
    '500',
  ];

  assert.deepEqual(parseOptions([...words, '--profile', 'p']), {
    effort: 'quick',
    only: ['play', 'commit', 'help'],
    profile: 'p',
    readers: 500,
    out: 'o',
  });
  assert.equal(parseOptions(['--full']).effort, 'full');
});

test('an unknown word or a missing value is refused by name', () => {
  assert.throws(() => parseOptions(['--fast']), { constructor: BenchMistake, message: /--fast/ });
  assert.throws(() => parseOptions(['--only']), { constructor: BenchMistake, message: /--only/ });
  assert.throws(() => parseOptions(['--out', '--quick']), BenchMistake);
  assert.throws(() => parseOptions(['--readers', 'many']), BenchMistake);
});
