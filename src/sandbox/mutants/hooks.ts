import { createHmac } from 'node:crypto';
import type { Ground } from '../../domains/context.js';
import { emit } from '../../domains/audit/index.js';
import type { PartnerRules, SignedBody } from '../../domains/partners/index.js';
import { partnerSecret } from '../../domains/partners/index.js';
import { ApiError } from '../../kernel/errors.js';
import { bodySignature } from '../../kernel/signature.js';
import { parseTime } from '../../kernel/time.js';
import { both, mutant, operation, part, policy } from './mutant.js';
import type { Mutant, Swap } from './mutant.js';

type Accepts = (ground: Ground, partner: string, sent: SignedBody, sound: PartnerRules) => boolean;

/** Takes what the sound platform takes, and something more. */
const alsoAccepts = (accepts: Accepts): Swap =>
  part('partners', (sound) => ({
    principalOf(ground, partner, sent) {
      if (accepts(ground, partner, sent, sound)) return { clientId: partner, scopes: new Set() };
      return sound.principalOf(ground, partner, sent);
    },
  }));

const secretOf = (ground: Ground, partner: string): string => partnerSecret(ground, partner) ?? '';

function holds(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch (failure) {
    if (failure instanceof ApiError || failure instanceof SyntaxError) return false;
    throw failure;
  }
}

