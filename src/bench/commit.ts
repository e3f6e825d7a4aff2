import { openDesk } from './debits.js';
import { compared, interleaved } from './figures.js';
import type { Bench } from './lab.js';
import { atLeast, comparedLine } from './line.js';
import { PLAYERS_AT_TABLE } from './players.js';

const perSecond = (us: number): number => 1_000_000 / us;

/** The same code and the same file settings; only how many requests share a commit differs. */
export const commit: Bench = {
  name: 'commit',
  async run(lab) {
    const players = PLAYERS_AT_TABLE;
    const group = await openDesk({ file: lab.file('group.db'), players });
    const single = await openDesk({ file: lab.file('single.db'), players, groupLimit: 1 });
    const warmMs = lab.pick(300, 600, 1_000);
    await group.debit(warmMs);
    await single.debit(warmMs);
    const roundMs = lab.pick(400, 800, 2_000);
    const pairs = await interleaved(lab.pick(3, 7, 15), {
      measured: async () => perSecond(await group.debit(roundMs)),
      baseline: async () => perSecond(await single.debit(roundMs)),
    });
    group.world.close();
    single.world.close();
    const note = 'both with synchronous=FULL, 64 debits under way';
    const open = { name: 'commit', unit: 'debits/s', target: atLeast('ratio', 4), note };
    return [comparedLine(open, 'one commit each', compared(pairs))];
  },
};
