/** What a certification report has beside the style that all our pages share. */
export const CERTIFY_STYLE = `
.conformant { --edge: var(--good); } .non-conformant { --edge: var(--bad); } .partial, .inconclusive { --edge: var(--warn); }
.verdict h3 { margin: 1.25rem 0 0.25rem; font-size: 1rem; }
.verdict h3 + p { margin: 0; } .words td:last-child { min-width: 10rem; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; list-style: none; padding: 0; margin: 0.75rem 0 0; }
a { color: var(--link); }
.verdict .tiles { display: flex; flex-wrap: wrap; gap: 0.6rem; list-style: none; padding: 0; margin: 1rem 0 0; }
.tiles a { display: block; min-width: 6.5rem; padding: 0.5rem 0.8rem; border: 1px solid var(--rule); border-top: 0.25rem solid var(--tone);
  border-radius: 0.4rem; background: var(--page); color: var(--text); text-decoration: none; }
.tiles a:hover { border-color: var(--tone); } .tiles strong { display: block; font-size: 1.6rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.tiles li span { color: var(--tone); }
.is-pass { --tone: var(--good); } .is-fail { --tone: var(--bad); } .is-warn, .is-waived { --tone: var(--warn); } .is-skip { --tone: var(--muted); }
.is-untestable { --tone: var(--link); } .is-error { --tone: var(--line-3); }
.badge { color: var(--tone); font-weight: 600; white-space: nowrap; } .state { white-space: nowrap; } .doubt { color: var(--warn); font-weight: 600; }
.impact { font-size: 0.85rem; padding: 0 0.4rem; border: 1px solid currentColor; border-radius: 0.8rem; white-space: nowrap; color: var(--muted); }
.impact.critical { color: var(--bad); }
.verdict ul.money { list-style: none; padding: 0; } .money li { margin: 0.35rem 0; } .ids { font-size: 0.9rem; color: var(--muted); }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 0.6rem 1.25rem; margin: 1.25rem 0 0.5rem; }
dt { color: var(--muted); font-size: 0.85rem; } dd { margin: 0; }
#filter:not([hidden]) { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: end; padding: 0.6rem 0; }
#filter p { margin: 0; } #filter label { display: block; color: var(--muted); font-size: 0.85rem; }
input, button { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--muted); border-radius: 0.25rem; padding: 0.2rem 0.5rem; max-width: 100%; }
input, button, select { min-height: 2.1rem; } button { cursor: pointer; } output { color: var(--muted); font-size: 0.9rem; }
.finding { border: 1px solid var(--rule); border-left: 0.35rem solid var(--tone); border-radius: 0.4rem; padding: 0.75rem 1rem; margin: 1rem 0; }
.finding h3 { margin: 0; font-size: 1.1rem; }
.finding h4 { margin: 1rem 0 0.25rem; font-size: 0.95rem; } h5 { margin: 0.6rem 0 0.2rem; font-size: 0.85rem; color: var(--muted); }
.tags { margin: 0.25rem 0; color: var(--muted); font-size: 0.9rem; }
.finding ul { margin: 0.25rem 0; } .finding > dl > div { margin: 0.5rem 0; } .failure { margin: 0.75rem 0; } .failure p { margin: 0 0 0.4rem; }
.versus { display: grid; grid-template-columns: 1fr 1fr; gap: 0.75rem; margin: 0; }
.versus dt { font-weight: 600; } .expected dt { color: var(--good); } .actual dt { color: var(--bad); }
pre { margin: 0; padding: 0.5rem 0.7rem; background: var(--panel); border-radius: 0.3rem; font: 0.85rem/1.45 ui-monospace, 'DejaVu Sans Mono', monospace;
  white-space: pre-wrap; overflow-wrap: anywhere; }
.expected pre { border-left: 0.2rem solid var(--good); } .actual pre { border-left: 0.2rem solid var(--bad); } .curl { user-select: all; }
code { font: 0.9em ui-monospace, 'DejaVu Sans Mono', monospace; }
.timeline { padding-left: 2rem; margin: 0.25rem 0; } .timeline summary { position: relative; padding-bottom: 0.3rem; }
.line { font: 0.9rem ui-monospace, 'DejaVu Sans Mono', monospace; } .answered { font-weight: 600; color: var(--text); } .took { color: var(--muted); }
.bar { display: block; height: 0.2rem; background: var(--grid); } .bar span { display: block; height: 100%; background: var(--muted); }
td a, .ids a { display: inline-block; }
.again { font-size: 0.9rem; color: var(--muted); margin: 0.75rem 0 0; } .silent li { margin: 0.5rem 0; }
.checks ul { list-style: none; padding: 0; margin: 0 0 1rem; }
.checks li { display: grid; grid-template-columns: 7.5rem 12rem 1fr auto; gap: 0 0.75rem; padding: 0.3rem 0; border-bottom: 1px solid var(--grid); font-size: 0.95rem; }
.checks li[hidden], .finding[hidden], .domain[hidden] { display: none; }
.checks li b { font-weight: 500; } .checks li > :nth-child(2), .checks li > .badge { grid-row: span 3; } .checks li > span:nth-child(5) { grid-column: 3 / -1; color: var(--muted); font-size: 0.85rem; }
.checks li em { grid-column: 3 / -1; color: var(--tone); font-style: normal; font-size: 0.85rem; }
.domain summary h3 { display: inline; font-size: 1.05rem; } .domain > summary { border-bottom: 1px solid var(--rule); color: var(--muted); } .domain summary h3 { color: var(--text); }
:target { outline: 2px solid var(--link); outline-offset: 3px; }
@media (max-width: 40rem) {
  .versus { grid-template-columns: 1fr; } .finding { padding: 0.6rem 0.7rem; } .tiles a { min-width: 5.2rem; padding: 0.35rem 0.6rem; }
  .facts { grid-template-columns: 1fr 1fr; } .timeline { padding-left: 1.4rem; }
  .checks li { grid-template-columns: auto 1fr auto; } .checks li > :nth-child(2), .checks li > .badge { grid-row: auto; } .checks li b, .checks li > span:nth-child(5), .checks li em { grid-column: 1 / -1; }
  .words thead { display: none; } .words, .words tbody, .words tr, .words th, .words td, .words caption { display: block; border: 0; padding: 0; } .words tr { padding: 0.5rem 0; border-bottom: 1px solid var(--rule); }
}
@media print {
  nav, #filter, .again { display: none !important; } .tiles a { border-color: #999; } .finding { break-inside: auto; } a { color: inherit; text-decoration: none; }
}
`;
