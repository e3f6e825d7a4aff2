import { formatTime, realClock } from '../kernel/time.js';
import type { ComparableRun } from './baseline.js';
import type { CertifyEvent } from './certify.js';
import { checksOf, findProfile } from './dialect/profile.js';
import { openExploration } from './explore/exploration.js';
import type { Exploration, ExploreOptions } from './explore/exploration.js';
import { openHistory } from './history.js';
import type { HistoryRecorder } from './history.js';
import type { Invariant } from './invariants.js';
import { registryOf } from './scenario.js';
import type { CheckFacts, Scenario } from './scenario.js';
import { select } from './selection.js';
import type { Target } from './target.js';
import type { FailOn } from './verdict.js';
import { refuseWaivers } from './waiver-file.js';
import type { Waiver } from './waivers.js';

export interface CertifyOptions {
  /** A target, or just where it lives. */
  readonly target: Target | string;
  readonly scenarios: readonly Scenario[];
  readonly invariants?: readonly Invariant[];
  /** Names of players, keys and rounds follow from it; default: new for each run. */
  readonly seed?: string | undefined;
  /** Ids, requirements, domains, globs. */
  readonly only?: readonly string[] | undefined;
  readonly skip?: readonly string[] | undefined;
  readonly concurrency?: number | undefined;
  readonly strict?: boolean | undefined;
  readonly failOn?: FailOn | undefined;
  /** Checks whose failure is accepted; default those of the target file. */
  readonly waivers?: readonly Waiver[] | undefined;
  /** An earlier run: what is worse now, and what is no longer checked, is a regression. */
  readonly baseline?: ComparableRun | undefined;
  /** Report only: the verdict never makes the exit code other than 0. */
  readonly exitZero?: boolean | undefined;
  /** What ids follow from, to meet those of an earlier run again; default derived from the seed. */
  readonly namespace?: string | undefined;
  /** Tries what no scenario wrote down, besides; by default nothing is explored. */
  readonly explore?: ExploreOptions | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: CertifyEvent) => void) | undefined;
}

/** A run before anything is sent. */
export interface Run {
  readonly options: CertifyOptions;
  readonly target: Target;
  readonly all: readonly CheckFacts[];
  /** Ids of all checks there are, whether the target's profile asks them or not. */
  readonly known: ReadonlySet<string>;
  readonly scenarios: readonly Scenario[];
  readonly invariants: readonly Invariant[];
  readonly exploration: Exploration | undefined;
  readonly skipped: readonly CheckFacts[];
  readonly total: number;
  readonly seed: string;
  /** What ids follow from: a stranger remembers those of earlier runs, so they are new each time. */
  readonly namespace: string;
  /** So many checks must be executed. */
  readonly floor: number;
  readonly startedMs: number;
  readonly history: HistoryRecorder;
  readonly waivers: readonly Waiver[];
  /** The day on which waivers are judged, YYYY-MM-DD in UTC. */
  readonly today: string;
}

/** Plans a run; throws a Mistake for what cannot be run as asked, before anything is sent. */
export function planOf(options: CertifyOptions): Run {
  const { invariants = [] } = options;
  const exploration = options.explore && openExploration(options.explore);
  const explored = exploration?.scenarios ?? [];
  const scenarios = [...options.scenarios, ...explored];
  const target = typeof options.target === 'string' ? targetAt(options.target) : options.target;
  const profile = findProfile(target.profile);
  const everything = registryOf<CheckFacts>([...scenarios, ...invariants]);
  const promised = profile && checksOf(profile, target.wire);
  const isExplored = (id: string): boolean => explored.some((check) => check.id === id);
  const all = everything.filter(({ id }) => isExplored(id) || (promised?.has(id) ?? true));
  const { selected, skipped } = select(all, options.only, options.skip);
  const waivers = options.waivers ?? target.waivers ?? [];
  refuseWaivers(waivers, everything);
  const startedMs = realClock.now();
  const stamp = startedMs.toString(36);
  const seed = options.seed ?? `run-${stamp}-${process.pid.toString(36)}`;
  return {
    options,
    target,
    all,
    known: new Set(everything.map(({ id }) => id)),
    scenarios: scenarios.filter((check) => selected.includes(check)),
    invariants: invariants.filter((check) => selected.includes(check)),
    exploration,
    skipped,
    total: selected.length,
    floor: selected.length === all.length ? (profile?.floor ?? 0) : 0,
    seed,
    namespace:
      options.namespace ?? (target.wire && options.seed !== undefined ? `${seed} ${stamp}` : seed),
    startedMs,
    history: openHistory(),
    waivers,
    today: formatTime(startedMs).slice(0, 10),
  };
}

const targetAt = (baseUrl: string): Target => ({
  name: new URL(baseUrl).host,
  baseUrl: baseUrl.replace(/\/+$/, ''),
});
