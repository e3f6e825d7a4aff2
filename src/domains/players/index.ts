import { refuse } from '../../kernel/errors.js';
import type { Context, Domain, Ground } from '../context.js';
import { command, query } from '../context.js';
import type { PlayerRow } from './model.js';
import { refuseEarlyLift, refuseIfErased, refuseUnlessMayPlay } from './model.js';
import {
  block,
  checkCreate,
  checkStatus,
  createPlayer,
  getPlayer,
  setPlayerStatus,
  updatePlayer,
} from './operations.js';
import { findPlayer } from './store.js';
import { tables } from './tables.js';

export type { KycStatus, PlayerRow, PlayerStatus } from './model.js';
export { ageAt, LEGAL_AGE, statusAt } from './model.js';
export { getPlayer, openAccount, setKycStatus, setPlayerStatus } from './operations.js';
export { overwritePerson } from './store.js';

/** What other rooms ask about players. */
export interface PlayerRules {
  /** The player, or PLAYER_NOT_FOUND. */
  playerOf(ground: Ground, playerId: string): PlayerRow;
  /** PLAY-03: blocked, self-excluded and timed-out players stake nothing. */
  refuseUnlessMayPlay(ctx: Context, player: PlayerRow): void;
  refuseEarlyLift: typeof refuseEarlyLift;
  /** STATE_CONFLICT for an account nobody is behind any more (GDPR-01). */
  refuseIfErased(player: PlayerRow): void;
  /**
   * Stops the player until somebody lifts it, and not before an exclusion in force has ended. One
   * who is excluded for good stays so, which forbids no less.
   */
  block(ctx: Context, playerId: string, reason: string): void;
}

export const soundPlayers: PlayerRules = {
  playerOf: (ground, playerId) =>
    findPlayer(ground, playerId) ?? refuse('PLAYER_NOT_FOUND', { field: 'player_id' }),
  refuseUnlessMayPlay: (ctx, player) => refuseUnlessMayPlay(player, ctx.clock.now()),
  refuseEarlyLift,
  refuseIfErased,
  block,
};

export const players: Domain = {
  name: 'players',
  tables,
  operations: {
    createPlayer: command(createPlayer, checkCreate),
    getPlayer: query(getPlayer),
    updatePlayer: command(updatePlayer),
    setPlayerStatus: command(setPlayerStatus, checkStatus),
  },
};
