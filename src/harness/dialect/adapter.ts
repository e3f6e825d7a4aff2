import { pathToFileURL } from 'node:url';
import type { FlatInput, Received, WireRequest } from '../../client/index.js';
import type { Reading } from './readings.js';

/**
 * A module of the user for what a map cannot say. Every function is optional; each gets what the
 * map made and gives back what is to be used instead.
 */
export interface Adapter {
  request?(made: {
    readonly operation: string;
    readonly input: FlatInput;
    readonly request: WireRequest;
  }): WireRequest | Promise<WireRequest>;
  /** Headers that let a request in; called last, over the request as it goes out. */
  authorize?(
    request: WireRequest,
  ): Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  answer?(read: {
    readonly operation: string;
    readonly input: FlatInput;
    readonly received: Received;
    readonly reading: Reading;
  }): Reading | Promise<Reading>;
  /** A player nobody else uses, with this money; in place of a pool. */
  player?(wanted: WantedPlayer): { readonly player_id: string } | Promise<{ player_id: string }>;
  /** Throws when the adapter does not work; called before anything is judged. */
  selfCheck?(): void | Promise<void>;
}

export interface WantedPlayer {
  /** Decimal text; undefined: any. */
  readonly balance?: string | undefined;
  readonly currency: string;
  readonly status: string;
}

const FUNCTIONS = ['request', 'authorize', 'answer', 'player', 'selfCheck'] as const;

/** The adapter cannot be used as written. */
export class AdapterMistake extends Error {}

/** Loads the module; it must have a self-check, and nothing under a name we do not call. */
export async function loadAdapter(
  path: string | undefined,
  member: 'adapter' | 'auth.module',
): Promise<Adapter> {
  if (path === undefined) return {};
  let module: Record<string, unknown>;
  try {
    module = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (thrown) {
    throw new AdapterMistake(`${member} ${path}: ${String((thrown as Error).message)}`);
  }
  for (const [name, value] of Object.entries(module)) {
    if (!FUNCTIONS.some((known) => known === name) || typeof value !== 'function') {
      throw new AdapterMistake(
        `${member} ${path}: exports ${name}; there is ${FUNCTIONS.join(', ')}`,
      );
    }
  }
  if (member === 'adapter' && !module['selfCheck']) {
    throw new AdapterMistake(
      `${member} ${path}: export selfCheck(), which throws when it is broken`,
    );
  }
  return module;
}
