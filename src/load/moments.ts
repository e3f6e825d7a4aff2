import { setTimeout as pause } from 'node:timers/promises';
import type { Phase, Stage } from './arrivals.js';

/** Something done to the target under load, as data. */
export type Act =
  | {
      readonly kind: 'partner';
      readonly partner: 'psp' | 'kyc';
      readonly mode: 'ok' | 'slow' | 'down';
      readonly latency_ms?: number;
    }
  | { readonly kind: 'fault'; readonly fault: Readonly<Record<string, unknown>> }
  /** The turning point of the occasion: prizes are paid. */
  | { readonly kind: 'turning point' }
  /** kill -9, then the same process again on the same database. */
  | { readonly kind: 'crash' };

/** An act, and the moment it is declared for: so long after each beginning of a phase. */
export interface Moment {
  readonly phase: Phase;
  /** Default at once. */
  readonly afterMs?: number;
  /** As progress and report call it. */
  readonly what: string;
  readonly act: Act;
}

/** A moment in a plan, in milliseconds since the load began, warm-up included. */
export interface DueMoment extends Moment {
  readonly atMs: number;
}

/** The moments as they fall due in these stages, in order. */
export function dueIn(stages: readonly Stage[], moments: readonly Moment[]): readonly DueMoment[] {
  const due: DueMoment[] = [];
  let fromMs = 0;
  let before: Phase | undefined;
  for (const { phase, durationMs } of stages) {
    if (phase !== before) {
      for (const moment of moments.filter((one) => one.phase === phase)) {
        due.push({ ...moment, atMs: fromMs + (moment.afterMs ?? 0) });
      }
    }
    before = phase;
    fromMs += durationMs;
  }
  return due.sort((a, b) => a.atMs - b.atMs);
}

/** What was done, and when; seconds since the load began. */
export interface Happening {
  readonly at_s: number;
  readonly what: string;
  /** How long the doing took. */
  readonly took_ms: number;
}

export interface Playing {
  /** Plays no further moment. @throws whatever an act failed with */
  stop(): Promise<readonly Happening[]>;
}

/** Plays the moments, which are in order; a failing act aborts the load through `failed`. */
export function playMoments(
  moments: readonly DueMoment[],
  perform: (act: Act) => Promise<void>,
  options: {
    readonly begun?: (moment: Moment) => void;
    readonly failed: () => void;
  },
): Playing {
  const stopping = new AbortController();
  const startedMs = performance.now();
  const happened: Happening[] = [];
  const play = async (): Promise<void> => {
    for (const moment of moments) {
      const { signal } = stopping;
      const waitMs = Math.max(0, startedMs + moment.atMs - performance.now());
      await pause(waitMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      options.begun?.(moment);
      const fromMs = performance.now();
      await perform(moment.act);
      happened.push({
        at_s: Math.round((fromMs - startedMs) / 100) / 10,
        what: moment.what,
        took_ms: Math.round(performance.now() - fromMs),
      });
    }
  };
  let failure: { readonly thrown: unknown } | undefined;
  const played = play().catch((thrown: unknown) => {
    failure = { thrown };
    options.failed();
  });
  return {
    stop: async () => {
      stopping.abort();
      await played;
      if (failure) throw failure.thrown;
      return happened;
    },
  };
}
