import { READ, SERVE } from './servers.js';

/** `npm run bench`; with `--serve` or `--read` before all, one of its processes. */
const [first, ...rest] = process.argv.slice(2);

if (first === SERVE) {
  const { serveForParent } = await import('./server-child.js');
  await serveForParent(rest);
} else if (first === READ) {
  const { readForParent } = await import('./live-readers.js');
  await readForParent(rest);
} else {
  await measure();
}

async function measure(): Promise<void> {
  const { runBenches } = await import('./run.js');
  const { BenchMistake } = await import('./options.js');
  try {
    process.exitCode = await runBenches(process.argv.slice(2));
  } catch (thrown) {
    const mistaken = thrown instanceof BenchMistake;
    const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    process.stderr.write(`bench: ${mistaken ? thrown.message : text}\n`);
    process.exitCode = mistaken ? 2 : 1;
  }
}
