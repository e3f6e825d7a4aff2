import { bodySignature } from '../../../src/kernel/signature.js';
import { formatTime, SECOND_MS } from '../../../src/kernel/time.js';
import { scenario } from '../../../src/harness/scenario.js';
import type { Stage } from '../../../src/harness/scenario.js';
import {
  caseNow,
  caseOnce,
  decide,
  decisionOn,
  handIn,
  notedOf,
  openCase,
  playerNow,
  tell,
} from './steps.js';

/** Expects the case and its player to stand so. */
async function stands(
  stage: Stage,
  { player, opened }: Awaited<ReturnType<typeof openCase>>,
  status: string,
): Promise<void> {
  const found = await caseNow(stage, opened.case_id);
  stage.expect.that(found.status, 'the case').equals(status);
  const { kyc_status } = await playerNow(stage, player);
  stage.expect.that(kyc_status, 'kyc_status').equals(status);
}

export const kyc10 = scenario({
  id: 'KYC-10',
  title: 'Nobody but the provider decides: a decision that it did not sign is refused',
  rule: 'An unsigned, altered or otherwise signed decision MUST be refused before any state.',
  requirement: 'KYC-01',
  impact: 'critical',
  money: 'Whoever knows the address of the hook would approve themselves and withdraw.',
  needs: ['partners'],
  async run(stage) {
    const { platform, given, control, expect } = stage;
    const mine = await openCase(stage);
    const event = await decisionOn(stage, mine.opened.case_id, 'approved');
    const rawBody = JSON.stringify(event);
    const of = (secret: string) => ({ 'x-signature': bodySignature(secret, rawBody) });
    const others = await given.signed('psp', event);
    const forged = [
      {},
      { 'x-signature': '' },
      { 'x-signature': 'sha256=' },
      of('not-the-secret'),
      of(''),
      others.headers,
      { 'x-signature': of(await control.partners.secret('kyc'))['x-signature'].slice(7) },
    ];
    for (const headers of forged) {
      const answer = await platform.receiveKycWebhook(event, { rawBody, headers });
      expect(answer).refused('SIGNATURE_INVALID');
    }
    const signed = await given.signed('kyc', { ...event, decision: 'rejected' });
    const altered = { ...signed, rawBody };
    expect(await platform.receiveKycWebhook(event, altered)).refused('SIGNATURE_INVALID');
    await stands(stage, mine, 'pending');

    expect(await tell(stage, event)).accepted({ status: 'approved', applied: true });
    await stands(stage, mine, 'approved');
  },
});

export const kyc11 = scenario({
  id: 'KYC-11',
  title: 'A decision signed long ago, or ahead of time, is refused',
  rule: 'The signed time of a decision MUST lie within 300 seconds of the platform’s clock.',
  requirement: 'KYC-01',
  impact: 'critical',
  money: 'A recorded approval would be played back after the account was sold.',
  needs: ['partners'],
  async run(stage) {
    const { control, expect } = stage;
    const mine = await openCase(stage);
    const at = async (seconds: number) =>
      formatTime(Date.parse(await control.now()) + seconds * SECOND_MS);
    for (const seconds of [-330, 330, -86_400]) {
      const timestamp = await at(seconds);
      const told = await decide(stage, mine.opened.case_id, 'approved', { timestamp });
      expect(told).refused('SIGNATURE_EXPIRED');
    }
    await stands(stage, mine, 'pending');

    const timestamp = await at(-270);
    const told = await decide(stage, mine.opened.case_id, 'approved', { timestamp });
    expect(told).accepted({ applied: true });
  },
});

export const kyc12 = scenario({
  id: 'KYC-12',
  title: 'A decision heard before is not heard again, whatever has happened since',
  rule: 'Each event_id MUST count once; a repeat is answered 200 and changes nothing.',
  requirement: 'KYC-01',
  impact: 'critical',
  money: 'An old answer played back sends a player round in circles while winnings wait.',
  needs: ['partners'],
  async run(stage) {
    const { expect } = stage;
    const mine = await openCase(stage);
    const { case_id } = mine.opened;
    const event = await decisionOn(stage, case_id, 'needs_info', { reason: 'more_light' });
    expect(await tell(stage, event)).accepted({ status: 'needs_info', applied: true });
    await handIn(stage, case_id, 'DOC-SILENT');
    await stands(stage, mine, 'pending');

    expect(await tell(stage, event)).accepted({ status: 'pending', applied: false });

    await stands(stage, mine, 'pending');
    expect(await decide(stage, case_id, 'approved')).accepted({ applied: true });
  },
});

export const kyc13 = scenario({
  id: 'KYC-13',
  title: 'An event that comes again with another decision keeps its first',
  rule: 'Of two bodies under one event_id the first MUST count.',
  requirement: 'KYC-01',
  money: 'A provider’s mix-up would approve whom it had rejected.',
  needs: ['partners'],
  async run(stage) {
    const { expect } = stage;
    const mine = await openCase(stage);
    const event = await decisionOn(stage, mine.opened.case_id, 'needs_info');
    expect(await tell(stage, event)).accepted({ applied: true });

    const other = await tell(stage, { ...event, decision: 'approved' });

    expect(other).accepted({ status: 'needs_info', applied: false });
    await stands(stage, mine, 'needs_info');
  },
});

