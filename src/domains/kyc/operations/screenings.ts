import { refuse } from '../../../kernel/errors.js';
import { derivedId } from '../../../kernel/ids.js';
import { emit } from '../../audit/index.js';
import type { Context, Ground, Operation } from '../../context.js';
import type { Match, ScreeningRow } from '../model.js';
import { screeningBody } from '../model.js';
import { countScreenings, findScreening, insertScreening, updateScreening } from '../store.js';

/** Writes the screening down and has the provider asked after the commit. */
export function beginScreening(ctx: Context, playerId: string): ScreeningRow {
  const nowMs = ctx.clock.now();
  const nth = String(countScreenings(ctx, playerId) + 1);
  const row: ScreeningRow = {
    screening_id: derivedId(ctx.seed, 'scr', playerId, nth),
    player: playerId,
    decision: 'pending',
    reason: null,
    matches: [],
    created_at: nowMs,
    updated_at: nowMs,
  };
  insertScreening(ctx, row);
  const subject = row.screening_id;
  ctx.parts.sagas.start(ctx, { kind: 'kyc.screening', subject, player: playerId, step: 'ask' });
  return row;
}

export const screenPlayer: Operation<'screenPlayer'> = (ctx, input) => {
  const player = ctx.parts.players.playerOf(ctx, input.player_id);
  ctx.parts.players.refuseIfErased(player);
  return screeningBody(beginScreening(ctx, player.player_id));
};

const screeningOf = (ground: Ground, screeningId: string): ScreeningRow =>
  findScreening(ground, screeningId) ?? refuse('SCREENING_NOT_FOUND', { field: 'screening_id' });

export const getScreening: Operation<'getScreening'> = (ctx, input) =>
  screeningBody(screeningOf(ctx, input.screening_id));

/** KYC-02: at once, whatever the player is doing: the next debit asks for the status. */
export function settleScreening(
  ctx: Context,
  screeningId: string,
  matches: readonly Match[] | undefined,
): void {
  const row = { ...screeningOf(ctx, screeningId), matches: matches ?? [] };
  const reason = matches ? null : 'the provider cannot screen this name';
  conclude(ctx, row, ctx.parts.kyc.judge(matches), reason);
}

export const decideScreening: Operation<'decideScreening'> = (ctx, input) => {
  const row = screeningOf(ctx, input.screening_id);
  if (row.decision !== 'review') {
    refuse('STATE_CONFLICT', { decision: row.decision, rule: 'only a review can be decided' });
  }
  return screeningBody(conclude(ctx, row, input.decision, input.reason));
};

function conclude(
  ctx: Context,
  before: ScreeningRow,
  decision: ScreeningRow['decision'],
  reason: string | null,
): ScreeningRow {
  const row = { ...before, decision, reason, updated_at: ctx.clock.now() };
  updateScreening(ctx, row);
  // Names and reasons stay out of the journal: it is kept for ever, the person is not (GDPR-01).
  emit(ctx, 'kyc.screened', row.player, {
    screening_id: row.screening_id,
    decision,
    lists: [...new Set(row.matches.map(({ list }) => list))].sort(),
    highest: Math.max(0, ...row.matches.map(({ score }) => score)),
  });
  if (decision === 'blocked') ctx.parts.players.block(ctx, row.player, 'sanctions');
  return row;
}
