import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';
import type { LoadReport } from '../load/load-report.js';
import { loadHtmlText } from './load-html.js';
import { CHART_SCRIPT } from './load-html-script.js';

const FILE = new URL('../../../fixtures/load/evening.json', import.meta.url);

const evening = (): LoadReport => JSON.parse(readFileSync(FILE, 'utf8')) as LoadReport;

/** The page of an evening that is otherwise in something, and the data in it. */
function stage(over: Partial<LoadReport> = {}): {
  readonly html: string;
  readonly report: LoadReport;
  dataOf(id: string): unknown;
} {
  const report = { ...evening(), ...over };
  const html = loadHtmlText(report);
  const dataOf = (id: string): unknown => {
    const opening = `<script type="application/json" id="${id}">`;
    const from = html.indexOf(opening) + opening.length;
    return JSON.parse(html.slice(from, html.indexOf('</script>', from)));
  };
  return { html, report, dataOf };
}

/** What is left of the page without its scripts and styles: what a reader may be sent to. */
const markupOf = (html: string): string => html.replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '');

test('the page asks nobody for anything', () => {
  const { html } = stage();
  assert.doesNotMatch(markupOf(html), /\s(src|href|action|poster|data)="(?!#)/i);
  assert.doesNotMatch(html, /<(link|iframe|object|embed|img)\b/i);
  assert.doesNotMatch(html, /@import|url\(/i);
  assert.match(html, /Content-Security-Policy" content="default-src &#39;none&#39;/);
});

test('the data in the page is the report', () => {
  const { dataOf, report } = stage();
  assert.deepEqual(dataOf('report'), report);
});

test('every chart has its points, and a table that says the same', () => {
  const { html, dataOf } = stage();
  const { charts, bands } = dataOf('charts') as {
    charts: { id: string; views: { seconds: number[]; lines: { values: unknown[] }[] }[] }[];
    bands: { name: string }[];
  };
  assert.deepEqual(
    bands.map(({ name }) => name),
    ['warm-up', 'ramp', 'steady'],
  );
  for (const { id, views } of charts) {
    assert.ok(html.includes(`<figure id="${id}">`), id);
    for (const { seconds, lines } of views) {
      assert.ok(
        lines.every(({ values }) => values.length === seconds.length),
        id,
      );
    }
  }
  const drawn = charts.filter(({ views }) => views.length > 0);
  assert.equal(html.match(/role="img"/g)?.length, drawn.length);
  assert.equal(html.match(/ as a table<\/summary>/g)?.length, drawn.length);
});

test('hostile text stays text, in the page and in its data', () => {
  const evil = '</script><script>alert(1)</script><img src=x onerror="alert(2)">';
  const { html, dataOf, report } = stage({
    target: { url: evil, kind: 'given' },
    seed: evil,
    skipped: [{ name: evil, reason: `<!--${evil}` }],
    happened: [{ at_s: 1, what: evil, took_ms: 1 }],
    latency_ms: { [evil]: evening().latency_ms['debitRound'] as LoadReport['latency_ms'][string] },
  });
  assert.deepEqual(dataOf('report'), report);
  const scripts = html.match(/<script/g)?.length;
  assert.equal(scripts, stage().html.match(/<script/g)?.length);
  assert.doesNotMatch(html, /<img/);
  assert.ok(html.includes('&lt;/script&gt;&lt;script&gt;alert(1)'));
});

test('a run without data has a page too', () => {
  const { html } = stage({
    series: [],
    operation_series: {},
    latency_ms: {},
    thresholds: [],
    phases: [],
    verdict: 'failed',
  });
  assert.match(html, /No request was sent\./);
  assert.match(html, /Nothing was delivered in this run\./);
  assert.doesNotMatch(html, /role="img"/);
});

test('the verdict in words stands before everything else', () => {
  const { html, report } = stage();
  const lead = html.indexOf(`<p class="lead">${report.in_words[0]}`);
  assert.ok(lead > 0);
  assert.ok(lead < html.indexOf('What was promised'));
  assert.ok(html.indexOf('What was promised') < html.indexOf('The course of the run'));
});

test('the script of the page is sound JavaScript', () => {
  assert.doesNotThrow(() => new vm.Script(CHART_SCRIPT));
});

test('what the proof of an occasion looked at is counted to the last', () => {
  const { proof } = evening();
  const checked = { ...proof.checked, occasion: { 'leaderboard places': 125_952 } };
  const { html } = stage({ proof: { ...proof, checked } });
  assert.match(html, /leaderboard places<\/th><td>125,952</);
});
