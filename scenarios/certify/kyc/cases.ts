import { scenario } from '../../../src/harness/scenario.js';
import { caseNow, caseOnce, decide, handIn, openCase, playerNow } from './steps.js';

export const kyc01 = scenario({
  id: 'KYC-01',
  title: 'A case opens pending, and the player shows it',
  rule: 'A case MUST be created pending, and the player’s kyc_status MUST follow.',
  requirement: 'KYC-01',
  impact: 'critical',
  money: 'Who cannot see that a player is unverified pays out to them.',
  needs: ['partners'],
  async run(stage) {
    const player = await stage.given.player();
    stage.expect.that((await playerNow(stage, player)).kyc_status, 'kyc_status').equals('none');

    const { opened } = await openCase(stage, player);

    const { status, player_id, documents } = await caseNow(stage, opened.case_id);
    const { expect } = stage;
    expect.that([status, player_id], 'the case').equals(['pending', player.player_id]);
    expect.that(documents, 'its documents').isEmpty();
    expect.that((await playerNow(stage, player)).kyc_status, 'kyc_status').equals('pending');
  },
});

export const kyc02 = scenario({
  id: 'KYC-02',
  title: 'A player has one case in force',
  rule: 'While a case is pending or approved a second MUST be refused; after a rejection it opens.',
  requirement: 'KYC-01',
  money: 'With two cases the kinder decision counts: a rejected player withdraws by the other one.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect } = stage;
    const { player, opened } = await openCase(stage);
    const again = { player_id: player.player_id };
    const { case_id } = opened;
    expect(await platform.openKycCase(again)).refused('STATE_CONFLICT', { case_id });
    expect(await decide(stage, case_id, 'approved')).accepted({ applied: true });
    expect(await platform.openKycCase(again)).refused('STATE_CONFLICT', { case_id });

    expect(await decide(stage, case_id, 'rejected')).accepted({ status: 'rejected' });
    const next = expect(await platform.openKycCase(again)).accepted({ status: 'pending' });
    expect.that(next.case_id, 'the second case').differsFrom(case_id);
    expect.that((await playerNow(stage, player)).kyc_status, 'kyc_status').equals('pending');
  },
});

export const kyc03 = scenario({
  id: 'KYC-03',
  title: 'A good document is sent to the provider, whose decision approves the case',
  rule: 'A case MUST take documents and be decided by the provider’s signed webhook: approved.',
  requirement: 'KYC-01',
  impact: 'critical',
  money: 'Verification that never ends keeps an honest player’s winnings.',
  needs: ['partners'],
  async run(stage) {
    const { expect } = stage;
    const { player, opened } = await openCase(stage);
    const document = await handIn(stage, opened.case_id, 'DOC-OK.42X');
    expect.that(document.status, 'the document').equals('queued');

    const decided = await caseOnce(stage, opened.case_id, 'approved');

    expect.that([decided.status, decided.reason], 'the case').equals(['approved', null]);
    const [shown] = decided.documents;
    expect.that(shown?.status, 'the document').equals('checked');
    const steps = shown?.steps.map(({ outcome }) => outcome).join(', ') ?? '';
    expect.that(steps, 'what happened to it').matches(/started, answered 202/);
    expect.that((await playerNow(stage, player)).kyc_status, 'kyc_status').equals('approved');
  },
});

const OUTCOMES = [
  ['DOC-EXPIRED', 'rejected', 'document_expired'],
  ['DOC-FORGED', 'rejected', 'document_forged'],
  ['DOC-MISMATCH', 'rejected', 'person_mismatch'],
  ['DOC-BLURRED', 'needs_info', 'document_unreadable'],
  ['X-UNKNOWN', 'needs_info', 'document_unknown'],
] as const;

export const kyc04 = scenario({
  id: 'KYC-04',
  title: 'Each bad document ends in its own decision and reason',
  rule: 'pending MUST become rejected or needs_info as the provider says, with its reason.',
  requirement: 'KYC-01',
  impact: 'critical',
  money: 'A forged passport that passes opens the till to whoever stole the name.',
  needs: ['partners'],
  async run(stage) {
    for (const [number, status, reason] of OUTCOMES) {
      const { player, opened } = await openCase(stage);
      await handIn(stage, opened.case_id, number);

      const decided = await caseOnce(stage, opened.case_id, status);

      const { expect } = stage;
      expect.that([decided.status, decided.reason], number).equals([status, reason]);
      const { kyc_status } = await playerNow(stage, player);
      expect.that(kyc_status, `kyc_status after ${number}`).equals(status);
    }
  },
});