/** Webhooks taken that should not have been, and others not taken at their word. */
export const hookMutants: readonly Mutant[] = [
  mutant('signs-what-it-parsed', {
    title: 'The signature is checked over the parsed body, serialised anew',
    breaks: 'SEC-03',
    caughtBy: ['HOOKS-02'],
    swap: alsoAccepts((ground, partner, { rawBody = '', signature }, sound) =>
      holds(() => {
        const anew = JSON.stringify(JSON.parse(rawBody));
        sound.principalOf(ground, partner, { rawBody: anew, signature });
      }),
    ),
  }),
  mutant('signature-optional', {
    title: 'A webhook without a signature is taken',
    breaks: 'SEC-03',
    caughtBy: ['HOOKS-07'],
    swap: alsoAccepts((_ground, _partner, { signature }) => signature === undefined),
  }),
  mutant('signature-by-its-beginning', {
    title: 'As much of the signature is compared as was sent',
    breaks: 'SEC-03',
    caughtBy: ['HOOKS-08'],
    swap: alsoAccepts((ground, partner, { rawBody = '', signature = '' }) => {
      const whole = bodySignature(secretOf(ground, partner), rawBody);
      return signature.length > 'sha256='.length && whole.startsWith(signature);
    }),
  }),
  mutant('takes-any-scheme', {
    title: 'The caller chooses the algorithm of the signature',
    breaks: 'SEC-03',
    caughtBy: ['HOOKS-09'],
    swap: alsoAccepts((ground, partner, { rawBody = '', signature = '' }) => {
      const [algorithm = '', digest] = signature.split('=');
      if (!['md5', 'sha1', 'sha512'].includes(algorithm)) return false;
      const made = createHmac(algorithm, secretOf(ground, partner)).update(rawBody).digest('hex');
      return made === digest;
    }),
  }),
  mutant('takes-any-partner', {
    title: 'The secret of the one partner signs for the other',
    breaks: 'SEC-03',
    caughtBy: ['HOOKS-06'],
    swap: alsoAccepts((ground, _partner, { rawBody = '', signature }) => {
      return signature === bodySignature(secretOf(ground, 'kyc'), rawBody);
    }),
  }),
  mutant('token-instead-of-signature', {
    title: 'An access token is as good as a signature',
    breaks: 'SEC-03',
    caughtBy: ['HOOKS-10'],
    swap: (sound) => ({
      ...sound,
      around: (handle) => (call) => {
        if (call.operation.signature === null || !call.authorization) return handle(call);
        return handle({ ...call, operation: { ...call.operation, signature: null } });
      },
    }),
  }),
  mutant('parses-before-it-checks', {
    title: 'Malformed JSON is told to whoever sends it, signed or not',
    breaks: 'SEC-03',
    caughtBy: ['HOOKS-11'],
    swap: (sound) => ({
      ...sound,
      around: (handle) => async (call) => {
        if (!call.malformed) return handle(call);
        const text = sound.policy.errorText('MALFORMED_JSON', call.malformed, call.traceId);
        return { outcome: 'MALFORMED_JSON', text, replayed: false };
      },
    }),
  }),
  mutant('signs-sorted-members', {
    title: 'The signature is checked over the members in any order',
    breaks: 'SEC-03',
    caughtBy: ['HOOKS-03'],
    swap: alsoAccepts((ground, partner, { rawBody = '', signature }, sound) =>
      holds(() => {
        const members = Object.entries(JSON.parse(rawBody) as object).reverse();
        const turned = JSON.stringify(Object.fromEntries(members));
        sound.principalOf(ground, partner, { rawBody: turned, signature });
      }),
    ),
  }),
  mutant('takes-any-path', {
    title: 'A signature that covers some path as well is taken',
    breaks: 'SEC-03',
    caughtBy: ['HOOKS-05'],
    swap: alsoAccepts((ground, partner, { rawBody = '', signature }) => {
      const secret = secretOf(ground, partner);
      const paths = ['/hooks/kyc', '/hooks/payments'];
      const signed = paths.map((path) => bodySignature(secret, `POST ${path}\n${rawBody}`));
      return signature !== undefined && signed.includes(signature);
    }),
  }),
  mutant('looks-at-the-form-of-a-signature', {
    title: 'Whatever looks like a signature is taken for one',
    breaks: 'SEC-03',
    caughtBy: ['HOOKS-01', 'HOOKS-04', 'HOOKS-53'],
    swap: alsoAccepts((_ground, _partner, { signature = '' }) =>
      /^sha256=[0-9a-f]{64}$/.test(signature),
    ),
  }),
  mutant('last-member-wins', {
    title: 'Of a member told twice in a webhook the last counts',
    breaks: 'SEC-08',
    caughtBy: ['HOOKS-12'],
    swap: (sound) => ({
      ...sound,
      around: (handle) => (call) => {
        const { rawBody, malformed } = call;
        if (rawBody === undefined || !malformed || !holds(() => JSON.parse(rawBody) as unknown)) {
          return handle(call);
        }
        const body = JSON.parse(rawBody) as unknown;
        return handle({ ...call, malformed: undefined, body });
      },
    }),
  }),
  mutant('webhook-without-time', {
    title: 'A webhook without a signed time is taken',
    breaks: 'SEC-03',
    caughtBy: ['HOOKS-23'],
    swap: policy((sound) => ({
      violations: (call) =>
        sound
          .violations(call)
          .filter(({ field }) => call.operation.signature === null || field !== 'timestamp'),
    })),
  }),
  mutant('guesses-at-a-status', {
    title: 'An unknown status is taken for success',
    breaks: 'SEC-08',
    caughtBy: ['HOOKS-50'],
    swap: (sound) => ({
      ...sound,
      around: (handle) => async (call) => {
        const reply = await handle(call);
        if (call.operation.id !== 'receivePaymentWebhook') return reply;
        if (reply.outcome !== 'VALIDATION_ERROR') return reply;
        return handle({ ...call, body: { ...(call.body as object), status: 'completed' } });
      },
    }),
  }),
  mutant('ignores-signed-time', {
    title: 'A webhook of any age is taken',
    breaks: 'SEC-03',
    caughtBy: ['HOOKS-20', 'HOOKS-24'],
    swap: part('partners', () => ({ refuseStale: () => undefined })),
  }),
  mutant('trusts-the-future', {
    title: 'Only the past is too far away for a signed time',
    breaks: 'SEC-03',
    caughtBy: ['HOOKS-21'],
    swap: part('partners', (sound) => ({
      refuseStale(ground, timestamp) {
        const instantMs = typeof timestamp === 'string' ? parseTime(timestamp) : undefined;
        if (instantMs !== undefined && instantMs > ground.clock.now()) return;
        sound.refuseStale(ground, timestamp);
      },
    })),
  }),
  mutant('no-patience-for-clocks', {
    title: 'A signed time a minute away is refused',
    breaks: 'SEC-03',
    caughtBy: ['HOOKS-22'],
    swap: part('partners', (sound) => ({
      refuseStale(ground, timestamp) {
        for (const shiftMs of [-240_000, 240_000]) {
          const clock = { ...ground.clock, now: () => ground.clock.now() + shiftMs };
          sound.refuseStale({ ...ground, clock }, timestamp);
        }
      },
    })),
  }),
  mutant('partner-secret-without-overlap', {
    title: 'A rotated partner secret dies at once',
    breaks: 'SEC-04',
    caughtBy: ['HOOKS-25'],
    swap: part('partners', (sound) => ({
      principalOf: (ground, partner, sent) =>
        sound.principalOf(
          { ...ground, clock: { ...ground.clock, now: () => Number.MAX_SAFE_INTEGER } },
          partner,
          sent,
        ),
    })),
  }),
  mutant('partner-secret-for-ever', {
    title: 'A rotated partner secret is accepted for ever',
    breaks: 'SEC-04',
    caughtBy: ['HOOKS-26'],
    swap: part('partners', (sound) => ({
      principalOf: (ground, partner, sent) =>
        sound.principalOf({ ...ground, clock: { ...ground.clock, now: () => 0 } }, partner, sent),
    })),
  }),
  mutant('welcomes-unknown-payments', {
    title: 'A webhook for a payment nobody knows is answered with success',
    breaks: 'PAY-04',
    caughtBy: ['HOOKS-49'],
    swap: operation('receivePaymentWebhook', (sound) => (ctx, input) => {
      const output = sound(ctx, input);
      if ((output as { refused?: unknown }).refused !== 'PAYMENT_NOT_FOUND') return output;
      const { event_id, payment_id } = input;
      return { event_id, payment_id, status: 'completed' };
    }),
  }),
  mutant('incident-each-time', {
    title: 'Each repeat of a mismatching webhook is an incident of its own',
    breaks: 'PAY-03',
    caughtBy: ['HOOKS-51', 'HOOKS-52'],
    swap: operation('receivePaymentWebhook', (sound) => (ctx, input) => {
      const output = sound(ctx, input);
      if ((output as { refused?: unknown }).refused === 'AMOUNT_MISMATCH') {
        const player = ctx
          .sql('SELECT player FROM payments WHERE payment_id = ?')
          .pluck()
          .get(input['payment_id']) as string;
        emit(ctx, 'incident.amount_mismatch', player, { payment_id: input['payment_id'] });
      }
      return output;
    }),
  }),
  mutant('incidents-unrecorded', {
    title: 'What does not match is refused and forgotten',
    breaks: 'PAY-03',
    caughtBy: ['PAYMENTS-60', 'HOOKS-51'],
    swap: both(
      part('journal', (sound) => ({
        append: (ctx, type, playerId, data) => {
          if (!type.startsWith('incident.')) sound.append(ctx, type, playerId, data);
        },
      })),
    ),
  }),
];
