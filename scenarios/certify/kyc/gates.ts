import { scenario } from '../../../src/harness/scenario.js';
import type { Stage } from '../../../src/harness/scenario.js';
import { asking, cashier, deposit, withdraw } from '../payments/cashier.js';
import { decide, openCase, raised } from './steps.js';

const UNVERIFIED = ['none', 'pending', 'needs_info', 'rejected'] as const;

export const kyc50 = scenario({
  id: 'KYC-50',
  title: 'Without an approved case nothing is paid out',
  rule: 'Without an approved case a withdrawal MUST be refused: 422 KYC_REQUIRED, nothing held.',
  requirement: 'KYC-03',
  impact: 'critical',
  money: 'Money paid out to nobody known is money laundered.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect } = stage;
    for (const standing of UNVERIFIED) {
      const who = await cashier(stage, { verified: true, player: { kyc_status: standing } });

      const refused = await platform.createWithdrawal(asking(stage, who));

      expect(refused).refused('KYC_REQUIRED', { kyc_status: standing });
      await expect.wallet(who.player, { cash: '100.00', held: '0.00' });
    }
    const known = await cashier(stage, { verified: true, player: { kyc_status: 'approved' } });
    await withdraw(stage, known);
    await expect.wallet(known.player, { cash: '50.00', held: '50.00' });
  },
});

export const kyc51 = scenario({
  id: 'KYC-51',
  title: 'An approval opens the till, and its revocation closes it',
  rule: 'A withdrawal MUST ask for the case as it is now.',
  requirement: 'KYC-03',
  impact: 'critical',
  money: 'A forgery found at noon is still paid out in the evening.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect } = stage;
    const who = await cashier(stage, { verified: true, player: { kyc_status: 'none' } });
    const { opened } = await openCase(stage, who.player);
    const ask = () => platform.createWithdrawal(asking(stage, who, { amount: '10.00' }));
    expect(await ask()).refused('KYC_REQUIRED', { kyc_status: 'pending' });

    expect(await decide(stage, opened.case_id, 'approved')).accepted({ applied: true });
    expect(await ask()).accepted({ status: 'held' });
    expect(await decide(stage, opened.case_id, 'rejected')).accepted({ applied: true });
    expect(await ask()).refused('KYC_REQUIRED', { kyc_status: 'rejected' });

    await expect.wallet(who.player, { cash: '90.00', held: '10.00' });
  },
});

export const kyc52 = scenario({
  id: 'KYC-52',
  title: 'A review holds back the till until somebody has looked',
  rule: 'While a screening waits for a person, the player MUST NOT count as verified.',
  requirement: 'KYC-03',
  impact: 'critical',
  money: 'What is paid out during the review need not be reviewed.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect } = stage;
    const officeHolder = { name: 'Philippa Thistlethorne', kyc_status: 'none' } as const;
    const who = await cashier(stage, { verified: true, player: officeHolder });
    const { opened } = await openCase(stage, who.player);
    expect(await decide(stage, opened.case_id, 'approved')).accepted({ status: 'approved' });
    const screeningId = await raised(stage, who.player);
    const ask = () => platform.createWithdrawal(asking(stage, who));
    expect(await ask()).refused('KYC_REQUIRED', { kyc_status: 'approved', review: true });
    await expect.wallet(who.player, { cash: '100.00', held: '0.00' });

    const clearing = { decision: 'clear', reason: 'Another person of that name' };
    expect(await platform.decideScreening({ screening_id: screeningId, ...clearing })).accepted();

    expect(await ask()).accepted({ status: 'held' });
  },
});

const unverified = (stage: Stage, currency = 'EUR') =>
  cashier(stage, { player: { kyc_status: 'none', currency, balance: '0' } });

