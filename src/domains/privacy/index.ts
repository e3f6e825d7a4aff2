import type { Context, Domain, Ground } from '../context.js';
import { command, query } from '../context.js';
import { hasOpenScreening } from '../kyc/index.js';
import { hasOpenPayment } from '../payments/index.js';
import type { PlayerRow } from '../players/index.js';
import { statusAt } from '../players/index.js';
import { hasOpenRound } from '../rounds/index.js';
import { hasOpenEntry } from '../tournaments/index.js';
import type { Access } from './model.js';
import { pseudonymous } from './model.js';
import { erasePlayer, exportPlayerData, listAccessLog } from './operations.js';
import { insertAccess } from './store.js';
import { tables } from './tables.js';

export type { Access } from './model.js';

/** What the person behind an account may ask for, and what others may know of them (GDPR-01). */
export interface PrivacyRules {
  /** Writes down who was shown or changed what tells of a person. */
  note(ground: Ground, access: Access): void;
  /** What stands in the way of an erasure, by name; empty when nothing does. */
  openMatters(ctx: Context, player: PlayerRow): readonly string[];
  pseudonymous(player: PlayerRow, pseudonym: string, nowMs: number): PlayerRow;
}

const MONEY = { cash: 'cash', bonus: 'bonus', held: 'held', in_play: 'held_in_play' } as const;

/** Also under a block. For the others the term is over, and the status says so. */
function isExcluded(player: PlayerRow, nowMs: number): boolean {
  const status = statusAt(player, nowMs);
  if (status === 'blocked') return (player.status_until ?? 0) > nowMs;
  return status === 'self_excluded' || status === 'timed_out';
}

/** Excluded players stay known until the term is over: who is forgotten can register anew. */
function openMatters(ctx: Context, player: PlayerRow): readonly string[] {
  const wallet = ctx.parts.ledger.walletOf(ctx, player.player_id);
  const accounts = Object.keys(MONEY) as (keyof typeof MONEY)[];
  return [
    ...accounts.filter((account) => wallet[account] !== 0).map((account) => MONEY[account]),
    ...(hasOpenRound(ctx, player.player_id) ? ['round'] : []),
    ...(hasOpenPayment(ctx, player.player_id) ? ['payment'] : []),
    ...(hasOpenScreening(ctx, player.player_id) ? ['screening'] : []),
    ...(hasOpenEntry(ctx, player.player_id) ? ['tournament'] : []),
    ...(isExcluded(player, ctx.clock.now()) ? ['exclusion'] : []),
  ];
}

export const soundPrivacy: PrivacyRules = { note: insertAccess, openMatters, pseudonymous };

export const privacy: Domain = {
  name: 'privacy',
  tables,
  operations: {
    exportPlayerData: query(exportPlayerData),
    erasePlayer: command(erasePlayer),
    listAccessLog: query(listAccessLog),
  },
};
