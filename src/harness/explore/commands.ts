import fc from 'fast-check';

/** An amount in minor units, or so much more or less than the wallet holds. */
export type Amount =
  | { readonly of: 'minor'; readonly minor: number }
  | { readonly of: 'balance'; readonly more: number };

/**
 * How a new key looks beside the newest one: longer by its end, cut at its end, the same in its
 * first 40 characters, or the same but for upper and lower case.
 */
export type KeyShape = 'fresh' | 'longer' | 'cut' | 'twin' | 'case';

/**
 * One thing to do. `stake` and `request` count back from the newest, 0 being that one; what there
 * is not yet is not done, so that any part of a sequence is a sequence.
 */
export type Command =
  | {
      readonly do: 'debit';
      readonly player: number;
      readonly round: number;
      readonly amount: Amount;
      readonly key: KeyShape;
      readonly lost: boolean;
    }
  | {
      readonly do: 'credit';
      readonly stake: number;
      readonly amount: Amount;
      readonly final: boolean;
      /** `taken`: the key of the debit itself. */
      readonly key: 'fresh' | 'taken';
      readonly lost: boolean;
    }
  | {
      readonly do: 'rollback';
      readonly stake: number;
      readonly by: 'txn' | 'key';
      readonly lost: boolean;
    }
  /** Rolls back a debit that a later repeat may send. */
  | {
      readonly do: 'early';
      readonly player: number;
      readonly round: number;
      readonly amount: Amount;
    }
  | {
      readonly do: 'repeat';
      readonly request: number;
      readonly times: number;
      readonly lost: boolean;
    }
  | { readonly do: 'changed'; readonly request: number; readonly amount: Amount }
  | { readonly do: 'read'; readonly player: number };

/** What is done one after the other on new wallets. */
export interface Sequence {
  /** Minor units in each wallet at the start. */
  readonly opening: number;
  readonly players: number;
  /** So many rounds a player has at most. */
  readonly rounds: number;
  readonly commands: readonly Command[];
}

/** What is done at once, after a few things done one by one. */
export interface Burst {
  readonly opening: number;
  readonly before: readonly Command[];
  readonly bursts: readonly (readonly Command[])[];
}

const INT32 = 2 ** 31;
/** A sum beside which the stakes that pass 32 bits are small. */
const RICH = 5_000_000_000_00;

const minor = (...amounts: readonly number[]): fc.Arbitrary<Amount> =>
  fc.constantFrom(...amounts).map((amount) => ({ of: 'minor', minor: amount }));

const amounts = fc.oneof(
  { weight: 8, arbitrary: minor(1_000, 1, 250, 999) },
  { weight: 2, arbitrary: minor(0, INT32 - 1, INT32, INT32 + 7, 2 * INT32 + 7) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0, -1, 1).map((more): Amount => ({ of: 'balance', more })),
  },
);

/** A loss is sent as a win of nothing. */
const wins = fc.oneof({ weight: 2, arbitrary: amounts }, { weight: 1, arbitrary: minor(0) });

const seldom = fc.oneof(
  { withCrossShrink: true },
  { weight: 12, arbitrary: fc.constant(false) },
  { weight: 1, arbitrary: fc.constant(true) },
);

const keys = fc.oneof(
  { withCrossShrink: true },
  { weight: 8, arbitrary: fc.constant<KeyShape>('fresh') },
  { weight: 3, arbitrary: fc.constantFrom<KeyShape>('longer', 'cut', 'twin', 'case') },
);

/** The newest most of all. */
const back = fc.oneof(
  { withCrossShrink: true },
  { weight: 4, arbitrary: fc.nat({ max: 1 }) },
  { weight: 2, arbitrary: fc.nat({ max: 5 }) },
);

const times = fc.oneof(
  { withCrossShrink: true },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 3 }) },
  { weight: 1, arbitrary: fc.integer({ min: 4, max: 40 }) },
);

const player = fc.nat({ max: 1 });
const round = fc.nat({ max: 4 });

const debit: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('debit' as const),
  player,
  round,
  amount: amounts,
  key: keys,
  lost: seldom,
});

const credit: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('credit' as const),
  stake: back,
  amount: wins,
  final: fc.oneof(
    { weight: 2, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  key: fc.oneof(
    { withCrossShrink: true },
    { weight: 9, arbitrary: fc.constant('fresh' as const) },
    { weight: 1, arbitrary: fc.constant('taken' as const) },
  ),
  lost: seldom,
});

const rollback: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('rollback' as const),
  stake: back,
  by: fc.constantFrom('txn' as const, 'key' as const),
  lost: seldom,
});

const early: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('early' as const),
  player,
  round,
  amount: amounts,
});

const repeat: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('repeat' as const),
  request: back,
  times,
  lost: seldom,
});

const changed: fc.Arbitrary<Command> = fc.record({
  do: fc.constant('changed' as const),
  request: back,
  amount: amounts,
});

const read: fc.Arbitrary<Command> = fc.record({ do: fc.constant('read' as const), player });

const commands = fc.oneof(
  { weight: 9, arbitrary: debit },
  { weight: 9, arbitrary: credit },
  { weight: 5, arbitrary: rollback },
  { weight: 3, arbitrary: repeat },
  { weight: 2, arbitrary: early },
  { weight: 1, arbitrary: changed },
  { weight: 1, arbitrary: read },
);

const opening = fc.oneof(
  { weight: 3, arbitrary: fc.constant(10_000) },
  { weight: 2, arbitrary: fc.constant(RICH) },
);

/** Sequences of up to 40 commands; each keeps to few rounds or many, one player or two. */
export const sequences: fc.Arbitrary<Sequence> = fc.noBias(
  fc.record({
    opening,
    players: fc.integer({ min: 1, max: 2 }),
    rounds: fc.oneof(
      { weight: 2, arbitrary: fc.integer({ min: 1, max: 2 }) },
      { weight: 1, arbitrary: fc.integer({ min: 3, max: 5 }) },
    ),
    commands: fc.array(commands, { minLength: 1, maxLength: 40, size: 'max' }),
  }),
);

/** One or two bursts of two to six requests, on one wallet. */
export const bursts: fc.Arbitrary<Burst> = fc.noBias(
  fc.record({
    opening,
    before: fc.array(fc.oneof(debit, commands), { maxLength: 5, size: 'max' }),
    bursts: fc.array(fc.array(commands, { minLength: 2, maxLength: 6, size: 'max' }), {
      minLength: 1,
      maxLength: 2,
    }),
  }),
);

export const withoutCommand = (sequence: Sequence, place: number): Sequence => ({
  ...sequence,
  commands: sequence.commands.filter((_, nth) => nth !== place),
});

export const sizeOfBurst = ({ before, bursts: all }: Burst): number =>
  all.reduce((sum, { length }) => sum + length, before.length);

/** Places count through what comes before, then through each burst; an empty burst goes. */
export function withoutCommandOfBurst(burst: Burst, place: number): Burst {
  let at = 0;
  const kept = (commands: readonly Command[]): readonly Command[] =>
    commands.filter(() => {
      at += 1;
      return at - 1 !== place;
    });
  const before = kept(burst.before);
  return { ...burst, before, bursts: burst.bursts.map(kept).filter(({ length }) => length > 0) };
}
