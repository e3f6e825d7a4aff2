import { createHmac } from 'node:crypto';
import { bodySignature } from '../../../src/kernel/signature.js';
import { scenario } from '../../../src/harness/scenario.js';
import { altered, deliver, leavesNoTrace, resigned, silentDeposit } from './events.js';

const facts = {
  requirement: 'SEC-03',
  impact: 'critical',
  needs: ['partners'],
} as const;

export const hooks01 = scenario({
  ...facts,
  id: 'HOOKS-01',
  title: 'A webhook changed by one byte is refused',
  rule: 'The signature MUST be over the raw body: an altered body is refused before any state.',
  money: 'One digit more in the amount, and a deposit of fifty is one of nine hundred.',
  async run(stage) {
    const pending = await silentDeposit(stage);
    await leavesNoTrace(stage, pending, async () => {
      const sent = await stage.given.webhook(pending.payment);
      const richer = altered(sent, (body) => body.replace('"50.00"', '"90.00"'));
      stage.expect(await deliver(stage, richer)).refused('SIGNATURE_INVALID');
      const longer = altered(sent, (body) => `${body} `);
      stage.expect(await deliver(stage, longer)).refused('SIGNATURE_INVALID');
    });
  },
});

export const hooks02 = scenario({
  ...facts,
  id: 'HOOKS-02',
  title: 'The same content serialised anew is another body',
  rule: 'The signature MUST be checked over the bytes received, never over what they parse to.',
  money: 'Who checks what was parsed signs whatever the parser makes of it.',
  async run(stage) {
    const pending = await silentDeposit(stage);
    await leavesNoTrace(stage, pending, async () => {
      const sent = await stage.given.webhook(pending.payment);
      const pretty = altered(sent, (body) => JSON.stringify(JSON.parse(body), null, 2));
      stage.expect(await deliver(stage, pretty)).refused('SIGNATURE_INVALID');
      const escaped = altered(sent, (body) => body.replace('completed', '\\u0063ompleted'));
      stage.expect(await deliver(stage, escaped)).refused('SIGNATURE_INVALID');
    });
  },
});

export const hooks03 = scenario({
  ...facts,
  id: 'HOOKS-03',
  title: 'The same members in another order are another body',
  rule: 'The signature MUST be over the raw body, in the order in which it came.',
  money: 'Sorted before it is checked, a body says what its last member says.',
  async run(stage) {
    const pending = await silentDeposit(stage);
    await leavesNoTrace(stage, pending, async () => {
      const sent = await stage.given.webhook(pending.payment);
      const turned = altered(sent, (body) => {
        const members = Object.entries(JSON.parse(body) as object).reverse();
        return JSON.stringify(Object.fromEntries(members));
      });
      stage.expect(await deliver(stage, turned)).refused('SIGNATURE_INVALID');
    });
  },
});

export const hooks04 = scenario({
  ...facts,
  id: 'HOOKS-04',
  title: 'The signature of one payment’s webhook does not serve another',
  rule: 'A signature MUST hold for the body it was made for and for no other.',
  money: 'One small deposit would confirm all the large ones.',
  async run(stage) {
    const paid = await silentDeposit(stage);
    const pending = await silentDeposit(stage);
    await leavesNoTrace(stage, pending, async () => {
      const ofPaid = await stage.given.webhook(paid.payment);
      const wanted = await stage.given.webhook(pending.payment);
      const borrowed = resigned(wanted, ofPaid.headers['x-signature']);
      const answer = await stage.platform.receivePaymentWebhook({}, borrowed);
      stage.expect(answer).refused('SIGNATURE_INVALID');
    });
  },
});

export const hooks05 = scenario({
  ...facts,
  id: 'HOOKS-05',
  title: 'A signature that covers a path as well does not hold',
  rule: 'The signature MUST be that of the raw body alone, as the contract defines it.',
  money: 'A scheme accepted by accident is one that nobody has reviewed.',
  async run(stage) {
    const pending = await silentDeposit(stage);
    await leavesNoTrace(stage, pending, async () => {
      const sent = await stage.given.webhook(pending.payment);
      const secret = await stage.control.partners.secret('psp');
      for (const path of ['/hooks/kyc', '/hooks/payments']) {
        const other = resigned(sent, bodySignature(secret, `POST ${path}\n${sent.rawBody}`));
        const answer = await stage.platform.receivePaymentWebhook({}, other);
        stage.expect(answer).refused('SIGNATURE_INVALID');
      }
    });
  },
});

export const hooks06 = scenario({
  ...facts,
  id: 'HOOKS-06',
  title: 'One partner cannot speak for another',
  rule: 'A webhook MUST be signed with the secret of the partner whose word it is.',
  money: 'The provider of identity checks would confirm deposits.',
  async run(stage) {
    const pending = await silentDeposit(stage);
    await leavesNoTrace(stage, pending, async () => {
      const { rawBody } = await stage.given.webhook(pending.payment);
      const byKyc = await stage.given.signed('kyc', rawBody);
      stage.expect(await deliver(stage, byKyc)).refused('SIGNATURE_INVALID');
    });
  },
});

