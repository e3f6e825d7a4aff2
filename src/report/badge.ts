import { markup } from './markup.js';
import type { ReportedRun } from './reported-run.js';

const COLOURS: Readonly<Record<ReportedRun['verdict'], string>> = {
  conformant: '#116329',
  partial: '#8a4b00',
  'non-conformant': '#b3151d',
  inconclusive: '#545d68',
};

/** Verdict and profile in a picture of one line. Never a percentage: it would say nothing. */
export function badgeText(run: ReportedRun): string {
  const label = `tablestakes ${run.target.profile ?? 'platform-full'}`;
  const value =
    run.selection.selected === run.selection.of ? run.verdict : `${run.verdict} (in part)`;
  const [left, right] = [widthOf(label), widthOf(value)];
  const title = `${label}: ${value}`;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${title}">
<title>${title}</title>
<rect width="${left}" height="20" fill="#2b3138"/>
<rect x="${left}" width="${right}" height="20" fill="${COLOURS[run.verdict]}"/>
<g fill="#ffffff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">
<text x="${left / 2}" y="14" textLength="${left - PADDING}">${label}</text>
<text x="${left + right / 2}" y="14" textLength="${right - PADDING}">${value}</text>
</g>
</svg>
`.html;
}

const PADDING = 12;

/** A guess good enough for words in Verdana of 11 pixels; `textLength` makes it true. */
const widthOf = (text: string): number => Math.ceil(text.length * 6.6) + PADDING;
