import { createParser } from 'eventsource-parser';
import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { jsonOf } from './judge.js';
import { BROKEN, DEFAULT_TIMEOUT_MS, flat } from './live-socket.js';
import type { LiveEars, LiveEnding, LiveLine, LiveWish } from './live.js';

/** Opens `/v1/live/sse` with all that is wished for in the address. */
export function openStream(wish: LiveWish, ears: LiveEars): Promise<LiveLine> {
  const { token, tokenIn = 'header', channels = [], from_seq, lastEventId } = wish;
  const url = new URL(`${wish.baseUrl}/v1/live/sse`);
  if (channels.length > 0) url.searchParams.set('channels', channels.join(','));
  if (from_seq !== undefined) url.searchParams.set('from_seq', String(from_seq));
  if (token && tokenIn === 'url') url.searchParams.set('access_token', token);
  const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const request = open(url, {
    agent: false,
    headers: {
      accept: 'text/event-stream',
      ...(token && tokenIn === 'header' && { authorization: `Bearer ${token}` }),
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
      ...wish.headers,
    },
  });
  const timeoutMs = wish.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const patience = setTimeout(() => request.destroy(new Error('no answer')), timeoutMs);
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (answer) => {
      clearTimeout(patience);
      if (answer.statusCode === 200) resolve(listenTo(answer, ears));
      else void refusalOf(answer).then(resolve, reject);
    });
    request.end();
  });
}

const nothing = (): void => undefined;

function listenTo(answer: IncomingMessage, ears: LiveEars): LiveLine {
  let ending: LiveEnding = { code: BROKEN, reason: '' };
  const parser = createParser({
    onEvent: ({ data, id }) => {
      const { type, data: told } = (jsonOf(data) ?? {}) as { type?: string; data?: LiveEnding };
      if (type === 'closing' && told) ending = told;
      ears.text(data, id ?? '');
    },
    onComment: ears.comment,
  });
  answer.setEncoding('utf8');
  answer.on('data', (text: string) => parser.feed(text));
  answer.on('error', nothing);
  answer.on('end', () => {
    if (ending.code === BROKEN && answer.complete) ending = { code: 1000, reason: '' };
  });
  answer.on('close', () => ears.ended(ending));
  const drop = (): void => void answer.destroy();
  return {
    status: 200,
    headers: flat(answer.headers),
    text: '',
    send: nothing,
    pause: () => void answer.socket.pause(),
    resume: () => void answer.socket.resume(),
    drop,
    close: drop,
  };
}

async function refusalOf(answer: IncomingMessage): Promise<LiveLine> {
  let text = '';
  answer.setEncoding('utf8');
  for await (const part of answer) text += String(part);
  const idle = { send: nothing, pause: nothing, resume: nothing, drop: nothing, close: nothing };
  return { status: answer.statusCode ?? 0, headers: flat(answer.headers), text, ...idle };
}
