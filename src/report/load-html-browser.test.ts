import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContextOptions } from 'playwright-core';
import type { LoadReport } from '../load/load-report.js';
import { loadHtmlText } from './load-html.js';
import { inBrowser, withoutBrowser as skip } from './stage.js';

const FILE = new URL('../../../fixtures/load/evening.json', import.meta.url);

const stage = (
  options: BrowserContextOptions,
  judge: Parameters<typeof inBrowser>[2],
): Promise<void> =>
  inBrowser(loadHtmlText(JSON.parse(readFileSync(FILE, 'utf8')) as LoadReport), options, judge);

const VIEWS = [
  ['light', { colorScheme: 'light', viewport: { width: 1_100, height: 900 } }],
  ['dark, on a phone', { colorScheme: 'dark', viewport: { width: 380, height: 800 } }],
] as const;

for (const [name, options] of VIEWS) {
  test(`in a browser, ${name}: charts, no request, no barrier`, { skip }, async () => {
    await stage(options, async (page, { asked, wrong }) => {
      assert.equal(await page.locator('.plot canvas').count(), 4);
      assert.equal(asked.length, 1, 'the page itself and nothing else');
      assert.deepEqual(wrong, []);
      const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      assert.equal(wide, 0);
      await page.evaluate('document.querySelectorAll("details").forEach((d) => (d.open = true))');
      const { violations } = await new AxeBuilder({ page }).analyze();
      assert.deepEqual(
        violations.map(({ id }) => id),
        [],
      );
    });
  });
}

test('in a browser, a chart is read by the keyboard', { skip }, async () => {
  await stage({}, async (page) => {
    await page.locator('#chart-latency .plot').focus();
    await page.keyboard.press('Home');
    const first = await page.locator('#chart-latency .reading').textContent();
    assert.match(first ?? '', /^second 1: p99 [\d.]+ ms, p50 [\d.]+ ms$/);
    await page.keyboard.press('ArrowRight');
    assert.match((await page.locator('#chart-latency .reading').textContent()) ?? '', /^second 2/);
    await page.selectOption('#chart-latency select', { label: 'debitRound' });
    assert.equal(await page.locator('#chart-latency canvas').count(), 1);
  });
});
