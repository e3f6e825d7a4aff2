import type { Capability } from '../capability.js';
import { NotApplicable } from '../failures.js';
import type { Dialect } from '../dialect/dialect.js';
import type { CheckFacts, Scenario, Stage } from '../scenario.js';

/** What will become of the checks that will not be judged: reason → their ids. */
export type Foreseen = ReadonlyMap<string, readonly string[]>;

/** What a rehearsal knows of the target. */
export interface Cast {
  readonly dialect: Dialect;
  readonly capabilities: ReadonlySet<Capability>;
  readonly missing?: ReadonlySet<Capability> | undefined;
  readonly disclaimed?: ReadonlySet<Capability> | undefined;
}

/** The first thing a check does besides asking the dialect: it is judged, as far as can be told. */
class Enough extends Error {}

/** Each check of the run that will end without being judged, by what it will say. */
export async function foresee(
  cast: Cast,
  scenarios: readonly Scenario[],
  others: readonly CheckFacts[],
): Promise<Foreseen> {
  const foreseen = new Map<string, string[]>();
  const note = (reason: string | undefined, { id }: CheckFacts): void => {
    if (reason !== undefined) foreseen.set(reason, [...(foreseen.get(reason) ?? []), id]);
  };
  for (const check of others) note(lackOf(cast, check), check);
  for (const scenario of scenarios) {
    note(lackOf(cast, scenario) ?? (await declined(cast.dialect, scenario)), scenario);
  }
  return foreseen;
}

function lackOf(cast: Cast, { needs = [] }: CheckFacts): string | undefined {
  const lacking = needs.find((need) => !cast.capabilities.has(need));
  if (lacking === undefined) return undefined;
  if (cast.missing?.has(lacking))
    return `fail: capabilities declare "${lacking}", which is not there`;
  if (cast.disclaimed?.has(lacking)) return `skip: capabilities declare no "${lacking}"`;
  return `untestable: the hook "${lacking}" is missing (control API: GET /sandbox)`;
}

/**
 * Plays the check up to its first deed with nobody on the other side: what the dialect rules out
 * is said by then. Nothing is sent.
 */
async function declined(dialect: Dialect, scenario: Scenario): Promise<string | undefined> {
  try {
    await scenario.run(stageOf(dialect));
  } catch (thrown) {
    if (thrown instanceof NotApplicable) return `not applicable: ${thrown.message}`;
  }
  return undefined;
}

function stageOf(dialect: Dialect): Stage {
  const silent: unknown = new Proxy(() => undefined, {
    get: () => silent,
    apply: () => {
      throw new Enough();
    },
  });
  const part = { platform: silent, given: silent, expect: silent, live: silent, control: silent };
  return { ...part, dialect, run: silent } as Stage;
}
