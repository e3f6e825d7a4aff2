import { Agent, request } from 'node:http';

/** Answers the status, or 0 when none came in time. Never rejects. */
export type Post = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<number>;

const PATIENCE_MS = 10_000;

export interface Poster {
  readonly post: Post;
  /** Ends what is under way; it then counts as not answered. */
  close(): void;
}

export function createPoster(): Poster {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const stopped = new AbortController();
  return {
    post: (url, headers, body) =>
      new Promise((resolve) => {
        const length = { 'content-length': String(Buffer.byteLength(body)) };
        const asked = request(
          url,
          {
            agent,
            method: 'POST',
            headers: { ...headers, ...length },
            timeout: PATIENCE_MS,
            signal: stopped.signal,
          },
          (answer) => {
            answer.once('error', () => resolve(0)).resume();
            answer.once('end', () => resolve(answer.statusCode ?? 0));
          },
        );
        asked.once('timeout', () => asked.destroy());
        // Also after an answer: resolving twice is resolving once.
        asked.once('error', () => resolve(0)).once('close', () => resolve(0));
        asked.end(body);
      }),
    close() {
      stopped.abort();
      agent.destroy();
    },
  };
}
