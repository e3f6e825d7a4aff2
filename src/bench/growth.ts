import { openDesk } from './debits.js';
import type { DebitDesk } from './debits.js';
import { compared, interleaved } from './figures.js';
import { fillWithDebits } from './fill.js';
import type { Bench, Lab } from './lab.js';
import { atMost, comparedLine } from './line.js';
import { figureText } from './table.js';

const SMALL = 10_000;
const PLAYERS = 1_000;

/** What a debit costs in a database that has seen many, against one that has seen few. */
export const growth: Bench = {
  name: 'growth',
  async run(lab) {
    const size = lab.pick(50_000, 300_000, 5_000_000);
    const small = await filled(lab, 'small.db', SMALL);
    const large = await filled(lab, 'large.db', size);
    const windowMs = lab.pick(300, 800, 2_000);
    await large.debit(windowMs);
    await small.debit(windowMs);
    const pairs = await interleaved(lab.pick(3, 9, 21), {
      measured: () => large.debit(windowMs),
      baseline: () => small.debit(windowMs),
    });
    small.world.close();
    large.world.close();
    const note = `${figureText(size)} transactions against ${figureText(SMALL)}, each in a file`;
    const open = { name: 'growth', unit: 'µs/debit', target: atMost('ratio', 1.4), note };
    return [comparedLine(open, `at ${figureText(SMALL)}`, compared(pairs))];
  },
};

async function filled(lab: Lab, name: string, transactions: number): Promise<DebitDesk> {
  const desk = await openDesk({ file: lab.file(name), players: PLAYERS });
  const startedMs = performance.now();
  fillWithDebits(desk.world.platform().store.db, desk.players.length, transactions, (done) => {
    lab.tell(`filled ${figureText(done)} of ${figureText(transactions)} transactions`);
  });
  const seconds = (performance.now() - startedMs) / 1_000;
  lab.tell(`${figureText(transactions)} transactions in ${figureText(seconds)} s`);
  return desk;
}
