import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atLeast, atMost, comparedLine, plainLine } from './line.js';
import { figureText, tableText } from './table.js';

const FIGURES = { value: 8_700, baseline: 4_840, ratio: 1.797, min: 1.7, max: 1.9 };

test('figures keep the digits that matter', () => {
  assert.equal(figureText(4_840.4), '4,840');
  assert.equal(figureText(36.34), '36.3');
  assert.equal(figureText(1.797), '1.8');
  assert.equal(figureText(0), '0');
});

test('a line is judged on what its target names, at the bound included', () => {
  const open = { name: 'play', unit: '/s' };

  assert.equal(comparedLine({ ...open, target: atLeast('ratio', 1.8) }, 'x', FIGURES).ok, false);
  assert.equal(comparedLine({ ...open, target: atLeast('ratio', 1.797) }, 'x', FIGURES).ok, true);
  assert.equal(comparedLine({ ...open, target: atMost('value', 8_700) }, 'x', FIGURES).ok, true);
  assert.equal(comparedLine(open, 'x', FIGURES).ok, null);
  assert.equal(plainLine({ ...open, target: atMost('value', 150) }, 150.1).ok, false);
});

test('a promised ratio without a baseline is a miss, not a pass', () => {
  assert.equal(plainLine({ name: 'x', unit: 's', target: atMost('ratio', 3) }, 1).ok, false);
});

test('the table shows figure, baseline, ratio, spread, target and verdict in columns', () => {
  const play = { name: 'play', unit: 'requests/s', target: atLeast('ratio', 1.8), note: 'why' };
  const idle = { name: 'memory: idle', unit: 'MB', target: atMost('value', 150) };

  const text = tableText([comparedLine(play, 'echo', FIGURES), plainLine(idle, 70.81)]);

  assert.deepEqual(text.split('\n'), [
    'line          figure            baseline    ratio  min–max  target',
    'play          8,700 requests/s  4,840 echo  × 1.8  1.7–1.9  ≥ × 1.8   miss',
    '  why',
    'memory: idle  70.8 MB           –           –      –        ≤ 150 MB  ok',
    '',
  ]);
});
