import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { CAPABILITIES } from '../capability.js';
import { KNOBS, REFERENCE_KNOBS } from './knobs.js';
import type { KnobFacts } from './knobs.js';

const knobs: readonly (readonly [string, KnobFacts])[] = Object.entries(KNOBS);
const PAGE = new URL('../../../../docs/targets/dialect.md', import.meta.url);
const SCHEMA = new URL('../../../../schemas/target.schema.json', import.meta.url);

const HEAD = `# The dialect: where published contracts disagree

Made from \`src/harness/dialect/knobs.ts\`; do not edit. To make it anew:
\`UPDATE_PAGES=1 npm test -- knobs\`.

Two wallets can both be right and answer the same message differently. A target file says under
\`dialect\` which answer its target gives; what it leaves out is the reference contract's, the first
of each table. A check then expects that answer. What each section says of the **money** is asserted
whatever the answer is, by reading the wallet.

The third column names published contracts that ask for the answer, so far as their documents could
be read.
`;

const sectionOf = ([name, { question, money, values }]: (typeof knobs)[number]): string =>
  [
    `## ${name}`,
    '',
    `${question} **Money:** ${money}`,
    '',
    '| value | means | asked for by |',
    '| --- | --- | --- |',
    ...values.map(({ value, means, asked }) => `| \`${value}\` | ${means} | ${asked} |`),
    '',
  ].join('\n');

test('the page on dialects says what the knobs say', () => {
  const page = [HEAD, ...knobs.map(sectionOf)].join('\n');
  if (process.env['UPDATE_PAGES'] !== undefined) writeFileSync(PAGE, page);
  assert.equal(unpadded(readFileSync(PAGE, 'utf8')), unpadded(page));
});

/** The formatter pads tables. */
const unpadded = (text: string): string => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---');

test('the schema allows just these knobs and answers', () => {
  const { properties } = JSON.parse(readFileSync(SCHEMA, 'utf8')) as {
    properties: { dialect: { properties: Record<string, { enum: readonly string[] }> } };
  };
  const allowed = Object.entries(properties.dialect.properties).map(([name, { enum: values }]) => [
    name,
    values,
  ]);
  const known = knobs.map(([name, { values }]) => [name, values.map(({ value }) => value)]);
  assert.deepEqual(allowed, known);
});

test('the schema allows just the capabilities there are', () => {
  const { properties } = JSON.parse(readFileSync(SCHEMA, 'utf8')) as {
    properties: { capabilities: { anyOf: readonly [unknown, { properties: object }] } };
  };
  const declared = Object.keys(properties.capabilities.anyOf[1].properties);
  assert.deepEqual(declared, [...CAPABILITIES]);
});

test('each question is one, and the first answer is the reference contract’s', () => {
  for (const [name, { question, values }] of knobs) {
    assert.match(question, /^[A-Z].*\?$/, name);
    assert.equal(new Set(values.map(({ value }) => value)).size, values.length, name);
    assert.equal(REFERENCE_KNOBS[name as keyof typeof REFERENCE_KNOBS], values[0].value);
  }
});
