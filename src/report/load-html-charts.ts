import type { LoadReport } from '../load/load-report.js';
import { bandsOf, chartsIn } from './load-chart-data.js';
import type { Chart, ChartLine, ChartView } from './load-chart-data.js';
import { embeddedJson, figure, markup, table } from './markup.js';
import type { Markup } from './markup.js';

/** Every chart with its table of figures, and the data that the page draws them from. */
export function chartsOf(report: LoadReport): Markup {
  const charts = chartsIn(report);
  const bands = bandsOf(report);
  const shaded = bands.map(
    ({ name, from, to, judged }) =>
      `${name} from ${figure(from)} to ${figure(to)} s${judged ? '' : ' (not judged)'}`,
  );
  const happened = report.happened.map(({ at_s: atS, what }) => ({ at: atS, what }));
  return markup`<section aria-labelledby="course"><h2 id="course">The course of the run</h2>
<p>Seconds since the load began. Shaded: ${shaded.join('; ') || 'nothing'}. With a chart in focus,
the arrow keys read it second by second.</p>
${charts.map(figureOf)}
<script type="application/json" id="charts">${embeddedJson({ charts, bands, happened })}</script>
</section>`;
}

function figureOf(chart: Chart): Markup {
  const { id, title, note, views, empty } = chart;
  const [first] = views;
  if (!first) {
    return markup`<figure id="${id}"><figcaption><strong>${title}</strong> ${empty}</figcaption>
</figure>`;
  }
  return markup`<figure id="${id}">
<figcaption><strong>${title}</strong> ${note}</figcaption>
${chooserOf(chart)}
<div class="plot" role="img" tabindex="0" aria-label="${summaryOf(chart, first)}"></div>
<p class="reading" role="status"></p>
<noscript><p>Drawn with scripts only; the table below says the same.</p></noscript>
<details><summary>${title} as a table</summary>${tableOf(title, first)}</details>
</figure>`;
}

function chooserOf({ id, views }: Chart): Markup {
  if (views.length < 2) return markup``;
  const options = views.map(({ label }, at) => markup`<option value="${at}">${label}</option>`);
  return markup`<p><label for="${id}-view">of </label><select id="${id}-view">${options}</select></p>`;
}

/** What who cannot see the chart is told of it. */
const summaryOf = ({ title }: Chart, { label, lines, seconds }: ChartView): string =>
  `${title}, ${label}, over ${figure(seconds.at(-1) ?? 0)} seconds: ` +
  lines.map((line) => `${line.label} ${rangeOf(line)}`).join('; ');

function rangeOf({ values, unit }: ChartLine): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return 'nothing';
  const least = known.reduce((one, other) => Math.min(one, other));
  const most = known.reduce((one, other) => Math.max(one, other));
  return `between ${figure(least)} and ${figure(most)} ${unit}`.trimEnd();
}

const MOST_ROWS = 60;

/** A long run is told in steps, each with the highest of its seconds. */
function tableOf(title: string, { label, seconds, lines }: ChartView): Markup {
  const step = Math.ceil(seconds.length / MOST_ROWS);
  const rows: string[][] = [];
  for (let at = 0; at < seconds.length; at += step) {
    const cells = lines.map(({ values }) => highestOf(values.slice(at, at + step)));
    rows.push([figure(seconds[Math.min(at + step, seconds.length) - 1] ?? 0), ...cells]);
  }
  const heads = ['up to second', ...lines.map(({ label: name, unit }) => `${name} ${unit}`.trim())];
  const said = step === 1 ? 'second by second' : `the highest of each ${step} seconds`;
  return table(`${title}, ${label}, ${said}`, heads, rows);
}

function highestOf(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? '–' : figure(Math.max(...known));
}
