import { scenario } from '../../../src/harness/scenario.js';
import type { Stage } from '../../../src/harness/scenario.js';
import { HOUR_MS, MINUTE_MS } from '../../../src/kernel/time.js';
import { caseNow, caseOnce, handIn, openCase, playerNow, screeningOnce } from './steps.js';

/** So long the platform waits for an answer here; later than that; and then the answer. */
const PATIENCE_MS = 250;
const LATE_MS = 450;
const LATER_STILL_MS = 400;

/** Runs the work while the provider is gone or late, and lets it return whatever happens. */
async function without(
  { control }: Stage,
  mode: 'down' | 'slow',
  work: () => Promise<void>,
): Promise<void> {
  await control.partners.mode('kyc', mode, LATE_MS);
  try {
    await work();
  } finally {
    await control.partners.mode('kyc', 'ok');
    await control.advance(2 * MINUTE_MS);
  }
}

const timed = { needs: ['partners', 'clock'], exclusive: true } as const;

export const kyc40 = scenario({
  ...timed,
  id: 'KYC-40',
  title: 'A provider that decides and does not tell is asked',
  rule: 'When no decision comes, the platform MUST ask for it: no case hangs on a lost webhook.',
  requirement: 'KYC-01',
  impact: 'critical',
  money: 'A verification nobody told of keeps an honest player’s money.',
  async run(stage) {
    const { control, expect } = stage;
    const { player, opened } = await openCase(stage);
    await handIn(stage, opened.case_id, 'DOC-SILENT');
    await control.settle();
    expect.that((await caseNow(stage, opened.case_id)).status, 'the case').equals('pending');

    await control.advance(20 * MINUTE_MS);

    const { status, documents } = await caseNow(stage, opened.case_id);
    expect.that([status, documents[0]?.status], 'the case').equals(['approved', 'checked']);
    expect.that((await playerNow(stage, player)).kyc_status, 'kyc_status').equals('approved');
  },
});

export const kyc41 = scenario({
  ...timed,
  id: 'KYC-41',
  title: 'A slow decision is waited for',
  rule: 'A case MUST stay pending until the provider decides, and then follow.',
  requirement: 'KYC-01',
  money: 'Deciding without the provider is deciding without looking.',
  async run(stage) {
    const { control, expect } = stage;
    const { opened } = await openCase(stage);
    await handIn(stage, opened.case_id, 'DOC-SLOW');
    await control.advance(9 * MINUTE_MS);
    expect.that((await caseNow(stage, opened.case_id)).status, 'the case').equals('pending');

    await control.advance(2 * MINUTE_MS);

    expect.that((await caseNow(stage, opened.case_id)).status, 'the case').equals('approved');
  },
});

export const kyc42 = scenario({
  ...timed,
  id: 'KYC-42',
  title: 'A provider that is down loses no document and slows no play',
  rule: 'While the provider is down documents MUST be taken, sent on its return, and play go on.',
  requirement: 'KYC-01',
  impact: 'critical',
  money: 'An outage of somebody else’s costs the evening’s players, or their documents.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const { player, opened } = await openCase(stage, { balance: '100.00' });
    await without(stage, 'down', async () => {
      await handIn(stage, opened.case_id, 'DOC-OK');
      await stage.control.settle();
      expect(await platform.debitRound(given.debit(player))).accepted({ balance: '90.00' });
      const { status, documents } = await caseNow(stage, opened.case_id);
      expect.that([status, documents[0]?.status], 'the case').equals(['pending', 'queued']);
    });

    const { status, documents } = await caseOnce(stage, opened.case_id, 'approved');
    expect.that([status, documents[0]?.status], 'the case').equals(['approved', 'checked']);
  },
});

export const kyc43 = scenario({
  ...timed,
  id: 'KYC-43',
  title: 'A screening that the provider could not answer is answered on its return',
  rule: 'A screening MUST be repeated until it is answered: an outage lets nobody through.',
  requirement: 'KYC-02',
  impact: 'critical',
  money: 'The hour in which the list was down is the hour in which to register.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ name: 'Xiulan Zhongwei' });
    let screeningId: unknown;
    await without(stage, 'down', async () => {
      const begun = expect(await platform.screenPlayer(player)).accepted({ decision: 'pending' });
      screeningId = begun.screening_id;
      await stage.control.advance(5 * MINUTE_MS);
      const waiting = await platform.getScreening({ screening_id: screeningId });
      expect(waiting).accepted({ decision: 'pending' });
    });
    await stage.control.advance(HOUR_MS);

    const { decision } = await screeningOnce(stage, screeningId);

    expect.that(decision, 'the decision').equals('blocked');
    expect.that((await playerNow(stage, player)).status, 'the player').equals('blocked');
  },
});

export const kyc44 = scenario({
  ...timed,
  id: 'KYC-44',
  needs: ['partners', 'clock', 'restart'],
  title: 'A crash between two steps loses no document',
  rule: 'After a crash a document that was taken MUST still be sent and decided.',
  requirement: 'KYC-01',
  impact: 'critical',
  money: 'A document that was confirmed and forgotten is a customer who is asked twice.',
  async run(stage) {
    const { control, expect } = stage;
    const { opened } = await openCase(stage);
    await without(stage, 'down', async () => {
      await handIn(stage, opened.case_id, 'DOC-OK');
      await control.settle();
      await control.restart({ crash: true });
      const { documents } = await caseNow(stage, opened.case_id);
      expect.that(documents[0]?.status, 'the document').equals('queued');
    });

    const { status } = await caseOnce(stage, opened.case_id, 'approved');

    expect.that(status, 'the case').equals('approved');
  },
});

export const kyc45 = scenario({
  ...timed,
  id: 'KYC-45',
  title: 'A document that the provider answered too late is checked once',
  rule: 'A call whose answer was lost MUST be repeated so that the provider knows it again.',
  requirement: 'KYC-01',
  money: 'Every check is paid for, and two checks may decide two ways.',
  async run(stage) {
    const { control, expect, run } = stage;
    const { player, opened } = await openCase(stage);
    await control.settle();
    await without(stage, 'slow', async () => {
      await control.partners.withPatience('kyc', PATIENCE_MS, async () => {
        await handIn(stage, opened.case_id, 'DOC-SLOW');
        await control.settle();
      });
      // The provider takes what the platform no longer waits for.
      await run.wait(LATER_STILL_MS);
    });

    await control.advance(10 * MINUTE_MS);
    const { status } = await caseNow(stage, opened.case_id);

    expect.that(status, 'the case').equals('approved');
    const log = await control.partners.log('kyc');
    const told = log.filter(
      ({ direction, body }) => direction === 'sent' && body['case_id'] === opened.case_id,
    );
    const checks = new Set(told.map(({ body }) => body['check_id']));
    expect.that([...checks], 'the checks made').hasLength(1);
    expect.that((await playerNow(stage, player)).kyc_status, 'kyc_status').equals('approved');
  },
});

export const providerScenarios = [kyc40, kyc41, kyc42, kyc43, kyc44, kyc45] as const;
