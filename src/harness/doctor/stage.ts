import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { formatTime } from '../../kernel/time.js';
import { examine } from './doctor.js';
import type { DoctorOptions, Examination } from './doctor.js';
import type { Finding, Step } from './finding.js';

export const EXAMPLES = fileURLToPath(new URL('../../../../examples/', import.meta.url));

/** A folder that is gone after the test. */
export function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A target file with this text, laid over that of an example. */
export function fileOver(t: TestContext, example: string, text: string): string {
  const path = join(folderOf(t), 'target.yaml');
  writeFileSync(path, `extends: ${EXAMPLES}${example}/target.yaml\n${text}`);
  return path;
}

export interface Books {
  readonly accounts: Map<string, { readonly id: string; micros: number }>;
}

export type Asking = Pick<IncomingMessage, 'url' | 'method' | 'headers'>;

/** What a wallet of the examples answers to one request; what it throws, it refuses. */
export type Act = (books: Books, request: Asking, text: string) => unknown;

/** A wallet of the examples, with `around` around its answers. Answers its address. */
export async function exampleWallet(
  t: TestContext,
  example: string,
  around: (answer: Act) => Act = (act) => act,
): Promise<string> {
  const wallet = (await import(pathToFileURL(`${EXAMPLES}${example}/wallet.js`).href)) as {
    readonly answerOf: Act;
    startWallet(options: { act: Act }): Promise<{ url: string; server: Server }>;
  };
  const { url, server } = await wallet.startWallet({ act: around(wallet.answerOf) });
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return url;
}

/** Listens on loopback until the test ends; with a key, by TLS. Answers its address. */
export async function serving(
  t: TestContext,
  listener: RequestListener,
  tls?: { readonly cert: string; readonly key: string },
): Promise<string> {
  const server: Server = tls ? createTlsServer(tls, listener) : createServer(listener);
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
}

/** Examines targets by these checks. */
export const examinedBy =
  (checks: DoctorOptions['checks']) =>
  (
    text: string,
    environment: DoctorOptions['environment'],
    more: Partial<DoctorOptions> = {},
  ): Promise<Examination> =>
    examine({ text, environment, checks, ...more });

/** The findings of one step that are not merely well. */
export const troubles = ({ findings }: Examination, step?: Step): readonly Finding[] =>
  findings.filter(
    ({ mark, ...finding }) =>
      (mark === 'warn' || mark === 'fail') && (step === undefined || finding.step === step),
  );

type Bytes = Buffer<ArrayBuffer>;

const HEADS = {
  whole: 0x02,
  bits: 0x03,
  octets: 0x04,
  text: 0x0c,
  time: 0x17,
  list: 0x30,
  set: 0x31,
};

const der = (tag: number, ...parts: readonly Uint8Array[]): Bytes => {
  const body = Buffer.concat(parts);
  const { length } = body;
  const told = length < 128 ? [length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...told]), body]);
};

const hex = (text: string): Bytes => Buffer.from(text, 'hex');

const utcTime = (instantMs: number): Bytes =>
  der(HEADS.time, Buffer.from(`${formatTime(instantMs).replace(/[-:T]/g, '').slice(2, 14)}Z`));

const ECDSA_SHA256 = der(HEADS.list, hex('06082a8648ce3d040302'));
const COMMON_NAME = hex('0603550403');
const ALTERNATIVE_NAMES = hex('0603551d11');

/** A certificate of its own authority for one IPv4 address, valid between two instants. */
export function certificateFor(
  address: string,
  fromMs: number,
  untilMs: number,
): { cert: string; key: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { list, set, text, whole, octets, bits } = HEADS;
  const name = der(list, der(set, der(list, COMMON_NAME, der(text, Buffer.from('a wallet')))));
  const ip = der(0x87, Buffer.from(address.split('.').map(Number)));
  const names = der(list, ALTERNATIVE_NAMES, der(octets, der(list, ip)));
  const body = der(
    list,
    der(0xa0, der(whole, Buffer.from([2]))),
    der(whole, Buffer.from([1])),
    ECDSA_SHA256,
    name,
    der(list, utcTime(fromMs), utcTime(untilMs)),
    name,
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, der(list, names)),
  );
  const signature = der(bits, Buffer.from([0]), sign('sha256', body, privateKey));
  const encoded = der(list, body, ECDSA_SHA256, signature).toString('base64');
  const lines = encoded.match(/.{1,64}/g) ?? [];
  return {
    cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}
