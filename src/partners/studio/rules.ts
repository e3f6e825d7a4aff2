import type { FairInputs } from '../../kernel/fair-stream.js';
import { commitOf, fairStream } from '../../kernel/fair-stream.js';
import { derivedBytes } from '../../kernel/ids.js';
import type { Bet } from './bets.js';
import type { PlatformCall, Reaction, StudioSession } from './book.js';
import type { GameMath } from './mathematics.js';
import type { Part } from './outcomes.js';
import { partsOf } from './outcomes.js';

/** The decisions of a game studio, each by itself, so that each can be doubted by itself. */
export interface StudioRules {
  /** The secret a session draws from until it is rotated. */
  serverSeed(seed: string, session: string, generation: number): string;
  commit(serverSeed: string): string;
  /** The number of the next round under this seed; each is used once. */
  nonceAfter(session: StudioSession): number;
  parts(math: GameMath, inputs: FairInputs, bet: Bet): readonly Part[];
  /** Whether a stake is taken back after this reaction to its debit. */
  rollsBack(reaction: Reaction): boolean;
  /** Whether a call is made again after this reaction. */
  repeats(call: PlatformCall, reaction: Reaction): boolean;
  /** Under which key the nth attempt travels. */
  keyOf(call: PlatformCall, attempt: number): string;
}

export const soundStudio: StudioRules = {
  serverSeed: (seed, session, generation) =>
    derivedBytes(seed, 'server-seed', session, String(generation)).toString('hex'),
  commit: commitOf,
  nonceAfter: ({ nonce }) => nonce + 1,
  parts: (math, inputs, bet) => partsOf(math, fairStream(inputs), bet),
  rollsBack: (reaction) => reaction === 'unknown',
  repeats: ({ kind }, reaction) =>
    kind !== 'debit' && (reaction === 'unknown' || reaction === 'later'),
  keyOf: ({ key }) => key,
};
