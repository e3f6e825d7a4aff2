import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Lab } from './lab.js';
import type { Served, ServerKind, Usage } from './server-child.js';

/** A server in a process of its own, so that nothing but its work is on its clock. */
export interface ServerProcess extends Served {
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

export const SERVE = '--serve';
/** For the process of those who are told live. */
export const READ = '--read';
const MAIN = fileURLToPath(new URL('main.js', import.meta.url));

/** A sandbox keeps its money in `file`, or in memory without one. */
export async function startServerProcess(
  lab: Lab,
  kind: ServerKind,
  file?: string,
): Promise<ServerProcess> {
  const { profile } = lab.options;
  const words = [SERVE, kind, ...(file === undefined ? [] : [file])];
  const child = lab.adopt(
    fork(MAIN, words, {
      execArgv: profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`],
    }),
  );
  const served = await messageOf<Served>(child);
  return {
    ...served,
    async usage() {
      child.send('usage');
      return messageOf<Usage>(child);
    },
    async stop() {
      const exit = once(child, 'exit');
      child.disconnect();
      await exit;
    },
  };
}

function messageOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void =>
      reject(new Error(`the server process ended with code ${code}`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message as T);
    });
  });
}
