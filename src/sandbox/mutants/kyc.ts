import { HOUR_MS } from '../../kernel/time.js';
import { kycGateMutants } from './kyc-gates.js';
import { mutant, operation, part } from './mutant.js';
import type { Mutant } from './mutant.js';

const nothing = (): void => undefined;

/** What cases, decisions and documents can get wrong. */
const caseMutants: readonly Mutant[] = [
  mutant('kyc-status-stays', {
    title: 'The player’s kyc_status does not follow the case',
    breaks: 'KYC-01',
    caughtBy: ['KYC-01', 'KYC-03', 'KYC-04', 'KYC-05', 'KYC-07'],
    swap: operation('getPlayer', (sound) => (ctx, input) => ({
      ...(sound(ctx, input) as object),
      kyc_status: 'none',
    })),
  }),
  mutant('kyc-two-cases', {
    title: 'A player who has a case opens a second one',
    breaks: 'KYC-01',
    caughtBy: ['KYC-02'],
    swap: part('kyc', () => ({ refuseSecondCase: nothing })),
  }),
  mutant('kyc-documents-after-decision', {
    title: 'A rejected case takes documents until one passes',
    breaks: 'KYC-01',
    caughtBy: ['KYC-06'],
    swap: part('kyc', () => ({ refuseDecided: nothing })),
  }),
  mutant('kyc-minors-approved', {
    title: 'A document that tells a minor, and the account of one, is approved',
    breaks: 'KYC-03',
    caughtBy: ['KYC-07', 'KYC-08'],
    swap: part('kyc', () => ({
      verdictOn: (_player, told) =>
        told.reason === 'under_age' ? { decision: 'approved', reason: null } : told,
    })),
  }),
  mutant('kyc-unsigned-decisions', {
    title: 'A decision is taken from anybody, signed or not',
    breaks: 'KYC-01',
    caughtBy: ['KYC-10'],
    swap: part('partners', (sound) => ({
      principalOf: (ground, partner, sent) =>
        partner === 'kyc'
          ? { clientId: partner, scopes: new Set() }
          : sound.principalOf(ground, partner, sent),
    })),
  }),
  mutant('kyc-old-decisions', {
    title: 'A recorded decision can be played back a day later',
    breaks: 'KYC-01',
    caughtBy: ['KYC-11'],
    swap: part('partners', () => ({ refuseStale: nothing })),
  }),
  mutant('kyc-repeats-count', {
    title: 'A decision that comes again is heard again',
    breaks: 'KYC-01',
    caughtBy: ['KYC-12', 'KYC-13', 'KYC-18'],
    swap: part('kyc', () => ({ isFresh: () => true })),
  }),
  mutant('kyc-decides-each-time', {
    title: 'The same decision, told ten times at once, is taken ten times',
    breaks: 'KYC-01',
    caughtBy: ['KYC-17', 'KYC-18'],
    swap: part('kyc', () => ({ isFresh: () => true, nextStatus: (_status, told) => told })),
  }),
  mutant('kyc-approved-for-ever', {
    title: 'An approval cannot be revoked',
    breaks: 'KYC-01',
    caughtBy: ['KYC-02', 'KYC-14', 'KYC-16', 'KYC-51'],
    swap: part('kyc', (sound) => ({
      nextStatus: (status, told) =>
        status === 'approved' ? undefined : sound.nextStatus(status, told),
    })),
  }),
  mutant('kyc-rejection-undone', {
    title: 'A late approval undoes a rejection',
    breaks: 'KYC-01',
    caughtBy: ['KYC-15', 'KYC-16'],
    swap: part('kyc', (sound) => ({
      nextStatus: (status, told) =>
        status === 'rejected' && told === 'approved' ? told : sound.nextStatus(status, told),
    })),
  }),
  mutant('kyc-decides-for-all', {
    title: 'One approval approves every case that waits',
    breaks: 'KYC-01',
    caughtBy: ['KYC-19'],
    swap: operation('receiveKycWebhook', (sound) => (ctx, input) => {
      const receipt = sound(ctx, input);
      const { decision } = input;
      ctx.sql(`UPDATE kyc_cases SET status = ? WHERE status = 'pending'`).run(decision);
      return receipt;
    }),
  }),
  mutant('kyc-number-in-log', {
    title: 'The audit log holds the document’s number',
    breaks: 'KYC-01',
    caughtBy: ['KYC-30'],
    swap: part('kyc', (sound) => ({
      noted: (document, number) => ({ ...sound.noted(document, number), number }),
    })),
  }),
  mutant('kyc-number-in-refusal', {
    title: 'A refused document’s number is repeated in the refusal',
    breaks: 'KYC-01',
    caughtBy: ['KYC-31'],
    swap: (sound) => ({
      ...sound,
      policy: {
        ...sound.policy,
        violations: (call) =>
          sound.policy
            .violations(call)
            .map((one) => ({ ...one, message: `${one.message}: ${JSON.stringify(call.body)}` })),
      },
    }),
  }),
];

