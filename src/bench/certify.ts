import { NOTHING, tablestakes, timeCommand } from './commands.js';
import { compared, interleaved } from './figures.js';
import type { Bench } from './lab.js';
import { atMost, comparedLine, plainLine } from './line.js';

interface Report {
  readonly counts: { readonly total: number };
  readonly checks: readonly { readonly exchanges: number }[];
}

/** Ten seconds for three hundred: docs/decisions/0017-time-of-certify.md. */
const MOST_MS_A_CHECK = 33;

/** The whole certification of a fresh sandbox, as a user waits for it. */
export const certify: Bench = {
  name: 'certify',
  async run(lab) {
    const words = tablestakes('certify', '--json', '--out', lab.file('reports'));
    let report: Report = { counts: { total: 0 }, checks: [] };
    const pairs = await interleaved(lab.pick(1, 3, 5), {
      measured: async () => {
        const { ms, out } = await timeCommand(lab, words);
        report = JSON.parse(out) as Report;
        return ms / 1_000;
      },
      baseline: async () => (await timeCommand(lab, NOTHING)).ms / 1_000,
    });
    const figures = compared(pairs);
    const checks = report.counts.total;
    const requests = report.checks.reduce((sum, check) => sum + check.exchanges, 0);
    const open = { name: 'certify', unit: 's', note: `${checks} checks` };
    const each = { name: 'certify: a check', unit: 'ms', target: atMost('value', MOST_MS_A_CHECK) };
    return [
      comparedLine(open, 'node -e 0', figures),
      plainLine(each, (figures.value * 1_000) / checks),
      plainLine({ name: 'certify: requests', unit: 'requests/s' }, requests / figures.value),
    ];
  },
};
