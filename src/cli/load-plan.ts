import { phasesOf, WARM_UP } from '../load/index.js';
import type { LoadMode, LoadScenario, LoadSettings, Stage, TurnKind } from '../load/index.js';
import type { JudgingFlags } from './load-judging.js';
import { UsageMistake } from './terminal.js';

/** What the command line says, as texts; numbers are checked here. */
export interface LoadtestFlags extends JudgingFlags {
  readonly duration?: string;
  readonly warmUp?: string;
  readonly rate?: string;
  readonly players?: string;
  readonly seed: string;
  readonly mode: string;
  readonly connections?: string;
  readonly timeout?: string;
  readonly target?: string;
  readonly maxInFlight?: string;
  readonly without?: string;
  readonly settle?: string;
  readonly phases?: string;
  readonly liveReaders?: string;
  readonly iKnowThisIsProduction?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly report: string;
  readonly out: string;
}

/** What a run does, read from flags and scenario; everything wrong is told before anything is sent. */
export type Plan = Omit<
  LoadSettings,
  'baseUrl' | 'named' | 'runId' | 'signal' | 'crash' | 'limits' | 'onStage' | 'onSecond'
>;

/** @throws UsageMistake */
export function planOf(scenario: LoadScenario, flags: LoadtestFlags): Plan {
  const rate = numberOf('--rate', flags.rate, scenario.rate);
  const timeoutS = numberOf('--timeout', flags.timeout, 10);
  const outline = {
    rate,
    players: wholeOf('--players', flags.players, scenario.players),
    durationMs: numberOf('--duration', flags.duration, scenario.durationS ?? 30) * 1_000,
    warmUpMs: flags.warmUp === '0' ? 0 : numberOf('--warm-up', flags.warmUp, 2) * 1_000,
  };
  return {
    ...outline,
    seed: flags.seed,
    mode: modeOf(flags.mode),
    connections: wholeOf('--connections', flags.connections, 64),
    ...readersIn(scenario, flags.liveReaders),
    phases: phasesIn(scenario.stages(outline), flags.phases),
    timeoutMs: timeoutS * 1_000,
    // Every step ends by its time-out and no turn has more than nine, its pauses shorter than one:
    // a slow target stays below.
    maxInFlight: wholeOf(
      '--max-in-flight',
      flags.maxInFlight,
      Math.ceil(rate * timeoutS * 10) + 64,
    ),
    without: turnsOf(scenario, flags.without),
    settleMs: numberOf('--settle', flags.settle, scenario.settleS ?? 30) * 1_000,
  };
}

function turnsOf(scenario: LoadScenario, text: string | undefined): readonly TurnKind[] {
  if (text === undefined) return [];
  const mixes = [scenario.mix, ...Object.values(scenario.mixes ?? {})];
  const known = [...new Set(mixes.flatMap((mix) => Object.keys(mix)))];
  const names = text.split(',').map((name) => name.trim());
  const stranger = names.find((name) => !known.includes(name));
  if (stranger !== undefined) {
    throw new UsageMistake(`--without: no turn "${stranger}"; there is: ${known.join(', ')}`);
  }
  if (known.every((name) => names.includes(name))) {
    throw new UsageMistake('--without leaves nothing to do');
  }
  return names as TurnKind[];
}

function readersIn(
  scenario: LoadScenario,
  text: string | undefined,
): { readonly liveReaders?: number } {
  if (text === undefined) return {};
  if (scenario.liveReaders === undefined) {
    throw new UsageMistake(`--live-readers: nobody follows ${scenario.name} live`);
  }
  return { liveReaders: text === '0' ? 0 : wholeOf('--live-readers', text, 0) };
}

/** `slow=5,down=20`: seconds by phase. */
function phasesIn(
  stages: readonly Stage[],
  text: string | undefined,
): Readonly<Record<string, number>> {
  const phases: Record<string, number> = {};
  if (text === undefined) return phases;
  const known = phasesOf(stages).filter((phase) => phase !== WARM_UP);
  for (const entry of text.split(',')) {
    const [name = '', seconds, ...rest] = entry.split('=').map((part) => part.trim());
    if (!known.includes(name)) {
      throw new UsageMistake(`--phases: no phase "${name}"; there is: ${known.join(', ')}`);
    }
    if (seconds === undefined || rest.length > 0) {
      throw new UsageMistake(`--phases takes ${name}=<seconds>, not "${entry}"`);
    }
    phases[name] = numberOf(`--phases ${name}=`, seconds, 0) * 1_000;
  }
  return phases;
}

function modeOf(text: string): LoadMode {
  if (text === 'open' || text === 'closed') return text;
  throw new UsageMistake(`--mode is open or closed, not "${text}"`);
}

export function numberOf(flag: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new UsageMistake(`${flag} takes a number above 0, not "${text}"`);
}

export function wholeOf(flag: string, text: string | undefined, otherwise: number): number {
  const value = numberOf(flag, text, otherwise);
  if (Number.isInteger(value)) return value;
  throw new UsageMistake(`${flag} takes a whole number, not "${text}"`);
}
