import { jsonOf, openSender, tokenSource } from '../client/index.js';
import type { ClientHandle, Sender, Tokens } from '../client/index.js';
import { loadContract } from '../contract/operations.js';
import { CAPABILITIES } from './capability.js';
import type { Capability } from './capability.js';
import { Mistake } from './mistake.js';
import type { Target } from './target.js';

/** The target cannot be judged at all; `message` says what was tried and what came. */
export class PreflightFailed extends Error {}

/** The configuration lacks something only the user can give. */
export class CredentialsMissing extends Mistake {}

/** The target, reached and let in. */
export interface Reached {
  readonly sender: Sender;
  readonly tokens: Tokens;
  readonly client: ClientHandle;
  readonly capabilities: ReadonlySet<Capability>;
  close(): Promise<void>;
}

interface ControlFacts {
  readonly name: 'tablestakes-sandbox';
  readonly capabilities: readonly string[];
  readonly clients: readonly ClientHandle[];
}

/** Reaches the target, looks for a control API, gets a token and makes one harmless read. */
export async function preflight(target: Target): Promise<Reached> {
  const sender = openSender({ baseUrl: target.baseUrl, timeoutMs: target.timeoutMs });
  const loginUrl = target.tokenUrl === undefined ? undefined : new URL(target.tokenUrl);
  const login = loginUrl
    ? openSender({ baseUrl: loginUrl.origin, timeoutMs: target.timeoutMs })
    : sender;
  const close = async (): Promise<void> => {
    await Promise.all([sender.close(), loginUrl && login.close()]);
  };
  try {
    const control = await findControl(sender, target.baseUrl);
    const client = clientOf(target, control);
    const tokens = tokenSource(login, loginUrl && loginUrl.pathname + loginUrl.search);
    await readOnce(sender, await tokenOf(tokens, client));
    return { sender, tokens, client, capabilities: capabilitiesOf(control), close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

async function findControl(sender: Sender, baseUrl: string): Promise<ControlFacts | undefined> {
  const answer = await sender.send({
    method: 'GET',
    path: '/sandbox',
    headers: { accept: 'application/json' },
    body: undefined,
  });
  if (answer.kind === 'lost') {
    throw new PreflightFailed(`${baseUrl} does not answer: ${answer.reason} (${answer.message})`);
  }
  const facts = jsonOf(answer.text) as ControlFacts | undefined;
  return answer.status === 200 && facts?.name === 'tablestakes-sandbox' ? facts : undefined;
}

function clientOf(target: Target, control: ControlFacts | undefined): ClientHandle {
  const scopes = [
    ...new Set(Object.values(loadContract().operations).flatMap(({ scope }) => scope ?? [])),
  ];
  if (target.client) return { ...target.client, scopes };
  const widest = [...(control?.clients ?? [])].sort((a, b) => b.scopes.length - a.scopes.length)[0];
  if (widest) return widest;
  throw new CredentialsMissing(
    `no credentials for ${target.name}: set TABLESTAKES_CLIENT_ID and TABLESTAKES_CLIENT_SECRET, ` +
      'or write a target file with auth',
  );
}

function capabilitiesOf(control: ControlFacts | undefined): ReadonlySet<Capability> {
  if (!control) return new Set();
  const told = CAPABILITIES.filter((capability) => control.capabilities.includes(capability));
  return new Set<Capability>(['control', ...told]);
}

async function tokenOf(tokens: Tokens, client: ClientHandle): Promise<string> {
  try {
    return await tokens.of(client);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw new PreflightFailed(`no token for client ${client.client_id}: ${why}`);
  }
}

/** A target that does not even answer a read in the contract's language is not worth judging. */
async function readOnce(sender: Sender, token: string): Promise<void> {
  const path = '/v1/games?limit=1';
  const answer = await sender.send({
    method: 'GET',
    path,
    headers: { accept: 'application/json', authorization: `Bearer ${token}` },
    body: undefined,
  });
  if (answer.kind === 'lost') throw new PreflightFailed(`GET ${path}: ${answer.message}`);
  if (answer.status >= 500 || answer.status === 401) {
    throw new PreflightFailed(`GET ${path} with a fresh token answered HTTP ${answer.status}`);
  }
}
