import type { WireRequest } from '../../client/index.js';
import { derivedId } from '../../kernel/ids.js';
import { realClock } from '../../kernel/time.js';
import type { Adapter } from './adapter.js';
import { signedRequest } from './signing.js';
import type { SigningRecipe } from './signing.js';

/** How requests are let in, secrets already looked up. mTLS is a matter of the connection. */
export type Credentials =
  | { readonly type: 'none' | 'hmac' | 'mtls' }
  | {
      readonly type: 'bearer';
      readonly token: string;
      readonly header: string;
      readonly prefix: string;
    }
  | { readonly type: 'basic'; readonly username: string; readonly password: string }
  | { readonly type: 'script'; readonly module: string }
  | {
      readonly type: 'oauth2';
      readonly tokenUrl?: string | undefined;
      readonly client_id: string;
      readonly client_secret: string;
    };

/** What a call wants instead of the run's own credentials: none, or this token. */
export type TokenWish = string | null | undefined;

/** Lets a request in: credentials first, the signature over all of it last. */
export interface Admission {
  /** Whether there is anything in a request to leave out. */
  readonly hasCredentials: boolean;
  admit(request: WireRequest, wish?: TokenWish): Promise<WireRequest>;
}

export interface AdmissionParts {
  readonly credentials: Credentials;
  readonly signing: SigningRecipe | undefined;
  /** An access token, for oauth2. */
  token(): Promise<string>;
  readonly script: Adapter;
  readonly adapter: Adapter;
  readonly namespace: string;
}

export function admissionOf(parts: AdmissionParts): Admission {
  let nonces = 0;
  const { credentials, signing, script, adapter } = parts;
  const hasCredentials =
    signing !== undefined ||
    ['bearer', 'basic', 'oauth2'].includes(credentials.type) ||
    (script.authorize ?? adapter.authorize) !== undefined;
  const admit: Admission['admit'] = async (request, wish) => {
    if (wish === null) return request;
    const admitted = {
      ...request,
      headers: { ...request.headers, ...(await credentialHeaders(parts, wish)) },
    };
    const ready = signing
      ? signedRequest(signing, admitted, {
          nowMs: realClock.now(),
          nonce: derivedId(parts.namespace, 'nonce', String((nonces += 1))),
        })
      : admitted;
    const scripted = {
      ...(await script.authorize?.(ready)),
      ...(await adapter.authorize?.(ready)),
    };
    return { ...ready, headers: { ...ready.headers, ...scripted } };
  };
  return { hasCredentials, admit };
}

async function credentialHeaders(
  { credentials, token }: AdmissionParts,
  wish: string | undefined,
): Promise<Record<string, string>> {
  switch (credentials.type) {
    case 'bearer':
      return {
        [credentials.header.toLowerCase()]: credentials.prefix + (wish ?? credentials.token),
      };
    case 'basic': {
      const pair = `${credentials.username}:${wish ?? credentials.password}`;
      return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
    }
    case 'oauth2':
      return { authorization: `Bearer ${wish ?? (await token())}` };
    default:
      return {};
  }
}
