import type { Fault } from '../../../src/harness/control.js';
import { scenario } from '../../../src/harness/scenario.js';
import type { Scenario, Stage } from '../../../src/harness/scenario.js';
import type { Cashier, Payment } from '../payments/cashier.js';
import { cashier, deposit, expectStatus, keysAtPsp } from '../payments/cashier.js';
import { PATIENCE_OVER_MS, RECOVERY_MS, REVIEW_OVER_MS } from '../payments/cashier.js';
import { withdraw } from '../payments/cashier.js';

/** So long the platform waits here for a PSP that is late, in real time. */
const PATIENCE_MS = 400;

type Trouble = Pick<Fault, 'kind' | 'status'>;

const facts = {
  impact: 'critical',
  needs: ['partners', 'faults', 'clock'],
  exclusive: true,
} as const;

/** The trouble comes twice; when only the answer was lost, the PSP has heard of it each time. */
const heardOf = ({ kind }: Trouble): number => (kind === 'reset_after_commit' ? 3 : 1);

/** Expects that the PSP heard of it so often, and always under the one key. */
async function askedUnderOneKey(
  stage: Stage,
  path: string,
  payment: Payment,
  times: number,
): Promise<void> {
  const keys = await keysAtPsp(stage, `POST ${path}`, payment);
  stage.expect.that(keys.length, 'the times the PSP heard it').equals(times);
  stage.expect.that(new Set(keys).size, 'the keys it was asked under').equals(1);
}

const disturb = ({ control }: Stage, operation: string, who: Cashier, trouble: Trouble) =>
  control.fault({ operation, match: { token: who.token }, times: 2, ...trouble });

/** The call that charges the card comes to grief twice. */
const charging = (id: string, title: string, trouble: Trouble): Scenario =>
  scenario({
    ...facts,
    id,
    title,
    rule: 'A call to a partner that failed MUST be repeated under the same key, until answered.',
    requirement: 'RES-01',
    money:
      'Repeated under a new key, the card is charged again; not repeated, the deposit is lost.',
    async run(stage) {
      const { expect, control } = stage;
      const who = await cashier(stage, { token: 'tok_never_answers' });
      await disturb(stage, 'psp.createCharge', who, trouble);
      const payment = await deposit(stage, who);
      await control.settle();
      await control.advance(RECOVERY_MS + PATIENCE_OVER_MS);

      await expectStatus(stage, payment, 'completed');
      await expect.wallet(who.player, { cash: '150.00' });
      await askedUnderOneKey(stage, '/v1/charges', payment, heardOf(trouble));
    },
  });

/** The call that pays out comes to grief twice. */
const paying = (id: string, title: string, trouble: Trouble): Scenario =>
  scenario({
    ...facts,
    id,
    title,
    rule: 'A pay-out whose answer was lost MUST be repeated under the same key, and paid once.',
    requirement: 'RES-01',
    money: 'A pay-out repeated under a new key is paid twice.',
    async run(stage) {
      const { expect, control } = stage;
      const who = await cashier(stage, { token: 'tok_never_answers', verified: true });
      await disturb(stage, 'psp.createPayout', who, trouble);
      const payment = await withdraw(stage, who);
      await control.advance(REVIEW_OVER_MS + RECOVERY_MS + PATIENCE_OVER_MS);

      await expectStatus(stage, payment, 'completed');
      await expect.wallet(who.player, { cash: '50.00', held: '0.00' });
      await askedUnderOneKey(stage, '/v1/payouts', payment, heardOf(trouble));
    },
  });

export const sagas01 = charging('SAGAS-01', 'A charge that never reached the PSP is repeated', {
  kind: 'reset_before',
});
export const sagas02 = charging('SAGAS-02', 'A charge whose answer was lost is made once', {
  kind: 'reset_after_commit',
});
export const sagas03 = charging('SAGAS-03', 'A charge the PSP failed on is repeated', {
  kind: 'status',
  status: 500,
});
export const sagas04 = paying('SAGAS-04', 'A pay-out that never reached the PSP is repeated', {
  kind: 'reset_before',
});
export const sagas05 = paying('SAGAS-05', 'A pay-out whose answer was lost is made once', {
  kind: 'reset_after_commit',
});
export const sagas06 = paying('SAGAS-06', 'A pay-out the PSP failed on is repeated', {
  kind: 'status',
  status: 503,
});

export const sagas07 = scenario({
  ...facts,
  id: 'SAGAS-07',
  title: 'A verification whose answer was lost is asked again',
  rule: 'A verification MUST come to an end, whatever becomes of a call.',
  requirement: 'SAGA-01',
  money: 'A method verifying for ever is a player who cannot be paid.',
  async run(stage) {
    const { platform, expect, control } = stage;
    const who = await cashier(stage);
    await disturb(stage, 'psp.verifyMethod', who, { kind: 'reset_before' });
    const { method_id } = who.method;
    expect(await platform.verifyPaymentMethod({ method_id })).accepted({ status: 'verifying' });
    await control.settle();
    await control.advance(RECOVERY_MS);

    const { items } = expect(await platform.listPaymentMethods(who.player)).accepted();
    expect.that(items[0]?.status, 'the status of the method').equals('verified');
  },
});

export const sagas08 = scenario({
  ...facts,
  id: 'SAGAS-08',
  title: 'A PSP that answers too late is asked again, and charges once',
  rule: 'An answer MUST be waited for a bounded time, and its effect MUST NOT be doubled.',
  requirement: 'RES-01',
  money: 'What came too late happened all the same: the card was charged.',
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage, { token: 'tok_never_answers' });
    const late = { kind: 'latency', latency_ms: 2 * PATIENCE_MS, times: 1 } as const;
    await control.fault({ operation: 'psp.createCharge', match: { token: who.token }, ...late });
    const payment = await control.partners.withPatience('psp', PATIENCE_MS, async () => {
      const asked = await deposit(stage, who);
      await control.settle();
      return asked;
    });
    await control.advance(RECOVERY_MS);
    await expectStatus(stage, payment, 'pending');
    await askedUnderOneKey(stage, '/v1/charges', payment, 2);
    const { payment_id } = payment;
    expect
      .that(await control.partners.tell({ payment_id, status: 'completed' }), 'it')
      .equals([200]);
    await expect.wallet(who.player, { cash: '150.00' });
  },
});

export const faultScenarios = [
  sagas01,
  sagas02,
  sagas03,
  sagas04,
  sagas05,
  sagas06,
  sagas07,
  sagas08,
] as const;
