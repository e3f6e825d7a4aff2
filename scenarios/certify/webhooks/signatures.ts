import { isBodySignedWith, isSignedWith } from '../../../src/client/index.js';
import type { Answer } from '../../../src/harness/answer.js';
import { scenario } from '../../../src/harness/scenario.js';
import { DAY_MS, MINUTE_MS } from '../../../src/kernel/time.js';
import { listening, nowMs, ofPlayer, staked } from './listener.js';

export const webhooks08 = scenario({
  id: 'WEBHOOKS-08',
  title: 'A webhook is signed as Standard Webhooks say',
  rule: 'webhook-signature MUST be v1 of id, time and raw body, under the secret of the endpoint.',
  requirement: 'NET-05',
  impact: 'critical',
  money: 'A receiver that cannot verify either drops events or takes anybody’s word for money.',
  needs: ['webhooks'],
  async run(stage) {
    const { expect } = stage;
    const listener = await listening(stage);
    const { player } = await staked(stage, listener);

    const [webhook] = await listener.inbox.received(1, ofPlayer(player));
    const now = await nowMs(stage);
    expect.that(webhook?.headers['webhook-signature'], 'the signature').matches(/^v1,[^ ]+$/);
    expect.that(webhook && isSignedWith(webhook, listener.secret, now), 'verified').isTrue();
    const altered = webhook && { ...webhook, raw: Buffer.concat([webhook.raw, Buffer.from(' ')]) };
    expect.that(altered && isSignedWith(altered, listener.secret, now), 'altered').isFalse();
    const renamed = webhook && { ...webhook, id: `${webhook.id}x` };
    expect.that(renamed && isSignedWith(renamed, listener.secret, now), 'renamed').isFalse();
  },
});

export const webhooks09 = scenario({
  id: 'WEBHOOKS-09',
  title: 'X-Signature is that of the raw body',
  rule: 'X-Signature MUST be sha256= and the HMAC of the raw body, keyed with the secret’s text.',
  requirement: 'NET-05',
  impact: 'critical',
  money: 'Older receivers verify this header alone.',
  needs: ['webhooks'],
  async run(stage) {
    const { expect } = stage;
    const listener = await listening(stage);
    const { player } = await staked(stage, listener);

    const [webhook] = await listener.inbox.received(1, ofPlayer(player));
    expect.that(webhook?.headers['x-signature'], 'the header').matches(/^sha256=[0-9a-f]{64}$/);
    expect.that(webhook && isBodySignedWith(webhook, listener.secret), 'verified').isTrue();
    const altered = webhook && { ...webhook, raw: webhook.raw.subarray(1) };
    expect.that(altered && isBodySignedWith(altered, listener.secret), 'altered').isFalse();
  },
});

export const webhooks10 = scenario({
  id: 'WEBHOOKS-10',
  title: 'Each endpoint has a secret of its own',
  rule: 'Endpoints MUST NOT share a secret: what one verifies, another does not.',
  requirement: 'NET-05',
  impact: 'critical',
  money: 'Whoever receives for one system could forge payouts to another.',
  needs: ['webhooks'],
  async run(stage) {
    const { expect } = stage;
    const one = await listening(stage);
    const two = await listening(stage, { as: one.as });
    const stranger = await listening(stage);
    const { player } = await staked(stage, one);

    const [first] = await one.inbox.received(1, ofPlayer(player));
    const [second] = await two.inbox.received(1, ofPlayer(player));
    const now = await nowMs(stage);
    const secrets = new Set([one.secret, two.secret, stranger.secret]);
    expect.that(secrets.size, 'the number of secrets').equals(3);
    expect.that(first && isSignedWith(first, one.secret, now), 'the first by its own').isTrue();
    expect.that(second && isSignedWith(second, two.secret, now), 'the second by its own').isTrue();
    expect.that(first && isSignedWith(first, two.secret, now), 'by the other').isFalse();
    expect.that(second?.id, 'the id of one event at both').equals(first?.id);
  },
});

