import { askRound, CONNECTIONS } from './generator.js';
import type { Asker } from './generator.js';
import { compared, interleaved } from './figures.js';
import type { Bench, Lab } from './lab.js';
import { atLeast, comparedLine } from './line.js';
import { echoAskers, playAskers } from './play-askers.js';
import { startServerProcess } from './servers.js';
import type { ServerProcess } from './servers.js';

interface Reading {
  readonly perSecond: number;
  /** CPU of the server alone: it stays put when other work slows the machine. */
  readonly cpuUs: number;
}

/** Play over HTTP against the least a server of this kind can do: answer with what it was sent. */
export const play: Bench = {
  name: 'play',
  async run(lab) {
    const sandbox = await startServerProcess(lab, 'sandbox', lab.file('play.db'));
    const echo = await startServerProcess(lab, 'echo');
    const measured = reader(sandbox, () => playAskers(sandbox));
    const baseline = reader(echo, () => echoAskers(CONNECTIONS));
    await measured(lab.pick(700, 1_500, 3_000));
    await baseline(lab.pick(700, 1_500, 3_000));
    const roundMs = lab.pick(1_000, 2_000, 5_000);
    const pairs = await interleaved(lab.pick(2, 6, 11), {
      measured: () => told(lab, 'play', measured(roundMs)),
      baseline: () => told(lab, 'echo', baseline(roundMs)),
    });
    await Promise.all([sandbox.stop(), echo.stop()]);
    const open = { name: 'play', unit: 'requests/s', target: atLeast('ratio', 1.8) };
    const cpu = { name: 'play: CPU of the server', unit: 'µs/request' };
    const note = 'debit + credit, durable, authenticated, validated, idempotent, audited';
    return [
      comparedLine({ ...open, note }, 'stock Express echo', compared(pick(pairs, 'perSecond'))),
      comparedLine(cpu, 'stock Express echo', compared(pick(pairs, 'cpuUs'))),
    ];
  },
};

type Pairs = readonly { readonly measured: Reading; readonly baseline: Reading }[];

const pick = (pairs: Pairs, figure: keyof Reading) =>
  pairs.map(({ measured, baseline }) => ({
    measured: measured[figure],
    baseline: baseline[figure],
  }));

function reader(server: ServerProcess, askers: () => readonly Asker[]) {
  return async (ms: number): Promise<Reading> => {
    const before = await server.usage();
    const { requests, seconds } = await askRound(server.url, askers(), { ms });
    const after = await server.usage();
    return {
      perSecond: requests / seconds,
      cpuUs: (after.cpuUs - before.cpuUs) / requests,
    };
  };
}

async function told(lab: Lab, name: string, reading: Promise<Reading>): Promise<Reading> {
  const { perSecond, cpuUs } = await reading;
  lab.tell(`${name} ${Math.round(perSecond)} requests/s, ${Math.round(cpuUs)} µs of CPU each`);
  return { perSecond, cpuUs };
}
