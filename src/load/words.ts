import type { LoadReport } from './load-report.js';
import { isUnproven } from './proof.js';

type Judged = Pick<
  LoadReport,
  | 'verdict'
  | 'valid'
  | 'validity'
  | 'thresholds'
  | 'proof'
  | 'rate'
  | 'baseline'
  | 'load'
  | 'missing'
>;

const NUMBER = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 4 });
const COUNT = new Intl.NumberFormat('en-GB');

/** The verdict and why, in sentences: the first is what a manager needs to know. */
export function wordsOf(report: Judged): readonly string[] {
  return [
    HEAD[report.verdict](report),
    moneyWords(report),
    ...missedWords(report),
    ...baselineWords(report),
    ...(report.load.interrupted ? ['The run was interrupted before its time.'] : []),
  ];
}

const HEAD: Readonly<Record<LoadReport['verdict'], (report: Judged) => string>> = {
  passed: (report) =>
    `The platform carried the load: ${rateWords(report)}, ` +
    `and ${all(report.thresholds.length)} met.`,
  regressed: (report) =>
    `The platform carried the load: ${rateWords(report)}, and ${judgedWords(report)} ` +
    'met; but it has become worse than it was.',
  inconclusive: (report) =>
    report.missing === null && report.thresholds.length === 0
      ? 'Nothing was promised, so nothing could be judged.'
      : report.missing === null
        ? `The run was too short or too quiet to judge: ${rateWords(report)}, and nothing was missed, ` +
          `but ${unjudgedOf(report).length} of ${count(report.thresholds.length, 'threshold')} had ` +
          'too few samples. Run it longer (--duration) or faster (--rate).'
        : `What makes this occasion is missing (${report.missing}): what is left of it held, ` +
          `${rateWords(report)}, but that proves nothing about the occasion.`,
  failed: (report) =>
    isUnproven(report.proof)
      ? 'The platform fell silent before its money could be proven: this run proves nothing.'
      : report.proof.ok
        ? `The platform did not carry the load: ${rateWords(report)}, and ` +
          `${brokenOf(report).length} of ${count(report.thresholds.length, 'threshold')} were missed.`
        : 'The platform lost track of money: its books differ from what it had acknowledged.',
  invalid: ({ validity }) =>
    'This run says nothing about the speed of the platform: the generator, not the platform, was ' +
    `the limit (${validity.reasons.join('; ')}).`,
};

function rateWords({ rate }: Judged): string {
  const achieved = `${NUMBER.format(rate.achieved)}`;
  return rate.offered === null
    ? `${achieved} turns per second ended soundly`
    : `${achieved} of ${NUMBER.format(rate.offered)} turns offered per second ended soundly`;
}

function moneyWords({ proof }: Judged): string {
  const { checked, violations } = proof;
  if (isUnproven(proof)) return `The money is not proven: ${violations[0]?.message}.`;
  const read =
    `${count(checked.transactions, 'transaction')} of ` +
    `${count(checked.players, 'player')} were checked against the books of the platform`;
  return proof.ok
    ? `The money is exact: ${read}.`
    : `The money is not exact: ${read}, with ${count(proof.violation_count, 'violation')}.`;
}

function missedWords(report: Judged): readonly string[] {
  if (report.verdict === 'invalid') return [];
  return missedOf(report).map(
    ({ name, verdict, actual, limit, sense, samples, min_samples: least }) =>
      verdict === 'too few samples'
        ? `${name}: only ${count(samples, 'sample')}, where ${least} are needed to judge.`
        : `${name}: ${NUMBER.format(actual)}, where ${sense} ${NUMBER.format(limit)} was promised.`,
  );
}

function baselineWords({ baseline }: Judged): readonly string[] {
  if (!baseline) return [];
  const worse = baseline.figures.filter(({ verdict }) => verdict === 'worse');
  if (worse.length === 0) return [`No figure is worse than in the baseline ${baseline.file}.`];
  const named = worse.map(
    ({ name, before, now }) => `${name} ${NUMBER.format(before)} → ${NUMBER.format(now)}`,
  );
  return [`Worse than in the baseline ${baseline.file}: ${named.join('; ')}.`];
}

type Thresholds = Pick<LoadReport, 'thresholds'>;

const missedOf = ({ thresholds }: Thresholds): LoadReport['thresholds'] =>
  thresholds.filter(({ ok }) => !ok);

const brokenOf = (report: Thresholds): LoadReport['thresholds'] =>
  report.thresholds.filter(({ verdict }) => verdict === 'missed');

/** Those that had too few samples to be judged. */
export const unjudgedOf = (report: Thresholds): LoadReport['thresholds'] =>
  report.thresholds.filter(({ verdict }) => verdict === 'too few samples');

const judgedWords = (report: Thresholds): string => {
  const few = unjudgedOf(report).length;
  const judged = report.thresholds.length - few;
  if (few === 0) return all(judged);
  return `${judged} of ${count(report.thresholds.length, 'threshold')} were judged and`;
};

const count = (number: number, noun: string): string =>
  `${COUNT.format(number)} ${noun}${number === 1 ? '' : 's'}`;

const all = (thresholds: number): string =>
  thresholds === 1 ? 'its one threshold was' : `all ${thresholds} thresholds were`;
