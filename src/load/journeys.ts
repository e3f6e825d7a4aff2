import { formatAmount } from '../kernel/money.js';
import { randomStream } from '../kernel/random.js';
import type { RandomStream } from '../kernel/random.js';
import { deposit, withdraw } from './cashier.js';
import type { Payer, PaymentTurn } from './cashier.js';
import type { Journey, Step, StepAnswer } from './steps.js';

/** A player in the run; the session is launched by the player's first turn. */
export interface Seat {
  readonly playerId: string;
  readonly currency: string;
  sessionId: string | undefined;
}

/** What a target asks of those who play; by default that of the reference contract. */
export interface HouseRules {
  /** Whether a session is launched first. */
  readonly sessions: boolean;
  /** Whether a lost round ends with a win of nothing, or without any. */
  readonly zeroWins: boolean;
  /** Whether a stake that was taken back may be taken back again, under another key. */
  readonly takesBackTwice: boolean;
  readonly mostStakeMinor: number;
}

export const REFERENCE_RULES: HouseRules = {
  sessions: true,
  zeroWins: true,
  takesBackTwice: true,
  mostStakeMinor: Number.MAX_SAFE_INTEGER,
};

/** One turn at the table: who, at what game, with which chance; `name` makes its keys unique. */
export interface TurnSetting {
  readonly seat: Seat;
  readonly gameId: string;
  readonly chance: RandomStream;
  readonly name: string;
  readonly house: HouseRules;
}

export type PlayKind = 'spin' | 'wallet' | 'rollback' | 'retry' | 'history' | 'login';
export type CashierKind = 'deposit' | 'withdraw';
/** Turns that only an occasion knows. */
export type OccasionKind = 'enter' | 'leaderboard' | 'close' | 'jackpot';
export type TurnKind = PlayKind | CashierKind | OccasionKind;

/** Shares of turns by kind; they need not add up to 1. */
export type TurnMix = Readonly<Partial<Record<TurnKind, number>>>;

const STAKES_MINOR = [20, 50, 100, 200, 500] as const;
/** Three wins in ten spins, 3.2 times the stake: a return of 0.96. */
const WIN_CHANCE = 0.3;
const WIN_TENTHS = 32;

/** Which turn an ordinal brings: the same seed gives the same evening. */
export function turnKindOf(mix: TurnMix, chance: RandomStream): TurnKind {
  const kinds = Object.entries(mix) as [TurnKind, number][];
  const whole = kinds.reduce((sum, [, share]) => sum + share, 0);
  let left = chance.next() * whole;
  for (const [kind, share] of kinds) {
    left -= share;
    if (left < 0) return kind;
  }
  return 'spin';
}

/** The mix without some of its turns; the shares of the others stay in proportion. */
export const mixWithout = (mix: TurnMix, kinds: readonly TurnKind[]): TurnMix => ({
  ...mix,
  ...Object.fromEntries(kinds.filter((kind) => kind in mix).map((kind) => [kind, 0])),
});

/** Builds the turn an arrival brings: players in rotation, everything else by chance. */
export function turnOf(options: {
  readonly seats: readonly Seat[];
  /** Who comes to the cashier; needed where the mix sends anybody there. */
  readonly payers?: readonly Payer[];
  readonly gameId: string;
  /** Those of the occasion, where the mix has any. */
  readonly turns?: Readonly<Record<string, (turn: TurnSetting) => Journey>>;
  readonly mix: TurnMix;
  readonly house?: HouseRules;
  readonly seed: string;
  readonly runId: string;
  readonly ordinal: number;
}): Journey {
  const chance = randomStream(options.seed, 'turn', String(options.ordinal));
  const kind = turnKindOf(options.mix, chance);
  const name = `${options.runId}-${options.ordinal}`;
  if (kind === 'deposit' || kind === 'withdraw') {
    return CASHIER[kind]({ payer: chance.pick(options.payers ?? []), chance, name });
  }
  const seat = options.seats[options.ordinal % options.seats.length] as Seat;
  const { gameId, house = REFERENCE_RULES } = options;
  const turn = { seat, gameId, chance, name, house };
  return (TURNS[kind] ?? options.turns?.[kind] ?? spin)(turn);
}

const CASHIER: Readonly<Record<CashierKind, (turn: PaymentTurn) => Journey>> = {
  deposit,
  withdraw,
};

const TURNS: Readonly<Partial<Record<TurnKind, (turn: TurnSetting) => Journey>>> = {
  spin,
  wallet: readWallet,
  rollback: takeBack,
  retry: askTwice,
  history: readHistory,
  login: logInAgain,
};

