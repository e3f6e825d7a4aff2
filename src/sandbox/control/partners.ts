import { partnerSecret } from '../../domains/partners/index.js';
import { refuse } from '../../kernel/errors.js';
import { parseTime } from '../../kernel/time.js';
import type { Mode, Partner, PlannedWebhook } from '../../partners/index.js';
import type { World } from '../world.js';
import type { ControlRequest, ControlRoute } from './routes.js';
import { studioShown } from './studio.js';

type Name = 'psp' | 'kyc';
type Body = ControlRequest['body'];

const NAMES: readonly Name[] = ['psp', 'kyc'];

/** Each partner with the secret it signs with, for whoever plays the partner. */
export const partnersShown = (world: World): readonly object[] => [
  ...NAMES.map((name) => {
    const partner = world.options.partnerSide?.[name];
    const secret = partner?.state().secret ?? partnerSecret(world.platform().ground, name);
    return { partner: name, secret, url: partner?.url ?? null };
  }),
  studioShown(world),
];

function partnerOf(world: World, name: Name): Partner {
  const partner = world.options.partnerSide?.[name];
  return partner ?? refuse('STATE_CONFLICT', { rule: 'a sandbox with partners' });
}

function standing({ name, url, state }: Partner): object {
  const { mode, latency_ms, waiting } = state();
  return { partner: name, url, mode, latency_ms, waiting: waiting.length };
}

const text = { type: 'string', minLength: 1, maxLength: 256 };
const instant = { type: 'string', maxLength: 64 };

/** What a webhook says, by partner. */
const SAYINGS: Readonly<
  Record<Name, { subject: string; body: Record<string, object>; required: readonly string[] }>
> = {
  psp: {
    subject: 'payment_id',
    body: { payment_id: text, status: text, amount: text, currency: text, reason: text },
    required: ['payment_id', 'status'],
  },
  kyc: {
    subject: 'case_id',
    body: { case_id: text, decision: text, reason: text },
    required: ['case_id', 'decision'],
  },
};

export const partnerRoutes: readonly ControlRoute[] = NAMES.flatMap((name) => [
  ...standingRoutes(name),
  webhookRoute(name),
]);

function standingRoutes(name: Name): readonly ControlRoute[] {
  return [
    {
      method: 'get',
      path: `/sandbox/partners/${name}`,
      run: (world) => ({ body: standing(partnerOf(world, name)) }),
    },
    {
      method: 'post',
      path: `/sandbox/partners/${name}`,
      body: {
        mode: { enum: ['ok', 'slow', 'down'] },
        latency_ms: { type: 'integer', minimum: 0, maximum: 60_000 },
      },
      required: ['mode'],
      run: (world, { body }) => {
        const partner = partnerOf(world, name);
        partner.state().mode = body['mode'] as Mode;
        if (typeof body['latency_ms'] === 'number') partner.state().latency_ms = body['latency_ms'];
        partner.keep();
        world.scheduler.kick(); // what waited for its return is due
        return { body: standing(partner) };
      },
    },
    {
      method: 'post',
      path: `/sandbox/partners/${name}/patience`,
      body: { patience_ms: { type: ['integer', 'null'], minimum: 1, maximum: 60_000 } },
      required: ['patience_ms'],
      run: (world, { body }) => {
        const { patience_ms } = body;
        partnerOf(world, name);
        if (typeof patience_ms === 'number') world.patience.set(name, patience_ms);
        else world.patience.delete(name);
        return { body: { partner: name, patience_ms } };
      },
    },
    {
      method: 'post',
      path: `/sandbox/partners/${name}/secret`,
      body: { secret: text },
      required: ['secret'],
      run: (world, { body }) => {
        const partner = partnerOf(world, name);
        partner.state().secret = String(body['secret']);
        partner.keep();
        return { body: { partner: name, secret: body['secret'] } };
      },
    },
    {
      method: 'get',
      path: `/sandbox/partners/${name}/log`,
      run: (world, { query }) => {
        const limit = Math.min(Number(query['limit'] ?? 100) || 100, 1_000);
        return { body: { items: partnerOf(world, name).log(limit) } };
      },
    },
  ];
}

/** Makes the partner send a webhook once, true or not; without a delay the answers are told. */
function webhookRoute(name: Name): ControlRoute {
  const { subject, body: sayings, required } = SAYINGS[name];
  return {
    method: 'post',
    path: `/sandbox/partners/${name}/webhooks`,
    body: {
      ...sayings,
      event_id: text,
      times: { type: 'integer', minimum: 1, maximum: 100 },
      delay_ms: { type: 'integer', minimum: 0, maximum: 366 * 24 * 3_600_000 },
      secret: text,
      timestamp: instant,
    },
    required,
    run: async (world, { body }) => {
      const partner = partnerOf(world, name);
      const said = { ...defaultsOf(partner, name, body), ...picked(body, Object.keys(sayings)) };
      const eventId = partner.plan(plannedOf(body, said, String(body[subject])));
      if (body['delay_ms'] === undefined) await world.scheduler.runDue();
      const answers = partner
        .log(1_000)
        .filter(({ what }) => what === `webhook ${eventId}`)
        .map(({ status }) => status)
        .slice(-Number(body['times'] ?? 1)); // an event_id given again has answers from before
      return { status: 202, body: { event_id: eventId, answers } };
    },
  };
}

function plannedOf(
  body: Body,
  said: Readonly<Record<string, string>>,
  subject: string,
): PlannedWebhook {
  const { event_id, secret, timestamp, times, delay_ms } = body as {
    event_id?: string;
    secret?: string;
    timestamp?: string;
    times?: number;
    delay_ms?: number;
  };
  if (timestamp !== undefined && parseTime(timestamp) === undefined) {
    refuse('VALIDATION_ERROR', { field: 'timestamp', rule: 'format' });
  }
  return {
    subject,
    body: said,
    eventId: event_id,
    secret,
    timestamp,
    times,
    afterMs: delay_ms,
    repeats: false,
  };
}

/** What the PSP knows of the payment, so that a test need not repeat it. */
function defaultsOf(partner: Partner, name: Name, body: Body): Readonly<Record<string, string>> {
  if (name === 'kyc') return { reason: String(body['decision']) };
  const { payments } = partner.state().book as {
    payments: Readonly<Record<string, { amount: string; currency: string }>>;
  };
  const id = String(body['payment_id']);
  const { amount, currency } = (Object.hasOwn(payments, id) ? payments[id] : undefined) ?? {
    amount: '1.00',
    currency: 'EUR',
  };
  return { amount, currency };
}

const picked = (body: Body, names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    names.filter((name) => body[name] !== undefined).map((name) => [name, String(body[name])]),
  );
