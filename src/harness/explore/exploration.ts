import type { Stage } from '../scenario.js';
import { scenario } from '../scenario.js';
import type { Scenario } from '../scenario.js';
import { ExpectationFailed } from '../failures.js';
import {
  bursts,
  sequences,
  sizeOfBurst,
  withoutCommand,
  withoutCommandOfBurst,
} from './commands.js';
import type { Burst, Sequence } from './commands.js';
import { playBurst } from './burst.js';
import type { PlayedBurst } from './burst.js';
import { openGround } from './ground.js';
import type { Budget, Finding, Replay, Search } from './search.js';
import { replayId, search } from './search.js';
import { playSequence } from './sequence.js';
import { TRANSITIONS } from './transitions.js';
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

/** One step of a story, and how to repeat its request by hand. */
export type StoryStep = Omit<Told, 'exchange'> & { readonly curl: string | null };

/** The shortest story that a sound wallet cannot tell. */
export interface ExploreStory {
  readonly check: string;
  readonly replayId: string;
  readonly steps: readonly StoryStep[];
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
  /** Transitions of the model that were not seen. */
  readonly unseen: readonly string[];
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
  const isWanted = ({ id }: Scenario): boolean =>
    options.replay === undefined || options.replay.check === id;
  const timeoutMs = options.ms === undefined ? LONGEST_MS : options.ms + PATIENCE_MS;
  const [one, other] = EXPLORATIONS;
  const scenarios = [
    scenario({
      ...one,
      exclusive: true,
      timeoutMs,
      run: async (stage) => {
        const found = await searchSequences(stage, asked(one.id, FOR_SEQUENCES), (played) =>
          count(one.id, played),
        );
        conclude(stage, found, stories);
      },
    }),
    scenario({
      ...other,
      exclusive: true,
      timeoutMs,
      run: async (stage) => {
        const found = await searchBursts(stage, asked(other.id, 1 - FOR_SEQUENCES), (played) => {
          if (played.linearity === 'undecided') seen.undecided += 1;
          count(other.id, played);
        });
        conclude(stage, found, stories);
      },
    }),
  ];

  return {
    scenarios: scenarios.filter(isWanted),
    facts: () => ({
      ...seen,
      transitions: Object.fromEntries([...transitions].sort()),
      unseen: TRANSITIONS.filter((name) => !transitions.has(name)),
      stories,
    }),
  };
}

type Asked = Pick<Search<Sequence, Played>, 'check' | 'budget' | 'replay'>;

async function searchSequences(
  stage: Stage,
  asked: Asked,
  onPlayed: (played: Played) => void,
): Promise<Finding<Sequence, Played> | undefined> {
  const ground = await openGround(stage);
  return search({
    ...asked,
    onPlayed,
    seed: stage.run.seed,
    arbitrary: sequences,
    attempts: 1,
    sizeOf: ({ commands }) => commands.length,
    without: withoutCommand,
    play: async (content) =>
      playSequence(await ground.playFor(content, content.opening, content.players), content),
  });
}

async function searchBursts(
  stage: Stage,
  asked: Asked,
  onPlayed: (played: PlayedBurst) => void,
): Promise<Finding<Burst, PlayedBurst> | undefined> {
  const ground = await openGround(stage);
  return search({
    ...asked,
    onPlayed,
    seed: stage.run.seed,
    arbitrary: bursts,
    attempts: RACE_ATTEMPTS,
    sizeOf: sizeOfBurst,
    without: withoutCommandOfBurst,
    play: async (content) => playBurst(await ground.playFor(content, content.opening, 1), content),
  });
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
  const steps = played.told.map(({ exchange, ...told }) => ({
    ...told,
    curl: exchange?.().curl ?? null,
  }));
  stories.push({ check: replay.check, replayId: id, steps, shrunk, again });
  const last = played.told.at(-1);
  const words = steps.map(({ asked }, nth) => `(${nth + 1}) ${asked}`).join('; ');
  throw new ExpectationFailed({
    kind: 'expectation',
    message: `${played.opening}; after ${words}: ${last?.got ?? ''}; play it again with --explore-replay ${id}`,
    expected: last?.expected,
    actual: last?.got,
    ...(last?.exchange && { exchange: last.exchange() }),
  });
}
