import { summaryText } from '../load/index.js';
import type { LoadReport } from '../load/index.js';
import { isLoadFormat, loadFormats, loadJsonText, writeLoadReports } from '../report/load-files.js';
import type { LoadFormat } from '../report/load-files.js';
import { UsageMistake } from './terminal.js';
import type { Terminal } from './terminal.js';

interface Telling {
  readonly out: string;
  readonly json?: boolean;
}

/** Writes the reports and prints the summary, or the report itself. */
export function tellLoad(
  report: LoadReport,
  wanted: readonly LoadFormat[],
  flags: Telling,
  terminal: Terminal,
): void {
  const paths = writeLoadReports(report, flags.out, wanted);
  const wrote = paths.map((path) => `report     ${path}\n`).join('');
  terminal.out(flags.json ? loadJsonText(report) : `${summaryText(report)}${wrote}`);
}

export function formatsOf(list: string): readonly LoadFormat[] {
  if (list === 'none') return [];
  return list.split(',').map((word) => {
    const name = word.trim();
    if (isLoadFormat(name)) return name;
    throw new UsageMistake(`--report ${name}: there is ${loadFormats().join(', ')} or none`);
  });
}
