import { refuse } from '../../../kernel/errors.js';
import { derivedId } from '../../../kernel/ids.js';
import { parseTime } from '../../../kernel/time.js';
import type { Input } from '../../../contract/types.js';
import { emit, headOf } from '../../audit/index.js';
import type { Context, Ground, Operation } from '../../context.js';
import { setPlayerStatus } from '../../players/index.js';
import type { ExclusionRow } from '../model.js';
import { exclusionBody } from '../model.js';
import { exclusionsOf, insertExclusion } from '../store.js';

const STATUSES = { self_exclusion: 'self_excluded', time_out: 'timed_out' } as const;

export function checkExclusion(_ground: Ground, input: Input<'createExclusion'>): void {
  if (input.kind === 'time_out' && input.until === undefined) {
    refuse('VALIDATION_ERROR', { field: 'until', rule: 'required' });
  }
}

/** RG-02: by the status of the player, which the next debit asks for whatever session it has. */
export const createExclusion: Operation<'createExclusion'> = (ctx, input) => {
  const player = ctx.parts.players.playerOf(ctx, input.player_id);
  if (player.status === 'blocked' && input.until !== undefined) {
    refuse('STATE_CONFLICT', {
      status: player.status,
      rule: 'an exclusion that ends would lift the block with it',
    });
  }
  const { player_id } = player;
  const reason = input.reason ?? 'Asked for by the player';
  const { until } = input;
  const term = until === undefined ? {} : { until };
  setPlayerStatus(ctx, { player_id, status: STATUSES[input.kind], reason, ...term });
  const row: ExclusionRow = {
    exclusion_id: idOf(ctx, player_id),
    player: player_id,
    kind: input.kind,
    until: until === undefined ? null : (parseTime(until) ?? null),
    created_at: ctx.clock.now(),
  };
  insertExclusion(ctx, row);
  emit(ctx, 'exclusion.created', player_id, {
    exclusion_id: row.exclusion_id,
    kind: row.kind,
    until: until ?? null,
  });
  return exclusionBody(row, ctx.clock.now());
};

/** By its key; the head of the journal moves with every change, so none without a key is alike. */
function idOf(ctx: Context, playerId: string): string {
  const turn = ctx.call.key === undefined ? ['head', headOf(ctx).hash] : ['key', ctx.call.key];
  return derivedId(ctx.seed, 'x', ctx.call.client.clientId, playerId, ...turn);
}

export const listExclusions: Operation<'listExclusions'> = (ctx, input) => {
  const player = ctx.parts.players.playerOf(ctx, input.player_id);
  const nowMs = ctx.clock.now();
  return { items: exclusionsOf(ctx, player.player_id).map((row) => exclusionBody(row, nowMs)) };
};
