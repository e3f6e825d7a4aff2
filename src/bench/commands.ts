import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Lab } from './lab.js';

const BIN = fileURLToPath(new URL('../../../bin/tablestakes.js', import.meta.url));

/** How much of a failed command's output is shown. */
const SHOWN = 600;

/** What Node itself takes to start and end. */
export const NOTHING = ['-e', '0'];

export const tablestakes = (...words: readonly string[]): readonly string[] => [BIN, ...words];

/** Runs node with these words to its end: milliseconds from exec to exit, and what it printed. */
export async function timeCommand(
  lab: Lab,
  words: readonly string[],
): Promise<{ readonly ms: number; readonly out: string }> {
  const startedMs = performance.now();
  const child = lab.adopt(spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] }));
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0)
    throw new Error(`${words.join(' ')} ended with code ${code}: ${out.slice(0, SHOWN)}`);
  return { ms: performance.now() - startedMs, out };
}

/** Milliseconds from exec to the first line on standard output; then the process is ended. */
export async function timeFirstLine(lab: Lab, words: readonly string[]): Promise<number> {
  const startedMs = performance.now();
  const child = lab.adopt(spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] }));
  const line = new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.includes('\n')) resolve(performance.now() - startedMs);
    });
    child.once('exit', (code) => reject(new Error(`${words.join(' ')} ended with code ${code}`)));
  });
  const ms = await line;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
  return ms;
}
