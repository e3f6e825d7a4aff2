import { scenario } from '../../../src/harness/scenario.js';
import { caseOnce, handIn, openCase, screened, screeningOver } from '../kyc/steps.js';
import { pspToken } from '../payments/cashier.js';
import { erasureOf, MONEY, toldOf } from './people.js';

export const privacy26 = scenario({
  id: 'PRIVACY-26',
  title: 'What was found out about the player is exported, and what it rested on is erased',
  rule: 'Cases, screenings and matched names MUST be exported; of them only the decision MAY stay.',
  requirement: 'GDPR-01',
  impact: 'critical',
  money: MONEY,
  needs: ['partners'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ name: 'Philippa Thistlethorne' });
    const found = await screened(stage, player);
    const { screening_id } = found;
    const clearing = { screening_id, decision: 'clear', reason: 'Born in another century' };
    const refused = await platform.erasePlayer(erasureOf(player));
    expect(refused).refused('STATE_CONFLICT');
    expect.that(refused.details['open'], 'what stands in the way').equals(['screening']);
    const cleared = expect(await platform.decideScreening(clearing)).accepted();

    const { kyc } = expect(await platform.exportPlayerData(player)).accepted();
    expect.that(kyc.screenings, 'the screenings').equals([cleared]);
    expect.that(cleared.matches.length, 'the names matched').isAtLeast(1);
    expect(await platform.erasePlayer(erasureOf(player))).accepted();

    const after = await platform.getScreening({ screening_id });
    expect(after).accepted({ decision: 'clear', reason: null });
    const names = cleared.matches.map(({ name }) => name);
    expect.that(toldOf(names, after.text), 'the names it tells').isEmpty();
  },
});

export const privacy27 = scenario({
  id: 'PRIVACY-27',
  title: 'Whoever handed in, looked at or was told of a document is in the access log',
  rule: 'Reads and changes of a verification MUST be in the access log of the player.',
  requirement: 'GDPR-01',
  money: 'A copy of a passport is worth more than most balances.',
  needs: ['partners'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const { player, opened } = await openCase(stage);
    const officer = await given.client({ scopes: ['kyc:read'] });
    await handIn(stage, opened.case_id, 'DOC-OK.77X');
    const decided = await caseOnce(stage, opened.case_id, 'approved');
    expect.that(decided.documents[0]?.number_end, 'what is told of the number').equals('77X');
    const looked = await platform.getKycCase({ case_id: opened.case_id }, { as: officer });
    expect(looked).accepted();

    const wanted = { player_id: player.player_id, limit: 100 };
    const { items } = expect(await platform.listAccessLog(wanted)).accepted();

    const who = { client_id: officer.client_id, operation: 'getKycCase' };
    expect.that(items[0], 'the newest access').includes(who);
    const done = items.map(({ operation }) => operation).reverse();
    expect.that(done[0], 'the first access').equals('openKycCase');
  },
});

export const privacy28 = scenario({
  id: 'PRIVACY-28',
  title: 'Nobody takes up an erased player again',
  rule: 'An erased player MUST NOT be screened, verified or given a payment method.',
  requirement: 'GDPR-01',
  money: MONEY,
  needs: ['partners'],
  async run(stage) {
    const { platform, expect } = stage;
    const { player, opened } = await openCase(stage);
    const { player_id } = player;
    const document = { case_id: opened.case_id, type: 'passport', number: 'DOC-OK', country: 'MT' };
    const token = pspToken(stage);
    const other = { player_id: (await stage.given.player()).player_id };
    expect(await platform.screenPlayer(other)).accepted({ decision: 'pending' });
    await screeningOver(stage, player);
    expect(await platform.erasePlayer(erasureOf(player))).accepted();
    const before = expect(await platform.exportPlayerData(player)).accepted();

    expect(await platform.openKycCase({ player_id })).refused('STATE_CONFLICT');
    expect(await platform.addKycDocument(document)).refused('STATE_CONFLICT');
    expect(await platform.screenPlayer({ player_id })).refused('STATE_CONFLICT');
    const method = { player_id, psp_token: token };
    expect(await platform.createPaymentMethod(method)).refused('STATE_CONFLICT');

    const after = expect(await platform.exportPlayerData(player)).accepted();
    expect.that(after.kyc, 'cases, documents and screenings').equals(before.kyc);
    expect.that(after.payment_methods, 'the payment methods').equals(before.payment_methods);
    const kept = await platform.createPaymentMethod({ ...other, psp_token: token });
    expect(kept).accepted({ status: 'unverified' });
  },
});

export const verificationScenarios = [privacy26, privacy27, privacy28] as const;
