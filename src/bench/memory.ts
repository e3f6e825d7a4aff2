import { setTimeout as wait } from 'node:timers/promises';
import { askRound } from './generator.js';
import type { Bench, Lab } from './lab.js';
import { atMost, plainLine } from './line.js';
import type { Line } from './line.js';
import { debitAskers } from './play-askers.js';
import { startServerProcess } from './servers.js';
import { figureText } from './table.js';

const IDLE_MOST_MB = 150;
const USED_MOST_MB = 400;
const SETTLE_MS = 500;
/** In memory the money itself is resident: beyond this it says nothing new. */
const MOST_IN_MEMORY = 100_000;

/** Resident memory of a sandbox process: fresh, and after many debits over HTTP. */
export const memory: Bench = {
  name: 'memory',
  async run(lab) {
    const debits = lab.pick(5_000, 50_000, 1_000_000);
    return [
      ...(await memoryLines(lab, 'memory', debits, lab.file('memory.db'))),
      ...(await memoryLines(lab, 'memory (no file)', Math.min(debits, MOST_IN_MEMORY))),
    ];
  },
};

async function memoryLines(
  lab: Lab,
  name: string,
  debits: number,
  file?: string,
): Promise<readonly Line[]> {
  const sandbox = await startServerProcess(lab, 'sandbox', file);
  await wait(SETTLE_MS);
  const idle = (await sandbox.usage()).rssMb;
  const { seconds } = await askRound(sandbox.url, debitAskers(sandbox), { requests: debits });
  lab.tell(`${name}: ${figureText(debits)} debits in ${figureText(seconds)} s`);
  const used = (await sandbox.usage()).rssMb;
  await sandbox.stop();
  const judgedAt = (most: number) => (file === undefined ? {} : { target: atMost('value', most) });
  const after = `${name}: after ${debits.toLocaleString('en-GB')} debits`;
  return [
    plainLine({ name: `${name}: idle`, unit: 'MB', ...judgedAt(IDLE_MOST_MB) }, idle),
    plainLine({ name: after, unit: 'MB', ...judgedAt(USED_MOST_MB) }, used),
  ];
}
