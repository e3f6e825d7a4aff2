import type { Context } from '../../domains/context.js';
import { ApiError } from '../../kernel/errors.js';
import { both, mutant, operation, part, unguarded } from './mutant.js';
import type { Mutant } from './mutant.js';

type Members = Readonly<Record<string, unknown>>;
const nothing = (): void => undefined;
const text = (input: Members, name: string): string => String(input[name]);

/** Pays from the house what nobody is owed. */
function payOut(ctx: Context, input: Members, minor: number, type: 'credit' | 'rollback') {
  const wallet = ctx.parts.ledger.walletOf(ctx, text(input, 'player_id'));
  const postings = { cash: minor, house: -minor };
  const round = text(input, 'round_id');
  const posted = ctx.parts.ledger.post(ctx, wallet, { type, amount: minor, round, postings });
  return { txn_id: posted.txnId, balance: ctx.parts.money.format(posted.balance, wallet.currency) };
}

function refusedWith(failure: unknown, code: string): boolean {
  return failure instanceof ApiError && failure.code === code;
}

export const playMutants: readonly Mutant[] = [
  mutant('blocked-may-bet', {
    title: 'A blocked player may bet',
    breaks: 'PLAY-03',
    caughtBy: ['ROUNDS-10'],
    swap: part('players', (sound) => ({
      refuseUnlessMayPlay: (ctx, player) => {
        if (player.status !== 'blocked') sound.refuseUnlessMayPlay(ctx, player);
      },
    })),
  }),
  mutant('excluded-may-bet', {
    title: 'A self-excluded player may bet',
    breaks: 'PLAY-03',
    caughtBy: ['ROUNDS-11'],
    swap: part('players', (sound) => ({
      refuseUnlessMayPlay: (ctx, player) => {
        if (player.status !== 'self_excluded') sound.refuseUnlessMayPlay(ctx, player);
      },
    })),
  }),
  mutant('timed-out-may-bet', {
    title: 'A player in a time-out may bet',
    breaks: 'PLAY-03',
    caughtBy: ['ROUNDS-12'],
    swap: part('players', (sound) => ({
      refuseUnlessMayPlay: (ctx, player) => {
        if (player.status !== 'timed_out') sound.refuseUnlessMayPlay(ctx, player);
      },
    })),
  }),
  mutant('withholds-wins', {
    title: 'The win of a player who was blocked meanwhile is refused',
    breaks: 'PLAY-04',
    caughtBy: ['ROUNDS-13'],
    swap: operation('creditRound', (sound) => (ctx, input) => {
      const player = ctx.parts.players.playerOf(ctx, text(input, 'player_id'));
      ctx.parts.players.refuseUnlessMayPlay(ctx, player);
      return sound(ctx, input);
    }),
  }),
  mutant('withholds-rollbacks', {
    title: 'The rollback for a self-excluded player is refused',
    breaks: 'PLAY-04',
    caughtBy: ['ROUNDS-14'],
    swap: operation('rollbackRound', (sound) => (ctx, input) => {
      const player = ctx.parts.players.playerOf(ctx, text(input, 'player_id'));
      ctx.parts.players.refuseUnlessMayPlay(ctx, player);
      return sound(ctx, input);
    }),
  }),
  mutant('rollback-pays-twice', {
    title: 'A rollback repeated under a new key pays again',
    breaks: 'PLAY-06',
    caughtBy: ['ROUNDS-20'],
    swap: both(
      unguarded,
      part('rounds', (sound) => ({
        wasRolledBack: () => false,
        returned: (stake) =>
          stake.status === 'rolled_back'
            ? { cash: stake.cash + stake.bonus, house: -stake.cash - stake.bonus }
            : sound.returned(stake),
      })),
    ),
  }),
  mutant('refused-debit-is-refunded', {
    title: 'Rolling back a debit that was refused pays its stake',
    breaks: 'PLAY-08',
    caughtBy: ['ROUNDS-22'],
    swap: (sound) => {
      const refused = new Map<string, number>();
      return both(
        operation('debitRound', (debit) => (ctx, input) => {
          try {
            return debit(ctx, input);
          } catch (failure) {
            const { money } = ctx.parts;
            const amount = money.amountOf(input['amount'], text(input, 'currency'), 'amount');
            refused.set(ctx.call.txnId ?? '', amount);
            throw failure;
          }
        }),
        operation('rollbackRound', (rollback) => (ctx, input) => {
          const answer = rollback(ctx, input) as { status: string };
          const key = input['debit_key'];
          if (answer.status !== 'voided' || typeof key !== 'string') return answer;
          const id = ctx.parts.idempotency.idOf(ctx, ctx.call.client.clientId, key);
          const minor = refused.get(`t_${id.toString('base64url')}`);
          if (minor === undefined) return answer;
          return { ...payOut(ctx, input, minor, 'rollback'), status: 'rolled_back' };
        }),
      )(sound);
    },
  }),
  mutant('no-tombstone', {
    title: 'A debit that arrives after its rollback is taken',
    breaks: 'PLAY-07',
    caughtBy: ['ROUNDS-07'],
    swap: part('rounds', () => ({ leaveTombstone: nothing })),
  }),
  mutant('credit-after-rollback', {
    title: 'A debit that was rolled back can still win',
    breaks: 'PLAY-09',
    caughtBy: ['ROUNDS-23'],
    swap: part('rounds', () => ({ refuseIfRolledBack: nothing })),
  }),
  mutant('credit-without-debit', {
    title: 'A win without any debit is paid',
    breaks: 'PLAY-02',
    caughtBy: ['ROUNDS-24'],
    swap: operation('creditRound', (sound) => (ctx, input) => {
      try {
        return sound(ctx, input);
      } catch (failure) {
        if (!refusedWith(failure, 'TXN_NOT_FOUND')) throw failure;
        const wallet = ctx.parts.ledger.walletOf(ctx, text(input, 'player_id'));
        const win = ctx.parts.money.amountOf(input['win_amount'], wallet.currency, 'win_amount');
        return { ...payOut(ctx, input, win, 'credit'), status: 'committed' };
      }
    }),
  }),
  mutant('rollback-after-win', {
    title: 'A settled debit can be rolled back: the stake comes back on top of the win',
    breaks: 'PLAY-09',
    caughtBy: ['ROUNDS-25'],
    swap: both(
      unguarded,
      part('rounds', (sound) => ({
        refuseIfSettled: nothing,
        returned: (stake) =>
          stake.status === 'settled'
            ? { cash: stake.cash + stake.bonus, house: -stake.cash - stake.bonus }
            : sound.returned(stake),
      })),
    ),
  }),
  mutant('closed-rounds-take-bets', {
    title: 'A closed round takes further debits and credits',
    breaks: 'PLAY-09',
    caughtBy: ['ROUNDS-26', 'ROUNDS-27'],
    swap: part('rounds', () => ({ refuseIfEnded: nothing })),
  }),
  mutant('pays-anybody', {
    title: "A win may name another player's debit",
    breaks: 'PLAY-09',
    caughtBy: ['ROUNDS-28'],
    swap: operation('creditRound', (sound) => (ctx, input) => {
      try {
        return sound(ctx, input);
      } catch (failure) {
        if (!refusedWith(failure, 'TXN_NOT_OF_PLAYER')) throw failure;
        const wallet = ctx.parts.ledger.walletOf(ctx, text(input, 'player_id'));
        const win = ctx.parts.money.amountOf(input['win_amount'], wallet.currency, 'win_amount');
        return { ...payOut(ctx, input, win, 'credit'), status: 'committed' };
      }
    }),
  }),
  mutant('one-settles-all', {
    title: 'A non-final credit ends the round, so the other stakes cannot win or roll back',
    breaks: 'PLAY-05',
    caughtBy: ['ROUNDS-08'],
    swap: operation(
      'creditRound',
      (sound) => (ctx, input) => sound(ctx, { ...input, final: true }),
    ),
  }),
  mutant('zero-win-keeps-round-open', {
    title: 'A zero win does not end its round',
    breaks: 'PLAY-02',
    caughtBy: ['ROUNDS-04'],
    swap: operation(
      'creditRound',
      (sound) => (ctx, input) =>
        sound(ctx, Number(input['win_amount']) === 0 ? { ...input, final: false } : input),
    ),
  }),
  mutant('disabled-games-play', {
    title: 'A disabled game takes bets',
    breaks: 'PLAY-03',
    caughtBy: ['GAMES-03'],
    swap: part('games', () => ({ refuseUnlessEnabled: nothing })),
  }),
  mutant('dead-sessions-play', {
    title: 'A closed session takes bets',
    breaks: 'PLAY-03',
    caughtBy: ['GAMES-04'],
    swap: part('games', () => ({ refuseUnlessLive: nothing })),
  }),
  mutant('launch-token-reusable', {
    title: 'A launch token opens the game again and again',
    breaks: 'PLAY-12',
    caughtBy: ['GAMES-01'],
    swap: part('games', (sound) => ({
      mayRedeem: (ctx, session) => sound.mayRedeem(ctx, { ...session, status: 'launched' }),
    })),
  }),
  mutant('launch-token-eternal', {
    title: 'A launch token is still good an hour later',
    breaks: 'PLAY-12',
    caughtBy: ['GAMES-02'],
    swap: part('games', (sound) => ({
      mayRedeem: (ctx, session) =>
        sound.mayRedeem(ctx, { ...session, launch_expires_at: session.expires_at }),
    })),
  }),
  mutant('exclusion-lifted-early', {
    title: 'A self-exclusion can be lifted before its term',
    breaks: 'RG-02',
    caughtBy: ['PLAYERS-05'],
    swap: part('players', () => ({ refuseEarlyLift: nothing })),
  }),
  mutant('minors-welcome', {
    title: 'An account is opened for a minor',
    breaks: 'KYC-03',
    caughtBy: ['PLAYERS-02'],
    swap: operation('createPlayer', (sound) => (ctx, input) => {
      const player = sound(ctx, { ...input, date_of_birth: '1990-01-01' }) as object;
      return { ...player, date_of_birth: input['date_of_birth'] };
    }),
  }),
  mutant('voids-what-was-taken', {
    title: 'A rollback by key does not find the debit and leaves the stake with the house',
    breaks: 'PLAY-06',
    caughtBy: ['ROUNDS-21'],
    swap: operation('rollbackRound', (sound) => (ctx, input) => {
      const { debit_key, ...rest } = input;
      return sound(ctx, debit_key === undefined ? input : { ...rest, txn_ref: 'unknown' });
    }),
  }),
];
