import { scenario } from '../../../src/harness/scenario.js';
import { caseNow, caseOnce, handIn, openCase, screened } from './steps.js';

export const kyc30 = scenario({
  id: 'KYC-30',
  title: 'A document number is told to the provider and to nobody else',
  rule: 'A document number MUST NOT stand in any answer or log; its last three characters may.',
  requirement: 'KYC-01',
  impact: 'critical',
  money: 'A log full of passport numbers is a fine by the record, and an identity stolen by each.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect } = stage;
    const number = 'DOC-OK.S3CR3T-77X';
    const { player, opened } = await openCase(stage);
    const added = await handIn(stage, opened.case_id, number);
    const decided = await caseOnce(stage, opened.case_id, 'approved');

    expect.that(added.number_end, 'what is told of it').equals('77X');
    expect.that(decided.documents[0]?.number_end, 'what is told of it').equals('77X');
    const { player_id } = player;
    const entries = await platform.listAuditEntries({ player_id, limit: 100 });
    expect(entries).accepted();
    expect.that(entries.text, 'the audit log of the player').matches(/kyc\.document_added/);
    for (const text of [JSON.stringify([added, decided]), entries.text]) {
      expect.that(text.includes('S3CR3T'), 'whether the number is told').isFalse();
    }
  },
});

export const kyc31 = scenario({
  id: 'KYC-31',
  title: 'A refused document is not repeated in the refusal',
  rule: 'A refusal MUST name the member and not its value.',
  requirement: 'KYC-01',
  money: 'Refusals are logged by everybody they pass on their way.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect } = stage;
    const { opened } = await openCase(stage);
    const passport = { case_id: opened.case_id, type: 'passport', country: 'MT' };

    const refused = await platform.addKycDocument({ ...passport, number: 'S3CR3T#\n77X' });

    expect(refused).refused('VALIDATION_ERROR', { field: 'number', rule: 'pattern' });
    expect.that(refused.text.includes('S3CR3T'), 'whether it is repeated').isFalse();
    expect(await platform.addKycDocument({ ...passport, number: 'DOC-OK.77X' })).accepted();
  },
});

export const kyc32 = scenario({
  id: 'KYC-32',
  title: 'The audit log says that a name matched, and not the name',
  rule: 'Personal data MUST NOT enter the journal, which is kept for ever.',
  requirement: 'KYC-02',
  money: 'What stands in a log that cannot be edited cannot be erased for anybody.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect } = stage;
    const player = await stage.given.player({ name: 'Victor Draharov' });
    const { matches } = await screened(stage, player);
    expect.that(matches[0]?.reason ?? '', 'what the screening tells').matches(/vi[ck]tor/i);

    const { player_id } = player;
    const entries = await platform.listAuditEntries({ player_id, limit: 100 });

    expect(entries).accepted();
    expect.that(entries.text, 'the audit log').matches(/kyc\.screened/);
    expect.that(/vi[ck]tor|dra[k]?haro/i.test(entries.text), 'whether it names them').isFalse();
  },
});

export const kyc33 = scenario({
  id: 'KYC-33',
  title: 'Who is erased leaves no document and no match behind, and nobody under review is',
  rule: 'Erasure MUST take what documents and matches tell; an open review MUST stand in its way.',
  requirement: 'GDPR-01',
  impact: 'critical',
  money: 'Passports of people who left are the first thing a thief sells.',
  needs: ['partners'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const { player, opened } = await openCase(stage);
    await handIn(stage, opened.case_id, 'DOC-OK.77X');
    await caseOnce(stage, opened.case_id, 'approved');
    const listed = await given.player({ name: 'Philippa Thistlethorne' });
    const { screening_id, decision } = await screened(stage, listed);
    expect.that(decision, 'the screening').equals('review');
    const erasure = { player_id: listed.player_id, reason: 'Asked for by the player' };
    const early = await platform.erasePlayer(erasure);
    expect(early).refused('STATE_CONFLICT', { open: ['screening'] });
    const clearing = { screening_id, decision: 'clear', reason: 'Another person of that name' };
    expect(await platform.decideScreening(clearing)).accepted();

    expect(await platform.erasePlayer(erasure)).accepted();
    const { player_id } = player;
    expect(await platform.erasePlayer({ ...erasure, player_id })).accepted();

    const { matches } = expect(await platform.getScreening({ screening_id })).accepted();
    expect.that(matches, 'the matches kept').isEmpty();
    const [document] = (await caseNow(stage, opened.case_id)).documents;
    expect.that(document?.number_end, 'what is kept of the number').equals('');
  },
});

export const privacyScenarios = [kyc30, kyc31, kyc32, kyc33] as const;
