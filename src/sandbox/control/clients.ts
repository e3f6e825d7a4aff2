import { createClient } from '../../domains/access/index.js';
import { restrictPartner } from '../../domains/partners/index.js';
import { refuse } from '../../kernel/errors.js';
import { isAddressRange } from '../admission.js';
import { secretOf } from '../fixtures.js';
import type { ControlRoute } from './routes.js';

const text = { type: 'string', minLength: 1, maxLength: 128 };
const scopes = { type: 'array', items: { type: 'string' }, maxItems: 100 };
const addresses = { type: 'array', items: { type: 'string' }, maxItems: 100 };

/** Clients, the tokens of clients and where callers may come from. */
export const clientRoutes: readonly ControlRoute[] = [
  {
    method: 'post',
    path: '/sandbox/clients',
    body: {
      client_id: { type: 'string', pattern: '^[A-Za-z0-9._~-]{1,64}$' },
      scopes,
      rate_limit: {
        type: 'object',
        properties: {
          per_second: { type: 'integer', minimum: 1 },
          burst: { type: 'integer', minimum: 1 },
        },
        required: ['per_second', 'burst'],
        additionalProperties: false,
      },
      allowed_addresses: addresses,
    },
    required: ['client_id', 'scopes'],
    run: async (world, { body }) => {
      const clientId = String(body['client_id']);
      const secret = secretOf(world.seed, clientId);
      const granted = body['scopes'] as readonly string[];
      const bounds = boundsOf(body);
      await world.platform().asSandbox('sandbox.clients', (ctx) => {
        createClient(ctx, { clientId, secret, scopes: granted, bounds });
      });
      return { status: 201, body: { client_id: clientId, client_secret: secret, scopes: granted } };
    },
  },
  {
    method: 'post',
    path: '/sandbox/tokens',
    body: {
      client_id: text,
      scopes,
      issuer: text,
      audience: text,
      expires_in: { type: 'integer' },
      not_before_in: { type: 'integer' },
      type: { type: 'string', maxLength: 128 },
    },
    required: ['client_id'],
    run: async (world, { body }) => {
      const ground = world.platform().ground;
      const wish = body as {
        client_id: string;
        scopes?: readonly string[];
        issuer?: string;
        audience?: string;
        expires_in?: number;
        not_before_in?: number;
        type?: string;
      };
      const minted = await ground.parts.tokens.mint(ground, {
        clientId: wish.client_id,
        scopes: wish.scopes ?? [],
        ...(wish.issuer !== undefined && { issuer: wish.issuer }),
        ...(wish.audience !== undefined && { audience: wish.audience }),
        ...(wish.expires_in !== undefined && { expiresInS: wish.expires_in }),
        ...(wish.not_before_in !== undefined && { notBeforeInS: wish.not_before_in }),
        ...(wish.type !== undefined && { type: wish.type }),
      });
      return { status: 201, body: { access_token: minted } };
    },
  },
  {
    method: 'post',
    path: '/sandbox/partners/:partner/addresses',
    body: { allowed_addresses: addresses },
    run: async (world, { params, body }) => {
      const partner = params['partner'] ?? '';
      const allowed = addressesOf(body);
      await world.platform().asSandbox('sandbox.partners', (ctx) => {
        restrictPartner(ctx, partner, allowed);
      });
      return { body: { partner, allowed_addresses: allowed ?? null } };
    },
  },
];

function boundsOf(body: Readonly<Record<string, unknown>>) {
  const rate = body['rate_limit'] as { per_second: number; burst: number } | undefined;
  return {
    rate: rate && { perSecond: rate.per_second, burst: rate.burst },
    addresses: addressesOf(body),
  };
}

function addressesOf(body: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  const allowed = body['allowed_addresses'] as readonly string[] | undefined;
  const wrong = allowed?.find((entry) => !isAddressRange(entry));
  if (wrong === undefined) return allowed;
  return refuse('VALIDATION_ERROR', {
    field: 'allowed_addresses',
    rule: 'an address or CIDR range',
  });
}
