import { openInbox } from '../client/index.js';
import type { ClientHandle, Inbox } from '../client/index.js';
import { formatAmount } from '../kernel/money.js';
import { bodySignature } from '../kernel/signature.js';
import type { Answer, JsonObject } from './answer.js';
import { pooledPlayer } from './dialect/funding.js';
import type { Control, ControlledClient, MintedToken } from './control.js';
import type { PartnerName } from './partners.js';
import { ExpectationFailed, Untestable } from './failures.js';
import type { PlatformClient } from './platform.js';
import type { Session } from './session.js';

/** A type, not an interface, so that it passes for the input of any operation on a player. */
export type PlayerRef = {
  readonly player_id: string;
  readonly currency: string;
};

export interface PlayerWanted {
  /** Cash; default nothing. */
  readonly balance?: string;
  readonly bonus?: string;
  readonly held?: string;
  /** Default EUR. */
  readonly currency?: string;
  readonly status?: 'active' | 'blocked' | 'self_excluded' | 'timed_out';
  readonly status_until?: string;
  /** As if a case had been decided so; default none. */
  readonly kyc_status?: 'none' | 'pending' | 'approved' | 'rejected' | 'needs_info';
  readonly name?: string;
  readonly date_of_birth?: string;
}

export type DebitInput = {
  readonly player_id: string;
  readonly round_id: string;
  readonly amount: string;
  readonly currency: string;
  readonly idempotency_key: string;
  readonly session_id?: string;
};

export type CreditInput = {
  readonly player_id: string;
  readonly round_id: string;
  readonly win_amount: string;
  readonly txn_ref: string;
  readonly idempotency_key: string;
};

export type RollbackInput = {
  readonly player_id: string;
  readonly round_id: string;
  readonly idempotency_key: string;
  readonly txn_ref?: string;
  readonly debit_key?: string;
};

/** A payment as an answer tells it. */
export type PaymentLike = {
  readonly payment_id: string;
  readonly amount: string;
  readonly currency: string;
};

