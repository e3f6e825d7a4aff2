import assert from 'node:assert/strict';
import { test } from 'node:test';
import { junitText } from './junit.js';
import { stage } from './stage.js';

test('JUnit tells each status by exactly one child, and its tallies add up', () => {
  const elements = elementsOf(junitText(stage()));
  const cases = elements.filter(({ name }) => name === 'testcase');
  const told = cases.map((found) =>
    elements
      .filter(({ parent, name }) => parent === found && name !== 'properties')
      .map(({ name, attributes }) => [name, attributes['type']]),
  );
  assert.deepEqual(told, [
    [],
    [['failure', 'expectation']],
    [['system-out', undefined]],
    [['skipped', undefined]],
    [['error', 'untestable']],
    [['skipped', undefined]],
    [['error', 'harness']],
    [['failure', 'contract']],
  ]);
  const [all] = elements;
  assert.equal(all?.name, 'testsuites');
  const { tests, failures, errors, skipped } = all.attributes;
  assert.deepEqual([tests, failures, errors, skipped], ['8', '2', '2', '2']);
  const suites = elements.filter(({ name }) => name === 'testsuite');
  assert.deepEqual(
    suites.map(({ attributes }) => [attributes['name'], attributes['tests']]),
    [
      ['rounds', '6'],
      ['access', '2'],
    ],
  );
});

test('JUnit survives what XML cannot hold', () => {
  const text = junitText(stage());
  const failure = elementsOf(text).find(({ name }) => name === 'failure');
  assert.equal(failure?.attributes['message'], 'debitRound was not accepted: 500 ]]> [31m');
  assert.match(failure.text, /500 \]\]> \[31m/);
  assert.match(failure.text, /Why it matters: It is the player’s money\./);
  const names = elementsOf(text).map(({ attributes }) => attributes['name']);
  assert.ok(names.includes('ROUNDS-01 Takes <the> "stake" & more'));
});

test('the reader takes what is well formed and nothing else', () => {
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
  const [root, child] = elementsOf(`${head}<a b="1 &lt; 2"><c/>t &amp; u</a>\n`);
  assert.deepEqual(root?.attributes, { b: '1 < 2' });
  assert.equal(root.text, 't & u');
  assert.equal(child?.parent, root);
  for (const broken of [
    '<a>',
    '<a></b>',
    '<a b=c/>',
    '<a>&nope;</a>',
    '<a/><b/>',
    '<a>\u0001</a>',
  ]) {
    assert.throws(() => elementsOf(head + broken), assert.AssertionError, broken);
  }
});

interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly parent: XmlElement | undefined;
  text: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
};

function unescaped(text: string): string {
  assert.equal(/[<\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text), false, `raw in ${text}`);
  return text.replace(/&([^;]*);?/g, (whole, name: string) => {
    const meant = ENTITIES[name];
    assert.ok(meant !== undefined && whole.endsWith(';'), `no such entity: ${whole}`);
    return meant;
  });
}

function attributesOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/\s+([\w-]+)="([^"]*)"/g)];
  assert.equal(
    pairs
      .map(([whole]) => whole)
      .join('')
      .trim(),
    text.trim(),
    `attributes: ${text}`,
  );
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, unescaped(value)]));
}

/** A strict reader of the XML we write: every element in document order, or an assertion. */
function elementsOf(xml: string): readonly XmlElement[] {
  const [declaration, body] = [xml.slice(0, xml.indexOf('\n')), xml.slice(xml.indexOf('\n'))];
  assert.equal(declaration, '<?xml version="1.0" encoding="UTF-8"?>');
  const elements: XmlElement[] = [];
  const open: XmlElement[] = [];
  for (const [, text = '', tag] of body.matchAll(/([^<]*)(?:<([^>]*)>|$)/g)) {
    const parent = open.at(-1);
    assert.equal(text.includes(']]>'), false, 'text holds ]]>');
    if (parent) parent.text += unescaped(text);
    else assert.equal(text.trim(), '', 'text outside the root');
    if (tag === undefined) continue;
    if (tag.startsWith('/')) {
      assert.equal(open.pop()?.name, tag.slice(1), `</${tag.slice(1)}> closes another element`);
      continue;
    }
    const isEmpty = tag.endsWith('/');
    const inner = isEmpty ? tag.slice(0, -1) : tag;
    const name = /^[\w-]+/.exec(inner)?.[0] ?? '';
    assert.ok(parent ?? elements.length === 0, 'a second root');
    const element = { name, attributes: attributesOf(inner.slice(name.length)), parent, text: '' };
    elements.push(element);
    if (!isEmpty) open.push(element);
  }
  assert.equal(open.length, 0, 'unclosed elements');
  return elements;
}
