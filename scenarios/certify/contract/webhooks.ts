import type { Stage } from '../../../src/harness/scenario.js';
import type { Recipe } from './sound-requests.js';

/** An address that is taken; on loopback it is one at which nobody is at home. */
export const anyAddress = ({ control }: Stage): string =>
  control.has('webhooks') ? 'http://127.0.0.1:9/webhooks' : 'https://example.com/webhooks';

/** An endpoint of a client of its own. */
export async function onEndpoint(stage: Stage, events: readonly string[] = ['round.*']) {
  const as = await stage.given.client();
  const wish = { url: anyAddress(stage), events };
  const made = stage.expect(await stage.platform.createWebhookEndpoint(wish, { as })).accepted();
  const ended = { endpoint_id: made.endpoint_id, status: 'disabled' };
  stage.run.afterwards(() => stage.platform.setWebhookEndpointStatus(ended, { as }));
  return { as, input: { endpoint_id: made.endpoint_id } };
}

const GLANCES = 100;

/** A delivery on its way, of an event that this client caused. */
export async function onDelivery(stage: Stage) {
  const { platform, given, expect, run } = stage;
  const { as, input } = await onEndpoint(stage, ['player.updated']);
  const { player_id } = await given.player();
  const change = { player_id, name: 'Grace Example' };
  expect(await platform.updatePlayer(change, { as })).accepted();
  for (let glance = 0; glance < GLANCES; glance += 1) {
    const { items } = expect(await platform.listWebhookDeliveries(input, { as })).accepted();
    const [first] = items;
    if (first) return { as, endpoint_id: first.endpoint_id, delivery_id: first.delivery_id };
    await run.wait(20);
  }
  throw new Error('no delivery was made of an event within two seconds');
}

/** Operations that name an endpoint. */
export const ON_ENDPOINT = [
  'getWebhookEndpoint',
  'setWebhookEndpointStatus',
  'rotateWebhookSecret',
  'listWebhookDeliveries',
] as const;

/** The sound request, once its client has disabled its endpoints. */
export const whileDisabled: Recipe = async ({ platform, expect }, _op, { input, as }) => {
  const { items } = expect(await platform.listWebhookEndpoints({}, { as })).accepted();
  for (const { endpoint_id } of items) {
    const disabling = { endpoint_id, status: 'disabled' };
    expect(await platform.setWebhookEndpointStatus(disabling, { as })).accepted();
  }
  return { input, options: { as } };
};

/** How each operation on webhooks is asked so that it must say yes. */
export const webhookRequests = {
  createWebhookEndpoint: async (stage: Stage) => ({
    as: await stage.given.client(),
    input: { url: anyAddress(stage), events: ['round.*'] },
  }),
  listWebhookEndpoints: async (stage: Stage) => ({ as: (await onEndpoint(stage)).as, input: {} }),
  getWebhookEndpoint: (stage: Stage) => onEndpoint(stage),
  setWebhookEndpointStatus: async (stage: Stage) => {
    const { as, input } = await onEndpoint(stage);
    return { as, input: { ...input, status: 'enabled' } };
  },
  rotateWebhookSecret: (stage: Stage) => onEndpoint(stage),
  listWebhookDeliveries: async (stage: Stage) => {
    const { as, endpoint_id } = await onDelivery(stage);
    return { as, input: { endpoint_id } };
  },
  redeliverWebhook: async (stage: Stage) => {
    const { as, delivery_id } = await onDelivery(stage);
    return { as, input: { delivery_id } };
  },
};
