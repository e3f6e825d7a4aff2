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
import type { LoadPlan } from './load/export/plan.js';
import type { LoadWorker, WorkerOptions } from './load/export/worker.js';

export { startSandbox } from './sandbox/start.js';
export type { Sandbox, SandboxOptions } from './sandbox/start.js';
export { scenario as defineScenario } from './harness/scenario.js';
export type { Scenario, Stage } from './harness/scenario.js';
export { invariant as defineInvariant } from './harness/invariants.js';
export type { Invariant } from './harness/invariants.js';
export type { CertifyEvent, CertifyOptions, CertifyResult } from './harness/certify.js';
export type { Comparison } from './harness/baseline.js';
export type { CheckResult } from './harness/results.js';
export { readTarget } from './harness/target.js';
export type { Target } from './harness/target.js';
export type { Waiver, WaiverUse } from './harness/waivers.js';
export type { Dialect } from './harness/dialect/dialect.js';
export type { Adapter } from './harness/dialect/adapter.js';
export type { LoadPlan } from './load/export/plan.js';
export type { LoadWorker, WorkerOptions } from './load/export/worker.js';

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

/**
 * A worker of an exported load plan: plays turns for an engine such as Artillery, funds its own
 * players and keeps what the money proof needs. `tablestakes loadtest import` reads it back.
 */
export async function openLoadWorker(plan: LoadPlan, options: WorkerOptions): Promise<LoadWorker> {
  const { openLoadWorker: open } = await import('./load/export/worker.js');
  return open(plan, options);
}
