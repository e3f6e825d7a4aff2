import { bodySignature, standardSignature } from '../../kernel/signature.js';
import { SECOND_MS } from '../../kernel/time.js';
import type { Mutant } from './mutant.js';
import { mutant, operation, part, policy, store } from './mutant.js';

/** The key as the base64 stands for it, which is that of the other header. */
const keyOf = (secret: string): string =>
  Buffer.from(secret.replace(/^whsec_/, ''), 'base64').toString('latin1');

interface Body {
  readonly data: Readonly<Record<string, unknown>>;
}

const reserialised = (rawBody: string): string => JSON.stringify(JSON.parse(rawBody), null, 1);

/** What can go wrong on the way to whoever listens, and in what is told there. */
export const webhookMutants: readonly Mutant[] = [
  mutant('webhook-round-closes-untold', {
    title: 'Endpoints never hear that a round was closed',
    breaks: 'NET-05',
    caughtBy: ['WEBHOOKS-01'],
    swap: part('webhooks', (sound) => ({
      isFor: (ground, endpoint, entry) =>
        entry.type !== 'round.closed' && sound.isFor(ground, endpoint, entry),
    })),
  }),
  mutant('webhook-id-of-its-own', {
    title: 'The id in the body of a webhook is not the one in its header',
    breaks: 'NET-05',
    caughtBy: ['WEBHOOKS-02'],
    swap: part('webhooks', (sound) => ({
      bodyOf: (ground, id, entry) => sound.bodyOf(ground, `${id}_1`, entry),
    })),
  }),
  mutant('webhook-filter-ignored', {
    title: 'Every endpoint gets every type of event',
    breaks: 'NET-05',
    caughtBy: ['WEBHOOKS-04'],
    swap: part('webhooks', (sound) => ({
      isFor: (ground, endpoint, entry) =>
        sound.isFor(ground, { ...endpoint, events: '["*"]' }, entry),
    })),
  }),
  mutant('webhook-tells-on-others', {
    title: 'Endpoints are told what other clients do',
    breaks: 'SEC-02',
    caughtBy: ['WEBHOOKS-05'],
    swap: part('webhooks', (sound) => ({
      isFor: (ground, endpoint, entry) =>
        sound.isFor(ground, endpoint, { ...entry, client_id: endpoint.client }),
    })),
  }),
  mutant('webhook-names-the-person', {
    title: 'Webhooks hold the name of the player',
    breaks: 'SEC-07',
    caughtBy: ['WEBHOOKS-06'],
    swap: part('webhooks', (sound) => ({
      bodyOf(ground, id, entry) {
        const player = ground.sql('SELECT name FROM players WHERE player_id = ?');
        const { name } = (player.get(entry.player_id) ?? { name: null }) as { name: unknown };
        return sound.bodyOf(ground, id, { ...entry, data: { ...entry.data, name } });
      },
    })),
  }),
  mutant('webhook-without-trace', {
    title: 'Webhooks carry a trace of their own, not that of their cause',
    breaks: 'OBS-01',
    caughtBy: ['WEBHOOKS-07'],
    swap: part('webhooks', (sound) => ({
      causeOf: (ground, delivery, entry) =>
        sound.causeOf(ground, delivery, { ...entry, trace_id: entry.hash.slice(0, 32) }),
    })),
  }),
  mutant('webhook-signs-other-bytes', {
    title: 'Webhooks are signed over JSON that was written anew',
    breaks: 'NET-05',
    caughtBy: ['WEBHOOKS-08', 'WEBHOOKS-09'],
    swap: part('webhooks', (sound) => ({
      sign: (signing) => sound.sign({ ...signing, rawBody: reserialised(signing.rawBody) }),
    })),
  }),
  mutant('webhook-x-signature-other-key', {
    title: 'X-Signature is keyed with the decoded secret',
    breaks: 'NET-05',
    caughtBy: ['WEBHOOKS-09'],
    swap: part('webhooks', (sound) => ({
      sign: (signing) => ({
        ...sound.sign(signing),
        'x-signature': signing.secrets
          .map((secret) => bodySignature(keyOf(secret), signing.rawBody))
          .join(' '),
      }),
    })),
  }),
  mutant('webhook-secret-shared', {
    title: 'All endpoints have the same secret',
    breaks: 'NET-05',
    caughtBy: ['WEBHOOKS-10'],
    swap: part('webhooks', (sound) => ({
      secretOf: (ground, _endpointId, generation) => sound.secretOf(ground, 'all', generation),
    })),
  }),
  mutant('webhook-rotation-without-overlap', {
    title: 'After a rotation only the new secret signs, from the first second',
    breaks: 'SEC-04',
    caughtBy: ['WEBHOOKS-11', 'WEBHOOKS-12'],
    swap: part('webhooks', () => ({ secretsOf: ({ secret }) => [secret] })),
  }),
  mutant('webhook-old-secret-for-ever', {
    title: 'A rotated secret goes on signing for ever',
    breaks: 'SEC-04',
    caughtBy: ['WEBHOOKS-12'],
    swap: part('webhooks', (sound) => ({
      secretsOf: (endpoint) => sound.secretsOf(endpoint, 0),
    })),
  }),
  mutant('webhook-secret-shown-again', {
    title: 'Whoever may read an endpoint reads its secret',
    breaks: 'SEC-07',
    caughtBy: ['WEBHOOKS-13'],
    swap: operation('getWebhookEndpoint', (sound) => (ctx, input) => {
      const told = sound(ctx, input) as { endpoint_id: string };
      return { ...told, secret: ctx.parts.webhooks.secretOf(ctx, told.endpoint_id, 1) };
    }),
  }),
  mutant('webhook-tried-once', {
    title: 'A webhook that fails once is given up',
    breaks: 'NET-05',
    caughtBy: ['WEBHOOKS-14', 'WEBHOOKS-15', 'WEBHOOKS-16'],
    swap: part('webhooks', (sound) => ({
      verdictOn: (attempt) => (sound.verdictOn(attempt, 1) === 'delivered' ? 'delivered' : 'dead'),
    })),
  }),
  mutant('webhook-new-id-each-try', {
    title: 'Every attempt bears an id of its own',
    breaks: 'NET-05',
    caughtBy: ['WEBHOOKS-15', 'WEBHOOKS-17', 'WEBHOOKS-26'],
    swap: part('webhooks', (sound) => ({
      idOf: (ground, delivery) => `${sound.idOf(ground, delivery)}-${delivery.attempts}`,
    })),
  }),
  mutant('webhook-redelivered-as-new', {
    title: 'A redelivery bears a new id, so that the receiver books it again',
    breaks: 'NET-05',
    caughtBy: ['WEBHOOKS-17', 'WEBHOOKS-26'],
    swap: part('webhooks', (sound) => ({
      idOf: (ground, delivery) =>
        delivery.attempts > delivery.tries
          ? `${sound.idOf(ground, delivery)}-again`
          : sound.idOf(ground, delivery),
    })),
  }),
  mutant('webhook-signed-once', {
    title: 'A retry bears the time of the first attempt, which the receiver refuses as too old',
    breaks: 'NET-05',
    caughtBy: ['WEBHOOKS-15'],
    swap: (sound) => {
      const first = new Map<string, number>();
      return part('webhooks', ({ sign }) => ({
        sign(signing) {
          const timestampS = first.get(signing.id) ?? signing.timestampS;
          first.set(signing.id, timestampS);
          return sign({ ...signing, timestampS });
        },
      }))(sound);
    },
  }),
  mutant('webhook-retry-storm', {
    title: 'A receiver that is down is asked every second',
    breaks: 'NET-05',
    caughtBy: ['WEBHOOKS-16'],
    swap: part('webhooks', (sound) => ({
      retryMs: (ground, delivery) => (sound.retryMs(ground, delivery, 1) / 5_000) * SECOND_MS,
    })),
  }),
  mutant('webhook-retry-without-jitter', {
    title: 'All that failed together is tried again in the same instant',
    breaks: 'NET-05',
    caughtBy: ['WEBHOOKS-18'],
    swap: part('webhooks', () => ({ retryMs: (_ground, _delivery, tries) => 5_000 * 4 ** tries })),
  }),
  mutant('webhook-never-given-up', {
    title: 'A webhook is tried for ever, and never a dead letter',
    breaks: 'NET-05',
    caughtBy: ['WEBHOOKS-16', 'WEBHOOKS-17'],
    swap: part('webhooks', (sound) => ({
      verdictOn: (attempt) => sound.verdictOn(attempt, 1),
    })),
  }),
  mutant('webhook-overtakes', {
    title: 'Events of a player do not wait for the one before',
    breaks: 'NET-05',
    caughtBy: ['WEBHOOKS-19'],
    swap: part('webhooks', () => ({ waits: () => false })),
  }),
  mutant('webhook-one-queue', {
    title: 'One event that fails holds up those of all players',
    breaks: 'NET-05',
    caughtBy: ['WEBHOOKS-20'],
    swap: part('webhooks', () => ({
      waits: (ground, endpointId) =>
        ground
          .sql("SELECT 1 FROM webhook_deliveries WHERE endpoint = ? AND status = 'pending'")
          .get(endpointId) !== undefined,
    })),
  }),
  mutant('webhook-one-queue-for-all', {
    title: 'An endpoint that hangs holds up every other',
    breaks: 'RES-01',
    caughtBy: ['WEBHOOKS-21'],
    swap: part('webhooks', () => ({
      waits: (ground) =>
        ground
          .sql("SELECT 1 FROM webhook_deliveries WHERE status = 'pending' AND attempts = 0 LIMIT 1")
          .get() !== undefined,
    })),
  }),
  mutant('webhook-queue-in-memory', {
    title: 'What was not delivered when the platform went down is forgotten',
    breaks: 'NET-05',
    caughtBy: ['WEBHOOKS-22'],
    swap: store((opened) => {
      opened.db.exec("DELETE FROM webhook_deliveries WHERE status = 'pending'");
    }),
  }),
  mutant('webhook-any-answer-will-do', {
    title: 'Any answer of the receiver counts as delivered',
    breaks: 'NET-05',
    caughtBy: ['WEBHOOKS-23'],
    swap: part('webhooks', (sound) => ({
      verdictOn: (attempt, tries) =>
        attempt.status > 0 ? 'delivered' : sound.verdictOn(attempt, tries),
    })),
  }),
  mutant('webhook-sent-to-disabled', {
    title: 'A disabled endpoint goes on being sent to',
    breaks: 'NET-05',
    caughtBy: ['WEBHOOKS-24'],
    swap: part('webhooks', () => ({ isOpen: () => true })),
  }),
  mutant('webhook-gone-ignored', {
    title: 'A receiver that says it is gone for good is asked again',
    breaks: 'NET-05',
    caughtBy: ['WEBHOOKS-25'],
    swap: part('webhooks', () => ({ endsEndpoint: () => false })),
  }),
  mutant('webhook-endpoints-of-all', {
    title: 'Any client reads, switches and rotates the endpoints of all',
    breaks: 'SEC-02',
    caughtBy: ['WEBHOOKS-27'],
    swap: part('webhooks', () => ({ isOwn: () => true })),
  }),
  mutant('webhook-for-any-word', {
    title: 'An endpoint may wait for types of events that do not exist',
    breaks: 'NET-05',
    caughtBy: ['WEBHOOKS-31'],
    swap: policy((sound) => ({
      violations: (call) =>
        sound.violations(call).filter(({ field }) => !field.startsWith('events.')),
    })),
  }),
  mutant('webhook-tells-what-was-written', {
    title: 'What staff write about a person goes out to every receiver',
    breaks: 'GDPR-01',
    caughtBy: ['WEBHOOKS-32'],
    swap: part('webhooks', (sound) => ({
      bodyOf: (ground, webhookId, entry) => {
        const { data, ...event } = JSON.parse(sound.bodyOf(ground, webhookId, entry)) as Body;
        return JSON.stringify({ ...event, data: { ...data, ...entry.data } });
      },
    })),
  }),
  mutant('webhook-signature-without-time', {
    title: 'The signed time is not under the signature',
    breaks: 'NET-05',
    caughtBy: ['WEBHOOKS-08'],
    swap: part('webhooks', (sound) => ({
      sign: (signing) => ({
        ...sound.sign(signing),
        'webhook-signature': signing.secrets
          .map((secret) => standardSignature(secret, { ...signing, timestampS: 0 }))
          .join(' '),
      }),
    })),
  }),
];
