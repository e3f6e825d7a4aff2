import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openSender } from '../client/index.js';
import type { Bench, Lab } from './lab.js';
import { atMost, plainLine } from './line.js';
import type { Delays, ReadersWish } from './live-readers.js';
import { debitBody } from './play-askers.js';
import { READ, startServerProcess } from './servers.js';
import type { ServerProcess } from './servers.js';

const MAIN = fileURLToPath(new URL('main.js', import.meta.url));

const READERS = 10_000;
const MOST_P99_MS = 250;
const MOST_KB = 40;
const TICK_MS = 1_000;
const SETTLE_MS = 2_000;
/** Files a process has open besides. */
const OTHER_FILES = 500;
const KB_PER_MB = 1_024;

/** Ten thousand readers of one balance, in a process of their own, and a stake a second. */
export const live: Bench = {
  name: 'live',
  async run(lab) {
    const wanted = lab.options.readers ?? READERS;
    const count = Math.min(wanted, openFiles() - OTHER_FILES);
    const sandbox = await startServerProcess(lab, 'sandbox');
    await wait(SETTLE_MS);
    const idle = (await sandbox.usage()).rssMb;
    const channel = `balance:${sandbox.players[0]}`;
    const readers = await openReaders(lab, { ...sandbox, channel, count });
    await wait(SETTLE_MS);
    const connected = await sandbox.usage();
    lab.tell(`${count} readers in ${Math.round(connected.rssMb)} MB`);
    const ticks = lab.pick(3, 5, 20);
    const delays = await ticked(sandbox, readers, ticks);
    const { cpuUs } = await sandbox.usage();
    await sandbox.stop();
    lab.tell(`${delays.length} of ${count * ticks} messages came`);
    const facts = `${count} readers, ${delays.length} of ${count * ticks} messages`;
    const shown = (name: string, share: number, target = {}) =>
      plainLine({ name, unit: 'ms', ...target, note: facts }, quantileOf(delays, share));
    const kb = ((connected.rssMb - idle) * KB_PER_MB) / count;
    const perMessage = (cpuUs - connected.cpuUs) / delays.length;
    return [
      shown('live: delivery p50', 0.5),
      shown('live: delivery p99', 0.99, { target: atMost('value', MOST_P99_MS) }),
      plainLine(
        { name: 'live: memory a reader', unit: 'KB', target: atMost('value', MOST_KB) },
        kb,
      ),
      plainLine({ name: 'live: CPU of the server', unit: 'µs/message' }, perMessage),
    ];
  },
};

/** Linux says how many files a process may have open; elsewhere it is taken for enough. */
function openFiles(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    return Number(/Max open files\s+(\d+)/.exec(limits)?.[1] ?? Infinity);
  } catch {
    return Infinity;
  }
}

async function openReaders(
  lab: Lab,
  { url, token, channel, count }: ReadersWish,
): Promise<ChildProcess> {
  const wish = JSON.stringify({ url, token, channel, count });
  const child = lab.adopt(fork(MAIN, [READ, wish]));
  const ended = once(child, 'exit').then(() => {
    throw new Error('the readers’ process ended');
  });
  ended.catch(() => undefined);
  await Promise.race([once(child, 'message'), ended]);
  return child;
}

/** A stake a second; answers the delay of every message that came of them. */
async function ticked(
  { url, token, players }: ServerProcess,
  readers: ChildProcess,
  ticks: number,
): Promise<readonly number[]> {
  const sender = openSender({ baseUrl: url });
  for (let tick = 0; tick < ticks; tick += 1) {
    await wait(TICK_MS);
    await sender.send({
      method: 'POST',
      path: '/v1/games/rounds/debit',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: debitBody(players[0] ?? '', `tick-${tick}`),
    });
  }
  await wait(TICK_MS);
  await sender.close();
  readers.send('delays');
  const [told] = (await once(readers, 'message')) as [Delays];
  readers.disconnect();
  return told.delaysMs;
}

/** The value below which that share lies; 0 when there are none. */
function quantileOf(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
