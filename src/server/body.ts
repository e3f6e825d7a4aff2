import type { IncomingMessage, ServerResponse } from 'node:http';

/** The bytes of a body, or why there are none: past the limit, or the caller hung up. */
export type BodyReading = Buffer | 'too_large' | 'gone';

const NO_BYTES = Buffer.alloc(0);

/** What an unread body may still send after its refusal, so that the caller can hear the refusal. */
const LINGER_BYTES = 1024 * 1024;
const LINGER_MS = 500;

/** Whether the caller announces more than the limit: then nothing needs to be read to refuse. */
export function announcesMoreThan(req: IncomingMessage, limit: number): boolean {
  const announced = req.headers['content-length'];
  return announced !== undefined && Number(announced) > limit;
}

/** Reads the body; never rejects. Past `limit` bytes it stops keeping them. */
export function readBody(req: IncomingMessage, limit: number): Promise<BodyReading> {
  return new Promise((resolve) => {
    let first: Buffer | undefined;
    let more: Buffer[] | undefined;
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) resolve('too_large');
      else if (first === undefined) first = chunk;
      else (more ??= [first]).push(chunk);
    });
    req.on('end', () => resolve(more ? Buffer.concat(more) : (first ?? NO_BYTES)));
    req.on('close', () => resolve('gone'));
  });
}

/**
 * Ends an answer whose request was not read to its end: closing at once would reset the connection
 * and take the answer away from the caller, so what still comes is thrown away for a while.
 */
export function endWhenDrained(req: IncomingMessage, res: ServerResponse): void {
  if (req.complete) {
    res.end();
    return;
  }
  let bytes = 0;
  const done = (): void => {
    clearTimeout(timer);
    if (!res.writableEnded) res.end();
  };
  const timer = setTimeout(done, LINGER_MS);
  timer.unref();
  req.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > LINGER_BYTES) done();
  });
  req.on('end', done);
  req.on('close', done);
  req.resume();
}
