import { refuse } from '../../kernel/errors.js';
import { derivedId } from '../../kernel/ids.js';
import { formatTime, parseTime } from '../../kernel/time.js';
import { emit } from '../audit/index.js';
import type { Input, Output } from '../../contract/types.js';
import type { Context, Ground, Operation } from '../context.js';
import type { KycStatus, NewPlayer, PlayerRow } from './model.js';
import { ageAt, LEGAL_AGE, playerBody, statusAt } from './model.js';
import {
  findByExternalId,
  findPlayer,
  insertPlayer,
  updateKycStatus,
  updateProfile,
  updateStatus,
} from './store.js';

export function checkCreate({ parts }: Ground, input: Input<'createPlayer'>): void {
  parts.money.currencyOf(input.currency);
  refuseImpossibleDate(input.date_of_birth);
}

export const createPlayer: Operation<'createPlayer'> = (ctx, input) => {
  const existing = findByExternalId(ctx, input.external_id);
  if (existing) {
    refuse('ALREADY_EXISTS', { field: 'external_id', player_id: existing.player_id });
  }
  if (ageAt(input.date_of_birth, ctx.clock.now()) < LEGAL_AGE) {
    refuse('UNDER_AGE', { field: 'date_of_birth', legal_age: LEGAL_AGE });
  }
  const player: NewPlayer = {
    player_id: freeId(ctx, input.external_id),
    external_id: input.external_id,
    name: input.name,
    date_of_birth: input.date_of_birth,
    country: input.country,
    currency: input.currency,
    email: input.email ?? null,
    status: 'active',
    status_until: null,
    kyc_status: 'none',
    created_at: ctx.clock.now(),
  };
  return openAccount(ctx, player);
};

/** The next one when a player of this external id was erased: the books keep the first (GDPR-01). */
function freeId(ctx: Context, externalId: string): string {
  let playerId = derivedId(ctx.seed, 'p', externalId);
  for (let turn = 2; findPlayer(ctx, playerId); turn += 1) {
    playerId = derivedId(ctx.seed, 'p', externalId, String(turn));
  }
  return playerId;
}

/** The player's row, wallet and audit entry: also how the sandbox makes players in any state. */
export function openAccount(ctx: Context, player: NewPlayer) {
  insertPlayer(ctx, player);
  ctx.parts.ledger.openWallet(ctx, player.player_id, player.currency);
  // No personal data in the journal: it is kept for ever, the person is not (GDPR-01).
  emit(ctx, 'player.created', player.player_id, {
    country: player.country,
    currency: player.currency,
    status: player.status,
  });
  return playerBody(player, ctx.clock.now());
}

function refuseImpossibleDate(date: string): void {
  const instantMs = parseTime(`${date}T00:00:00.000Z`);
  if (instantMs !== undefined && formatTime(instantMs).startsWith(date)) return;
  refuse('VALIDATION_ERROR', { field: 'date_of_birth', rule: 'format' });
}

export const getPlayer: Operation<'getPlayer'> = (ctx, input) =>
  playerBody(ctx.parts.players.playerOf(ctx, input.player_id), ctx.clock.now());

interface ProfileChange {
  readonly player_id: string;
  readonly name?: string;
  readonly email?: string | null;
  readonly country?: string;
}

export const updatePlayer = (ctx: Context, input: ProfileChange): Output<'updatePlayer'> => {
  const player = ctx.parts.players.playerOf(ctx, input.player_id);
  ctx.parts.players.refuseIfErased(player);
  const changed = {
    ...player,
    name: input.name ?? player.name,
    email: input.email === undefined ? player.email : input.email,
    country: input.country ?? player.country,
  };
  updateProfile(ctx, changed);
  const fields = (['name', 'email', 'country'] as const).filter(
    (field) => changed[field] !== player[field],
  );
  emit(ctx, 'player.updated', player.player_id, { fields });
  return playerBody(changed, ctx.clock.now());
};

/** Without the clock: a repeat is answered as the first was, also when its term is over by then. */
export function checkStatus(_ground: Ground, input: Input<'setPlayerStatus'>): void {
  if (input.status === 'timed_out' && input.until == null) {
    refuse('VALIDATION_ERROR', { field: 'until', rule: 'required' });
  }
}

export const setPlayerStatus: Operation<'setPlayerStatus'> = (ctx, input) => {
  const nowMs = ctx.clock.now();
  const untilMs = termOf(input, nowMs);
  const player = ctx.parts.players.playerOf(ctx, input.player_id);
  ctx.parts.players.refuseIfErased(player);
  ctx.parts.players.refuseEarlyLift(player, { status: input.status, untilMs }, nowMs);
  updateStatus(ctx, player.player_id, input.status, untilMs);
  emit(ctx, 'player.status', player.player_id, {
    from: player.status,
    to: input.status,
    until: untilMs === null ? null : formatTime(untilMs),
    reason: input.reason,
  });
  return playerBody({ ...player, status: input.status, status_until: untilMs }, nowMs);
};

/** The player's status follows the case (KYC-01). */
export function setKycStatus(ctx: Context, player: PlayerRow, status: KycStatus): void {
  if (player.kyc_status === status) return;
  updateKycStatus(ctx, player.player_id, status);
  emit(ctx, 'player.kyc_status', player.player_id, { from: player.kyc_status, to: status });
}

function termOf(input: Input<'setPlayerStatus'>, nowMs: number): number | null {
  const lapses = input.status === 'self_excluded' || input.status === 'timed_out';
  if (input.until == null || !lapses) return null;
  const untilMs = parseTime(input.until) ?? Number.NaN;
  if (!(untilMs > nowMs)) refuse('VALIDATION_ERROR', { field: 'until', rule: 'future' });
  return untilMs;
}

export function block(ctx: Context, playerId: string, reason: string): void {
  const player = ctx.parts.players.playerOf(ctx, playerId);
  const from = statusAt(player, ctx.clock.now());
  const excluded = from === 'self_excluded' || from === 'timed_out';
  const untilMs = excluded ? player.status_until : null;
  if (from === 'blocked' || (excluded && untilMs === null)) return;
  updateStatus(ctx, playerId, 'blocked', untilMs);
  const until = untilMs === null ? null : formatTime(untilMs);
  emit(ctx, 'player.status', playerId, { from, to: 'blocked', until, reason });
}
