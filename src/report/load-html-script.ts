/** Draws the charts of the page from its own data; no request leaves it. */
export const CHART_SCRIPT = `'use strict';
(() => {
  const { charts, bands, happened } = JSON.parse(document.getElementById('charts').textContent);
  const NUMBER = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 4 });
  const DASHES = [[], [6, 4], [2, 3], [10, 3, 2, 3]];
  const drawn = [];

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function shade(u) {
    const { ctx, bbox } = u;
    const place = (s) => Math.min(Math.max(u.valToPos(s, 'x', true), bbox.left), bbox.left + bbox.width);
    ctx.save();
    ctx.font = 11 * devicePixelRatio + 'px system-ui, sans-serif';
    ctx.textBaseline = 'top';
    ctx.textAlign = 'left';
    bands.forEach((band, at) => {
      const from = place(band.from), to = place(band.to);
      ctx.fillStyle = colour(band.judged ? (at % 2 ? '--band-odd' : '--band') : '--band-unjudged');
      ctx.fillRect(from, bbox.top, to - from, bbox.height);
      ctx.fillStyle = colour('--muted');
      if (ctx.measureText(band.name).width + 8 < to - from) ctx.fillText(band.name, from + 4, bbox.top + 3);
    });
    ctx.restore();
  }

  function mark(u) {
    const { ctx, bbox } = u;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = colour('--mark');
    ctx.setLineDash([4, 3]);
    ctx.textBaseline = 'top';
    ctx.font = 11 * devicePixelRatio + 'px system-ui, sans-serif';
    happened.forEach(({ at, what }, row) => {
      const x = u.valToPos(at, 'x', true);
      if (x < bbox.left || x > bbox.left + bbox.width) return;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      const late = x > bbox.left + bbox.width * 0.6;
      ctx.textAlign = late ? 'right' : 'left';
      ctx.fillText(what, x + (late ? -4 : 4), bbox.top + (18 + 14 * (row % 3)) * devicePixelRatio);
    });
    ctx.restore();
  }

  function axis(scale, side, unit) {
    const stroke = colour('--text'), grid = { stroke: colour('--grid'), width: 1, show: side !== 1 };
    return { scale, side, stroke, grid, ticks: grid, size: 58, label: unit, labelSize: 18, labelGap: 0,
      font: '12px system-ui, sans-serif', labelFont: '12px system-ui, sans-serif',
      values: (_u, ticks) => ticks.map((tick) => (tick === null ? '' : NUMBER.format(tick))) };
  }

  function optionsFor(view, width) {
    const units = [...new Set(view.lines.map((line) => line.unit))];
    const scaleOf = (line) => 'y' + units.indexOf(line.unit);
    const scales = { x: { time: false, range: [0, Math.max(1, bands.length ? bands[bands.length - 1].to : 1)] } };
    units.forEach((_unit, at) => { scales['y' + at] = { range: (_u, _min, max) => [0, max > 0 ? max * 1.1 : 1] }; });
    const series = [{ label: 'second', value: (_u, at) => (at === null ? '–' : NUMBER.format(at)) }];
    view.lines.forEach((line, at) => series.push({
      label: line.label + (line.unit ? ' (' + line.unit + ')' : ''), scale: scaleOf(line),
      stroke: colour('--line-' + (at % 4)), width: 2, dash: DASHES[at % 4], spanGaps: false,
      points: { show: view.seconds.length < 3 },
      value: (_u, value) => (value === null || value === undefined ? '–' : NUMBER.format(value)),
    }));
    const label = (unit) => view.lines.length > 1 && units.length > 1 && unit === '' ? 'turns' : unit;
    return { width, height: Math.max(200, Math.min(300, width * 0.42)), scales, series,
      axes: [{ ...axis('x', 2, 'seconds'), size: 40 }, ...units.map((unit, at) => axis('y' + at, at === 0 ? 3 : 1, label(unit)))],
      cursor: { y: false, drag: { x: true, y: false } },
      hooks: { drawClear: [shade], draw: [mark] } };
  }

  function draw(entry) {
    const view = entry.chart.views[entry.at];
    if (entry.plot) entry.plot.destroy();
    entry.box.replaceChildren();
    const data = [view.seconds, ...view.lines.map((line) => line.values)];
    entry.width = entry.box.clientWidth;
    entry.plot = new uPlot(optionsFor(view, entry.width), data, entry.box);
  }

  function read(entry, at) {
    const view = entry.chart.views[entry.at];
    const index = Math.min(Math.max(at, 0), view.seconds.length - 1);
    entry.index = index;
    entry.plot.setCursor({ left: entry.plot.valToPos(view.seconds[index], 'x'), top: 0 });
    const told = view.lines.map((line) => line.label + ' ' +
      (line.values[index] === null ? '–' : NUMBER.format(line.values[index]) + ' ' + line.unit).trim());
    entry.reading.textContent = 'second ' + NUMBER.format(view.seconds[index]) + ': ' + told.join(', ');
  }

  const STEPS = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity };

  for (const chart of charts) {
    if (chart.views.length === 0) continue;
    const figure = document.getElementById(chart.id);
    const entry = { chart, at: 0, index: -1, box: figure.querySelector('.plot'), reading: figure.querySelector('.reading') };
    drawn.push(entry);
    draw(entry);
    entry.box.addEventListener('keydown', (event) => {
      const step = STEPS[event.key];
      if (step === undefined) return;
      event.preventDefault();
      read(entry, entry.index + step);
    });
    figure.querySelector('select')?.addEventListener('change', (event) => {
      entry.at = Number(event.target.value);
      entry.index = -1;
      entry.reading.textContent = '';
      draw(entry);
    });
  }

  const redraw = () => drawn.forEach(draw);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  matchMedia('print').addEventListener('change', redraw);
  let waiting;
  addEventListener('resize', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => drawn.filter((entry) => entry.width !== entry.box.clientWidth).forEach(draw), 120);
  });
  addEventListener('beforeprint', () => document.querySelectorAll('figure details').forEach((details) => { details.open = false; }));
})();
`;