/** What screening can get wrong. */
const screeningMutants: readonly Mutant[] = [
  mutant('kyc-sanctioned-let-through', {
    title: 'A sanctioned name is let through',
    breaks: 'KYC-02',
    caughtBy: ['KYC-20', 'KYC-21', 'KYC-25', 'KYC-27', 'KYC-28', 'KYC-43'],
    swap: part('kyc', (sound) => ({
      judge: (matches) => sound.judge(matches?.filter(({ list }) => list !== 'sanctions')),
    })),
  }),
  mutant('kyc-exact-names-only', {
    title: 'Only a name written exactly as on the list is found',
    breaks: 'KYC-02',
    caughtBy: ['KYC-21', 'KYC-23'],
    swap: part('kyc', (sound) => ({
      judge: (matches) => sound.judge(matches?.filter(({ score }) => score === 1)),
    })),
  }),
  mutant('kyc-peps-ignored', {
    title: 'An office-holder raises no review',
    breaks: 'KYC-02',
    caughtBy: ['KYC-21', 'KYC-22', 'KYC-24', 'KYC-52'],
    swap: part('kyc', (sound) => ({
      judge: (matches) => sound.judge(matches?.filter(({ list }) => list !== 'pep')),
    })),
  }),
  mutant('kyc-unread-names-clear', {
    title: 'A name that the provider cannot compare is clear',
    breaks: 'KYC-02',
    caughtBy: ['KYC-26'],
    swap: part('kyc', (sound) => ({ judge: (matches) => sound.judge(matches ?? []) })),
  }),
  mutant('kyc-block-shortens-exclusion', {
    title: 'A block takes the exclusion under it away',
    breaks: 'KYC-02',
    caughtBy: ['KYC-27'],
    swap: part('players', (sound) => ({
      block: (ctx, playerId, reason) => {
        sound.block(ctx, playerId, reason);
        ctx.sql('UPDATE players SET status_until = NULL WHERE player_id = ?').run(playerId);
      },
    })),
  }),
  mutant('kyc-opens-unscreened', {
    title: 'A case opens without a screening',
    breaks: 'KYC-02',
    caughtBy: ['KYC-25', 'KYC-52'],
    swap: part('sagas', (sound) => ({
      start(ctx, asked) {
        const saga = sound.start(ctx, asked);
        const skipped = asked.kind === 'kyc.screening' && ctx.call.operation === 'openKycCase';
        if (skipped) sound.advance(ctx, saga, { end: 'failed' }, 'skipped');
        return saga;
      },
    })),
  }),
  mutant('kyc-names-in-log', {
    title: 'The audit log holds the name of whoever was screened',
    breaks: 'KYC-02',
    caughtBy: ['KYC-32'],
    swap: part('journal', (sound) => ({
      append(ctx, type, playerId, data) {
        const screened = type === 'kyc.screened' && playerId !== null;
        const name = screened ? ctx.parts.players.playerOf(ctx, playerId).name : undefined;
        sound.append(ctx, type, playerId, name === undefined ? data : { ...data, name });
      },
    })),
  }),
];

const YEAR_MS = 365 * 24 * HOUR_MS;

/** What can go wrong between the platform and its provider. */
const providerMutants: readonly Mutant[] = [
  mutant('kyc-never-asks', {
    title: 'A provider that does not tell is never asked',
    breaks: 'KYC-01',
    caughtBy: ['KYC-40'],
    swap: part('sagas', (sound) => ({
      advance: (ctx, saga, next, outcome) =>
        sound.advance(
          ctx,
          saga,
          saga.kind === 'kyc.check' && 'to' in next ? { ...next, inMs: YEAR_MS } : next,
          outcome,
        ),
    })),
  }),
  mutant('kyc-decides-alone', {
    title: 'A document that the provider has received counts as approved',
    breaks: 'KYC-01',
    caughtBy: ['KYC-40', 'KYC-41'],
    swap: part('sagas', (sound) => ({
      advance(ctx, saga, next, outcome) {
        sound.advance(ctx, saga, next, outcome);
        if (saga.kind !== 'kyc.check' || saga.step !== 'send' || 'retry' in next) return;
        ctx
          .sql(
            `UPDATE kyc_cases SET status = 'approved' WHERE status = 'pending' AND case_id =
               (SELECT case_id FROM kyc_documents WHERE document_id = ?)`,
          )
          .run(saga.subject);
      },
    })),
  }),
  mutant('kyc-gives-up', {
    title: 'A provider that does not answer at once is not asked again',
    breaks: 'KYC-01',
    caughtBy: ['KYC-42', 'KYC-43', 'KYC-44'],
    swap: part('sagas', (sound) => ({
      advance: (ctx, saga, next, outcome) =>
        sound.advance(
          ctx,
          saga,
          saga.kind.startsWith('kyc.') && 'retry' in next ? { end: 'failed' } : next,
          outcome,
        ),
    })),
  }),
  mutant('kyc-asks-anew', {
    title: 'Each repeat of a call to the provider is a new check',
    breaks: 'KYC-01',
    caughtBy: ['KYC-45'],
    swap: part('kyc', (sound) => ({
      providerKey: (saga) => `${sound.providerKey(saga)}:${saga.attempts}`,
    })),
  }),
];

/** What identity can get wrong. */
export const kycMutants: readonly Mutant[] = [
  ...caseMutants,
  ...screeningMutants,
  ...providerMutants,
  ...kycGateMutants,
];
