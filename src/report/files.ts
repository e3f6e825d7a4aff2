import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CertifyResult } from '../harness/certify.js';
import { jsonText } from './json.js';
import { junitText } from './junit.js';

/** Every format that is a file: name, extension, text. */
const FORMATS = {
  json: { extension: 'json', textOf: jsonText },
  junit: { extension: 'xml', textOf: junitText },
} as const;

export type Format = keyof typeof FORMATS;

export const formats = (): readonly Format[] => Object.keys(FORMATS) as Format[];

export const isFormat = (name: string): name is Format => Object.hasOwn(FORMATS, name);

/** Writes `<out>/certify.<extension>` for each format, all of one result; returns the paths. */
export function writeReports(
  result: CertifyResult,
  out: string,
  wanted: readonly Format[],
): readonly string[] {
  mkdirSync(out, { recursive: true });
  return wanted.map((format) => {
    const path = join(out, `certify.${FORMATS[format].extension}`);
    writeFileSync(path, FORMATS[format].textOf(result));
    return path;
  });
}
