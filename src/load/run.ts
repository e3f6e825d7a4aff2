import { judgedOf, lasting, phasesOf } from './arrivals.js';
import type { Stage } from './arrivals.js';
import { findCapacity } from './capacity.js';
import { followDeposits } from './confirmations.js';
import { drive } from './drive.js';
import type { Drive } from './drive.js';
import { holdOccasion } from './held.js';
import { openForeign } from './foreign.js';
import { createHistory } from './history.js';
import { createRecorder } from './histograms.js';
import { REFERENCE_RULES, turnOf } from './journeys.js';
import type { Seat } from './journeys.js';
import { dueIn } from './moments.js';
import type { Moment } from './moments.js';
import { measuresOf } from './observers.js';
import type { Observer } from './observers.js';
import type { Occasion } from './occasion.js';
import { proofReads } from './proof-reads.js';
import { proveMoney } from './proof.js';
import type { LoadRun, LoadSettings } from './run-terms.js';
import type { LoadScenario } from './scenario.js';
import { gameOf, openTarget, TargetUnfit } from './target.js';
import type { Target } from './target.js';
import { prepareTurns, speakable } from './turns.js';
import { isStranger, openStranger } from './stranger.js';
import type { Skipped, Turns } from './turns.js';

export type { LoadRun, LoadSettings } from './run-terms.js';

/**
 * One load run from funding to money proof. Judging is left to the caller.
 * @throws TargetUnfit when the target cannot be reached or lacks the control API
 */
export async function runLoad(scenario: LoadScenario, settings: LoadSettings): Promise<LoadRun> {
  const target = await reached(scenario, settings);
  try {
    return await loaded(scenario, settings, target);
  } finally {
    await target.close();
  }
}

async function reached(scenario: LoadScenario, settings: LoadSettings): Promise<Target> {
  const { baseUrl, named, runId, mode, rate } = settings;
  const isOurs = !named?.wire && !(named && isStranger(named));
  if (!isOurs && mode === 'closed') {
    throw new TargetUnfit('a target that is not ours is loaded by the open model only');
  }
  const most = named?.wire?.limits.rps;
  if (most !== undefined && rate * STEPS_PER_TURN > most) {
    const wanted = `${rate} turns/s are about ${rate * STEPS_PER_TURN} requests/s`;
    throw new TargetUnfit(`${wanted}, its limits.rps is ${most}: choose a lower --rate`);
  }
  if (named?.wire) return openForeign(named, named.wire, runId);
  if (named && isStranger(named)) return openStranger(named);
  return openTarget(baseUrl, runId, scenario.scopes);
}

/** A round is a stake and its end. */
const STEPS_PER_TURN = 2;

async function loaded(
  scenario: LoadScenario,
  settings: LoadSettings,
  target: Target,
): Promise<LoadRun> {
  settings.onStage?.(`funding ${settings.players} players`);
  const turns = speakable(target, await prepareTurns(target, scenario, settings));
  const history = createHistory();
  const recorder = createRecorder();
  const confirmations = followDeposits(recorder);
  const stages = stagesOf(scenario, settings);
  const gameId = await gameOf(target);
  const held = await holdOccasion(scenario, settings, { target, turns, recorder, stages, gameId });
  const observers: readonly Observer[] = [
    confirmations,
    ...(scenario.observers?.({ target, recorder }) ?? []),
    ...(held.readers ? [held.readers] : []),
  ];
  const { moments, skipped } = playable(scenario, settings, target, held.occasion !== undefined);
  const journeyOf = journeysOf(settings, held.turns, gameId, { target, occasion: held.occasion });
  const { occasion } = held;
  const under = {
    ...{ scenario, settings, target, history, recorder, observers, journeyOf },
    ...(occasion && { occasion }),
  };
  const driven = scenario.search
    ? await findCapacity(under, scenario.search)
    : {
        ...(await drive({ ...under, stages, moments: dueIn(stages, moments) })),
        phases: phasesOf(stages),
        judged: judgedOf(stages),
        measures: {},
      };
  await held.readers?.close();

  settings.onStage?.(`proving ${history.steps.length} money requests`);
  const { settleMs } = settings;
  const patience = turns.payers.length > 0 ? { confirmations, settleMs } : undefined;
  const reads = proofReads(target, patience);
  const proof = await proveMoney(history.steps, turns.players, reads, occasion);
  confirmations.close();
  return {
    ...driven,
    recorder,
    proof,
    skipped: [...held.turns.skipped, ...skipped, ...held.skipped],
    missing: held.missing ?? missingOf(scenario, moments.length, skipped),
    measures: { ...driven.measures, ...measuresOf(observers) },
  };
}

/** A scenario of trouble without any trouble is none. */
const missingOf = (
  scenario: LoadScenario,
  playable: number,
  skipped: readonly Skipped[],
): string | null =>
  (scenario.moments ?? []).length > 0 && playable === 0 ? (skipped[0]?.reason ?? null) : null;

const stagesOf = (scenario: LoadScenario, settings: LoadSettings): readonly Stage[] =>
  lasting(scenario.stages(settings), settings.phases ?? {});

/** The moments that this run can play; the others are skipped by name. */
function playable(
  scenario: LoadScenario,
  settings: LoadSettings,
  target: Target,
  isHeld: boolean,
): { readonly moments: readonly Moment[]; readonly skipped: readonly Skipped[] } {
  const moments: Moment[] = [];
  const skipped: Skipped[] = [];
  for (const moment of scenario.moments ?? []) {
    const reason = impediment(moment, settings, target, isHeld);
    if (reason === undefined) moments.push(moment);
    else skipped.push({ name: moment.what, reason });
  }
  return { moments, skipped };
}

function impediment(
  { act }: Moment,
  settings: LoadSettings,
  target: Target,
  isHeld: boolean,
): string | undefined {
  if (act.kind === 'crash') {
    return settings.crash ? undefined : 'the target is not ours to kill';
  }
  if (act.kind === 'fault' && target.foreign) return 'the target has no control API';
  if (act.kind === 'turning point') return isHeld ? undefined : 'the occasion cannot be had';
  if (act.kind === 'partner' && act.partner === 'psp' && !target.hasPsp) {
    return 'the target has no payment provider';
  }
  return undefined;
}

function journeysOf(
  { seed, runId }: LoadSettings,
  { players, payers, mix, mixes }: Turns,
  gameId: string,
  { target, occasion }: { readonly target: Target; readonly occasion: Occasion | undefined },
): Drive['journeyOf'] {
  const seats = players.map(({ playerId, currency }): Seat => ({
    playerId,
    currency,
    sessionId: undefined,
  }));
  const shared = {
    seats,
    payers,
    gameId,
    seed,
    runId,
    turns: occasion?.turns ?? {},
    house: target.foreign?.house ?? REFERENCE_RULES,
  };
  return (ordinal, phase) => turnOf({ ...shared, mix: mixes[phase] ?? mix, ordinal });
}
