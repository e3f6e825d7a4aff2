import type { Answer } from '../../../src/harness/answer.js';
import type { SignedBody } from '../../../src/harness/given.js';
import type { Stage } from '../../../src/harness/scenario.js';
import type { Cashier, Payment } from '../payments/cashier.js';

export { silentDeposit } from '../payments/cashier.js';

export type Pending = Cashier & { readonly payment: Payment };

/** Sends what was signed, as it is. */
export const deliver = (
  { platform }: Stage,
  sent: SignedBody,
): Promise<Answer<{ event_id: string; payment_id: string; status: string }>> =>
  platform.receivePaymentWebhook({}, sent);

/** The same bytes under another signature, or none. */
export const resigned = ({ rawBody }: SignedBody, signature: string | undefined) => ({
  rawBody,
  headers: { 'x-signature': signature },
});

/** Other bytes under the same signature. */
export const altered = (sent: SignedBody, change: (rawBody: string) => string): SignedBody => ({
  ...sent,
  rawBody: change(sent.rawBody),
});

/** Everything that a webhook could have changed: wallet, statement, payment and journal. */
export async function traceOf({ platform }: Stage, { player, payment }: Pending): Promise<unknown> {
  const { payment_id } = payment;
  const answers = [
    await platform.getWallet(player),
    await platform.listTransactions(player),
    await platform.getPayment({ payment_id }),
    await platform.listAuditEntries(player),
  ];
  return answers.map(({ body }) => body);
}

/**
 * Expects that what happens inside leaves no trace on wallet, statement, payment and journal, and
 * that the PSP’s true word is then taken all the same: a target that takes nothing proves nothing.
 */
export async function leavesNoTrace(
  stage: Stage,
  pending: Pending,
  happens: () => Promise<void>,
): Promise<void> {
  const { expect, given } = stage;
  const before = await traceOf(stage, pending);
  await happens();
  expect.that(await traceOf(stage, pending), 'wallet, statement, payment, journal').equals(before);

  const word = await given.webhook(pending.payment);
  expect(await deliver(stage, word)).accepted({ status: 'completed' });
  await expect.wallet(pending.player, { cash: '150.00' });
}

/** Events of this kind in the journal; of a player, or of nobody. */
export async function incidentsOf(
  { platform, expect }: Stage,
  type: string,
  paymentId: string,
): Promise<number> {
  const { items } = expect(await platform.listAuditEntries({ limit: 100 })).accepted();
  return items.filter((entry) => entry.type === type && entry.data['payment_id'] === paymentId)
    .length;
}
