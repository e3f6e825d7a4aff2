import type { Schema } from '../../../src/contract/types.js';
import type { PlayerRef, PlayerWanted } from '../../../src/harness/given.js';
import type { Stage } from '../../../src/harness/scenario.js';

export type Payment = Schema<'Payment'>;

/** A player with money and a way to pay. */
export interface Cashier {
  readonly player: PlayerRef;
  readonly method: Schema<'PaymentMethod'>;
  /** What the PSP knows the method by. */
  readonly token: string;
}

export interface CashierWanted {
  /** How the PSP treats the method: a token of its fixtures. */
  readonly token?: string;
  /** The PSP was asked about the method, and has answered. */
  readonly verified?: boolean;
  readonly player?: PlayerWanted;
}

/** A token nobody else has: what stands before the dot says how the PSP treats it. */
export const pspToken = ({ given }: Stage, behaviour = 'tok_ok'): string =>
  `${behaviour}.${given.id('x')}`;

export async function cashier(stage: Stage, wanted: CashierWanted = {}): Promise<Cashier> {
  const { platform, given, expect, control } = stage;
  // No cap on deposits, and withdrawals: only for whose identity is proven (KYC-03).
  const known = { balance: '100.00', kyc_status: 'approved' } as const;
  const player = await given.player({ ...known, ...wanted.player });
  const token = pspToken(stage, wanted.token);
  const kept = { player_id: player.player_id, psp_token: token };
  const method = expect(await platform.createPaymentMethod(kept)).accepted();
  if (wanted.verified) {
    const { method_id } = method;
    expect(await platform.verifyPaymentMethod({ method_id })).accepted({ status: 'verifying' });
    await control.settle();
  }
  return { player, method, token };
}

/** What a deposit or a withdrawal is asked with. */
export const asking = (
  { given }: Stage,
  { player, method }: Pick<Cashier, 'player' | 'method'>,
  over: object = {},
) => ({
  player_id: player.player_id,
  method_id: method.method_id,
  amount: '50.00',
  currency: player.currency,
  idempotency_key: given.key(),
  ...over,
});

/** Asks for a deposit of 50.00, which is accepted. */
export async function deposit(stage: Stage, who: Cashier, over: object = {}): Promise<Payment> {
  const answer = await stage.platform.createDeposit(asking(stage, who, over));
  return stage.expect(answer).accepted({ kind: 'deposit', status: 'pending' });
}

/** Asks for a withdrawal of 50.00, which is held. */
export async function withdraw(stage: Stage, who: Cashier, over: object = {}): Promise<Payment> {
  const answer = await stage.platform.createWithdrawal(asking(stage, who, over));
  return stage.expect(answer).accepted({ kind: 'withdrawal', status: 'held' });
}

/** A deposit that nobody will ever tell anything of by itself, already known to the PSP. */
export async function silentDeposit(stage: Stage): Promise<Cashier & { payment: Payment }> {
  const who = await cashier(stage, { token: 'tok_never_answers' });
  const payment = await deposit(stage, who);
  await stage.control.settle();
  return { ...who, payment };
}

/** The payment now. */
export const paymentNow = async (
  { platform, expect }: Stage,
  { payment_id }: Pick<Payment, 'payment_id'>,
): Promise<Payment> => expect(await platform.getPayment({ payment_id })).accepted();

/** Expects the payment to stand so. */
export async function expectStatus(
  stage: Stage,
  payment: Pick<Payment, 'payment_id'>,
  status: Payment['status'],
): Promise<void> {
  const { status: now } = await paymentNow(stage, payment);
  stage.expect.that(now, 'the status of the payment').equals(status);
}

/** Longer than a withdrawal can be cancelled. */
export const REVIEW_OVER_MS = 15_000;
/** Longer than the platform waits for a webhook before it asks. */
export const PATIENCE_OVER_MS = 6 * 60_000;
/** Longer than any circuit stays open, and than most retries wait. */
export const RECOVERY_MS = 90_000;

/** The kinds of transactions that a payment left, the oldest first. */
export async function leftBy(
  { platform, expect }: Stage,
  { player_id, payment_id }: Payment,
): Promise<readonly string[]> {
  const { items } = expect(await platform.listTransactions({ player_id, limit: 100 })).accepted();
  const own = items.filter(({ reference }) => reference === payment_id);
  return own.map(({ type }) => type).reverse();
}

/** How often the journal says this of a player. */
export async function notedOf(
  { platform, expect }: Stage,
  { player_id }: Pick<PlayerRef, 'player_id'>,
  type: string,
): Promise<number> {
  const { items } = expect(await platform.listAuditEntries({ player_id, limit: 100 })).accepted();
  return items.filter((entry) => entry.type === type).length;
}

/** Under which idempotency keys the PSP was asked this about the payment, once per asking. */
export async function keysAtPsp(
  { control }: Stage,
  what: string,
  { payment_id }: Pick<Payment, 'payment_id'>,
): Promise<readonly string[]> {
  const log = await control.partners.log('psp');
  return log
    .filter((entry) => entry.what === what && entry.body['payment_id'] === payment_id)
    .map(({ key }) => key ?? '');
}

/** How often the PSP was asked this about the payment. */
export const askedOfPsp = async (
  stage: Stage,
  what: string,
  payment: Pick<Payment, 'payment_id'>,
): Promise<number> => (await keysAtPsp(stage, what, payment)).length;
