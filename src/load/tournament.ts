import { setTimeout as pause } from 'node:timers/promises';
import { formatTime, parseTime } from '../kernel/time.js';
import type { Journey, StepAnswer } from './steps.js';
import type { TurnSetting } from './journeys.js';
import type { Impossible, Occasion, OccasionGround } from './occasion.js';
import { proveTournament } from './tournament-proof.js';
import type { Tier } from './prizes.js';

/** The terms of a tournament as a load scenario declares them. */
export interface TournamentPlan {
  readonly name: string;
  readonly buyIn: string;
  readonly fee: string;
  /** The prize pool is at least this. */
  readonly guarantee: string;
  /** For each round, and for each unit wagered in rounds that ended. */
  readonly points: { readonly perRound: number; readonly perWagered: number };
  readonly tiers: readonly Tier[];
  /** The phase at whose beginning it ends. */
  readonly endsWith: string;
}

/** The clock of the target may be a little behind, and the load begin a little late. */
const MARGIN_MS = 1_000;
const CLOSERS = 8;
const CLOSE_WITHIN_MS = 15_000;
const PAUSE_MS = 200;

/** Announces a tournament that runs from now to the beginning of a phase. */
export async function announceTournament(
  ground: OccasionGround,
  plan: TournamentPlan,
): Promise<Occasion | Impossible> {
  const { target, players, runId, gameId } = ground;
  const nowMs = performance.timeOrigin + performance.now() + (await clockAheadMs(ground));
  const endsMs = Math.round(nowMs + ground.untilPhaseMs(plan.endsWith) + MARGIN_MS);
  const made = await target.call(
    'createTournament',
    {
      name: plan.name,
      currency: 'EUR',
      games: [gameId],
      starts_at: formatTime(Math.round(nowMs) - MARGIN_MS),
      ends_at: formatTime(endsMs),
      entry: { buy_in: plan.buyIn, fee: plan.fee },
      score: {
        rule: 'points',
        per_round: plan.points.perRound,
        per_wagered: plan.points.perWagered,
      },
      guarantee: plan.guarantee,
      prizes: plan.tiers.map(({ from, to, millionths }) => ({
        from,
        to,
        share: (millionths / 1_000_000).toString(),
      })),
    },
    `${runId}-tournament`,
  );
  if (made.outcome !== 'ok') {
    return { missing: `the target makes no tournament (HTTP ${made.status})` };
  }
  const tournamentId = String(made.body['tournament_id']);
  const named = { tournament_id: tournamentId };
  let entrants = 0;
  let closings: readonly StepAnswer[] = [];
  return {
    channels: [`tournament:${tournamentId}`],
    turns: {
      /** Each player once, in their order; who comes when all are in looks at the leaderboard. */
      *enter(turn: TurnSetting): Journey {
        const player = players[entrants++];
        if (!player) return yield* leaderboard(turn, tournamentId);
        const step = {
          operation: 'enterTournament',
          key: `${turn.name}-e`,
          input: { ...named, player_id: player.playerId },
        };
        const answer = yield step;
        if (answer.outcome === 'unknown') yield step;
      },
      leaderboard: (turn) => leaderboard(turn, tournamentId),
      /** Closing again: answers the same, pays nothing. */
      *close(turn: TurnSetting): Journey {
        yield { operation: 'closeTournament', key: `${turn.name}-x`, input: named };
      },
    },
    turningPoint: async () => {
      closings = await closeAtOnce(ground, tournamentId);
    },
    prove: (history) => proveTournament({ target, tournamentId, plan, gameId, closings }, history),
  };
}

function* leaderboard({ seat, chance }: TurnSetting, tournamentId: string): Journey {
  const own = chance.next() < 0.5 ? { player_id: seat.playerId } : {};
  yield { operation: 'getLeaderboard', input: { tournament_id: tournamentId, limit: 20, ...own } };
}

/** The target's clock against ours, where its control API tells it. */
async function clockAheadMs({ target }: OccasionGround): Promise<number> {
  const told = await target.control('GET', '/sandbox/clock');
  const at = parseTime(String(told.body['now']));
  return at === undefined ? 0 : at - (performance.timeOrigin + performance.now());
}

/** Several at a time, each again until the end has come: the prizes are paid once all the same. */
async function closeAtOnce(
  { target, runId }: OccasionGround,
  tournamentId: string,
): Promise<readonly StepAnswer[]> {
  const untilMs = performance.now() + CLOSE_WITHIN_MS;
  const named = { tournament_id: tournamentId };
  const close = async (closer: number): Promise<StepAnswer> => {
    for (;;) {
      const answer = await target.call('closeTournament', named, `${runId}-close-${closer}`);
      if (answer.outcome === 'ok' || performance.now() > untilMs) return answer;
      await pause(PAUSE_MS);
    }
  };
  return Promise.all(Array.from({ length: CLOSERS }, (_, closer) => close(closer)));
}
