import { EXIT } from '../harness/verdict.js';
import type { ExitCode } from '../harness/verdict.js';
import type { GameMath, Mathematics } from '../partners/studio/mathematics.js';
import { mathematics } from '../partners/studio/mathematics.js';
import type { ExactReturn } from '../partners/studio/returns.js';
import { exactReturn, referenceRound } from '../partners/studio/returns.js';
import type { Sample } from './rtp-lane.js';
import { samplesOf } from './rtp-lane.js';
import { UsageMistake } from './terminal.js';
import type { Terminal } from './terminal.js';

export interface RtpFlags {
  readonly rounds?: string;
  readonly seed?: string;
  readonly json?: boolean;
}

/** What was declared of a game, what counting says, what playing says. Returns per stake of one. */
export interface RtpRow {
  readonly game: string;
  readonly declared: string;
  readonly exact: number;
  readonly simulated: number;
  readonly standard_error: number;
  readonly rounds: number;
  readonly hit_rate: number;
  readonly simulated_hit_rate: number;
  readonly volatility: number;
  /** The declared value is the exact one, rounded, whatever is staked on. */
  readonly declared_holds: boolean;
  /** The simulation lies within four standard errors of the exact value. */
  readonly simulation_agrees: boolean;
}

/** Half of the last digit that is declared. */
const TOLERANCE = 0.00005;
const STANDARD_ERRORS = 4;
const ROUNDS = 10_000_000;
/** Fixed, so that a seed gives one figure on any number of cores. */
const SHARES = 16;

/** Counts and plays every game, or the one named; no platform and no server is involved. */
export async function rtpCommand(
  game: string | undefined,
  flags: RtpFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const { rounds = String(ROUNDS), seed = '1' } = flags;
  const wanted = Number(rounds);
  if (!Number.isSafeInteger(wanted) || wanted < 1) {
    throw new UsageMistake(`--rounds takes a whole number from 1, not ${rounds}`);
  }
  const games = chosen(mathematics(), game);
  const rows = await rtpRows(games, wanted, seed);
  terminal.out(flags.json ? `${JSON.stringify({ seed, games: rows }, null, 2)}\n` : table(rows));
  return rows.every(isSound) ? EXIT.ok : EXIT.nonConformant;
}

function chosen(all: Mathematics, game: string | undefined): Mathematics {
  if (game === undefined) return all;
  const math = Object.hasOwn(all, game) ? all[game] : undefined;
  if (!math) throw new UsageMistake(`no game "${game}": ${Object.keys(all).join(', ')}`);
  return { [game]: math };
}

export const isSound = (row: RtpRow): boolean => row.declared_holds && row.simulation_agrees;

export async function rtpRows(
  games: Mathematics,
  rounds: number,
  seed: string,
): Promise<readonly RtpRow[]> {
  const named = Object.entries(games);
  const shares = named.flatMap(([game, math]) =>
    Array.from({ length: SHARES }, (_, index) => ({
      ...{ math, seed, game, index },
      rounds: Math.floor((rounds + index) / SHARES),
    })),
  );
  const under = samplesOf(shares);
  const exact = named.map(([, math]) => exactReturn(math));
  const samples = await under;
  return named.map(([game, math], at) => {
    const own = samples.slice(at * SHARES, (at + 1) * SHARES);
    return rowOf(game, math, exact[at] ?? { rtp: 0, hitRate: 0, volatility: 0, spread: 0 }, own);
  });
}

function rowOf(
  game: string,
  math: GameMath,
  exact: ExactReturn,
  samples: readonly Sample[],
): RtpRow {
  const { stakeUnits } = referenceRound(math);
  const sum = (of: (sample: Sample) => number): number =>
    samples.reduce((total, sample) => total + of(sample), 0);
  const rounds = sum((sample) => sample.rounds);
  const simulated = sum((sample) => sample.units) / rounds / stakeUnits;
  const squares = sum((sample) => sample.squares) / rounds / stakeUnits ** 2;
  const deviation = Math.sqrt(Math.max(0, squares - simulated ** 2));
  // Of the exact volatility where the sample is too small to have seen the great wins.
  const error = Math.max(deviation, exact.volatility) / Math.sqrt(rounds);
  return {
    game,
    declared: math.declared_rtp,
    exact: exact.rtp,
    simulated,
    standard_error: error,
    rounds,
    hit_rate: exact.hitRate,
    simulated_hit_rate: sum((sample) => sample.hits) / rounds,
    volatility: exact.volatility,
    declared_holds: Math.abs(Number(math.declared_rtp) - exact.rtp) + exact.spread <= TOLERANCE,
    simulation_agrees: Math.abs(simulated - exact.rtp) <= STANDARD_ERRORS * error,
  };
}

const HEADS = ['game', 'declared', 'exact', 'simulated', '± error', 'hit rate', 'volatility', ''];

function table(rows: readonly RtpRow[]): string {
  const lines = [HEADS, ...rows.map(cellsOf)];
  const widths = HEADS.map((_, column) =>
    Math.max(...lines.map((cells) => (cells[column] ?? '').length)),
  );
  const printed = lines.map((cells) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 || column === HEADS.length - 1
          ? cell.padEnd(width)
          : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
  const [first] = rows;
  const note = `${first?.rounds ?? 0} rounds of each game, played for the stake of one\n`;
  return `${printed.join('\n')}\n${note}`;
}

const cellsOf = (row: RtpRow): readonly string[] => [
  row.game,
  row.declared,
  decimals(row.exact, 6),
  decimals(row.simulated, 6),
  decimals(row.standard_error, 6),
  `${decimals(row.hit_rate * 100, 2)} %`,
  decimals(row.volatility, 2),
  verdictOf(row),
];

function verdictOf(row: RtpRow): string {
  if (!row.declared_holds) return 'WRONG: the declared return is not the exact one';
  return row.simulation_agrees ? 'ok' : 'WRONG: what is played is not what is counted';
}

/** Rounded to so many decimals, all of them written. */
function decimals(value: number, places: number): string {
  const digits = String(Math.round(value * 10 ** places)).padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
