import type { Admission } from '../admission.js';
import type { Mutant, Swap } from './mutant.js';
import { mutant } from './mutant.js';

const admission =
  (change: (sound: Admission) => Partial<Admission>): Swap =>
  (sound) => ({ ...sound, admission: { ...sound.admission, ...change(sound.admission) } });

const ONE_BUCKET = { perSecond: 1, burst: 1 };

export const rateMutants: readonly Mutant[] = [
  mutant('rate-only-counted', {
    title: 'The rate is counted and told but never held',
    breaks: 'SEC-05',
    caughtBy: ['RATES-01'],
    swap: admission((sound) => ({
      take: (ground, principal) => ({ ...sound.take(ground, principal), admitted: true }),
    })),
  }),
  mutant('rate-untold', {
    title: 'Answers do not say how much of the rate is left',
    breaks: 'SEC-05',
    caughtBy: ['RATES-02'],
    swap: admission((sound) => ({
      take: (ground, principal) => {
        const verdict = sound.take(ground, principal);
        return verdict.headers === undefined ? verdict : { ...verdict, headers: {} };
      },
    })),
  }),
  mutant('rate-shared', {
    title: 'All clients with a rate draw from one bucket',
    breaks: 'SEC-05',
    caughtBy: ['RATES-03'],
    swap: admission((sound) => ({
      take: (ground, principal) =>
        principal.rate?.burst === 1
          ? sound.take(ground, { ...principal, clientId: 'everybody', rate: ONE_BUCKET })
          : sound.take(ground, principal),
    })),
  }),
  mutant('retry-after-too-long', {
    title: 'Retry-After says ten times as long as it takes',
    breaks: 'SEC-05',
    caughtBy: ['RATES-05'],
    swap: admission((sound) => ({
      take: (ground, principal) => {
        const verdict = sound.take(ground, principal);
        return { ...verdict, retryAfterS: verdict.retryAfterS * 10 };
      },
    })),
  }),
  mutant('rate-spends-the-key', {
    title: 'A key that met a 429 is refused for ever after',
    breaks: 'IDEM-06',
    caughtBy: ['RATES-04'],
    swap: (sound) => {
      const spent = new Set<unknown>();
      const keyOf = (call: { body: unknown }): unknown =>
        (call.body as { idempotency_key?: unknown } | undefined)?.idempotency_key;
      return {
        ...sound,
        around: (handle) => async (call) => {
          const key = keyOf(call);
          if (key !== undefined && spent.has(key)) {
            const text = sound.policy.errorText('IDEMPOTENCY_CONFLICT', {}, call.traceId);
            return { outcome: 'IDEMPOTENCY_CONFLICT', text, replayed: false };
          }
          const reply = await handle(call);
          if (reply.outcome === 'RATE_LIMITED' && key !== undefined) spent.add(key);
          return reply;
        },
      };
    },
  }),
  mutant('address-ignored', {
    title: 'The allow-lists of clients and partners are kept and never looked at',
    breaks: 'SEC-05',
    caughtBy: ['RATES-06', 'RATES-09'],
    swap: admission(() => ({ isAddressAllowed: () => true })),
  }),
];
