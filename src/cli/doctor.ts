import { examine } from '../harness/doctor/doctor.js';
import type { Finding, Mark } from '../harness/doctor/finding.js';
import { invariants } from '../../scenarios/invariants/index.js';
import { scenarios } from '../../scenarios/certify/index.js';
import { EXIT } from '../harness/verdict.js';
import { paintOf } from '../report/paint.js';
import type { Terminal } from './terminal.js';

export interface DoctorFlags {
  readonly target: string;
  readonly iKnowThisIsProduction?: string;
  readonly withMoney?: boolean;
  readonly json?: boolean;
  readonly color?: boolean;
}

/** Looks at a target before it is certified, and says what to do about what is wrong. */
export async function doctorCommand(flags: DoctorFlags, terminal: Terminal): Promise<number> {
  const tell = flags.json ? undefined : tellerOf(flags, terminal);
  const examination = await examine({
    text: flags.target,
    environment: terminal.environment,
    knownProduction: flags.iKnowThisIsProduction,
    checks: { scenarios, invariants },
    withMoney: flags.withMoney,
    onFinding: tell,
  });
  const { findings, exitCode } = examination;
  if (flags.json) {
    terminal.out(`${JSON.stringify(examination, null, 2)}\n`);
    return exitCode;
  }
  const of = (mark: Mark): number => findings.filter((finding) => finding.mark === mark).length;
  const counts = `${of('ok')} ok, ${of('warn')} to look at, ${of('fail')} wrong`;
  const ready = of('warn') === 0 ? 'ready' : 'ready, once you have looked at the warnings';
  const next =
    exitCode === EXIT.ok
      ? `${ready}: tablestakes certify --target ${flags.target}`
      : 'not ready: correct what is wrong and ask again';
  terminal.out(`\n${counts}\n${next}\n`);
  return exitCode;
}

const WORDS: Readonly<Record<Mark, string>> = { ok: 'ok', warn: 'warn', fail: 'FAIL', skip: '-' };
const COLOURS = { ok: 'pass', warn: 'warn', fail: 'fail', skip: 'skip' } as const;

function tellerOf(flags: DoctorFlags, terminal: Terminal): (finding: Finding) => void {
  const paint = paintOf(terminal.colour && flags.color !== false);
  return ({ step, mark, message, remedy }) => {
    const word = paint.status(COLOURS[mark], WORDS[mark].padEnd(5));
    terminal.out(`${word} ${step.padEnd(12)} ${message}\n`);
    if (remedy !== undefined) terminal.out(`${' '.repeat(19)}→ ${remedy}\n`);
  };
}
