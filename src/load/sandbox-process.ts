import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { TargetUnfit } from './target.js';

/** A sandbox of our own, in a process of its own so that it shares nobody's event loop. */
export interface SandboxProcess {
  readonly url: string;
  /** kill -9, and the same again at the same address; on its database where it has one. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 5_000;

/**
 * Starts `tablestakes sandbox --json`, on any free port, and waits for its one line of JSON.
 * @throws TargetUnfit when it ends, or says nothing, before it is ready
 */
export async function startSandboxProcess(
  bin: string,
  seed: string,
  clock: 'real' | 'virtual' = 'real',
  db?: string,
): Promise<SandboxProcess> {
  const flags = ['--seed', seed, '--clock', clock, ...(db === undefined ? [] : ['--db', db])];
  let { child, url } = await started(bin, flags);
  return {
    url,
    stop: () => stop(child),
    crash: async () => {
      await ended(child, 'SIGKILL');
      ({ child, url } = await started(bin, [...flags, '--port', new URL(url).port]));
    },
  };
}

interface Started {
  readonly child: ChildProcess;
  readonly url: string;
}

async function started(bin: string, flags: readonly string[]): Promise<Started> {
  const child = spawn(process.execPath, [bin, 'sandbox', '--json', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C goes to the whole group: the sandbox must outlive it for the money proof.
    detached: true,
  });
  const orphaned = (): void => void child.kill('SIGKILL');
  process.once('exit', orphaned);
  child.once('exit', () => process.off('exit', orphaned));
  try {
    return { child, url: await urlFrom(child) };
  } catch (thrown) {
    await stop(child);
    throw thrown;
  }
}

function urlFrom(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = '';
    let said = '';
    const refuse = (why: string): void => reject(new TargetUnfit(`the sandbox ${why}`));
    const late = setTimeout(() => refuse('did not get ready in time'), READY_WITHIN_MS);
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      out += chunk;
      const end = out.indexOf('\n');
      if (end < 0) return;
      clearTimeout(late);
      const url = urlIn(out.slice(0, end));
      if (url) resolve(url);
      else refuse(`said something unexpected: ${out.slice(0, 200)}`);
    });
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      said = (said + chunk).slice(-2_000);
    });
    child.once('error', (error) => refuse(`could not be started: ${error.message}`));
    child.once('exit', (code) => {
      clearTimeout(late);
      refuse(`ended with code ${code}: ${said.trim()}`);
    });
  });
}

function urlIn(line: string): string | undefined {
  try {
    const told = JSON.parse(line) as { readonly url?: unknown };
    return typeof told.url === 'string' ? told.url : undefined;
  } catch {
    return undefined;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  const harder = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await ended(child, 'SIGTERM');
  clearTimeout(harder);
}

/** Until it is gone; at once when it is already. */
async function ended(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}
