import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { CONNECTIONS } from './generator.js';
import type { Lab } from './lab.js';

const WRK = '/usr/bin/wrk';

export const hasWrk = (): boolean => existsSync(WRK);

/** Requests per second that wrk makes on one thread, as it tells them. */
export async function askByWrk(lab: Lab, url: string, seconds: number): Promise<number> {
  const words = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, url];
  const child = lab.adopt(spawn(WRK, words, { stdio: ['ignore', 'pipe', 'inherit'] }));
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  const told = /^Requests\/sec: +([\d.]+)/m.exec(out)?.[1];
  if (code !== 0 || told === undefined) throw new Error(`wrk ended with code ${code}: ${out}`);
  return Number(told);
}