/** A body as a partner sends it: goes as the options of a call. */
export interface SignedBody {
  readonly rawBody: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An answered debit, or the input of one. */
export type DebitLike = DebitInput | Answer<unknown>;

/**
 * What is so before the scenario acts. Makes players, clients and tokens, and builds inputs with
 * ids and keys that belong to this check alone. `over` is laid over what is built; a member that
 * is undefined there leaves the request.
 */
export interface Given {
  /** With money or a status it needs the control API; without, it registers one by the contract. */
  player(wanted?: PlayerWanted): Promise<PlayerRef>;
  /** Body of createPlayer for somebody new and of age. */
  registration(over?: JsonObject): JsonObject;
  /** A stake of 10.00 on a new round, with a new key. */
  debit(player: PlayerRef, over?: JsonObject): DebitInput;
  /** A final win on that stake, with a new key. Given an input, its answer must have been heard. */
  creditOf(debit: DebitLike, over?: JsonObject): CreditInput;
  /** Names the stake by `txn_ref` given an answer that has one, by `debit_key` given an input. */
  rollbackOf(debit: DebitLike, over?: JsonObject): RollbackInput;
  /** What the PSP would send of a payment: completed, now, under its secret. Nothing is sent. */
  webhook(payment: PaymentLike, over?: JsonObject): Promise<SignedBody>;
  /** Any body, signed by a partner as it stands. */
  signed(partner: PartnerName, body: string | JsonObject): Promise<SignedBody>;
  key(): string;
  roundId(): string;
  /** An id nobody uses. */
  id(prefix: string): string;
  /** A new client of the platform; default with all scopes of the run's own. */
  client(wanted?: Partial<Omit<ControlledClient, 'client_id'>>): Promise<ClientHandle>;
  /** A receiver of webhooks on loopback, for as long as the check runs. */
  inbox(): Promise<Inbox>;
  /** A token with these claims, for the run's own client unless they say otherwise. */
  token(claims?: MintedToken): Promise<string>;
}

export function givenOf(session: Session, platform: PlatformClient, control: Control): Given {
  const { names } = session;
  const { client } = session.connection;
  const registration = (over: JsonObject = {}): JsonObject => ({
    external_id: names.id('ext'),
    name: 'Ada Example',
    date_of_birth: '1990-12-10',
    country: 'MT',
    currency: 'EUR',
    ...over,
  });
  const { mapped } = session.connection;
  const given: Given = {
    registration,
    player: (wanted = {}) =>
      mapped
        ? pooledPlayer({ session, mapped, platform, given }, wanted)
        : makePlayer(session, platform, control, wanted, registration),
    debit(player, over = {}) {
      const debit = {
        player_id: player.player_id,
        round_id: names.id('r'),
        amount: '10.00',
        currency: player.currency,
        idempotency_key: names.id('k'),
        ...over,
      };
      mapped?.memory.planned(debit);
      return debit;
    },
    creditOf: (debit, over = {}) => ({
      ...placeOf(debit),
      win_amount: '0.00',
      txn_ref: txnOf(session, debit, over),
      idempotency_key: names.id('k'),
      ...over,
    }),
    rollbackOf: (debit, over = {}) => ({
      ...placeOf(debit),
      idempotency_key: names.id('k'),
      ...stakeOf(debit),
      ...over,
    }),
    webhook: async (payment, over = {}) => {
      const { payment_id, amount, currency } = payment;
      const said = { payment_id, amount, currency, status: 'completed' };
      const event = { event_id: names.id('evt'), ...said, timestamp: await control.now() };
      return signed(control, 'psp', { ...event, ...over });
    },
    signed: (partner, body) => signed(control, partner, body),
    key: () => names.id('k'),
    roundId: () => names.id('r'),
    id: (prefix) => names.id(prefix),
    client: (wanted = {}) =>
      control.createClient({ scopes: client.scopes, ...wanted, client_id: names.id('c') }),
    async inbox() {
      const inbox = await openInbox(names.id('inbox'));
      session.endings.push(inbox.close);
      return inbox;
    },
    token: (claims = {}) =>
      control.mint({ client_id: client.client_id, scopes: client.scopes, ...claims }),
  };
  return given;
}

async function signed(
  control: Control,
  partner: PartnerName,
  body: string | JsonObject,
): Promise<SignedBody> {
  const rawBody = typeof body === 'string' ? body : JSON.stringify(body);
  const secret = await control.partners.secret(partner);
  return { rawBody, headers: { 'x-signature': bodySignature(secret, rawBody) } };
}

const isAnswer = (debit: DebitLike): debit is Answer<unknown> => 'outcome' in debit;

const inputOf = (debit: DebitLike): DebitInput =>
  isAnswer(debit) ? (debit.input as DebitInput) : debit;

function placeOf(debit: DebitLike): { player_id: string; round_id: string } {
  const { player_id, round_id } = inputOf(debit);
  return { player_id, round_id };
}

function stakeOf(debit: DebitLike): { txn_ref: string } | { debit_key: string } {
  const txnId = isAnswer(debit) ? (debit.body as JsonObject)['txn_id'] : undefined;
  if (typeof txnId === 'string') return { txn_ref: txnId };
  return { debit_key: inputOf(debit).idempotency_key };
}

function txnOf(session: Session, debit: DebitLike, over: JsonObject): string {
  if (typeof over['txn_ref'] === 'string') return over['txn_ref'];
  const key = inputOf(debit).idempotency_key;
  const heard = isAnswer(debit)
    ? [debit]
    : session.answers.filter((answer) => answer.input['idempotency_key'] === key);
  for (const answer of heard) {
    const txnId = (answer.body as JsonObject)['txn_id'];
    if (typeof txnId === 'string') return txnId;
  }
  return 'txn-the-debit-never-told'; // the debit failed: its own expectation says so
}

async function makePlayer(
  session: Session,
  platform: PlatformClient,
  control: Control,
  wanted: PlayerWanted,
  registration: (over: JsonObject) => JsonObject,
): Promise<PlayerRef> {
  const { balance, currency = 'EUR', ...facts } = wanted;
  if (control.has('control')) {
    const playerId = session.names.id('p');
    const cash = balance ?? zeroOf(currency);
    await control.createPlayer({ player_id: playerId, currency, cash, ...facts });
    session.connection.history.addPlayer({
      player_id: playerId,
      currency,
      cash,
      bonus: facts.bonus ?? zeroOf(currency),
      held: facts.held ?? zeroOf(currency),
      check: session.check,
    });
    return { player_id: playerId, currency };
  }
  if (balance !== undefined || Object.keys(facts).length > 0) {
    const hook = 'the target lacks the hook "control": POST /sandbox/players';
    throw new Untestable('funded_player', `${hook}, to make a player with money or a status`);
  }
  const made = await platform.createPlayer(registration({ currency }));
  if (made.outcome !== 'ok') {
    const message = `createPlayer did not make a player: ${made.status} ${made.error ?? ''}`;
    throw new ExpectationFailed({ kind: 'expectation', message, exchange: made.exchange });
  }
  return { player_id: made.body.player_id, currency };
}

const zeroOf = (currency: string): string => formatAmount(0, currency);
