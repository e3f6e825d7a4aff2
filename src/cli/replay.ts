import { certify } from '../harness/certify.js';
import { replayOutcome } from '../harness/replay.js';
import type { ReplayOutcome } from '../harness/replay.js';
import type { CheckResult } from '../harness/results.js';
import { EXIT } from '../harness/verdict.js';
import type { ExitCode } from '../harness/verdict.js';
import { invariants } from '../../scenarios/invariants/index.js';
import { scenarios } from '../../scenarios/certify/index.js';
import { summaryText } from '../report/console.js';
import { redacted, redactedRun } from '../report/redaction.js';
import type { ReportedRun } from '../report/reported-run.js';
import { readCheck } from './past-run.js';
import type { PastCheck } from './past-run.js';
import { OWN_SANDBOX, placeOf } from './place.js';
import { secretsOf } from './report-guide.js';
import { UsageMistake } from './terminal.js';
import type { Terminal } from './terminal.js';

export interface ReplayFlags {
  readonly target?: string;
  readonly iKnowThisIsProduction?: string;
  readonly sameIds?: boolean;
  readonly json?: boolean;
  readonly color?: boolean;
}

const SENTENCES: Readonly<Record<ReplayOutcome, string>> = {
  same: 'fails the same way',
  other: 'fails another way than before',
  passes: 'passes now',
  unclear: 'could not be asked again',
};

const EXITS: Readonly<Record<ReplayOutcome, ExitCode>> = {
  same: EXIT.nonConformant,
  other: EXIT.nonConformant,
  passes: EXIT.ok,
  unclear: EXIT.inconclusive,
};

/**
 * Runs one failed check of a JSON report again with the run's seed, and says whether it fails the
 * same way. A fresh sandbox meets the very same ids. A target that lives on remembers them, so
 * there ids are new, unless it was put back and --same-ids says so.
 */
export async function replayCommand(
  reference: string,
  flags: ReplayFlags,
  terminal: Terminal,
): Promise<number> {
  const past = readCheck(reference);
  refuseUnrepeatable(past.check);
  if (flags.target === undefined) refuseUnmapped(past.run);
  const interruption = new AbortController();
  const unlisten = terminal.onInterrupt(() => interruption.abort());
  const place = await placeOf(whereOf(past.run, flags), terminal);
  try {
    const isFresh = place.target.name === OWN_SANDBOX && flags.target === undefined;
    const namespace = past.run.namespace ?? past.run.seed;
    const result = await certify({
      target: place.target,
      scenarios,
      invariants,
      only: [past.check.id],
      seed: past.run.seed,
      namespace: isFresh || flags.sameIds ? namespace : `${namespace} again ${stamp()}`,
      waivers: [],
      signal: interruption.signal,
    });
    const secrets = secretsOf(place.target);
    return tell(past, redactedRun(result, secrets), flags, terminal);
  } finally {
    unlisten();
    await place.close();
  }
}

const stamp = (): string => `${process.pid.toString(36)}-${process.hrtime.bigint().toString(36)}`;

function refuseUnrepeatable({ id, kind, failures }: CheckResult): void {
  if (kind === 'invariant') {
    throw new UsageMistake(`${id} judges a whole run: repeat the run with its seed instead`);
  }
  if (failures.length === 0) throw new UsageMistake(`${id} did not fail: nothing to replay`);
}

/** A report keeps the address of a target and not its map, without which nothing could be asked. */
function refuseUnmapped({ target }: ReportedRun): void {
  if (!target.dialect) return;
  const file = 'this report is of a target with a map: give its file with --target';
  throw new UsageMistake(`${file} (${target.name}, ${target.baseUrl})`);
}

const whereOf = (run: ReportedRun, flags: ReplayFlags): Parameters<typeof placeOf>[0] => ({
  target: flags.target ?? (run.target.name === OWN_SANDBOX ? undefined : run.target.baseUrl),
  iKnowThisIsProduction: flags.iKnowThisIsProduction,
  seed: run.seed,
});

function tell(past: PastCheck, run: ReportedRun, flags: ReplayFlags, terminal: Terminal): number {
  const again = run.checks.find(({ id }) => id === past.check.id);
  const outcome = again ? replayOutcome(redacted(past.check, []), again) : 'unclear';
  if (flags.json) {
    const told = {
      check: past.check.id,
      outcome,
      seed: run.seed,
      before: past.check,
      after: again,
    };
    terminal.out(`${JSON.stringify(told, null, 2)}\n`);
  } else {
    terminal.out(summaryText(run, terminal.colour && flags.color !== false));
    terminal.out(`${past.check.id} ${SENTENCES[outcome]} (seed ${run.seed})\n`);
    const [first] = past.check.failures;
    if (outcome === 'other' && first) terminal.out(`  before  ${first.message}\n`);
  }
  if (run.exitCode === EXIT.unreachable || run.exitCode === EXIT.interrupted) return run.exitCode;
  return EXITS[outcome];
}
