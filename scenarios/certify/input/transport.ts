import { scenario } from '../../../src/harness/scenario.js';
import { expectErrorBody } from '../errors/error-body.js';
import { facts, refusesSpoilt } from './spoilt-debits.js';

const unsupported = (contentType: string | null) => ({
  code: 'UNSUPPORTED_MEDIA_TYPE' as const,
  options: { contentType },
});

export const input19 = scenario({
  ...facts,
  id: 'INPUT-19',
  title: 'A body under another media type is not read',
  rule: 'A wrong or missing content type MUST get a clean 415 and change nothing.',
  run: (stage) =>
    refusesSpoilt(stage, [
      unsupported(null),
      unsupported('text/plain'),
      unsupported('text/json'),
      unsupported('application/xml'),
      unsupported('application/jsonp'),
      unsupported('application/x-www-form-urlencoded'),
      unsupported('multipart/form-data; boundary=x'),
      unsupported('application/json, text/plain'),
      unsupported('json'),
    ]),
});

export const input20 = scenario({
  ...facts,
  id: 'INPUT-20',
  title: 'A body in another charset is not guessed at',
  rule: 'A charset other than UTF-8, or a coding, MUST get a clean 415 and change nothing.',
  run: (stage) =>
    refusesSpoilt(stage, [
      unsupported('application/json; charset=iso-8859-1'),
      unsupported('application/json; charset=utf-16'),
      unsupported('application/json; charset=utf-7'),
      { code: 'UNSUPPORTED_MEDIA_TYPE', options: { headers: { 'content-encoding': 'gzip' } } },
      { code: 'UNSUPPORTED_MEDIA_TYPE', options: { headers: { 'content-encoding': 'br' } } },
    ]),
});

export const input21 = scenario({
  ...facts,
  id: 'INPUT-21',
  title: 'The media type is read as media types are',
  rule: 'A media type MUST be taken in any case of letters and with the charset UTF-8.',
  impact: 'minor',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    for (const contentType of [
      'application/json',
      'Application/JSON',
      'application/json;charset=utf-8',
      'application/json; charset="UTF-8"',
    ]) {
      expect(await platform.debitRound(given.debit(player), { contentType })).accepted();
    }
    await expect.wallet(player, { cash: '60.00', held_in_play: '40.00' });
  },
});

export const input22 = scenario({
  ...facts,
  id: 'INPUT-22',
  title: 'A path takes its own methods only',
  rule: 'A method that a path does not take MUST get a clean 405 and change nothing.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player);
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'TRACE']) {
      const sent = method === 'GET' || method === 'TRACE' ? {} : { body: debit };
      const refused = await platform.raw({ method, path: '/v1/games/rounds/debit', ...sent });
      expectErrorBody(expect, refused, 'METHOD_NOT_ALLOWED');
      expect(refused).header('allow', /\bPOST\b/);
    }
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
    expect(await platform.debitRound(debit)).accepted({ balance: '90.00' });
  },
});

export const input23 = scenario({
  ...facts,
  id: 'INPUT-23',
  title: 'A method cannot be smuggled in by a header or a parameter',
  rule: 'Method overrides MUST be ignored: the request line alone says what is asked.',
  impact: 'critical',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const { player_id } = player;
    const path = `/v1/players/${player_id}`;
    for (const name of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']) {
      const reading = {
        method: 'GET',
        path: `${path}?_method=PATCH`,
        headers: { [name]: 'PATCH' },
      };
      expect(await platform.raw(reading)).status(200);
      const posting = { method: 'POST', path, headers: { [name]: 'PATCH' }, body: { name: 'X' } };
      expectErrorBody(expect, await platform.raw(posting), 'METHOD_NOT_ALLOWED');
    }
    const renamed = await platform.updatePlayer({ player_id, name: 'Renamed' });
    expect(renamed).accepted({ name: 'Renamed', status: 'active' });
  },
});

export const input24 = scenario({
  ...facts,
  id: 'INPUT-24',
  contractOnly: 'It guards how the HTTP server answers HEAD, which no part swaps.',
  title: 'HEAD tells what GET would, without a body and without an effect',
  rule: 'HEAD MUST answer as GET without a body, and 405 where there is no GET.',
  impact: 'minor',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const path = `/v1/players/${player.player_id}/wallet`;

    const head = await platform.raw({ method: 'HEAD', path });
    const get = await platform.raw({ method: 'GET', path });
    const debit = await platform.raw({ method: 'HEAD', path: '/v1/games/rounds/debit' });

    expect(head).status(200);
    expect.that(head.text, 'the body of HEAD').equals('');
    expect(head).header('content-type', get.headers['content-type']);
    expect(debit).status(405);
    await expect.wallet(player, { cash: '100.00' });
  },
});

export const input25 = scenario({
  ...facts,
  id: 'INPUT-25',
  title: 'An idempotency key in the header is an id or it is refused',
  rule: 'A malformed Idempotency-Key MUST get a clean 400 and change nothing.',
  run: (stage) =>
    refusesSpoilt(
      stage,
      ['', 'two words', "' OR '1'='1", 'a,b', 'a/b', '"quoted"', '<b>'].map((key) => ({
        code: 'VALIDATION_ERROR' as const,
        field: 'Idempotency-Key',
        over: { idempotency_key: undefined },
        options: { key },
      })),
    ),
});

export const input26 = scenario({
  ...facts,
  id: 'INPUT-26',
  contractOnly: 'It guards the HTTP parser of Node, which no part swaps.',
  title: 'A header without end is refused',
  rule: 'Headers or a path larger than the platform takes MUST get a clean 4xx.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const path = `/v1/players/${player.player_id}/wallet`;
    const headers = { 'x-endless': 'x'.repeat(64 * 1024) };

    for (const request of [
      { method: 'GET', path, headers },
      { method: 'GET', path: `/v1/players/${'x'.repeat(64 * 1024)}/wallet` },
    ]) {
      const refused = await platform.raw(request);
      expect.that(refused.outcome, 'the outcome').equals('refused');
      expect.that(refused.error, 'the code').isOneOf(['PAYLOAD_TOO_LARGE', 'VALIDATION_ERROR']);
    }

    await expect.wallet(player, { cash: '100.00' });
  },
});

export const input27 = scenario({
  ...facts,
  id: 'INPUT-27',
  title: 'The token endpoint reads forms, each parameter once',
  rule: 'A repeated parameter or another media type MUST be refused, and no token is given.',
  impact: 'critical',
  async run({ platform, given, expect }) {
    const client = await given.client();
    const { client_id, client_secret } = client;
    const grant = { grant_type: 'client_credentials', client_id, client_secret };
    const form = new URLSearchParams(grant).toString();

    for (const more of ['&grant_type=client_credentials', '&scope=a&scope=b', `&${form}`]) {
      const rawBody = form + more;
      expect(await platform.issueToken(grant, { rawBody })).refused('invalid_request');
    }
    const asJson = { rawBody: JSON.stringify(grant), contentType: 'application/json' };
    expect(await platform.issueToken(grant, asJson)).refused('UNSUPPORTED_MEDIA_TYPE');

    expect(await platform.issueToken(grant)).accepted({ token_type: 'Bearer' });
  },
});

export const transportScenarios = [
  input19,
  input20,
  input21,
  input22,
  input23,
  input24,
  input25,
  input26,
  input27,
] as const;
