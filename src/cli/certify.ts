import { fileURLToPath } from 'node:url';
import { certify } from '../harness/certify.js';
import type { CertifyEvent, CertifyResult } from '../harness/certify.js';
import { readTarget } from '../harness/target.js';
import type { Target } from '../harness/target.js';
import type { FailOn } from '../harness/verdict.js';
import { invariants } from '../../scenarios/invariants/index.js';
import { scenarios } from '../../scenarios/certify/index.js';
import { consoleReporter } from '../report/console.js';
import { formats, isFormat, writeReports } from '../report/files.js';
import type { Format } from '../report/files.js';
import { jsonText } from '../report/json.js';
import { UsageMistake } from './terminal.js';
import type { Terminal } from './terminal.js';

export interface CertifyFlags {
  readonly target?: string;
  readonly iKnowThisIsProduction?: string;
  readonly seed?: string;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly concurrency?: string;
  readonly strict?: boolean;
  readonly failOn?: FailOn;
  readonly out?: string;
  readonly report?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color?: boolean;
}

const SANDBOX_SEED = '1';
/** The fresh sandbox runs beside the harness: on two processors that halves the time. */
const BIN = fileURLToPath(new URL('../../../bin/tablestakes.js', import.meta.url));

/** Judges the target, or a fresh sandbox; writes the reports whatever comes of it. */
export async function certifyCommand(flags: CertifyFlags, terminal: Terminal): Promise<number> {
  const wanted = formatsOf(flags.report ?? 'json,junit');
  const concurrency = wholeNumber(flags.concurrency, '--concurrency');
  const interruption = new AbortController();
  const unlisten = terminal.onInterrupt(() => interruption.abort());
  const place = await placeOf(flags, terminal);
  try {
    const result = await certify({
      target: place.target,
      scenarios,
      invariants,
      seed: place.seed,
      only: flags.only,
      skip: flags.skip,
      concurrency,
      strict: flags.strict,
      failOn: flags.failOn,
      signal: interruption.signal,
      onEvent: reporterOf(flags, terminal),
    });
    tellReports(result, flags, wanted, terminal);
    return result.exitCode;
  } finally {
    unlisten();
    await place.close();
  }
}

interface Place {
  readonly target: Target;
  readonly seed: string | undefined;
  close(): Promise<void>;
}

async function placeOf(flags: CertifyFlags, terminal: Terminal): Promise<Place> {
  if (flags.target !== undefined) {
    const known = { knownProduction: flags.iKnowThisIsProduction };
    const target = readTarget(flags.target, terminal.environment, known);
    return { target, seed: flags.seed, close: () => Promise.resolve() };
  }
  const { startSandboxProcess } = await import('../load/sandbox-process.js');
  const seed = flags.seed ?? SANDBOX_SEED;
  const sandbox = await startSandboxProcess(BIN, seed, 'virtual');
  const target = { name: 'sandbox', baseUrl: sandbox.url };
  return { target, seed, close: () => sandbox.stop() };
}

function reporterOf(flags: CertifyFlags, terminal: Terminal): (event: CertifyEvent) => void {
  if (flags.json) return () => undefined;
  return consoleReporter({
    write: terminal.out,
    isTerminal: terminal.isTerminal,
    colour: terminal.colour && flags.color !== false,
    quiet: flags.quiet ?? false,
  });
}

function tellReports(
  result: CertifyResult,
  flags: CertifyFlags,
  wanted: readonly Format[],
  terminal: Terminal,
): void {
  const paths = wanted.length === 0 ? [] : writeReports(result, flags.out ?? 'reports', wanted);
  if (flags.json) terminal.out(jsonText(result));
  else if (paths.length > 0 && !flags.quiet) terminal.out(`wrote ${paths.join(', ')}\n`);
}

function formatsOf(list: string): readonly Format[] {
  if (list === 'none') return [];
  return list.split(',').map((word) => {
    const name = word.trim();
    if (isFormat(name)) return name;
    throw new UsageMistake(`--report ${name}: there is ${formats().join(', ')} and none`);
  });
}

/** A whole number of at least 1, or undefined where the flag is absent. */
export function wholeNumber(text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new UsageMistake(`${flag} ${text}: a whole number of at least 1 is wanted`);
}
