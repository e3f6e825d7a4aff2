import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import * as oauth from 'oauth4webapi';
import { request } from 'undici';
import { startSandbox } from '../sandbox/start.js';
import type { Sandbox } from '../sandbox/start.js';

/** The sandbox behind its issuer's name, as behind a proxy, and what a client discovers there. */
async function stage(t: TestContext) {
  const sandbox = await startSandbox();
  t.after(() => sandbox.close());
  const path = '/.well-known/oauth-authorization-server';
  const answer = await request(`${sandbox.url}${path}`);
  const { issuer } = (await answer.body.json()) as { issuer: string };
  const options = {
    [oauth.customFetch]: (url: string, init: oauth.CustomFetchOptions<string, unknown>) =>
      send(url.replace(issuer, sandbox.url), init),
    [oauth.allowInsecureRequests]: true,
  };
  const discovered = await oauth.discoveryRequest(new URL(issuer), {
    ...options,
    algorithm: 'oauth2',
  });
  const server = await oauth.processDiscoveryResponse(new URL(issuer), discovered);
  return { sandbox, server, options };
}

async function send(
  url: string,
  init: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: unknown;
  },
): Promise<Response> {
  const { statusCode, headers, body } = await request(url, {
    method: init.method,
    headers: init.headers,
    ...(init.body instanceof URLSearchParams && { body: init.body.toString() }),
  });
  const named = Object.entries(headers).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  return new Response(await body.text(), { status: statusCode, headers: named });
}

function clientOf(sandbox: Sandbox) {
  const [client] = sandbox.clients;
  assert.ok(client);
  return client;
}

test('a strict OAuth client gets a token by Basic and by form, and finds the token sound', async (t) => {
  const { sandbox, server, options } = await stage(t);
  const { client_id, client_secret, scopes } = clientOf(sandbox);
  for (const authenticate of [oauth.ClientSecretBasic, oauth.ClientSecretPost]) {
    const asked = await oauth.clientCredentialsGrantRequest(
      server,
      { client_id },
      authenticate(client_secret),
      new URLSearchParams(),
      options,
    );
    const token = await oauth.processClientCredentialsResponse(server, { client_id }, asked);
    assert.deepEqual([token.token_type, token.scope], ['bearer', scopes.join(' ')]);

    const bearing = new Request('http://resource.invalid/', {
      headers: { authorization: `Bearer ${token.access_token}` },
    });
    const claims = await oauth.validateJwtAccessToken(server, bearing, 'tablestakes', options);
    assert.deepEqual([claims.client_id, claims.iss], [client_id, server.issuer]);
  }
});

test('a strict OAuth client understands every refusal', async (t) => {
  const { sandbox, server, options } = await stage(t);
  const { client_id, client_secret } = clientOf(sandbox);
  const ask = async (secret: string, parameters: Record<string, string>) => {
    const authentication = oauth.ClientSecretBasic(secret);
    const asked = await oauth.clientCredentialsGrantRequest(
      server,
      { client_id },
      authentication,
      parameters,
      options,
    );
    return oauth.processClientCredentialsResponse(server, { client_id }, asked);
  };
  await assert.rejects(ask('wrong', {}), (failure) => {
    assert.ok(failure instanceof oauth.WWWAuthenticateChallengeError);
    assert.deepEqual([failure.status, failure.cause[0]?.scheme], [401, 'basic']);
    return true;
  });
  await assert.rejects(ask(client_secret, { scope: 'everything' }), (failure) => {
    assert.ok(failure instanceof oauth.ResponseBodyError);
    assert.deepEqual([failure.status, failure.error], [400, 'invalid_scope']);
    return true;
  });
});
