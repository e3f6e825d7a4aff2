import { EXIT } from './verdict.js';
import type { ExitCode } from './verdict.js';

/** The user asked for what does not exist or does not fit: neither the target's fault nor ours. */
export class Mistake extends Error {
  readonly exitCode: ExitCode = EXIT.usage;
}
