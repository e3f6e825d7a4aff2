import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { LoadReport } from '../load/load-report.js';
import { loadHtmlText } from './load-html.js';

const FILE = new URL('../../../fixtures/load/evening.json', import.meta.url);
const BROWSER = process.env['TABLESTAKES_CHROMIUM'] ?? '/usr/bin/chromium';
const skip = existsSync(BROWSER)
  ? false
  : `no browser at ${BROWSER}; TABLESTAKES_CHROMIUM=<path> names one`;
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];

/** The page in a browser, with every request and error that it caused. */
async function stage(
  options: BrowserContextOptions,
  judge: (
    page: Page,
    seen: { readonly asked: string[]; readonly wrong: string[] },
  ) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'load-page-'));
  const file = join(folder, 'load.html');
  writeFileSync(file, loadHtmlText(JSON.parse(readFileSync(FILE, 'utf8')) as LoadReport));
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({ executablePath: BROWSER, args: FLAGS });
    const page = await (await browser.newContext(options)).newPage();
    const seen = { asked: [] as string[], wrong: [] as string[] };
    page.on('request', (request) => seen.asked.push(request.url()));
    page.on('pageerror', ({ message }) => seen.wrong.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') seen.wrong.push(message.text());
    });
    await page.goto(pathToFileURL(file).href);
    await judge(page, seen);
  } finally {
    await browser?.close();
    rmSync(folder, { recursive: true });
  }
}

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
