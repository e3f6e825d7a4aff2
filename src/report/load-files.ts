import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadReport } from '../load/load-report.js';
import { loadHtmlText } from './load-html.js';

/** Two spaces deep, ending in a newline. */
export const loadJsonText = (report: LoadReport): string =>
  `${JSON.stringify(report, undefined, 2)}\n`;

/** Every format of a load report that is a file. */
const FORMATS = { json: loadJsonText, html: loadHtmlText } as const;

export type LoadFormat = keyof typeof FORMATS;

export const loadFormats = (): readonly LoadFormat[] => Object.keys(FORMATS) as LoadFormat[];

export const isLoadFormat = (name: string): name is LoadFormat => Object.hasOwn(FORMATS, name);

/** Writes `<out>/load-<scenario>.<format>` for each format, all of one result; returns the paths. */
export function writeLoadReports(
  report: LoadReport,
  out: string,
  wanted: readonly LoadFormat[],
): readonly string[] {
  mkdirSync(out, { recursive: true });
  return wanted.map((format) => {
    const path = join(out, `load-${report.scenario.name}.${format}`);
    writeFileSync(path, FORMATS[format](report));
    return path;
  });
}
