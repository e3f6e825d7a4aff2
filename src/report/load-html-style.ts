/** Light and dark by the reader's own setting, always light on paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --panel: #f5f6f8; --text: #1b1f24; --muted: #545d68; --rule: #d0d5db; --grid: #e3e6ea;
  --good: #116329; --bad: #b3151d; --warn: #8a4b00; --link: #0a58ca; --mark: #8a4b00;
  --band: rgba(10, 88, 202, 0.05); --band-odd: rgba(10, 88, 202, 0.10); --band-unjudged: rgba(90, 90, 90, 0.14);
  --line-0: #b3151d; --line-1: #0a58ca; --line-2: #116329; --line-3: #7a3e9d;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #14171b; --panel: #1d2126; --text: #e8eaed; --muted: #a9b2bc; --rule: #3a424b; --grid: #2b3138;
    --good: #6fdc8c; --bad: #ff8a8a; --warn: #ffc46b; --link: #8ab8ff; --mark: #ffc46b;
    --band: rgba(138, 184, 255, 0.06); --band-odd: rgba(138, 184, 255, 0.12); --band-unjudged: rgba(200, 200, 200, 0.12);
    --line-0: #ff8a8a; --line-1: #8ab8ff; --line-2: #6fdc8c; --line-3: #d7a6ff;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 68rem; padding: 1.5rem 1rem 3rem; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.8rem; line-height: 1.2; margin: 0.2rem 0; }
h2 { font-size: 1.25rem; margin: 0 0 0.5rem; }
section { margin: 2rem 0; }
header p { margin: 0; color: var(--muted); }
.kicker { font-size: 0.9rem; letter-spacing: 0.04em; }
.verdict { border: 1px solid var(--rule); border-left: 0.5rem solid var(--edge); border-radius: 0.4rem; background: var(--panel);
  padding: 1rem 1.25rem; margin: 1rem 0; }
.verdict h2 { font-size: 1.6rem; color: var(--edge); }
.verdict ul { margin: 0.5rem 0 0; padding-left: 1.2rem; }
.passed { --edge: var(--good); } .failed, .regressed { --edge: var(--bad); } .invalid, .inconclusive { --edge: var(--warn); }
.lead { font-size: 1.1rem; margin: 0 0 0.5rem; }
.good { color: var(--good); font-weight: 600; } .bad { color: var(--bad); font-weight: 600; }
.scroll { overflow-x: auto; margin: 0.75rem 0; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: 0.95rem; }
caption { text-align: left; color: var(--muted); padding-bottom: 0.25rem; }
th, td { padding: 0.3rem 0.6rem; border-bottom: 1px solid var(--rule); text-align: right; vertical-align: top; overflow-wrap: normal; white-space: nowrap; }
th:first-child { text-align: left; } tbody th { white-space: normal; }
.words th, .words td { text-align: left; white-space: normal; overflow-wrap: anywhere; }
thead th { color: var(--muted); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 500; min-width: 10rem; }
figure { margin: 1.5rem 0; border: 1px solid var(--rule); border-radius: 0.4rem; padding: 0.75rem 1rem; }
figcaption { color: var(--muted); margin-bottom: 0.5rem; } figcaption strong { color: var(--text); display: block; font-size: 1.05rem; }
.plot { min-height: 1px; } .reading { min-height: 1.5rem; margin: 0.25rem 0 0; color: var(--muted); }
.uplot, .uplot *, .u-legend { font-family: inherit; } .u-legend { font-size: 0.85rem; color: var(--text); text-align: left; }
.u-legend th, .u-legend td { border: 0; padding: 0.1rem 0.3rem; text-align: left; width: auto; } .u-legend .u-marker { height: 0.9rem; width: 0.9rem; }
.u-select { background: rgba(128, 128, 128, 0.25); } .u-cursor-x { border-color: var(--muted); }
select { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--muted); border-radius: 0.25rem; padding: 0.2rem 0.4rem; max-width: 100%; }
summary { cursor: pointer; color: var(--link); padding: 0.2rem 0; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100rem; } .skip:focus { left: 1rem; top: 0.5rem; background: var(--page); padding: 0.4rem 0.8rem; z-index: 2; }
footer { color: var(--muted); border-top: 1px solid var(--rule); margin-top: 3rem; }
@media (max-width: 40rem) {
  body { padding: 1rem 0.75rem 2rem; } h1 { font-size: 1.4rem; } figure { padding: 0.5rem; } .verdict { padding: 0.75rem; }
  th, td { padding: 0.25rem 0.4rem; } tbody th { min-width: 7rem; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; } .scroll { overflow: visible; }
  .skip, select, label, .reading, figure details { display: none; } section, figure, tr { break-inside: avoid; } .verdict { background: none; }
}
`;
