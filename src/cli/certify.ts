import { mkdirSync } from 'node:fs';
import { certify } from '../harness/certify.js';
import type { CertifyEvent, CertifyOptions } from '../harness/certify.js';
import type { Target } from '../harness/target.js';
import { EXIT } from '../harness/verdict.js';
import type { FailOn } from '../harness/verdict.js';
import { readWaivers } from '../harness/waiver-file.js';
import { invariants } from '../../scenarios/invariants/index.js';
import { scenarios } from '../../scenarios/certify/index.js';
import { consoleReporter } from '../report/console.js';
import { annotationsText } from '../report/annotations.js';
import { comparisonText } from '../report/comparison.js';
import { writeReports } from '../report/files.js';
import type { Format } from '../report/files.js';
import { jsonText } from '../report/json.js';
import { redacted, redactedRun } from '../report/redaction.js';
import type { ReportedRun } from '../report/reported-run.js';
import { issuerOf } from './certificate.js';
import { explorationOf, explorationText } from './explore.js';
import type { ExploreFlags } from './explore.js';
import { openChecksIn, readRun } from './past-run.js';
import { placeOf } from './place.js';
import { formatsOf } from './report.js';
import { reportGuide, secretsOf } from './report-guide.js';
import { UsageMistake } from './terminal.js';
import type { Terminal } from './terminal.js';

export interface CertifyFlags extends ExploreFlags {
  readonly target?: string;
  readonly iKnowThisIsProduction?: string;
  readonly seed?: string;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly concurrency?: string;
  readonly strict?: boolean;
  readonly failOn?: FailOn;
  /** A file of waivers besides those of the target file; false for `--no-waivers`. */
  readonly waivers?: string | boolean;
  readonly baseline?: string;
  readonly rerunFailed?: string;
  readonly exitZero?: boolean;
  readonly out?: string;
  readonly report?: string;
  readonly certificate?: string;
  readonly signKey?: string;
  readonly validDays?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color?: boolean;
}

/** Judges the target, or a fresh sandbox; writes the reports whatever comes of it. */
export async function certifyCommand(flags: CertifyFlags, terminal: Terminal): Promise<number> {
  const wanted = formatsOf(flags.report ?? 'json,junit,html', '--report');
  const concurrency = wholeNumber(flags.concurrency, '--concurrency');
  const issue = issuerOf(flags, wanted, terminal);
  const interruption = new AbortController();
  const unlisten = terminal.onInterrupt(() => interruption.abort());
  const place = await placeOf({ ...flags, seed: flags.seed ?? seedAgain(flags) }, terminal);
  try {
    if (wanted.length > 0) mkdirSync(flags.out ?? 'reports', { recursive: true }); // sooner than money moves
    const result = await certify({
      target: place.target,
      scenarios,
      invariants,
      seed: place.seed,
      ...expectationsOf(flags, place.target),
      ...explorationOf(flags, terminal),
      skip: flags.skip,
      concurrency,
      strict: flags.strict,
      failOn: flags.failOn,
      signal: interruption.signal,
      onEvent: reporterOf(flags, terminal, secretsOf(place.target)),
    });
    const run = redactedRun(result, secretsOf(place.target));
    const reports = tellReports(run, flags, wanted, terminal);
    issue?.(reports);
    if (result.exitCode === EXIT.unreachable && flags.target !== undefined) {
      terminal.err(`what is in the way: tablestakes doctor --target ${flags.target}\n`);
    }
    return result.exitCode;
  } finally {
    unlisten();
    await place.close();
  }
}

/** What failed in a sandbox of our own is asked again under its seed; a stranger needs new names. */
const seedAgain = ({ rerunFailed, target }: CertifyFlags): string | undefined =>
  rerunFailed === undefined || target !== undefined ? undefined : readRun(rerunFailed).seed;

/** What an earlier run and the user's waivers say about this one; read before anything is sent. */
function expectationsOf(
  flags: CertifyFlags,
  target: Target,
): Pick<CertifyOptions, 'only' | 'waivers' | 'baseline' | 'exitZero'> {
  if (flags.rerunFailed !== undefined && flags.only !== undefined) {
    throw new UsageMistake('--rerun-failed chooses the checks: leave out --only');
  }
  const own = typeof flags.waivers === 'string' ? readWaivers(flags.waivers) : [];
  return {
    only: flags.rerunFailed === undefined ? flags.only : openChecksIn(flags.rerunFailed),
    waivers: flags.waivers === false ? [] : [...(target.waivers ?? []), ...own],
    baseline: flags.baseline === undefined ? undefined : readRun(flags.baseline),
    exitZero: flags.exitZero,
  };
}

function reporterOf(
  flags: CertifyFlags,
  terminal: Terminal,
  secrets: readonly string[],
): (event: CertifyEvent) => void {
  if (flags.json) return () => undefined;
  const tell = consoleReporter({
    write: terminal.out,
    isTerminal: terminal.isTerminal,
    colour: terminal.colour && flags.color !== false,
    quiet: flags.quiet ?? false,
  });
  return (event) => tell(withoutSecretsIn(event, secrets));
}

/** What is shown as it goes is redacted as the reports are. */
function withoutSecretsIn(event: CertifyEvent, secrets: readonly string[]): CertifyEvent {
  if (event.type === 'started') return event;
  if (event.type === 'checked') return { ...event, result: redacted(event.result, secrets) };
  const { history } = event.result;
  return { ...event, result: { ...redactedRun(event.result, secrets), history } };
}

function tellReports(
  run: ReportedRun,
  flags: CertifyFlags,
  wanted: readonly Format[],
  terminal: Terminal,
): readonly string[] {
  const guide = reportGuide(flags.target);
  const paths = wanted.length === 0 ? [] : writeReports(run, guide, flags.out ?? 'reports', wanted);
  if (flags.json) {
    terminal.out(jsonText(run));
    return paths;
  }
  if (run.baseline && !flags.quiet) terminal.out(`\n${comparisonText(run.baseline)}`);
  if (run.explore) terminal.out(explorationText(run.explore, againOf(flags)));
  if (paths.length > 0 && !flags.quiet) terminal.out(`wrote ${paths.join(', ')}\n`);
  if (terminal.environment['GITHUB_ACTIONS'] === 'true') {
    terminal.out(annotationsText(run, guide));
  }
  return paths;
}

const againOf = ({ target }: CertifyFlags): string =>
  `tablestakes certify${target === undefined ? '' : ` --target ${target}`}`;

/** A whole number of at least 1, or undefined where the flag is absent. */
export function wholeNumber(text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new UsageMistake(`${flag} ${text}: a whole number of at least 1 is wanted`);
}
