import { mutant, operation, part } from './mutant.js';
import type { Mutant } from './mutant.js';

const nothing = (): void => undefined;

/** What can go wrong where identity meets money, and where it ends. */
export const kycGateMutants: readonly Mutant[] = [
  mutant('kyc-gate-open', {
    title: 'Withdrawals are paid out to players nobody has verified',
    breaks: 'KYC-03',
    caughtBy: ['KYC-50', 'KYC-51', 'KYC-52'],
    swap: part('kyc', () => ({ refuseUnlessVerified: nothing })),
  }),
  mutant('kyc-no-cap', {
    title: 'Unverified players deposit as much as they like',
    breaks: 'KYC-03',
    caughtBy: ['KYC-53', 'KYC-54', 'KYC-55', 'KYC-56'],
    swap: part('kyc', () => ({ refuseOverCap: nothing })),
  }),
  mutant('kyc-review-forgotten', {
    title: 'A player whose review is open withdraws',
    breaks: 'KYC-03',
    caughtBy: ['KYC-52'],
    swap: part('kyc', () => ({
      isVerified: (_ground, player) => player.kyc_status === 'approved',
    })),
  }),
  mutant('kyc-blind-to-structuring', {
    title: 'Deposits cut to just under the threshold raise no alert',
    breaks: 'KYC-04',
    caughtBy: ['KYC-60', 'KYC-61', 'KYC-62', 'KYC-66'],
    swap: part('kyc', () => ({ watchStructuring: nothing })),
  }),
  mutant('kyc-blind-to-in-and-out', {
    title: 'Money that goes out as fast as it came raises no alert',
    breaks: 'KYC-04',
    caughtBy: ['KYC-63', 'KYC-64'],
    swap: part('kyc', () => ({ watchRapidInOut: nothing })),
  }),
  mutant('kyc-blind-to-holders', {
    title: 'Money of somebody else’s card raises no alert',
    breaks: 'KYC-04',
    caughtBy: ['KYC-65'],
    swap: part('kyc', () => ({ watchHolder: nothing })),
  }),
  mutant('kyc-evidence-kept', {
    title: 'An erasure leaves the document numbers where they are',
    breaks: 'GDPR-01',
    caughtBy: ['KYC-33'],
    swap: operation('erasePlayer', (sound) => (ctx, input) => {
      const ends = ctx.sql('SELECT document_id, number_end FROM kyc_documents').all();
      const answer = sound(ctx, input);
      const back = ctx.sql(
        'UPDATE kyc_documents SET number_end = @number_end WHERE document_id = @document_id',
      );
      for (const end of ends) back.run(end);
      return answer;
    }),
  }),
];