export const hooks07 = scenario({
  ...facts,
  id: 'HOOKS-07',
  title: 'A webhook without a signature is refused',
  rule: 'A webhook without a signature, or with an empty one, MUST be refused.',
  money: 'Anybody who finds the address would confirm their own deposits.',
  async run(stage) {
    const pending = await silentDeposit(stage);
    await leavesNoTrace(stage, pending, async () => {
      const sent = await stage.given.webhook(pending.payment);
      for (const signature of [undefined, '', 'sha256=', 'null']) {
        const bare = resigned(sent, signature);
        const answer = await stage.platform.receivePaymentWebhook({}, bare);
        stage.expect(answer).refused('SIGNATURE_INVALID');
      }
    });
  },
});

export const hooks08 = scenario({
  ...facts,
  id: 'HOOKS-08',
  title: 'A truncated signature is refused',
  rule: 'A signature MUST hold in its whole length.',
  money: 'Where the first characters are enough, a few thousand guesses are too.',
  async run(stage) {
    const pending = await silentDeposit(stage);
    await leavesNoTrace(stage, pending, async () => {
      const sent = await stage.given.webhook(pending.payment);
      const whole = sent.headers['x-signature'] ?? '';
      for (const length of [whole.length - 1, 'sha256='.length + 32, 'sha256='.length + 1]) {
        const cut = resigned(sent, whole.slice(0, length));
        const answer = await stage.platform.receivePaymentWebhook({}, cut);
        stage.expect(answer).refused('SIGNATURE_INVALID');
      }
    });
  },
});

export const hooks09 = scenario({
  ...facts,
  id: 'HOOKS-09',
  title: 'A signature of another scheme is refused',
  rule: 'A signature MUST be of the scheme the contract names, and of no weaker one.',
  money: 'Whoever may choose the scheme chooses the broken one.',
  async run(stage) {
    const pending = await silentDeposit(stage);
    await leavesNoTrace(stage, pending, async () => {
      const sent = await stage.given.webhook(pending.payment);
      const secret = await stage.control.partners.secret('psp');
      const made = (algorithm: string, encoding: 'hex' | 'base64') =>
        createHmac(algorithm, secret).update(sent.rawBody).digest(encoding);
      const others = [
        `sha1=${made('sha1', 'hex')}`,
        `md5=${made('md5', 'hex')}`,
        made('sha256', 'hex'),
        `sha256=${made('sha256', 'base64')}`,
        `sha512=${made('sha512', 'hex')}`,
        `none=${made('sha256', 'hex')}`,
      ];
      for (const signature of others) {
        const other = resigned(sent, signature);
        const answer = await stage.platform.receivePaymentWebhook({}, other);
        stage.expect(answer).refused('SIGNATURE_INVALID');
      }
    });
  },
});

export const hooks10 = scenario({
  ...facts,
  id: 'HOOKS-10',
  title: 'An access token does not stand in for the signature',
  rule: 'A webhook MUST be authenticated by its signature, whatever token comes with it.',
  money: 'Every client with a token would be a payment provider.',
  async run(stage) {
    const pending = await silentDeposit(stage);
    await leavesNoTrace(stage, pending, async () => {
      const { rawBody } = await stage.given.webhook(pending.payment);
      const token = await stage.given.token();
      const answer = await stage.platform.receivePaymentWebhook({}, { rawBody, token });
      stage.expect(answer).refused('SIGNATURE_INVALID');
    });
  },
});

export const hooks11 = scenario({
  ...facts,
  id: 'HOOKS-11',
  title: 'Nothing is read of a body whose signature does not hold',
  rule: 'A bad signature MUST be refused before parsing: not even malformed JSON is told.',
  money: 'A parser that anybody can reach is a parser that anybody can break.',
  async run(stage) {
    const pending = await silentDeposit(stage);
    const { given, expect } = stage;
    await leavesNoTrace(stage, pending, async () => {
      const sent = await given.webhook(pending.payment);
      const broken = altered(sent, (body) => body.slice(0, -1));
      expect(await deliver(stage, broken)).refused('SIGNATURE_INVALID');
      const signedBroken = await given.signed('psp', sent.rawBody.slice(0, -1));
      expect(await deliver(stage, signedBroken)).refused('MALFORMED_JSON');
      const stale = sent.rawBody.replace(
        /"timestamp":"[^"]*"/,
        '"timestamp":"2001-01-01T00:00:00Z"',
      );
      const unsigned = { rawBody: stale, headers: sent.headers };
      expect(await deliver(stage, unsigned)).refused('SIGNATURE_INVALID');
    });
  },
});

export const hooks12 = scenario({
  ...facts,
  id: 'HOOKS-12',
  title: 'A member told twice is refused, signed or not',
  rule: 'Duplicate members MUST be refused: a signed body says one thing.',
  money: 'Two amounts in one body: the one is checked and the other credited.',
  async run(stage) {
    const pending = await silentDeposit(stage);
    await leavesNoTrace(stage, pending, async () => {
      const { rawBody } = await stage.given.webhook(pending.payment);
      const twice = rawBody.replace('"amount":', '"amount":"500.00","amount":');
      const sent = await stage.given.signed('psp', twice);
      stage.expect(await deliver(stage, sent)).refused('MALFORMED_JSON');
    });
  },
});

export const signatureScenarios = [
  hooks01,
  hooks02,
  hooks03,
  hooks04,
  hooks05,
  hooks06,
  hooks07,
  hooks08,
  hooks09,
  hooks10,
  hooks11,
  hooks12,
] as const;
