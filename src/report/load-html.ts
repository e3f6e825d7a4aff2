import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { LoadReport } from '../load/load-report.js';
import { chartsOf } from './load-html-charts.js';
import {
  baselineSection,
  conditionsSection,
  latencySection,
  proofSection,
  skippedSection,
  thresholdsSection,
  verdictSection,
} from './load-html-parts.js';
import { CHART_SCRIPT } from './load-html-script.js';
import { STYLE } from './load-html-style.js';
import { embeddedJson, markup } from './markup.js';
import { pageText } from './page.js';

/**
 * The load report as one page that asks nobody for anything: uPlot, style and data are in it, and
 * a policy of its own forbids every request. Without scripts, every chart is still there as a
 * table.
 */
export function loadHtmlText(report: LoadReport): string {
  const { script, style } = plotter();
  const scripts = [script, CHART_SCRIPT];
  const title = `Load report: ${report.scenario.name}, ${WORDS[report.verdict]}`;
  const body = markup`<a class="skip" href="#promises">Skip to what was promised</a>
<header>
<p class="kicker">Load report · ${report.scenario.id}</p>
<h1>${report.scenario.title}</h1>
<p>${report.target.url} · ${dayOf(report)}</p>
</header>
<main>
${verdictSection(report)}
${thresholdsSection(report)}
${proofSection(report)}
${baselineSection(report)}
${chartsOf(report)}
${latencySection(report)}
${skippedSection(report)}
${conditionsSection(report)}
</main>
<footer><p>${report.suite.name} ${report.suite.version}. This page holds its own data and asks for
nothing; the same figures as JSON are in its <code>report</code> element.</p></footer>
<script type="application/json" id="report">${embeddedJson(report)}</script>`;
  return pageText({ title, style: style + STYLE, scripts, body });
}

const WORDS: Readonly<Record<LoadReport['verdict'], string>> = {
  passed: 'passed',
  failed: 'failed',
  invalid: 'invalid',
  regressed: 'worse than before',
  inconclusive: 'inconclusive',
};

const dayOf = ({ started_at: startedAt }: LoadReport): string =>
  `${startedAt.slice(0, 10)} ${startedAt.slice(11, 19)} UTC`;

/** uPlot as its package ships it for the browser. */
function plotter(): { readonly script: string; readonly style: string } {
  const home = dirname(createRequire(import.meta.url).resolve('uplot/package.json'));
  const textOf = (name: string): string => readFileSync(join(home, 'dist', name), 'utf8');
  return { script: textOf('uPlot.iife.min.js'), style: textOf('uPlot.min.css') };
}
