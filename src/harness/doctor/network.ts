import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import type { Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls } from 'node:tls';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { DAY_MS, realClock } from '../../kernel/time.js';
import type { Described } from './described.js';
import { fail, ok, skip, warn } from './finding.js';
import type { Looking } from './finding.js';

const SOON_DAYS = 21;

interface Place {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  readonly timeoutMs: number;
  /** Where the address is written. */
  readonly written: string;
}

/** Name, connection and certificate of the target. False when it cannot be spoken to. */
export async function* network(described: Described): Looking<boolean> {
  const place = placeOf(described);
  if (!(yield* resolves(place))) return false;
  if (!(yield* connects(place))) return false;
  if (!place.isTls) {
    const isLocal = /^(localhost|127\.|\[?::1)/.test(place.host);
    const message = 'no TLS: http';
    yield isLocal
      ? skip('tls', `${message}, on this machine`)
      : warn('tls', `${message}: everyone on the way reads the secrets`, 'use https');
    return true;
  }
  return yield* isTrusted(place, described);
}

function placeOf({ target, written, at }: Described): Place {
  const url = new URL(target.baseUrl);
  const isTls = url.protocol === 'https:';
  const source = written?.target.base_url ?? '';
  const from = source.startsWith('env:') ? `, from ${source}` : '';
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (isTls ? 443 : 80),
    isTls,
    timeoutMs: target.timeoutMs ?? 10_000,
    written: `${at(['target', 'base_url'])}${from}`,
  };
}

async function* resolves({ host, written }: Place): Looking<boolean> {
  if (isIP(host) !== 0) {
    yield ok('dns', `${host} is an address`);
    return true;
  }
  try {
    const found = await lookup(host, { all: true });
    yield ok('dns', `${host} is ${found.map(({ address }) => address).join(', ')}`);
    return true;
  } catch (thrown) {
    yield fail(
      'dns',
      `${host} has no address: ${wordsOf(thrown)}`,
      `is target.base_url right (${written})? does the name need a VPN or an own DNS?`,
    );
    return false;
  }
}

async function* connects({ host, port, timeoutMs, written }: Place): Looking<boolean> {
  const startedMs = performance.now();
  try {
    const socket = await opened(connect({ host, port }), 'connect', timeoutMs);
    socket.destroy();
    const ms = Math.round(performance.now() - startedMs);
    yield ok('tcp', `${host}:${port} takes connections, in ${ms} ms`);
    return true;
  } catch (thrown) {
    const nobody = thrown instanceof Error && 'code' in thrown && thrown.code === 'ECONNREFUSED';
    yield fail(
      'tcp',
      `${host}:${port} takes no connection: ${wordsOf(thrown)}`,
      nobody
        ? `start the target, or correct target.base_url (${written}): nobody listens there`
        : `ask for this machine to be let through the firewall, or correct target.base_url (${written})`,
    );
    return false;
  }
}

/** Resolves on the event, rejects with what went wrong or once the time is over. */
function opened<T extends Socket>(socket: T, event: string, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`nothing within ${timeoutMs} ms`));
    }, timeoutMs);
    socket.once(event, () => {
      clearTimeout(timer);
      resolve(socket);
    });
    socket.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}

async function* isTrusted(place: Place, { target }: Described): Looking<boolean> {
  const { host, port, timeoutMs } = place;
  const name = isIP(host) === 0 ? { servername: host } : {};
  let socket: TLSSocket;
  try {
    const options = { host, port, ...name, ...target.wire?.tls, rejectUnauthorized: false };
    socket = await opened(connectTls(options), 'secureConnect', timeoutMs);
  } catch (thrown) {
    const remedy =
      'does this port speak TLS? does the target want a client certificate (auth.cert)?';
    yield fail('tls', `no TLS with ${host}:${port}: ${wordsOf(thrown)}`, remedy);
    return false;
  }
  const certificate = socket.getPeerCertificate();
  const protocol = socket.getProtocol() ?? 'TLS';
  const doubt: unknown = socket.authorizationError;
  socket.destroy();
  return yield* judged(host, certificate, doubt, protocol);
}

async function* judged(
  host: string,
  certificate: PeerCertificate,
  doubt: unknown,
  protocol: string,
): Looking<boolean> {
  const { valid_from: from, valid_to: until } = certificate;
  const leftDays = Math.floor((Date.parse(until) - realClock.now()) / DAY_MS);
  if (leftDays < 0) {
    yield fail('tls', `the certificate of ${host} expired on ${until}`, 'have it renewed');
    return false;
  }
  if (Date.parse(from) > realClock.now()) {
    const remedy = 'wait until then, or set the clock of this machine';
    yield fail('tls', `the certificate of ${host} is valid only from ${from}`, remedy);
    return false;
  }
  const misnamed = checkServerIdentity(host, certificate);
  if (misnamed) {
    const names = certificate.subjectaltname ?? 'no host at all';
    const remedy = 'use a name it is made for in target.base_url, or have it made for this one';
    yield fail('tls', `the certificate is not for ${host} but for ${names}`, remedy);
    return false;
  }
  if (doubt !== null && doubt !== undefined) {
    const why = doubt instanceof Error ? doubt.message : JSON.stringify(doubt);
    const remedy = 'name the PEM file of its authority in auth.ca';
    yield fail('tls', `the certificate of ${host} comes from nobody known: ${why}`, remedy);
    return false;
  }
  const message = `${protocol}, certificate for ${host} valid until ${until}`;
  yield leftDays < SOON_DAYS
    ? warn('tls', `${message}: ${leftDays} days`, 'have it renewed before it stops the runs')
    : ok('tls', message);
  return true;
}

const wordsOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
