import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import { certifyHtmlText } from './certify-html.js';
import { FILTER_SCRIPT } from './certify-html-script.js';
import { CHECKS, FAILURE, GUIDE, check, manyFailures, stage } from './stage.js';

/** What is left of the page without its scripts and styles: what a reader may be sent to. */
const markupOf = (html: string): string => html.replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '');

test('the page asks nobody for anything', () => {
  const html = certifyHtmlText(stage(), GUIDE);
  assert.doesNotMatch(markupOf(html), /\s(src|href|action|poster|data)="(?!#)/i);
  assert.doesNotMatch(html, /<(link|iframe|object|embed|img)\b/i);
  assert.doesNotMatch(html, /@import|url\(/i);
  assert.match(html, /Content-Security-Policy" content="default-src &#39;none&#39;/);
  assert.match(html, /<html lang="en">/);
});

test('every link in the page has its place, and every place has one name', () => {
  const run = stage([...CHECKS, check(9), check(10, { status: 'skip', reason: 'why' })]);
  const html = markupOf(certifyHtmlText(run, GUIDE));
  const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
  assert.deepEqual(ids.length, new Set(ids).size, 'an id stands twice');
  const links = [...html.matchAll(/\shref="#([^"]*)"/g)].map(([, id]) => id);
  assert.deepEqual(
    links.filter((id) => !ids.includes(id)),
    [],
  );
  for (const { id } of run.checks) assert.ok(ids.includes(id), id);
});

test('the verdict in words, and in money, stands before everything else', () => {
  const html = certifyHtmlText(stage(), GUIDE);
  const order = [
    'Non-conformant</h2>',
    'acme breaks 2 promises that a platform must keep.',
    'It is the player’s money.',
    'platform-full</dd>',
    'What is wrong</h2>',
    'Requirements</h2>',
    'Every check</h2>',
  ].map((text) => html.indexOf(text));
  assert.ok(order.every((at) => at > 0));
  assert.deepEqual(
    order,
    [...order].sort((one, other) => one - other),
  );
});

test('a finding says what was promised, expected and answered, how to repeat it and where to look', () => {
  const html = certifyHtmlText(stage(), GUIDE);
  const from = html.indexOf('<article class="finding is-fail" id="ROUNDS-02"');
  const article = html.slice(from, html.indexOf('</article>', from));
  for (const text of [
    'The stake MUST be taken once.',
    'It is the player’s money.',
    '<dt>Expected</dt><dd><pre>accepted (200)</pre>',
    '<dt>Actual</dt><dd><pre>500</pre>',
    'href="#ROUNDS-02-x2"',
    'The target failed within',
    'The key is not kept with the effect.',
    'curl -i -X POST',
    'req_1',
    'tablestakes certify --only ROUNDS-02 --seed s-1',
    'docs/checks/rounds.md#rounds-02',
    '← here',
    'no answer: timeout',
  ]) {
    assert.ok(article.includes(text), text);
  }
});

test('hostile text stays text', () => {
  const evil = '</script><script>alert(1)</script><img src=x onerror="alert(2)">\u0000\u202e';
  const exchange = {
    ...FAILURE.exchange,
    request: { method: evil, url: evil, headers: { [evil]: evil }, body: evil },
    response: { status: 200, headers: { [evil]: evil }, body: evil },
    curl: evil,
  };
  const failure = { ...FAILURE, message: evil, expected: { [evil]: evil }, actual: evil, exchange };
  const run = stage([
    check(1, { status: 'fail', failures: [failure], evidence: [exchange], reason: evil }),
    check(2, { status: 'untestable', reason: evil }),
  ]);
  const target = { ...run.target, name: evil, undeclared: [evil], dialect: { [evil]: evil } };
  const html = certifyHtmlText({ ...run, target, seed: evil, reasons: [evil] }, GUIDE);
  assert.equal(html.match(/<script/g)?.length, 1);
  assert.doesNotMatch(html, /<img/);
  assert.ok(html.includes('&lt;/script&gt;&lt;script&gt;alert(1)'));
});

test('a run in which everything failed stays below 2 MB, and says what it leaves out', () => {
  const html = certifyHtmlText(manyFailures(1_300, 4_000), GUIDE);
  assert.ok(Buffer.byteLength(html) < 2_000_000, String(html.length));
  assert.match(html, /more checks failed<\/strong>/);
  assert.match(html, /id="ROUNDS-1299"/);
});

test('a run without checks, and one without findings, have a page too', () => {
  const nothing = certifyHtmlText(stage([]), GUIDE);
  assert.match(nothing, /acme was not judged: not one check could be made\./);
  assert.match(nothing, /Nothing is proven about money/);
  const doubt = {
    ...stage([check(1)]),
    verdict: 'inconclusive',
    reasons: ['no money moved'],
  } as const;
  assert.match(certifyHtmlText(doubt, GUIDE), /neither yes nor no about acme: no money moved\./);
  const broken = certifyHtmlText({ ...doubt, interrupted: true }, GUIDE);
  assert.match(broken, /neither yes nor no about acme: it was interrupted\./);
  const clean = certifyHtmlText(stage([check(1)]), GUIDE);
  assert.match(clean, /acme keeps every promise that was checked: 1 check passed\./);
  assert.match(clean, /No way was found to make, lose or double money\./);
  assert.doesNotMatch(clean, /What is wrong/);
});

test('waivers and what changed since the baseline have their places', () => {
  const html = certifyHtmlText(stage(), GUIDE);
  assert.match(
    html,
    /accepted by payments team until 2026-12-31 \(PAY-1\): the old wallet is going/,
  );
  assert.match(html, /Somebody else’s money\. Accepted for now\./);
  assert.match(html, /stale: the check passes, take the waiver out/);
  assert.match(html, /5 checks compared, 1 worse, 1 no longer checked, 0 better, 0 new\./);
  const plain = certifyHtmlText({ ...stage(), waivers: [], baseline: null }, GUIDE);
  assert.doesNotMatch(plain, /id="(waivers|baseline)"/);
});

test('a story of an exploration is told step by step', () => {
  const html = certifyHtmlText(stage(), GUIDE);
  assert.match(html, /EXPLORE-01 goes wrong in 2 steps/);
  assert.match(html, /the same again → 200, 20\.00 taken .*a sound wallet: 200/);
  assert.match(html, /Not met: a rollback after two\./);
});

test('the matrix tells each clause, and why this run says nothing of the others', () => {
  const html = certifyHtmlText(stage(), GUIDE);
  assert.match(html, /id="req-PLAY-01"/);
  assert.match(html, /A debit takes the <code>stake<\/code> once\./);
  assert.match(html, /pending: not built/);
});

test('the script of the page is sound JavaScript', () => {
  assert.doesNotThrow(() => new vm.Script(FILTER_SCRIPT));
});
