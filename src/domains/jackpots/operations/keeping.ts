import { assert } from '../../../kernel/errors.js';
import { derivedId } from '../../../kernel/ids.js';
import type { Input } from '../../../contract/types.js';
import { emit } from '../../audit/index.js';
import type { Context, Ground, Operation } from '../../context.js';
import type { JackpotRow } from '../model.js';
import { findJackpot, insertJackpot, writeChange } from '../store.js';
import { jackpotOf, parametersBody } from './reading.js';
import { startPot } from './pots.js';
import { termsOf } from './terms.js';

type NewJackpot = Input<'createJackpot'>;

/** The parameters, before the key is looked at (MONEY-01). */
export function checkNewJackpot(ground: Ground, wish: NewJackpot): void {
  termsOf(ground, ground.parts.money.currencyOf(wish.currency), wish);
}

export const createJackpot: Operation<'createJackpot'> = (ctx, wish) => {
  const { jackpots, ledger } = ctx.parts;
  const terms = termsOf(ctx, wish.currency, wish);
  refuseUnknownGames(ctx, terms.games);
  const { key, client } = ctx.call;
  assert(key, 'a jackpot is made under a key');
  const jackpotId = derivedId(ctx.seed, 'jp', client.clientId, key);
  const { name, currency } = wish;
  emit(ctx, 'jackpot.created', null, { jackpot_id: jackpotId, name, currency });
  ledger.openPot(ctx, jackpotId, currency);
  const created = { jackpot_id: jackpotId, name, currency, terms, created_at: ctx.clock.now() };
  insertJackpot(ctx, created);
  const row = jackpotOf(ctx, jackpotId);
  return jackpots.told(ctx, startPot(ctx, row, terms));
};

/** Amounts need the currency of the jackpot; one that nobody has is told by the operation. */
export function checkChange(ground: Ground, wish: Input<'updateJackpot'>): void {
  const row = findJackpot(ground, wish.jackpot_id);
  if (row) termsOf(ground, row.currency, wish, row.next_terms ?? row.terms);
}

/** GLI-19 2.4.2: what is changed holds for the next pot; the running one is played out as it is. */
export const updateJackpot: Operation<'updateJackpot'> = (ctx, wish) => {
  const { jackpots } = ctx.parts;
  // What does not exist is told in the order of the catalogue: the game before the jackpot.
  if (wish.games !== undefined) refuseUnknownGames(ctx, wish.games);
  const row = jackpotOf(ctx, wish.jackpot_id);
  const wanted = termsOf(ctx, row.currency, wish, row.next_terms ?? row.terms);
  const changed = jackpots.changed(
    { ...row, name: wish.name ?? row.name, status: wish.status ?? row.status },
    wanted,
  );
  writeChange(ctx, changed);
  emit(ctx, 'jackpot.changed', null, {
    jackpot_id: row.jackpot_id,
    before: settingsOf(ctx, row),
    after: settingsOf(ctx, changed),
    reason: wish.reason,
  });
  return jackpots.told(ctx, changed);
};

/** All that can be changed by hand, as the audit log has it before and after. */
function settingsOf(ctx: Context, row: JackpotRow) {
  const text = (minor: number): string => ctx.parts.money.format(minor, row.currency);
  return {
    name: row.name,
    status: row.status,
    parameters: parametersBody(row.terms, text),
    next_parameters: row.next_terms === null ? null : parametersBody(row.next_terms, text),
  };
}

function refuseUnknownGames(ctx: Context, games: readonly string[]): void {
  for (const game of games) ctx.parts.games.gameOf(ctx, game);
}
