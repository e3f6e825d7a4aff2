import { proveJackpot } from './jackpot-proof.js';
import type { TurnSetting } from './journeys.js';
import type { Impossible, Occasion, OccasionGround } from './occasion.js';
import type { Journey } from './steps.js';

/** The terms of a jackpot as a load scenario declares them. */
export interface JackpotPlan {
  readonly name: string;
  readonly seed: string;
  /** Of each stake. */
  readonly contribution: string;
  /** The pot must drop below this. */
  readonly below: string;
}

/** Makes one hot pot that every stake of the run contributes to. */
export async function openJackpot(
  { target, gameId, runId }: OccasionGround,
  plan: JackpotPlan,
): Promise<Occasion | Impossible> {
  const { name, seed, contribution, below } = plan;
  const made = await target.call(
    'createJackpot',
    {
      name,
      currency: 'EUR',
      games: [gameId],
      seed,
      contribution,
      trigger: { kind: 'must_drop', below },
    },
    `${runId}-jackpot`,
  );
  if (made.outcome !== 'ok')
    return { missing: `the target makes no jackpot (HTTP ${made.status})` };
  const jackpotId = String(made.body['jackpot_id']);
  const shown = new Map([[made.body['number'], made.body['drop_commitment']]]);
  return {
    channels: [`jackpot:${jackpotId}`],
    turns: {
      *jackpot(_turn: TurnSetting): Journey {
        const seen = yield { operation: 'getJackpot', input: { jackpot_id: jackpotId } };
        if (seen.outcome === 'ok') shown.set(seen.body['number'], seen.body['drop_commitment']);
      },
    },
    prove: (history) => proveJackpot({ target, jackpotId, plan, gameId, shown }, history),
  };
}
