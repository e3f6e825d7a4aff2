import { jsonOf, openSender, tokenSource } from '../client/index.js';
import type { ClientHandle, Sender, Tokens } from '../client/index.js';
import { loadContract } from '../contract/operations.js';
import { CAPABILITIES } from './capability.js';
import type { Capability } from './capability.js';
import { dialectOf } from './dialect/dialect.js';
import { idSourceOf } from './dialect/ids.js';
import { reachWire } from './dialect/reach.js';
import { PreflightFailed } from './failures.js';
import { Mistake } from './mistake.js';
import type { Connection } from './session.js';
import type { Target } from './target.js';

/** The configuration lacks something only the user can give. */
export class CredentialsMissing extends Mistake {}

/** The target, reached and let in. */
export interface Reached extends Omit<Connection, 'contract' | 'history' | 'seed' | 'namespace'> {
  /** There, though the target file does not declare it. */
  readonly undeclared: readonly Capability[];
  close(): Promise<void>;
}

interface ControlFacts {
  readonly name: 'tablestakes-sandbox';
  readonly capabilities: readonly string[];
  readonly clients: readonly ClientHandle[];
}

/**
 * Reaches the target, looks for a control API, gets a token and makes one harmless read; a target
 * of another shape is asked in its own words and has no control API.
 */
export async function preflight(target: Target, namespace: string): Promise<Reached> {
  if (target.wire) {
    const reached = await reachWire(target, target.wire, namespace);
    return { ...reached, ids: idSourceOf(target.wire), ...declared(target, new Set()) };
  }
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
    const token = await tokenOf(tokens, client);
    await readOnce(sender, token);
    const isLive = await tellsLive(sender, token);
    const found = declared(target, capabilitiesOf(control, isLive));
    return { sender, tokens, client, dialect: dialectOf(), ...found, close };
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

function capabilitiesOf(
  control: ControlFacts | undefined,
  isLive: boolean,
): ReadonlySet<Capability> {
  const live = isLive ? (['live'] as const) : [];
  if (!control) return new Set(live);
  const told = CAPABILITIES.filter((capability) => control.capabilities.includes(capability));
  return new Set<Capability>(['control', ...told, ...live]);
}

/** Live channels need no control API: whoever answers with a stream of events has them. */
async function tellsLive(sender: Sender, token: string): Promise<boolean> {
  const answer = await sender.send({
    method: 'GET',
    path: '/v1/live/sse?follow=false',
    headers: { accept: 'text/event-stream', authorization: `Bearer ${token}` },
    body: undefined,
  });
  if (answer.kind === 'lost' || answer.status !== 200) return false;
  return (answer.headers['content-type'] ?? '').startsWith('text/event-stream');
}

/** What was found beside what was declared: declared as absent is not used, though it be there. */
export function declared(
  { capabilities }: Target,
  found: ReadonlySet<Capability>,
): Pick<Reached, 'capabilities' | 'missing' | 'disclaimed' | 'undeclared'> {
  if (!capabilities) return { capabilities: found, undeclared: [] };
  const said = (value: boolean): Set<Capability> =>
    new Set(CAPABILITIES.filter((capability) => capabilities[capability] === value));
  const disclaimed = said(false);
  return {
    capabilities: new Set([...found].filter((capability) => !disclaimed.has(capability))),
    missing: new Set([...said(true)].filter((capability) => !found.has(capability))),
    disclaimed,
    undeclared: [...found].filter((capability) => capabilities[capability] !== true),
  };
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