/** Log in: launch a session and redeem its token, as the game's client would. */
export function* logIn(turn: TurnSetting): Generator<Step, boolean, StepAnswer> {
  const { seat, gameId } = turn;
  const launched = yield {
    operation: 'launchSession',
    input: { player_id: seat.playerId, game_id: gameId },
  };
  if (launched.outcome !== 'ok') return false;
  const redeemed = yield {
    operation: 'redeemLaunch',
    input: { launch_token: launched.body['launch_token'] },
  };
  if (redeemed.outcome !== 'ok') return false;
  seat.sessionId = String(launched.body['session_id']);
  return true;
}

function* seated(turn: TurnSetting): Generator<Step, boolean, StepAnswer> {
  if (!turn.house.sessions || turn.seat.sessionId !== undefined) return true;
  return yield* logIn(turn);
}

function* logInAgain(turn: TurnSetting): Journey {
  yield* logIn(turn);
}

function* spin(turn: TurnSetting): Journey {
  const stake = yield* staked(turn);
  if (stake) yield* settled(turn, stake);
}

/** A stake, then its rollback: the provider gave the round up, and every other time says so twice. */
function* takeBack(turn: TurnSetting): Journey {
  const stake = yield* staked(turn);
  if (!stake) return;
  // What has won a jackpot is settled and does not go back (PROMO-03).
  if (stake.won) return yield* settled(turn, stake);
  yield rollbackOf(turn, { txn_ref: stake.txnId });
  if (turn.house.takesBackTwice && turn.chance.next() < 0.5)
    yield rollbackOf(turn, { txn_ref: stake.txnId }, 'r2');
}

/** The same debit twice under one key, as a provider that lost the answer would send it. */
function* askTwice(turn: TurnSetting): Journey {
  const stake = yield* staked(turn);
  if (!stake) return;
  yield stake.step;
  yield* settled(turn, stake);
}

function* readWallet(turn: TurnSetting): Journey {
  yield { operation: 'getWallet', input: { player_id: turn.seat.playerId } };
}

function* readHistory(turn: TurnSetting): Journey {
  yield { operation: 'listTransactions', input: { player_id: turn.seat.playerId, limit: 20 } };
}

interface Stake {
  readonly step: Step;
  readonly txnId: string;
  readonly minor: number;
  /** It won a jackpot. */
  readonly won: boolean;
}

/** Places a stake. An unknown outcome is rolled back by its key: nobody may guess. */
function* staked(turn: TurnSetting): Generator<Step, Stake | undefined, StepAnswer> {
  if (!(yield* seated(turn))) return undefined;
  const { seat, chance, name, gameId } = turn;
  const minor = Math.min(chance.pick(STAKES_MINOR), turn.house.mostStakeMinor);
  const step: Step = {
    operation: 'debitRound',
    key: `${name}-d`,
    input: {
      player_id: seat.playerId,
      round_id: name,
      amount: formatAmount(minor, seat.currency),
      currency: seat.currency,
      session_id: seat.sessionId,
      meta: { game_id: gameId },
    },
  };
  const answer = yield step;
  if (answer.outcome === 'unknown') yield rollbackOf(turn, { debit_key: step.key });
  if (answer.outcome !== 'ok') return undefined;
  const won = answer.body['jackpot_wins'] !== undefined;
  return { step, txnId: String(answer.body['txn_id']), minor, won };
}

/** Settles the round with a win or with nothing; a lost answer is asked for once more. */
function* settled(turn: TurnSetting, stake: Stake): Journey {
  const { seat, chance, name } = turn;
  const wonMinor = chance.next() < WIN_CHANCE ? Math.floor((stake.minor * WIN_TENTHS) / 10) : 0;
  if (wonMinor === 0 && !turn.house.zeroWins) return;
  const step: Step = {
    operation: 'creditRound',
    key: `${name}-c`,
    input: {
      player_id: seat.playerId,
      round_id: name,
      win_amount: formatAmount(wonMinor, seat.currency),
      txn_ref: stake.txnId,
    },
  };
  const answer = yield step;
  if (answer.outcome === 'unknown') yield step;
}

const rollbackOf = (
  turn: TurnSetting,
  of: { readonly txn_ref: string } | { readonly debit_key: string | undefined },
  keyEnd = 'r',
): Step => ({
  operation: 'rollbackRound',
  key: `${turn.name}-${keyEnd}`,
  input: { player_id: turn.seat.playerId, round_id: turn.name, ...of },
});