export const kyc14 = scenario({
  id: 'KYC-14',
  title: 'An approval can be revoked',
  rule: 'A rejection after the approval MUST reject the case: what was found later counts.',
  requirement: 'KYC-01',
  impact: 'critical',
  money: 'A forgery found the day after would still be paid out to.',
  needs: ['partners'],
  async run(stage) {
    const { expect } = stage;
    const mine = await openCase(stage);
    const { case_id } = mine.opened;
    expect(await decide(stage, case_id, 'approved')).accepted({ applied: true });

    const revoked = await decide(stage, case_id, 'rejected', { reason: 'document_forged' });

    expect(revoked).accepted({ status: 'rejected', applied: true });
    await stands(stage, mine, 'rejected');
    const { reason } = await caseNow(stage, case_id);
    expect.that(reason, 'the reason').equals('document_forged');
  },
});

export const kyc15 = scenario({
  id: 'KYC-15',
  title: 'A rejection is final',
  rule: 'A rejected case MUST NOT become approved or ask for more again.',
  requirement: 'KYC-01',
  impact: 'critical',
  money: 'A late approval would pay out to somebody known to be another.',
  needs: ['partners'],
  async run(stage) {
    const { expect } = stage;
    const mine = await openCase(stage);
    const { case_id } = mine.opened;
    const first = await decide(stage, case_id, 'rejected', { reason: 'person_mismatch' });
    expect(first).accepted({ status: 'rejected', applied: true });

    for (const decision of ['approved', 'needs_info', 'rejected']) {
      const late = await decide(stage, case_id, decision, { reason: 'changed_my_mind' });
      expect(late).accepted({ status: 'rejected', applied: false });
    }

    await stands(stage, mine, 'rejected');
    const { reason } = await caseNow(stage, case_id);
    expect.that(reason, 'the reason').equals('person_mismatch');
  },
});

export const kyc16 = scenario({
  id: 'KYC-16',
  title: 'Two decisions end the same in whatever order they arrive',
  rule: 'Decisions may come out of order; an approval and a rejection MUST end rejected.',
  requirement: 'KYC-01',
  impact: 'critical',
  money: 'Which of two messages was faster must not decide who is paid.',
  needs: ['partners'],
  async run(stage) {
    const { expect } = stage;
    for (const order of [
      ['approved', 'rejected'],
      ['rejected', 'approved'],
    ]) {
      const mine = await openCase(stage);
      for (const decision of order) {
        expect(await decide(stage, mine.opened.case_id, decision)).accepted();
      }
      await stands(stage, mine, 'rejected');
    }
    const asked = await openCase(stage);
    expect(await decide(stage, asked.opened.case_id, 'approved')).accepted({ applied: true });
    expect(await decide(stage, asked.opened.case_id, 'needs_info')).accepted({ applied: false });
    await stands(stage, asked, 'approved');
  },
});

export const kyc17 = scenario({
  id: 'KYC-17',
  title: 'One decision that arrives ten times at once decides once',
  rule: 'The same event, however often and however concurrently it comes, MUST have one effect.',
  requirement: 'KYC-01',
  money: 'A provider that repeats itself would fill the log with decisions nobody took.',
  needs: ['partners'],
  async run(stage) {
    const { expect } = stage;
    const mine = await openCase(stage);
    const event = await decisionOn(stage, mine.opened.case_id, 'approved');

    const told = await Promise.all(Array.from({ length: 10 }, () => tell(stage, event)));

    const applied = told.filter((answer) => expect(answer).accepted().applied);
    expect.that(applied, 'the answers that changed the case').hasLength(1);
    const noted = await notedOf(stage, mine.player, 'kyc.decided');
    expect.that(noted, 'the decisions in the audit log').hasLength(1);
    await stands(stage, mine, 'approved');
  },
});

export const kyc18 = scenario({
  id: 'KYC-18',
  title: 'A provider that tells everything twice is heard once',
  rule: 'A webhook delivered twice MUST have one effect.',
  requirement: 'KYC-01',
  money: 'Every provider repeats a webhook whose answer got lost.',
  needs: ['partners'],
  async run(stage) {
    const { player, opened } = await openCase(stage);
    await handIn(stage, opened.case_id, 'DOC-DOUBLE');

    const decided = await caseOnce(stage, opened.case_id, 'approved');
    await stage.control.settle();

    stage.expect.that(decided.status, 'the case').equals('approved');
    const noted = await notedOf(stage, player, 'kyc.decided');
    stage.expect.that(noted, 'the decisions in the audit log').hasLength(1);
    const ignored = await notedOf(stage, player, 'kyc.decision_ignored');
    stage.expect.that(ignored, 'decisions ignored').isEmpty();
  },
});

export const kyc19 = scenario({
  id: 'KYC-19',
  title: 'A decision concerns its own case alone',
  rule: 'A decision MUST change the case it names and no other.',
  requirement: 'KYC-01',
  impact: 'critical',
  money: 'One good passport would verify everybody who waits.',
  needs: ['partners'],
  async run(stage) {
    const { given, expect } = stage;
    const mine = await openCase(stage);
    const neighbour = await openCase(stage);
    expect(await decide(stage, given.id('kc'), 'approved')).refused('CASE_NOT_FOUND');

    expect(await decide(stage, mine.opened.case_id, 'approved')).accepted({ applied: true });

    await stands(stage, mine, 'approved');
    await stands(stage, neighbour, 'pending');
  },
});

export const decisionScenarios = [
  kyc10,
  kyc11,
  kyc12,
  kyc13,
  kyc14,
  kyc15,
  kyc16,
  kyc17,
  kyc18,
  kyc19,
] as const;
