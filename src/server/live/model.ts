/** One message, made once for all who are told it. */
export interface LiveMessage {
  readonly seq: number;
  /** As JSON. */
  readonly text: string;
}

/** The line to one reader, whatever its transport. */
export interface LiveSink {
  /** Sends in any case; false when the line takes no more until the session is told `drained`. */
  send(message: LiveMessage): boolean;
  /** Says why with a close code of WebSocket, and hangs up. 1000: all that was asked for is told. */
  end(code: number, reason: string): void;
}

/** What stands behind the line to one reader. */
export interface LiveSession {
  /** What the reader sent. */
  hear(bytes: Buffer): void;
  drained(): void;
  /** The reader hung up. */
  left(): void;
}

/** Begins to tell; it may be told something before this returns. */
export type OpenLive = (sink: LiveSink) => LiveSession;

/** What became of messages since the platform was started. */
export interface LiveCounts {
  /** Handed to a line, or kept for a reader that lags. */
  readonly told: number;
  /** States that a newer one overtook while the reader lagged. */
  readonly conflated: number;
  /** Readers that were cut off because too many events waited for them. */
  readonly overflows: number;
}

export const CLOSE = {
  done: 1000,
  shutdown: 1001,
  restart: 1012,
  overflow: 1013,
  expired: 4401,
} as const;