export const kyc53 = scenario({
  id: 'KYC-53',
  title: 'Until the case is approved, deposits are capped in all',
  rule: 'Without an approved case deposits MUST be capped at 150 units, exactly, in all.',
  requirement: 'KYC-03',
  impact: 'critical',
  money: 'Many small deposits by nobody known are one large one.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect } = stage;
    const who = await unverified(stage);
    await deposit(stage, who, { amount: '100.00' });
    const over = await platform.createDeposit(asking(stage, who, { amount: '50.01' }));
    const at = { limit: '150.00', used: '100.00', remaining: '50.00' };
    expect(over).refused('LIMIT_EXCEEDED', { kind: 'kyc_cap', ...at });
    await deposit(stage, who, { amount: '50.00' });
    const more = await platform.createDeposit(asking(stage, who, { amount: '0.01' }));
    expect(more).refused('LIMIT_EXCEEDED', { kind: 'kyc_cap', remaining: '0.00' });
    await stage.control.settle();
    await expect.wallet(who.player, { cash: '150.00' });

    const { opened } = await openCase(stage, who.player);
    expect(await decide(stage, opened.case_id, 'approved')).accepted({ applied: true });
    await deposit(stage, who, { amount: '1000.00' });
  },
});

export const kyc54 = scenario({
  id: 'KYC-54',
  title: 'A deposit that failed uses nothing of the cap',
  rule: 'Deposits that failed MUST NOT count against the cap; pending ones MUST.',
  requirement: 'KYC-03',
  money: 'A card declined three times would lock out an honest player.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect } = stage;
    const player = { kyc_status: 'none' } as const;
    const waiting = await cashier(stage, { token: 'tok_never_answers', player });
    await deposit(stage, waiting, { amount: '150.00' });
    const other = asking(stage, waiting, { amount: '150.00' });
    expect(await platform.createDeposit(other)).refused('LIMIT_EXCEEDED', { kind: 'kyc_cap' });

    const who = await cashier(stage, { token: 'tok_declined', player });
    const declined = await deposit(stage, who, { amount: '150.00' });
    await stage.control.settle();
    const { payment_id } = declined;
    expect(await platform.getPayment({ payment_id })).accepted({ status: 'failed' });

    await deposit(stage, who, { amount: '150.00' });
  },
});

export const kyc55 = scenario({
  id: 'KYC-55',
  title: 'Deposits that race for the cap stay under it',
  rule: 'The cap MUST be exact under concurrent deposits.',
  requirement: 'KYC-03',
  impact: 'critical',
  money: 'Ten deposits in one moment would pass a cap that is read before it is counted.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect } = stage;
    const who = await unverified(stage);

    const answers = await Promise.all(
      Array.from({ length: 6 }, () => platform.createDeposit(asking(stage, who))),
    );

    const taken = answers.filter(({ outcome }) => outcome === 'ok');
    expect.that(taken, 'the deposits of 50.00 taken').hasLength(3);
    for (const answer of answers.filter(({ outcome }) => outcome !== 'ok')) {
      expect(answer).refused('LIMIT_EXCEEDED', { kind: 'kyc_cap' });
    }
    await stage.control.settle();
    await expect.wallet(who.player, { cash: '150.00' });
  },
});

export const kyc56 = scenario({
  id: 'KYC-56',
  title: 'The cap is counted in the currency of the wallet',
  rule: 'The cap MUST be 150 units of the wallet’s currency, whatever its decimals.',
  requirement: 'KYC-03',
  money: 'A cap in cents where there are none is a hundred times too high.',
  needs: ['partners'],
  async run(stage) {
    for (const [currency, most, above] of [
      ['JPY', '150', '1'],
      ['KWD', '150.000', '0.001'],
    ] as const) {
      const who = await unverified(stage, currency);
      await deposit(stage, who, { amount: most });
      const more = await stage.platform.createDeposit(asking(stage, who, { amount: above }));
      stage.expect(more).refused('LIMIT_EXCEEDED', { kind: 'kyc_cap', limit: most });
    }
  },
});

export const gateScenarios = [kyc50, kyc51, kyc52, kyc53, kyc54, kyc55, kyc56] as const;
