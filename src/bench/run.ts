import { generator } from './ceiling.js';
import { certify } from './certify.js';
import { commit } from './commit.js';
import { growth } from './growth.js';
import { openLab } from './lab.js';
import type { Bench } from './lab.js';
import { latency } from './latency.js';
import { leaderboard } from './leaderboard.js';
import type { Line } from './line.js';
import { live } from './live.js';
import { memory } from './memory.js';
import { BenchMistake, parseOptions } from './options.js';
import { play } from './play.js';
import { benchReportOf, writeBenchReport } from './results.js';
import { checksListed, helpShown, sandboxReady } from './startup.js';
import { tableText } from './table.js';
import { tournament } from './tournament.js';

const BENCHES: readonly Bench[] = [
  play,
  commit,
  growth,
  leaderboard,
  tournament,
  latency,
  memory,
  live,
  generator,
  certify,
  sandboxReady,
  helpShown,
  checksListed,
];

const INTERRUPTED = 130;

/**
 * Runs what was asked for and answers the exit code. A missed target is a figure, no failure; a
 * bench that breaks costs its own lines only, and the exit code.
 */
export async function runBenches(words: readonly string[]): Promise<number> {
  const options = parseOptions(words);
  const chosen = benchesNamed(options.only);
  const startedMs = performance.now();
  const seconds = (): number => Math.round((performance.now() - startedMs) / 1_000);
  let under = '';
  const lab = openLab(options, (text) =>
    process.stderr.write(`  ${String(seconds()).padStart(4)} s  ${under}: ${text}\n`),
  );
  const interrupt = (): void => {
    lab.close();
    process.exit(INTERRUPTED);
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const lines: Line[] = [];
  const failed: string[] = [];
  for (const bench of chosen) {
    under = bench.name;
    lab.tell('begins');
    try {
      lines.push(...(await bench.run(lab)));
    } catch (thrown) {
      failed.push(`${bench.name} failed: ${textOf(thrown)}\n`);
    }
  }
  lab.close();
  const path = writeBenchReport(benchReportOf(options.effort, lines), options.out);
  process.stdout.write(`${tableText(lines)}${seconds()} s; wrote ${path}\n`);
  process.stderr.write(failed.join(''));
  return failed.length === 0 ? 0 : 1;
}

const textOf = (thrown: unknown): string =>
  thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);

function benchesNamed(only: readonly string[]): readonly Bench[] {
  const chosen = BENCHES.filter(
    ({ name }) => only.length === 0 || only.some((part) => name.includes(part)),
  );
  const names = BENCHES.map(({ name }) => name).join(', ');
  if (chosen.length === 0) throw new BenchMistake(`there is ${names}; not ${only.join(', ')}`);
  return chosen;
}
