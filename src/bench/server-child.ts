/** What a server process says once it serves. */
export interface Served {
  readonly url: string;
  /** Bearer token and players of a sandbox; the others have neither. */
  readonly token: string;
  readonly players: readonly string[];
}

export interface Usage {
  readonly cpuUs: number;
  readonly rssMb: number;
}

export type ServerKind = 'echo' | 'static' | 'sandbox';

export interface Serving extends Served {
  close(): Promise<void>;
}

const BYTES_PER_MB = 1_048_576;

/** The life of a server process: serve, tell what was used when asked, end with the parent. */
export async function serveForParent(words: readonly string[]): Promise<void> {
  const [kind, file] = words;
  const { url, token, players, close } = await serving(kind as ServerKind, file);
  process.on('message', () => process.send?.(usageNow()));
  process.once('disconnect', () => void close().finally(() => process.exit()));
  process.send?.({ url, token, players } satisfies Served);
}

/** Each kind loads only what it needs: its memory is part of what is measured. */
async function serving(kind: ServerKind, file: string | undefined): Promise<Serving> {
  if (kind === 'echo') return (await import('./echo-server.js')).startEcho();
  if (kind === 'static') return (await import('./static-server.js')).startStatic();
  return (await import('./sandbox-server.js')).startPlayed(file);
}

function usageNow(): Usage {
  const { user, system } = process.cpuUsage();
  return { cpuUs: user + system, rssMb: process.memoryUsage.rss() / BYTES_PER_MB };
}
