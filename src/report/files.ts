import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { badgeText } from './badge.js';
import { certifyHtmlText } from './certify-html.js';
import { ctrfText } from './ctrf.js';
import { harText } from './har.js';
import { jsonText } from './json.js';
import { junitText } from './junit.js';
import { commentText, markdownText } from './markdown.js';
import { ndjsonText } from './ndjson.js';
import type { Guide, ReportedRun } from './reported-run.js';
import { sarifText } from './sarif.js';
import { tapText } from './tap.js';

interface FileFormat {
  readonly extension: string;
  readonly textOf: (run: ReportedRun, guide: Guide) => string;
}

/** Every format that is a file: name, extension, text. */
const FORMATS = {
  json: { extension: 'json', textOf: jsonText },
  junit: { extension: 'xml', textOf: junitText },
  html: { extension: 'html', textOf: certifyHtmlText },
  markdown: { extension: 'md', textOf: markdownText },
  comment: { extension: 'comment.md', textOf: commentText },
  sarif: { extension: 'sarif', textOf: sarifText },
  ctrf: { extension: 'ctrf.json', textOf: ctrfText },
  tap: { extension: 'tap', textOf: tapText },
  har: { extension: 'har', textOf: harText },
  ndjson: { extension: 'ndjson', textOf: ndjsonText },
  badge: { extension: 'svg', textOf: badgeText },
} as const satisfies Readonly<Record<string, FileFormat>>;

export type Format = keyof typeof FORMATS;

export const formats = (): readonly Format[] => Object.keys(FORMATS) as Format[];

export const isFormat = (name: string): name is Format => Object.hasOwn(FORMATS, name);

export function reportText(run: ReportedRun, guide: Guide, format: Format): string {
  const { textOf }: FileFormat = FORMATS[format];
  return textOf(run, guide);
}

/** Writes `<out>/certify.<extension>` for each format, all of one result; returns the paths. */
export function writeReports(
  run: ReportedRun,
  guide: Guide,
  out: string,
  wanted: readonly Format[],
): readonly string[] {
  mkdirSync(out, { recursive: true });
  return wanted.map((format) => {
    const path = join(out, `certify.${FORMATS[format].extension}`);
    writeFileSync(path, reportText(run, guide, format));
    return path;
  });
}
