import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContextOptions } from 'playwright-core';
import { badgeText } from './badge.js';
import { certifyHtmlText } from './certify-html.js';
import { junitText } from './junit.js';
import {
  CHECKS,
  GUIDE,
  check,
  inBrowser,
  stage as runOf,
  withoutBrowser as skip,
} from './stage.js';

const MANY = [
  ...CHECKS,
  ...Array.from({ length: 80 }, (_, at) => check(at + 10, { domain: 'lost' })),
];

const stage = (
  options: BrowserContextOptions,
  judge: Parameters<typeof inBrowser>[2],
): Promise<void> => inBrowser(certifyHtmlText(runOf(MANY), GUIDE), options, judge);

const VIEWS = [
  ['light', { colorScheme: 'light', viewport: { width: 1_100, height: 900 } }],
  ['dark, on a phone', { colorScheme: 'dark', viewport: { width: 360, height: 800 } }],
] as const;

for (const [name, options] of VIEWS) {
  test(`certify in a browser, ${name}: no request, no overflow, no barrier`, { skip }, async () => {
    await stage(options, async (page, { asked, wrong }) => {
      await page.evaluate('document.querySelectorAll("details").forEach((d) => (d.open = true))');
      const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      assert.equal(wide, 0);
      for (const part of await page.locator('.badge, .tiles a').all()) {
        assert.ok(((await part.boundingBox())?.x ?? -1) >= 0, 'every outcome is on the page');
      }
      const { violations } = await new AxeBuilder({ page }).analyze();
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`),
        [],
      );
      assert.equal(asked.length, 1, 'the page itself and nothing else');
      assert.deepEqual(wrong, []);
    });
  });
}

test('certify in a browser: the failing exchange is two clicks away', { skip }, async () => {
  await stage({}, async (page) => {
    await page.click('.tiles a[data-show="fail"]');
    assert.equal(await page.textContent('#shown'), '2 of 88 checks');
    assert.equal(await page.locator('.finding:visible').count(), 2);
    await page.click('#ROUNDS-02 .failure a');
    assert.ok(await page.isVisible('#ROUNDS-02-x2 .curl'));
  });
});

test(
  'certify in a browser: filters by words, domain and requirement, by the keyboard alone',
  { skip },
  async () => {
    await stage({}, async (page) => {
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate('document.activeElement.className'), 'skip');
      assert.equal(
        await page.locator('.domain li:visible').count(),
        6,
        'what is told above is folded',
      );
      await page.focus('#by-text');
      await page.keyboard.type('rounds-02');
      assert.equal(await page.locator('.domain li:visible').count(), 1);
      await page.selectOption('#by-domain', 'lost');
      assert.equal(await page.textContent('#shown'), '0 of 88 checks');
      await page.click('button[type="reset"]');
      await page.selectOption('#by-domain', 'lost');
      assert.equal(await page.locator('.domain li:visible').count(), 80);
      await page.selectOption('#by-requirement', 'PLAY-08');
      assert.equal(await page.textContent('#shown'), '8 of 88 checks');
      await page.evaluate('location.hash = "ROUNDS-05"');
      await page.locator('#shown', { hasText: '88 of 88 checks' }).waitFor();
    });
  },
);

test('a browser reads the JUnit report and the badge as XML', { skip }, async () => {
  await stage({}, async (page) => {
    const read = `(text) => {
      const parsed = new DOMParser().parseFromString(text, 'application/xml');
      const broken = parsed.querySelector('parsererror');
      return broken ? broken.textContent : parsed.documentElement.nodeName + ' ' +
        parsed.querySelectorAll('testcase').length;
    }`;
    const rootOf = (text: string): Promise<unknown> =>
      page.evaluate(`(${read})(${JSON.stringify(text)})`);
    assert.equal(await rootOf(junitText(runOf())), 'testsuites 8');
    assert.equal(await rootOf(badgeText(runOf())), 'svg 0');
    assert.match(String(await rootOf('<a><b></a>')), /error/);
  });
});
