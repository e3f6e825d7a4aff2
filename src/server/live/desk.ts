/** One line to a reader, as the server keeps it. */
export interface LiveLine {
  readonly transport: 'websocket' | 'sse';
  /** Shows that the line is alive, or gives it up. */
  beat(): void;
  end(code: number, reason: string): void;
}

/** All lines of one server. */
export interface LiveDesk {
  readonly lines: ReadonlySet<LiveLine>;
  add(line: LiveLine): void;
  delete(line: LiveLine): void;
  endAll(code: number, reason: string): void;
}

/** A line that is silent is shown to be alive this often; of real time, for it is the line's. */
const BEAT_MS = 15_000;

export function createLiveDesk(): LiveDesk {
  const lines = new Set<LiveLine>();
  let beating: NodeJS.Timeout | undefined;
  const beat = (): void => {
    for (const line of [...lines]) line.beat();
  };
  return {
    lines,
    add(line) {
      lines.add(line);
      beating ??= setInterval(beat, BEAT_MS).unref();
    },
    delete(line) {
      lines.delete(line);
      if (lines.size > 0) return;
      clearInterval(beating);
      beating = undefined;
    },
    endAll(code, reason) {
      for (const line of [...lines]) line.end(code, reason);
    },
  };
}