export const kyc05 = scenario({
  id: 'KYC-05',
  title: 'A case that needs more takes another document, and can still be approved',
  rule: 'needs_info MUST become pending again with the next document, and be decided anew.',
  requirement: 'KYC-01',
  money: 'A blurred photo would cost the player the account, and the house the player.',
  needs: ['partners'],
  async run(stage) {
    const { expect } = stage;
    const { player, opened } = await openCase(stage);
    await handIn(stage, opened.case_id, 'DOC-BLURRED');
    const asking = await caseOnce(stage, opened.case_id, 'needs_info');
    expect.that(asking.status, 'the case').equals('needs_info');

    await handIn(stage, opened.case_id, 'DOC-OK', { type: 'id_card' });
    const decided = await caseOnce(stage, opened.case_id, 'approved');

    expect.that([decided.status, decided.reason], 'the case').equals(['approved', null]);
    expect.that(decided.documents, 'its documents').hasLength(2);
    expect.that((await playerNow(stage, player)).kyc_status, 'kyc_status').equals('approved');
  },
});

export const kyc06 = scenario({
  id: 'KYC-06',
  title: 'A decided case takes no more documents',
  rule: 'A document for an approved or rejected case MUST be refused: 409 STATE_CONFLICT.',
  requirement: 'KYC-01',
  money: 'A rejected case that is fed documents until one passes was never rejected.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect } = stage;
    const passport = { type: 'passport', number: 'DOC-OK', country: 'MT' };
    for (const decision of ['approved', 'rejected']) {
      const { opened } = await openCase(stage);
      const document = { case_id: opened.case_id, ...passport };
      expect(await decide(stage, opened.case_id, decision)).accepted({ applied: true });

      const late = await platform.addKycDocument(document);

      expect(late).refused('STATE_CONFLICT', { status: decision });
      const { status, documents } = await caseNow(stage, opened.case_id);
      expect.that([status, documents.length], 'the case').equals([decision, 0]);
    }
  },
});

export const kyc07 = scenario({
  id: 'KYC-07',
  title: 'A document that tells a minor ends the account’s play at once',
  rule: 'Under-age MUST be refused: a document of a minor rejects the case and stops the player.',
  requirement: 'KYC-03',
  impact: 'critical',
  money: 'Every stake of a minor goes back, and the fine is added to it.',
  needs: ['partners'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const { player, opened } = await openCase(stage, { balance: '100.00' });
    expect(await platform.debitRound(given.debit(player))).accepted({ balance: '90.00' });
    await handIn(stage, opened.case_id, 'DOC-UNDERAGE');

    const decided = await caseOnce(stage, opened.case_id, 'rejected');

    const told = [decided.status, decided.reason];
    expect.that(told, 'the case').equals(['rejected', 'under_age']);
    const { status, kyc_status } = await playerNow(stage, player);
    expect.that([status, kyc_status], 'the player').equals(['blocked', 'rejected']);
    expect(await platform.debitRound(given.debit(player))).refused('PLAYER_BLOCKED');
    await expect.wallet(player, { cash: '90.00' });
  },
});

export const kyc08 = scenario({
  id: 'KYC-08',
  title: 'Nobody under age is approved, whatever the provider says',
  rule: 'A player under age MUST NOT be approved: the account’s own date of birth counts as well.',
  requirement: 'KYC-03',
  impact: 'critical',
  money: 'The provider looked at the parent’s passport; the licence is the operator’s.',
  needs: ['partners'],
  async run(stage) {
    const { control, expect } = stage;
    const born = `${Number((await control.now()).slice(0, 4)) - 15}-06-01`;
    const { player, opened } = await openCase(stage, { date_of_birth: born });
    const { opened: adults } = await openCase(stage);

    const told = await decide(stage, opened.case_id, 'approved');

    expect(told).accepted({ status: 'rejected', applied: true });
    const { status, reason } = await caseNow(stage, opened.case_id);
    expect.that([status, reason], 'the case of a minor').equals(['rejected', 'under_age']);
    expect.that((await playerNow(stage, player)).status, 'the minor').equals('blocked');
    expect(await decide(stage, adults.case_id, 'approved')).accepted({ status: 'approved' });
  },
});

export const caseScenarios = [kyc01, kyc02, kyc03, kyc04, kyc05, kyc06, kyc07, kyc08] as const;
