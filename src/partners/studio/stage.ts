import { createServer, request } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { assert } from '../../kernel/errors.js';
import { virtualClock } from '../../kernel/time.js';
import type { Told } from '../stage.js';
import type { GameStudio } from './index.js';
import { openStudio } from './index.js';

/** How the platform answers a call, in turn; well when there is none left. */
export type PlatformAnswer = 'drop' | 'error' | 'garbage' | 'nameless' | 'no';

export interface StudioStageOptions {
  readonly game: string;
  readonly debit?: readonly PlatformAnswer[];
  readonly credit?: readonly PlatformAnswer[];
  readonly rollback?: readonly PlatformAnswer[];
  /** Where the studio keeps what it knows. */
  readonly file?: string;
}

export interface PlatformCalled {
  /** debit, credit, rollback or report. */
  readonly what: string;
  readonly key: string;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The studio on a virtual clock, and a platform that answers as it is told. */
export interface StudioStage {
  studio(): GameStudio;
  /** The process dies, and another one goes on from what was kept. */
  reopen(): Promise<void>;
  readonly launchToken: string;
  /** Opens the session that is played from here on. */
  session(clientSeed?: string): Promise<Opened>;
  play(bet: object): Promise<Told>;
  rotate(): Promise<Told>;
  verify(inputs: object): Promise<Told>;
  /** POST with a body, GET without; status 0 when the line was dropped. */
  ask(path: string, body?: object): Promise<Told>;
  /** Calls about rounds, in order. */
  calls(): readonly PlatformCalled[];
  told(): readonly string[];
  advance(ms: number): Promise<void>;
  close(): Promise<void>;
}

interface Opened {
  readonly session: string;
  readonly server_seed_hash: string;
}

export async function openStudioStage(options: StudioStageOptions): Promise<StudioStage> {
  const clock = virtualClock();
  const calls: PlatformCalled[] = [];
  const platform = await openPlatform(options, calls);
  const { file } = options;
  const open = (): Promise<GameStudio> =>
    openStudio({
      clock,
      seed: () => '1',
      platform: () => urlOf(platform),
      wake: () => undefined,
      ...(file !== undefined && { file: () => file }),
    });
  let studio = await open();
  studio.begin('secret');
  const launchToken = 'lt_of_the_player';
  const ask = (path: string, body?: object): Promise<Told> => asked(studio.url + path, body);
  let session = '';
  return {
    studio: () => studio,
    async reopen() {
      await studio.close();
      studio = await open();
      assert(studio.recall(), 'something was kept');
    },
    launchToken,
    async session(clientSeed) {
      const seed = clientSeed === undefined ? {} : { client_seed: clientSeed };
      const told = await ask('/sessions', { launch_token: launchToken, ...seed });
      const opened = told.body as Opened;
      session = opened.session;
      return opened;
    },
    play: (bet) => ask(`/sessions/${session}/play`, bet),
    rotate: () => ask(`/sessions/${session}/rotate`, {}),
    verify: (inputs) => ask('/verify', inputs),
    ask,
    calls: () => calls,
    told: () => calls.map(({ what }) => what),
    async advance(ms) {
      const untilMs = clock.now() + ms;
      for (;;) {
        while ((await studio.dueWork.runDue()) > 0);
        const next = studio.dueWork.nextDueMs();
        if (next === undefined || next > untilMs) break;
        clock.set(next);
      }
      clock.set(untilMs);
    },
    async close() {
      await studio.close();
      platform.closeAllConnections();
      await new Promise((resolve) => void platform.close(resolve));
    },
  };
}

const urlOf = (server: Server): string =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function openPlatform(options: StudioStageOptions, calls: PlatformCalled[]): Promise<Server> {
  const { game, debit = [], credit = [], rollback = [] } = options;
  const scripts: Record<string, PlatformAnswer[]> = {
    debit: [...debit],
    credit: [...credit],
    rollback: [...rollback],
  };
  const opened = { session_id: 'ses-1', player_id: 'plr-1', game_id: game, currency: 'EUR' };
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => void chunks.push(chunk));
    incoming.on('end', () => {
      const path = incoming.url ?? '';
      const what = path.split('/').at(-1) ?? '';
      if (what === 'token') return answer(outgoing, 200, { access_token: 'at', expires_in: 900 });
      if (what === 'redeem') return answer(outgoing, 200, opened);
      const text = Buffer.concat(chunks).toString('utf8');
      const body = JSON.parse(text) as PlatformCalled['body'];
      calls.push({ what, text, body, key: String(incoming.headers['idempotency-key']) });
      answerAs(outgoing, what, scripts[what]?.shift());
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return server;
}

function answerAs(outgoing: ServerResponse, what: string, how: PlatformAnswer | undefined): void {
  if (how === 'drop') return void outgoing.socket?.destroy();
  if (how === 'error') return answer(outgoing, 500, { error: 'INTERNAL_ERROR' });
  if (how === 'garbage') return void outgoing.writeHead(200).end('{"txn_id": "t');
  if (how === 'nameless') return answer(outgoing, 200, { status: 'committed' });
  if (how === 'no') return answer(outgoing, 422, { error: 'INSUFFICIENT_FUNDS' });
  const status = what === 'rollback' ? 'rolled_back' : 'committed';
  answer(outgoing, 200, { txn_id: 'txn-1', balance: '9.00', status });
}

const answer = (outgoing: ServerResponse, status: number, body: object): void =>
  void outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

function asked(url: string, body: object | undefined): Promise<Told> {
  return new Promise((resolve) => {
    const options = { method: body ? 'POST' : 'GET', agent: false } as const;
    const sent = request(url, options, (heard) => {
      const chunks: Buffer[] = [];
      heard.on('data', (chunk: Buffer) => void chunks.push(chunk));
      heard.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: heard.statusCode ?? 0, body: JSON.parse(text) as unknown });
      });
    });
    sent.once('error', () => resolve({ status: 0, body: {} }));
    sent.end(body && JSON.stringify(body));
  });
}
