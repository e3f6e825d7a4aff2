import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { docsPage } from './docs-page.js';

test('the page asks only for what it brings along and for the contract', () => {
  const { html, assets, scripts } = docsPage();
  const asked = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, address]) => address);
  const brought = [...assets.keys(), ...scripts.keys()].map((name) => `/docs/${name}`);

  assert.deepEqual([...asked].sort(), [...brought, '/openapi.json'].sort());
  assert.match(scripts.get('initializer.js') ?? '', /url: '\/openapi\.json'/);
});

test('the page has a title, a language and no inline script', () => {
  const { html } = docsPage();

  assert.match(html, /<html lang="en">/);
  assert.match(html, /<title>[^<]+<\/title>/);
  assert.doesNotMatch(html, /<script>|\son[a-z]+=/);
});

test('every asset is a file', () => {
  const { assets } = docsPage();

  assert.ok(assets.size > 0);
  for (const [name, path] of assets) assert.ok(statSync(path).size > 0, name);
});

test('no style sheet imports from elsewhere', () => {
  const sheets = [...docsPage().assets].filter(([name]) => name.endsWith('.css'));

  assert.equal(sheets.length, 2);
  for (const [name, path] of sheets) {
    assert.doesNotMatch(readFileSync(path, 'utf8'), /url\(["']?https?:|@import/, name);
  }
});
