import type { CertifyOptions } from '../harness/certify.js';
import type {
  ExploreFacts,
  ExploreProgress,
  ExploreStory,
} from '../harness/explore/exploration.js';
import { parseReplayId } from '../harness/explore/search.js';
import { TRANSITIONS } from '../harness/explore/transitions.js';
import { UsageMistake } from './terminal.js';
import type { Terminal } from './terminal.js';

export interface ExploreFlags {
  readonly explore?: string;
  readonly exploreRuns?: string;
  readonly exploreReplay?: string;
  readonly only?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** What the flags ask to be explored, and what else is then to run; nothing without them. */
export function explorationOf(
  flags: ExploreFlags,
  terminal: Terminal,
): Pick<CertifyOptions, 'explore' | 'only'> {
  const { explore, exploreRuns, exploreReplay, only } = flags;
  if (exploreReplay !== undefined) {
    const replay = parseReplayId(exploreReplay);
    if (replay) return { explore: { replay }, only: only ?? [replay.check] };
    throw new UsageMistake(
      `--explore-replay ${exploreReplay}: no replay id such as EXPLORE-01:-42:0:3`,
    );
  }
  if (explore === undefined && exploreRuns === undefined) return {};
  const told = flags.json || flags.quiet ? undefined : progressOf(terminal);
  return {
    explore: { ms: durationMs(explore), runs: countOf(exploreRuns), onProgress: told },
    ...(only && { only: [...only, 'explore'] }),
  };
}

function durationMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const matched = /^([1-9]\d{0,4})(s|m)$/.exec(text);
  if (matched) return Number(matched[1]) * (matched[2] === 'm' ? 60_000 : 1_000);
  throw new UsageMistake(`--explore ${text}: a time such as 30s or 5m is wanted`);
}

function countOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new UsageMistake(`--explore-runs ${text}: a whole number of at least 1 is wanted`);
}

const MOVING_MS = 200;
const LINE_MS = 5_000;
const CLEAR_LINE = '\r\u001b[2K';

/** A terminal gets one moving line, anything else a line now and then. */
function progressOf(terminal: Terminal): (progress: ExploreProgress) => void {
  const everyMs = terminal.isTerminal ? MOVING_MS : LINE_MS;
  let nextMs = performance.now() + everyMs;
  return ({ check, sequences, requests }) => {
    if (performance.now() < nextMs) return;
    nextMs = performance.now() + everyMs;
    const line = `exploring ${check}: ${sequences} sequences, ${requests} requests`;
    terminal.out(terminal.isTerminal ? CLEAR_LINE + line : `${line}\n`);
  };
}

/** What was explored and found, in words; `again` is the command that plays a story once more. */
export function explorationText(facts: ExploreFacts, again: string): string {
  const { sequences, requests, transitions, unseen, undecided, stories } = facts;
  const seen = TRANSITIONS.filter((name) => name in transitions).length;
  const lines = [
    '',
    `explored ${sequences} sequences, ${requests} requests; ${seen} of ${TRANSITIONS.length} kinds of steps seen`,
    ...(unseen.length > 0 ? [`  not seen: ${unseen.join('; ')}`] : []),
    ...(undecided > 0 ? [`  ${undecided} bursts were too long to be judged`] : []),
    ...stories.flatMap((story) => storyLines(story, again)),
  ];
  return `${lines.join('\n')}\n`;
}

function storyLines(story: ExploreStory, again: string): readonly string[] {
  const race = story.again ? '' : ', seen once and not again: a race is in it';
  return [
    '',
    `${story.check}: the shortest story found (shortened ${story.shrunk} times${race})`,
    ...story.steps.flatMap(({ asked, got, expected, curl }, nth) => [
      `  ${nth + 1}. ${asked}`,
      `     got       ${got}`,
      ...(expected === undefined ? [] : [`     expected  ${expected}`]),
      ...(curl === null ? [] : [`     ${curl}`]),
    ]),
    `  play it again: ${again} --explore-replay ${story.replayId}`,
  ];
}
