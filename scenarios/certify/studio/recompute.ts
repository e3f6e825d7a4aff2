import type { JsonObject } from '../../../src/harness/answer.js';
import { fairStream } from '../../../src/kernel/fair-stream.js';
import type { Draw, FairInputs } from '../../../src/kernel/fair-stream.js';

/**
 * The outcome of a round as an outsider works it out: from the seeds, the nonce, the bet and the
 * mathematics the studio publishes, and from nothing the studio says of the round. EUR only.
 */
export interface Recomputed {
  readonly outcome: unknown;
  readonly win: string;
}

export function recomputed(math: JsonObject, inputs: FairInputs, bet: JsonObject): Recomputed {
  const draw = fairStream(inputs);
  if (math['kind'] === 'slot') return slot(math as unknown as Slot, draw, cents(bet['stake']));
  if (math['kind'] === 'crash') return crash(math, draw, bet);
  return roulette(math as unknown as Wheel, draw, bet['bets'] as readonly Placed[]);
}

const cents = (amount: unknown): number => Math.round(Number(amount) * 100);
const euros = (minor: number): string => {
  const digits = String(minor).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

interface Slot {
  readonly rows: number;
  readonly reels: readonly string[];
  readonly lines: readonly (readonly number[])[];
  readonly pays: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly wild?: string;
  readonly scatter?: string;
  readonly free_spins?: {
    readonly scatters: number;
    readonly spins: number;
    readonly multiplier: number;
    readonly reels: readonly string[];
  };
}

function slot(math: Slot, draw: Draw, stake: number): Recomputed {
  const first = spin(math, math.reels, draw, { stake, multiplier: 1, name: 'base' });
  const spins = [first];
  const free = math.free_spins;
  const scatters = first.window.join('').split(math.scatter ?? ' ').length - 1;
  if (free && scatters >= free.scatters) {
    const place = { stake, multiplier: free.multiplier, name: 'free' };
    for (let turn = 0; turn < free.spins; turn += 1)
      spins.push(spin(math, free.reels, draw, place));
  }
  const win = spins.reduce((sum, { minor }) => sum + minor, 0);
  return { outcome: { spins: spins.map(({ shown }) => shown) }, win: euros(win) };
}

interface Spin {
  readonly stake: number;
  readonly multiplier: number;
  readonly name: string;
}

function spin(math: Slot, reels: readonly string[], draw: Draw, { stake, multiplier, name }: Spin) {
  const stops = reels.map((strip) => draw(strip.length));
  // One text per reel, the letters from the top row down.
  const window = reels.map((strip, at) =>
    Array.from({ length: math.rows }, (_, row) => strip[((stops[at] ?? 0) + row) % strip.length]),
  );
  const lines = math.lines.flatMap((rows, line) => {
    const letters = rows.map((row, reel) => window[reel]?.[row]);
    const [symbol = ''] = letters;
    const end = letters.findIndex((letter) => letter !== symbol && letter !== math.wild);
    const count = end === -1 ? letters.length : end;
    const minor =
      ((math.pays[symbol]?.[String(count)] ?? 0) * stake * multiplier) / math.lines.length;
    return minor > 0 ? [{ line, symbol, count, minor }] : [];
  });
  const minor = lines.reduce((sum, line) => sum + line.minor, 0);
  const shown = {
    reels: name,
    stops,
    lines: lines.map(({ line, symbol, count, minor: won }) => ({
      line,
      symbol,
      count,
      win: euros(won),
    })),
    win: euros(minor),
  };
  return { shown, minor, window: window.flat() };
}

function crash(math: JsonObject, draw: Draw, bet: JsonObject): Recomputed {
  const [percent, most] = [Number(math['return_percent']), Number(math['greatest_cash_out'])];
  const drawn = Math.floor((percent * 2 ** 32) / (draw(2 ** 32) + 1));
  const point = Math.min(Math.max(drawn, 100), most);
  const wanted = cents(bet['cash_out_at']);
  const win = point >= wanted ? (cents(bet['stake']) * wanted) / 100 : 0;
  const outcome = { crashed_at: euros(point), cash_out_at: euros(wanted) };
  return { outcome, win: euros(win) };
}

interface Wheel {
  readonly pockets: number;
  readonly bets: Readonly<Record<string, { pays: number; numbers?: readonly number[] }>>;
}

interface Placed {
  readonly bet: string;
  readonly number?: number;
  readonly amount: string;
}

function roulette(math: Wheel, draw: Draw, placed: readonly Placed[]): Recomputed {
  const pocket = draw(math.pockets);
  const bets = placed.map((one) => {
    const { pays = 0, numbers = [one.number] } = math.bets[one.bet] ?? {};
    const minor = numbers.includes(pocket) ? cents(one.amount) * (pays + 1) : 0;
    return { ...one, minor };
  });
  const win = bets.reduce((sum, { minor }) => sum + minor, 0);
  const told = bets.map(({ minor, ...one }) => ({ ...one, win: euros(minor) }));
  return { outcome: { pocket, bets: told }, win: euros(win) };
}
