import { fileURLToPath } from 'node:url';
import { readTarget } from '../harness/target.js';
import type { Target } from '../harness/target.js';
import type { Terminal } from './terminal.js';

/** Whom a command judges, and what it must close afterwards. */
export interface Place {
  readonly target: Target;
  readonly seed: string | undefined;
  close(): Promise<void>;
}

export interface PlaceFlags {
  readonly target?: string | undefined;
  readonly iKnowThisIsProduction?: string | undefined;
  readonly seed?: string | undefined;
}

/** How reports call the sandbox that a command starts for itself. */
export const OWN_SANDBOX = 'sandbox';
const SANDBOX_SEED = '1';
/** The fresh sandbox runs beside the harness: on two processors that halves the time. */
const BIN = fileURLToPath(new URL('../../../bin/tablestakes.js', import.meta.url));

/** The named target, or a fresh sandbox where none is named. */
export async function placeOf(flags: PlaceFlags, terminal: Terminal): Promise<Place> {
  if (flags.target !== undefined) {
    const known = { knownProduction: flags.iKnowThisIsProduction };
    const target = readTarget(flags.target, terminal.environment, known);
    return { target, seed: flags.seed, close: () => Promise.resolve() };
  }
  const { startSandboxProcess } = await import('../load/sandbox-process.js');
  const seed = flags.seed ?? SANDBOX_SEED;
  const sandbox = await startSandboxProcess(BIN, seed, 'virtual');
  const target = { name: OWN_SANDBOX, baseUrl: sandbox.url };
  return { target, seed, close: () => sandbox.stop() };
}
