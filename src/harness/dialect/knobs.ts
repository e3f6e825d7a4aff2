/** One answer a wallet may give where published contracts disagree. */
export interface KnobValue {
  readonly value: string;
  /** What a wallet of this kind does. */
  readonly means: string;
  /** Published contracts that ask for it. */
  readonly asked: string;
}

export interface KnobFacts {
  /** The question, as a sentence that ends in a question mark. */
  readonly question: string;
  /** What is asserted whatever the answer. */
  readonly money: string;
  /** The first is the reference contract's. */
  readonly values: readonly [KnobValue, ...KnobValue[]];
}

const of = <const V extends string>(value: V, means: string, asked: string) => ({
  value,
  means,
  asked,
});

/** Where the field disagrees: each knob with its allowed answers. The money rule holds always. */
export const KNOBS = {
  rollback_unknown: {
    question: 'What does the rollback of a bet that never arrived answer?',
    money: 'It pays nothing.',
    values: [
      of('ok', 'success, with no effect', 'Caleta; Lucky Monaco and Stella'),
      of(
        'error',
        'a refusal that says the bet is not known',
        'Evolution, Valkyrie, Groove, Phoenix, Tom Horn, iGSP, ScorpioPlay',
      ),
      of('parked', 'it is kept as pending and rejected after a while', 'Jungle'),
    ],
  },
  late_debit: {
    question: 'What does a bet answer that arrives after its own rollback?',
    money:
      'In the end the player is not charged: nothing was taken, or a further rollback returns it.',
    values: [
      of('refused', 'a refusal; nothing is taken', 'the reference contract'),
      of('ignored', 'success, and nothing is taken', 'wallets with silent tombstones'),
      of(
        'accepted',
        'it is taken: the wallet kept nothing of the rollback',
        'most wallets that refuse unknown rollbacks leave it open',
      ),
    ],
  },
  identical_duplicate: {
    question: 'What does an identical repeat answer?',
    money: 'One effect.',
    values: [
      of(
        'original',
        'the first answer again, with the same transaction id',
        'Evolution, Red Tiger, Groove, BlueOcean, EVI, RubyPlay',
      ),
      of('duplicate_code', 'a code of its own for duplicates', 'GitSlotPark, Yantra'),
    ],
  },
  replay_balance: {
    question: 'Which balance does a repeat tell?',
    money: 'The wallet read afterwards shows one effect.',
    values: [
      of('snapshot', 'the one the first answer told', 'Jungle, Yantra'),
      of('live', 'the one of now', 'Groove'),
      of('absent', 'none that means anything, such as 0 as a marker', 'uplatform'),
    ],
  },
  repeated_rollback: {
    question: 'What does a second rollback of one bet answer, under a new id?',
    money: 'The stake comes back once.',
    values: [
      of('original', 'success, with no further effect', 'Jungle'),
      of('refused', 'a refusal that says it was cancelled already', 'Valkyrie, uplatform'),
    ],
  },
  refused_repeat: {
    question:
      'What does a repeat answer of a bet that was refused for lack of funds, once funds came?',
    money: 'It is taken once or not at all.',
    values: [
      of('final', 'the same refusal', 'the reference contract'),
      of('anew', 'it is judged anew and may be taken', 'wallets that keep only what they booked'),
    ],
  },
  id_scope: {
    question: 'How far does a transaction id of the caller reach?',
    money: 'No player pays or is paid for another.',
    values: [
      of(
        'global',
        'one id, one transaction: another player with it is a conflict',
        'Caleta, Jungle',
      ),
      of('player', 'two players may have the same id; each is a transaction', 'BlueOcean'),
    ],
  },
  id_space: {
    question: 'May a win or a rollback have the id that its bet had?',
    money: 'Refused, nothing moves; accepted, it counts once.',
    values: [
      of('one', 'no: one id, one transaction', 'Jungle, uplatform, Groove'),
      of(
        'per_kind',
        'yes: each kind of transaction has ids of its own',
        'refunds named by the bet',
      ),
    ],
  },
  finer_amounts: {
    question: 'What does a stake answer that is finer than the minor unit of its currency?',
    money: 'What was told is what was taken.',
    values: [
      of('refused', 'a refusal', 'the reference contract'),
      of('accepted', 'it is taken as it is', 'Valkyrie with six decimals, Groove with ten'),
    ],
  },
  win_without_bet: {
    question: 'What does a win without a bet before it answer?',
    money: 'Refused, it pays nothing; accepted, it pays exactly once.',
    values: [
      of('refused', 'a refusal', 'Evolution, Valkyrie, Caleta'),
      of('accepted', 'it is paid: promotions come this way', 'BlueOcean, Groove'),
    ],
  },
  after_close: {
    question: 'May a round that ended still take bets and wins?',
    money: 'What is refused moves nothing; what is accepted moves exactly once.',
    values: [
      of('refused', 'no', 'Valkyrie, Evolution, Red Tiger, EVI'),
      of('accepted', 'yes: results are recalculated', 'Groove and uplatform for sports'),
    ],
  },
  cancel_after_settle: {
    question: 'May a bet be rolled back once its round was settled?',
    money: 'Refused, nothing moves; accepted, the stake comes back exactly once.',
    values: [
      of('refused', 'no', 'Evolution, Phoenix, Microgaming'),
      of('accepted', 'yes', 'Groove for sports'),
    ],
  },
  rollback_target: {
    question: 'What may a rollback name?',
    money: 'A refused rollback takes nothing; an accepted one undoes its target exactly once.',
    values: [
      of('bet', 'bets only', 'Phoenix, Valkyrie, uplatform'),
      of('any', 'bets, wins and refunds', 'Jungle, Yantra'),
    ],
  },
  rollback_amount: {
    question: 'What if a rollback is sent with another amount than the bet had?',
    money: 'The stake of the bet comes back, or nothing; never the amount that was sent.',
    values: [
      of('ignored', 'the amount of the bet counts', 'BlueOcean, Red Tiger, Groove'),
      of('must_equal', 'a refusal', 'Jungle'),
    ],
  },
  zero_win: {
    question: 'Does a win of nothing end the round?',
    money: 'It moves nothing.',
    values: [
      of('accepted', 'yes, and it has to be sent', 'BlueOcean, RubyPlay, LPM'),
      of('refused', 'a loss is not sent, or sent as another message', 'Yantra, Jungle'),
    ],
  },
  zero_bet: {
    question: 'What does a bet of nothing answer?',
    money: 'It moves nothing.',
    values: [
      of('refused', 'a refusal', 'the reference contract'),
      of('accepted', 'success, with no effect', 'BlueOcean, Red Tiger'),
    ],
  },
  several_bets: {
    question: 'May one round have several bets?',
    money: 'Each settles or comes back by itself.',
    values: [
      of('accepted', 'yes', 'Caleta, Evolution, Red Tiger'),
      of('refused', 'one bet a round', 'simple slots'),
    ],
  },
  several_wins: {
    question: 'May one bet win more than once while its round is open?',
    money: 'Each win is paid once.',
    values: [
      of('accepted', 'yes', 'Microgaming, Caleta'),
      of('refused', 'one win a bet', 'simple slots'),
    ],
  },
  business_http: {
    question: 'With which HTTP status do refusals by the rules of play come?',
    money: 'Says nothing of money.',
    values: [
      of('4xx', 'one of its own', 'the reference contract'),
      of('always_200', '200, with a code in the body', 'Phoenix, RubyPlay, Hub88, Yantra'),
    ],
  },
} as const satisfies Readonly<Record<string, KnobFacts>>;

export type KnobName = keyof typeof KNOBS;

/** The answers of one target. */
export type Knobs = { readonly [K in KnobName]: (typeof KNOBS)[K]['values'][number]['value'] };

/** The reference contract's own answers. */
export const REFERENCE_KNOBS: Knobs = Object.fromEntries(
  Object.entries(KNOBS).map(([name, { values }]) => [name, values[0].value]),
) as Knobs;
