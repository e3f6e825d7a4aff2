import type { OperationCall } from '../server/platform.js';

/** A failure of ours that a caller was told of as INTERNAL_ERROR, and no more (SEC-07). */
export interface Defect {
  readonly operation: string;
  readonly traceId: string;
  readonly failure: unknown;
}

/** Told of each defect as it happens. */
export type OnDefect = (defect: Defect) => void;

export const defectOf = (failure: unknown, call: OperationCall): Defect => ({
  operation: call.operation.id,
  traceId: call.traceId,
  failure,
});

const LONGEST = 200;

/**
 * One line for the operator. What is quoted from a text, and what looks like an address or a
 * number of somebody, is left out: a log is no place for persons (GDPR-01).
 */
export function defectLine({ operation, traceId, failure }: Defect): string {
  const { name, message } = failure instanceof Error ? failure : { name: 'thrown', message: '' };
  const [first = ''] = message.split('\n');
  const plain = first
    .replace(/".*"/g, '"…"')
    .replace(/[^\s@]+@[^\s@]+/g, '…')
    .replace(/\d[\d -]{3,}\d/g, '…')
    .slice(0, LONGEST);
  return `defect in ${operation} (trace_id ${traceId}): ${name}: ${plain}\n`;
}

/** The same, and where it happened; what is quoted in it may tell of persons. */
export function defectStack(defect: Defect): string {
  const { failure } = defect;
  const stack = failure instanceof Error ? (failure.stack ?? '') : String(failure);
  return `${defectLine(defect)}${stack}\n`;
}

/** For whoever runs a sandbox inside a program of their own: silent unless it is asked for. */
export const tellInDebugging: OnDefect = (defect) => {
  if (process.env['TABLESTAKES_DEBUG'] === '1') process.stderr.write(defectStack(defect));
};
