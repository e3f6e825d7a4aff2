import { formatTime, parseTime } from '../../../src/kernel/time.js';
import { bodySignature } from '../../../src/kernel/signature.js';
import { scenario } from '../../../src/harness/scenario.js';
import type { Stage } from '../../../src/harness/scenario.js';
import { deliver, leavesNoTrace, silentDeposit, traceOf } from './events.js';

const TOLERANCE_S = 300;
const DAY_MS = 24 * 3_600_000;

/** An instant this many seconds from the target's now. */
async function secondsFromNow({ control }: Stage, seconds: number): Promise<string> {
  const nowMs = parseTime(await control.now()) ?? Number.NaN;
  return formatTime(nowMs + seconds * 1_000);
}

const facts = { impact: 'critical', needs: ['partners'] } as const;

export const hooks20 = scenario({
  ...facts,
  id: 'HOOKS-20',
  title: 'A webhook signed long ago is refused',
  rule: 'A signed time more than 300 s in the past MUST be refused.',
  requirement: 'SEC-03',
  money: 'A webhook from last year’s log would be credited today.',
  async run(stage) {
    const pending = await silentDeposit(stage);
    await leavesNoTrace(stage, pending, async () => {
      const timestamp = await secondsFromNow(stage, -TOLERANCE_S - 60);
      const old = await stage.given.webhook(pending.payment, { timestamp });
      stage.expect(await deliver(stage, old)).refused('SIGNATURE_EXPIRED');
    });
  },
});

export const hooks21 = scenario({
  ...facts,
  id: 'HOOKS-21',
  title: 'A webhook signed in the future is refused',
  rule: 'A signed time more than 300 s in the future MUST be refused.',
  requirement: 'SEC-03',
  money: 'Signed ahead, a webhook can be kept and sent when it suits.',
  async run(stage) {
    const pending = await silentDeposit(stage);
    await leavesNoTrace(stage, pending, async () => {
      const timestamp = await secondsFromNow(stage, TOLERANCE_S + 60);
      const early = await stage.given.webhook(pending.payment, { timestamp });
      stage.expect(await deliver(stage, early)).refused('SIGNATURE_EXPIRED');
    });
  },
});

export const hooks22 = scenario({
  ...facts,
  id: 'HOOKS-22',
  title: 'Clocks that differ a little do not stop payments',
  rule: 'A signed time within 300 s, either way, MUST be taken.',
  requirement: 'SEC-03',
  money: 'A platform without patience for clocks loses deposits at random.',
  async run(stage) {
    const { given, expect } = stage;
    for (const seconds of [TOLERANCE_S - 30, 30 - TOLERANCE_S]) {
      const { player, payment } = await silentDeposit(stage);
      const timestamp = await secondsFromNow(stage, seconds);
      const sent = await given.webhook(payment, { timestamp });
      expect(await deliver(stage, sent)).accepted({ status: 'completed' });
      await expect.wallet(player, { cash: '150.00' });
    }
  },
});

export const hooks23 = scenario({
  ...facts,
  id: 'HOOKS-23',
  title: 'A webhook without a time, or with none that is one, is refused',
  rule: 'The signed time MUST be there and be an instant.',
  requirement: 'SEC-03',
  money: 'What has no time can be replayed for ever.',
  async run(stage) {
    const pending = await silentDeposit(stage);
    await leavesNoTrace(stage, pending, async () => {
      for (const timestamp of [undefined, null, 'now', 1_767_225_600, '2026-02-30T00:00:00Z']) {
        const sent = await stage.given.webhook(pending.payment, { timestamp });
        stage.expect(await deliver(stage, sent)).refused('VALIDATION_ERROR', {
          field: 'timestamp',
        });
      }
    });
  },
});

export const hooks24 = scenario({
  ...facts,
  id: 'HOOKS-24',
  title: 'A webhook replayed after its window is refused',
  rule: 'A replay outside the window MUST be refused, and have no effect.',
  requirement: 'SEC-03',
  money: 'Recorded once, replayed at will.',
  needs: ['partners', 'clock'],
  exclusive: true,
  async run(stage) {
    const { given, expect, control } = stage;
    const pending = await silentDeposit(stage);
    const sent = await given.webhook(pending.payment);
    expect(await deliver(stage, sent)).accepted({ status: 'completed' });
    const before = await traceOf(stage, pending);
    await control.advance((TOLERANCE_S + 1) * 1_000);

    expect(await deliver(stage, sent)).refused('SIGNATURE_EXPIRED');
    expect.that(await traceOf(stage, pending), 'wallet, statement, journal').equals(before);
  },
});

export const hooks25 = scenario({
  ...facts,
  id: 'HOOKS-25',
  title: 'Old and new secret both hold while the PSP changes over',
  rule: 'Secrets MUST rotate without downtime: old and new both valid during the overlap.',
  requirement: 'SEC-04',
  money: 'A rotation that loses webhooks loses deposits.',
  needs: ['partners', 'clock'],
  exclusive: true,
  async run(stage) {
    const { platform, given, expect, control } = stage;
    const first = await silentDeposit(stage);
    const second = await silentDeposit(stage);
    const rotated = expect(await platform.rotatePartnerSecret({ partner: 'psp' })).accepted();
    try {
      const byOld = await given.webhook(first.payment);
      expect(await deliver(stage, byOld)).accepted({ status: 'completed' });
    } finally {
      await control.partners.signWith('psp', rotated.secret);
    }
    const byNew = await given.webhook(second.payment);
    expect(await deliver(stage, byNew)).accepted({ status: 'completed' });
    await expect.wallet(first.player, { cash: '150.00' });
    await expect.wallet(second.player, { cash: '150.00' });
  },
});

export const hooks26 = scenario({
  ...facts,
  id: 'HOOKS-26',
  title: 'After the overlap the old secret opens nothing',
  rule: 'The old secret MUST be refused once the overlap is over.',
  requirement: 'SEC-04',
  money: 'A secret is rotated because somebody may have it.',
  needs: ['partners', 'clock'],
  exclusive: true,
  async run(stage) {
    const { platform, given, expect, control } = stage;
    const old = await control.partners.secret('psp');
    const rotated = expect(await platform.rotatePartnerSecret({ partner: 'psp' })).accepted();
    await control.partners.signWith('psp', rotated.secret);
    await control.advance(DAY_MS + 60_000);

    const pending = await silentDeposit(stage);
    await leavesNoTrace(stage, pending, async () => {
      const { rawBody } = await given.webhook(pending.payment);
      const headers = { 'x-signature': bodySignature(old, rawBody) };
      expect(await deliver(stage, { rawBody, headers })).refused('SIGNATURE_INVALID');
    });
  },
});

export const timeScenarios = [
  hooks20,
  hooks21,
  hooks22,
  hooks23,
  hooks24,
  hooks25,
  hooks26,
] as const;
