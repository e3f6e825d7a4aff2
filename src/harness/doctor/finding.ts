/** What is looked at, in this order: nothing is sent before `reach`, no money moves before `money`. */
export const STEPS = [
  'file',
  'secrets',
  'guard',
  'dns',
  'tcp',
  'tls',
  'reach',
  'clock',
  'auth',
  'scopes',
  'map',
  'dialect',
  'money',
  'players',
  'webhooks',
  'capabilities',
  'limits',
  'outlook',
] as const;

export type Step = (typeof STEPS)[number];

/** `skip`: not looked at, and the message says why. */
export type Mark = 'ok' | 'warn' | 'fail' | 'skip';

/** One thing that was looked at. */
export interface Finding {
  readonly step: Step;
  readonly mark: Mark;
  readonly message: string;
  /** What to do about it; each warning and failure has one. */
  readonly remedy?: string;
}

/** Findings as they are made; what it returns, the next step works with. */
export type Looking<Result = void> = AsyncGenerator<Finding, Result>;

export const ok = (step: Step, message: string): Finding => ({ step, mark: 'ok', message });

export const skip = (step: Step, message: string): Finding => ({ step, mark: 'skip', message });

export const warn = (step: Step, message: string, remedy: string): Finding => ({
  step,
  mark: 'warn',
  message,
  remedy,
});

export const fail = (step: Step, message: string, remedy: string): Finding => ({
  step,
  mark: 'fail',
  message,
  remedy,
});
