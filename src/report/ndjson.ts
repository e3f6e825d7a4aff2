import { exchangesOf } from './findings.js';
import { jsonReportOf } from './json.js';
import type { ReportedRun } from './reported-run.js';

/**
 * One JSON object per line: `run`, then for each check its exchanges (`exchange`) and its result
 * (`check`), then the verdict (`end`). For tools that read as they go, and for grep.
 */
export function ndjsonText(run: ReportedRun): string {
  const { checks, coverage, counts, verdict, exit_code, reasons, ...facts } = jsonReportOf(run);
  const lines = [
    { type: 'run', ...facts },
    ...checks.flatMap((check) => {
      const { evidence, failures, ...result } = check;
      const told = failures.map(({ exchange: _shown, ...failure }) => failure);
      return [
        ...exchangesOf(check).map((exchange) => ({
          type: 'exchange',
          check: check.id,
          ...exchange,
        })),
        { type: 'check', ...result, failures: told, evidence: evidence.length },
      ];
    }),
    { type: 'end', verdict, exit_code, reasons, counts, coverage },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