export const webhooks11 = scenario({
  id: 'WEBHOOKS-11',
  title: 'While a secret is rotated both sign',
  rule: 'During the overlap of a rotation a webhook MUST verify under the old and the new secret.',
  requirement: 'SEC-04',
  impact: 'critical',
  money: 'Without an overlap every rotation drops events until all receivers have the new secret.',
  needs: ['webhooks'],
  async run(stage) {
    const { platform, expect } = stage;
    const listener = await listening(stage);
    const { as, endpoint_id, secret } = listener;
    const rotated = expect(await platform.rotateWebhookSecret({ endpoint_id }, { as })).accepted();
    const { player } = await staked(stage, listener);

    const [webhook] = await listener.inbox.received(1, ofPlayer(player));
    const now = await nowMs(stage);
    expect.that(rotated.secret, 'the new secret').differsFrom(secret);
    for (const key of [rotated.secret, secret]) {
      expect.that(webhook && isSignedWith(webhook, key, now), 'verified').isTrue();
      expect.that(webhook && isBodySignedWith(webhook, key), 'verified by X-Signature').isTrue();
    }
    const [newest = ''] = String(webhook?.headers['webhook-signature']).split(' ');
    const only = webhook && {
      ...webhook,
      headers: { ...webhook.headers, 'webhook-signature': newest },
    };
    expect.that(only && isSignedWith(only, rotated.secret, now), 'the newest first').isTrue();
  },
});

export const webhooks12 = scenario({
  id: 'WEBHOOKS-12',
  title: 'After the overlap the old secret signs no more',
  rule: 'After 24 hours a webhook MUST verify under the new secret and not under the old one.',
  requirement: 'SEC-04',
  impact: 'critical',
  money: 'A leaked secret is rotated so that it stops opening anything.',
  needs: ['webhooks', 'clock'],
  exclusive: true,
  async run(stage) {
    const { platform, expect, control } = stage;
    const listener = await listening(stage);
    const { as, endpoint_id, secret, inbox } = listener;
    const rotated = expect(await platform.rotateWebhookSecret({ endpoint_id }, { as })).accepted();
    await control.advance(DAY_MS - MINUTE_MS);
    const before = await staked(stage, listener);
    const [late] = await inbox.received(1, ofPlayer(before.player));
    const overlapping = await nowMs(stage);
    await control.advance(2 * MINUTE_MS);
    const after = await staked(stage, listener);
    const [later] = await inbox.received(1, ofPlayer(after.player));
    const over = await nowMs(stage);

    expect.that(late && isSignedWith(late, secret, overlapping), 'old, in the overlap').isTrue();
    expect.that(later && isSignedWith(later, secret, over), 'old, after it').isFalse();
    expect.that(later && isSignedWith(later, rotated.secret, over), 'new, after it').isTrue();
    expect.that(later && isBodySignedWith(later, secret), 'X-Signature of the old').isFalse();
  },
});

export const webhooks13 = scenario({
  id: 'WEBHOOKS-13',
  title: 'A secret is shown once',
  rule: 'The secret of an endpoint MUST be shown when it is made or rotated, and never again.',
  requirement: 'SEC-07',
  impact: 'critical',
  money: 'A token that may only read could forge every webhook.',
  needs: ['webhooks'],
  async run(stage) {
    const { platform, expect } = stage;
    const { as, endpoint_id, secret } = await listening(stage);
    const rotated = expect(await platform.rotateWebhookSecret({ endpoint_id }, { as })).accepted();

    const answers: readonly Answer<unknown>[] = [
      await platform.getWebhookEndpoint({ endpoint_id }, { as }),
      await platform.listWebhookEndpoints({}, { as }),
      await platform.setWebhookEndpointStatus({ endpoint_id, status: 'enabled' }, { as }),
      await platform.listAuditEntries({ limit: 100 }, { as }),
    ];
    for (const answer of answers) {
      expect(answer).accepted();
      expect.that(answer.text.includes(secret), 'the secret is shown again').isFalse();
      expect.that(answer.text.includes(rotated.secret), 'the new one is shown again').isFalse();
      expect.that(/whsec_/.test(answer.text), 'any secret is shown').isFalse();
    }
  },
});

export const signatureScenarios = [
  ...[webhooks08, webhooks09, webhooks10],
  ...[webhooks11, webhooks12, webhooks13],
] as const;
