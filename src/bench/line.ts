import type { Comparison } from './figures.js';

export interface Target {
  /** Whether the figure itself is judged or its ratio to the baseline. */
  readonly of: 'value' | 'ratio';
  readonly sense: 'at least' | 'at most';
  readonly bound: number;
}

/** One line of the table and of reports/bench.json. */
export interface Line {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  /** Measured in the same run, between the rounds of the figure. */
  readonly baseline: { readonly name: string; readonly value: number } | null;
  readonly ratio: number | null;
  /** The smallest and the largest ratio of a pair of rounds. */
  readonly spread: { readonly min: number; readonly max: number } | null;
  readonly target: Target | null;
  /** Null where nothing is promised. */
  readonly ok: boolean | null;
  readonly note: string | null;
}

type Open = Pick<Line, 'name' | 'unit'> & { readonly target?: Target; readonly note?: string };

/** A figure beside its baseline. */
export function comparedLine(open: Open, baselineName: string, figures: Comparison): Line {
  const { value, baseline, ratio, min, max } = figures;
  return judged(open, {
    value,
    baseline: { name: baselineName, value: baseline },
    ratio,
    spread: { min, max },
  });
}

/** A figure that stands alone: a size, a time with a promise of its own. */
export function plainLine(open: Open, value: number): Line {
  return judged(open, { value, baseline: null, ratio: null, spread: null });
}

function judged(open: Open, figures: Pick<Line, 'value' | 'baseline' | 'ratio' | 'spread'>): Line {
  const { name, unit, target = null, note = null } = open;
  const ok = target && keeps(target, target.of === 'ratio' ? figures.ratio : figures.value);
  return { name, unit, ...figures, target, ok, note };
}

function keeps({ sense, bound }: Target, figure: number | null): boolean {
  if (figure === null) return false;
  return sense === 'at least' ? figure >= bound : figure <= bound;
}

export const atLeast = (of: Target['of'], bound: number): Target => ({
  of,
  sense: 'at least',
  bound,
});

export const atMost = (of: Target['of'], bound: number): Target => ({
  of,
  sense: 'at most',
  bound,
});
