/**
 * tablestakes as a library: start a sandbox, certify a platform, write scenarios.
 *
 * @example
 * const sandbox = await startSandbox({ seed: '7', clock: 'virtual' });
 * const result = await certify({ target: sandbox.url });
 * await sandbox.close();
 */
export { startSandbox } from './sandbox/start.js';
export type { Sandbox, SandboxOptions } from './sandbox/start.js';
