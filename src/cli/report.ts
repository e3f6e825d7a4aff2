import { EXIT } from '../harness/verdict.js';
import { formats, isFormat, reportText, writeReports } from '../report/files.js';
import type { Format } from '../report/files.js';
import { redactedRun } from '../report/redaction.js';
import { readRun } from './past-run.js';
import { reportGuide } from './report-guide.js';
import { UsageMistake } from './terminal.js';
import type { Terminal } from './terminal.js';

export interface ReportFlags {
  readonly out?: string;
  readonly report?: string;
  readonly print?: string;
  readonly target?: string;
}

/** Makes the other formats of a JSON report; judges nothing, so it ends with 0 whatever it says. */
export function reportCommand(file: string, flags: ReportFlags, terminal: Terminal): number {
  const run = redactedRun(readRun(file));
  const guide = reportGuide(flags.target);
  if (flags.print !== undefined) {
    for (const format of formatsOf(flags.print, '--print')) {
      terminal.out(reportText(run, guide, format));
    }
    return EXIT.ok;
  }
  const wanted = formatsOf(flags.report ?? 'html,markdown', '--report');
  const paths = writeReports(run, guide, flags.out ?? 'reports', wanted);
  terminal.out(`wrote ${paths.join(', ')}\n`);
  return EXIT.ok;
}

/** `json, html` → formats; `none` → nothing. */
export function formatsOf(list: string, flag: string): readonly Format[] {
  if (list === 'none') return [];
  return list.split(',').map((word) => {
    const name = word.trim();
    if (isFormat(name)) return name;
    throw new UsageMistake(`${flag} ${name}: there is ${formats().join(', ')} and none`);
  });
}
