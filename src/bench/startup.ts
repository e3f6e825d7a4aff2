import { NOTHING, tablestakes, timeCommand, timeFirstLine } from './commands.js';
import { compared, interleaved } from './figures.js';
import type { Bench, Lab } from './lab.js';
import { atMost, comparedLine } from './line.js';
import type { Line } from './line.js';

const BASELINE = 'node -e 0';

const timeNothing = async (lab: Lab): Promise<number> => (await timeCommand(lab, NOTHING)).ms;

const timeWhole =
  (...words: readonly string[]) =>
  async (lab: Lab): Promise<number> =>
    (await timeCommand(lab, tablestakes(...words))).ms;

/** From exec until it serves; what it does for its first request is not in it. */
export const sandboxReady = startup('sandbox', 12, (lab) =>
  timeFirstLine(lab, tablestakes('sandbox', '--json')),
);
export const helpShown = startup('help', 3, timeWhole('--help'));
export const checksListed = startup('list', undefined, timeWhole('list'));

function startup(
  name: string,
  most: number | undefined,
  measure: (lab: Lab) => Promise<number>,
): Bench {
  return {
    name,
    async run(lab): Promise<readonly Line[]> {
      await measure(lab);
      const pairs = await interleaved(lab.pick(3, 11, 31), {
        measured: () => measure(lab),
        baseline: () => timeNothing(lab),
      });
      const target = most === undefined ? {} : { target: atMost('ratio', most) };
      return [comparedLine({ name, unit: 'ms', ...target }, BASELINE, compared(pairs))];
    },
  };
}
