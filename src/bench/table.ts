import type { Line } from './line.js';

const HEADS = ['line', 'figure', 'baseline', 'ratio', 'min–max', 'target', ''] as const;
const GAP = '  ';

/** Three figures that matter: 4,840 · 36.3 · 1.82. */
export function figureText(value: number): string {
  const size = Math.abs(value);
  const maximumFractionDigits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString('en-GB', { maximumFractionDigits });
}

/** The lines under their heads, columns aligned; notes follow their line. */
export function tableText(lines: readonly Line[]): string {
  const rows = lines.map(cellsOf);
  const widths = HEADS.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const rowText = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(GAP)
      .trimEnd();
  const body = lines.flatMap((line, at) => [
    rowText(rows[at] ?? []),
    ...(line.note === null ? [] : [`${GAP}${line.note}`]),
  ]);
  return `${[rowText(HEADS), ...body].join('\n')}\n`;
}

const cellsOf = (line: Line): readonly string[] => [
  line.name,
  `${figureText(line.value)} ${line.unit}`,
  line.baseline ? `${figureText(line.baseline.value)} ${line.baseline.name}` : '–',
  line.ratio === null ? '–' : `× ${figureText(line.ratio)}`,
  line.spread ? `${figureText(line.spread.min)}–${figureText(line.spread.max)}` : '–',
  targetText(line),
  line.ok === null ? '' : line.ok ? 'ok' : 'miss',
];

function targetText({ target, unit }: Line): string {
  if (!target) return '–';
  const sign = target.sense === 'at least' ? '≥' : '≤';
  const bound = figureText(target.bound);
  return target.of === 'ratio' ? `${sign} × ${bound}` : `${sign} ${bound} ${unit}`;
}
