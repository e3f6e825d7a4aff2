import type { CallOptions } from '../../../src/harness/platform.js';
import type { Stage } from '../../../src/harness/scenario.js';
import type { ErrorCode } from '../../../src/kernel/errors.js';
import { expectErrorBody } from '../errors/error-body.js';

/** One way of spoiling a debit on the wire, and the refusal it must get. */
export interface Spoiling {
  readonly code: ErrorCode;
  /** The member the refusal names. */
  readonly field?: string;
  /** Members laid over the debit. */
  readonly over?: Readonly<Record<string, unknown>>;
  /** How the bytes of the sound body are spoilt. */
  readonly bytes?: (sound: string) => string | Uint8Array;
  readonly options?: CallOptions;
}

/**
 * Sends one debit spoilt in each way: a clean refusal each time and nothing moved. Then the debit
 * itself is taken, its key unspent.
 */
export async function refusesSpoilt(stage: Stage, spoilings: readonly Spoiling[]): Promise<void> {
  const { platform, given, expect } = stage;
  const player = await given.player({ balance: '100.00' });
  const debit = given.debit(player, { amount: '10.00' });
  for (const { code, field, over, bytes, options } of spoilings) {
    const raw = bytes && { rawBody: bytes(JSON.stringify(debit)) };
    const refused = await platform.debitRound({ ...debit, ...over }, { ...options, ...raw });
    expectErrorBody(expect, refused, code, field === undefined ? {} : { field });
  }
  await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
  const taken = await platform.debitRound(debit);
  expect(taken).accepted({ balance: '90.00' });
  expect(taken).notReplayed();
}

export const facts = {
  requirement: 'SEC-08',
  money: 'Input that is guessed at, or breaks a parser, is how somebody else’s money is reached.',
} as const;
