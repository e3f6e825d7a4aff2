/**
 * tablestakes as a library: start a sandbox, certify a platform, write scenarios.
 *
 * @example
 * const sandbox = await startSandbox({ seed: '7', clock: 'virtual' });
 * const result = await certify({ target: sandbox.url });
 * await sandbox.close();
 */
import { certify as judge } from './harness/certify.js';
import type { CertifyOptions, CertifyResult } from './harness/certify.js';

export { startSandbox } from './sandbox/start.js';
export type { Sandbox, SandboxOptions } from './sandbox/start.js';
export { scenario as defineScenario } from './harness/scenario.js';
export type { Scenario, Stage } from './harness/scenario.js';
export { invariant as defineInvariant } from './harness/invariants.js';
export type { Invariant } from './harness/invariants.js';
export type { CertifyEvent, CertifyOptions, CertifyResult } from './harness/certify.js';
export type { CheckResult } from './harness/results.js';
export type { Target } from './harness/target.js';

/**
 * Judges a target by the built-in scenarios and invariants, or by the given ones instead. Never
 * throws for what the target does: that is the verdict. Rejects when the options are wrong.
 */
export async function certify(
  options: Pick<CertifyOptions, 'target'> & Partial<CertifyOptions>,
): Promise<CertifyResult> {
  const [{ scenarios }, { invariants }] = await Promise.all([
    import('../scenarios/certify/index.js'),
    import('../scenarios/invariants/index.js'),
  ]);
  return judge({ scenarios, invariants, ...options });
}
