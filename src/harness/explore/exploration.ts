import type { Stage } from '../scenario.js';
import { scenario } from '../scenario.js';
import type { Scenario } from '../scenario.js';
import { ExpectationFailed } from '../failures.js';
import { bursts, sequences } from './commands.js';
import { playBurst } from './burst.js';
import { openGround } from './ground.js';
import type { Budget, Finding, Replay } from './search.js';
import { replayId, search } from './search.js';
import { playSequence } from './sequence.js';
import type { Played, Told } from './words.js';

/** What an exploration is asked for. */
export interface ExploreOptions extends Budget {
  readonly replay?: Replay | undefined;
  /** Told after each sequence. */
  readonly onProgress?: ((progress: ExploreProgress) => void) | undefined;
}

export interface ExploreProgress {
  readonly check: string;
  readonly sequences: number;
  readonly requests: number;
}

/** The shortest story that a sound wallet cannot tell. */
export interface ExploreStory {
  readonly check: string;
  readonly replayId: string;
  readonly steps: readonly Told[];
  /** How often the story was shortened. */
  readonly shrunk: number;
  /** false: it went wrong once and did not when it was played again, so a race is in it. */
  readonly again: boolean;
}

/** What was explored, and what was found. */
export interface ExploreFacts {
  readonly sequences: number;
  readonly requests: number;
  /** Bursts whose order was not found because the search was cut off. */
  readonly undecided: number;
  /** How often each transition of the model was seen. */
  readonly transitions: Readonly<Record<string, number>>;
  readonly stories: readonly ExploreStory[];
}

export interface Exploration {
  readonly scenarios: readonly Scenario[];
  facts(): ExploreFacts;
}

/** Of the time, so much goes to sequences; the rest to bursts. */
const FOR_SEQUENCES = 0.6;
/** On top of its time: what was begun is ended, and what was found is shortened. */
const PATIENCE_MS = 120_000;
/** A check that counts sequences may take as long as this. */
const LONGEST_MS = 3_600_000;
const RACE_ATTEMPTS = 3;

/** Two checks that try what nobody wrote down, until their budget is used up. */
export function openExploration(options: ExploreOptions): Exploration {
  const seen = { sequences: 0, requests: 0, undecided: 0 };
  const transitions = new Map<string, number>();
  const stories: ExploreStory[] = [];
  const count = (check: string, played: Played): void => {
    seen.sequences += 1;
    seen.requests += played.requests;
    for (const name of played.transitions) transitions.set(name, (transitions.get(name) ?? 0) + 1);
    options.onProgress?.({ check, sequences: seen.sequences, requests: seen.requests });
  };
  const asked = (check: string, part: number) => ({
    check,
    budget: { ...options, ms: options.ms === undefined ? undefined : options.ms * part },
    replay: options.replay?.check === check ? options.replay : undefined,
  });

  const isWanted = (check: string): boolean =>
    options.replay === undefined || options.replay.check === check;
  const timeoutMs = options.ms === undefined ? LONGEST_MS : options.ms + PATIENCE_MS;

  const explore01 = scenario({
    ...EXPLORATIONS[0],
    exclusive: true,
    timeoutMs,
    async run(stage) {
      const ground = await openGround(stage);
      const found = await search({
        ...asked('EXPLORE-01', FOR_SEQUENCES),
        seed: stage.run.seed,
        arbitrary: sequences,
        attempts: 1,
        play: async (content) => {
          const play = await ground.playFor(content, content.opening, content.players);
          return playSequence(play, content).finally(ground.tidy);
        },
        onPlayed: (played) => count('EXPLORE-01', played),
      });
      conclude(stage, found, stories);
    },
  });

  const explore02 = scenario({
    ...EXPLORATIONS[1],
    exclusive: true,
    timeoutMs,
    async run(stage) {
      const ground = await openGround(stage);
      const found = await search({
        ...asked('EXPLORE-02', 1 - FOR_SEQUENCES),
        seed: stage.run.seed,
        arbitrary: bursts,
        attempts: RACE_ATTEMPTS,
        play: async (content) => {
          const play = await ground.playFor(content, content.opening, 1);
          return playBurst(play, content).finally(ground.tidy);
        },
        onPlayed: (played) => {
          if (played.linearity === 'undecided') seen.undecided += 1;
          count('EXPLORE-02', played);
        },
      });
      conclude(stage, found, stories);
    },
  });

  return {
    scenarios: [explore01, explore02].filter(({ id }) => isWanted(id)),
    facts: () => ({ ...seen, transitions: Object.fromEntries([...transitions].sort()), stories }),
  };
}

/** What the two checks say of themselves. */
export const EXPLORATIONS = [
  {
    id: 'EXPLORE-01',
    title:
      'Whatever is asked one after the other, the wallet answers as the reference wallet would',
    rule:
      'Each debit, credit and rollback MUST have exactly its effect, once, whatever came before it ' +
      'and however often it is repeated; balance and statement MUST agree with it.',
    requirement: 'PLAY-05',
    impact: 'critical',
    money: 'A sequence nobody thought of is the one that pays twice.',
  },
  {
    id: 'EXPLORE-02',
    title: 'Whatever is asked at once, some order of the requests explains every answer',
    rule:
      'Requests that meet on one wallet MUST be answered as if each happened at one moment between ' +
      'its sending and its answer.',
    requirement: 'MONEY-03',
    impact: 'critical',
    money: 'Two requests that read the same balance spend it twice.',
  },
] as const;

function conclude<T, P extends Played>(
  { expect }: Stage,
  found: Finding<T, P> | undefined,
  stories: ExploreStory[],
): void {
  expect.that(true, 'the exploration').isTrue();
  if (!found) return;
  const { played, replay, shrunk, again } = found;
  const id = replayId(replay);
  stories.push({ check: replay.check, replayId: id, steps: played.told, shrunk, again });
  const last = played.told.at(-1);
  const steps = played.told.map(({ asked }, nth) => `(${nth + 1}) ${asked}`).join('; ');
  throw new ExpectationFailed({
    kind: 'expectation',
    message: `after ${steps}: ${last?.got ?? ''}; play it again with --explore-replay ${id}`,
    expected: last?.expected,
    actual: last?.got,
    ...(last?.exchange && { exchange: last.exchange }),
  });
}
