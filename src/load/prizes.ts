/** Places from one to another, and what each of them wins: a share of the pool in millionths. */
export interface Tier {
  readonly from: number;
  readonly to: number;
  readonly millionths: number;
}

/** Who has a score, in minor units of it; whoever has none has no place. */
export interface Scorer {
  readonly playerId: string;
  readonly score: bigint;
}

export interface Prized extends Scorer {
  readonly rank: number;
  /** Minor units; 0 without a prize. */
  readonly prizeMinor: number;
}

const MILLION = 1_000_000n;

/**
 * PROMO-02, by the declared rule: the best first, who ties shares a rank and stands in order of
 * player. Each place wins its share, cut off at the minor unit; where the shares are the whole
 * pool, what was cut off goes one each to the places from the first on. The prizes of places that
 * are shared are summed and parted equally, what is left over one each in order of player.
 */
export function prizesOf(
  scorers: readonly Scorer[],
  tiers: readonly Tier[],
  poolMinor: number,
): readonly Prized[] {
  const places = placesOf(tiers, poolMinor);
  const ranked = ranksOf(scorers);
  const prized: Prized[] = [];
  for (let from = 0; from < ranked.length;) {
    const { rank } = ranked[from] as Ranked;
    const tied = ranked.slice(from).filter((other) => other.rank === rank);
    const shared = places.slice(from, from + tied.length);
    const sum = shared.reduce((whole, minor) => whole + minor, 0);
    const each = Math.floor(sum / tied.length);
    const left = sum - each * tied.length;
    tied.forEach((player, at) =>
      prized.push({ ...player, prizeMinor: each + (at < left ? 1 : 0) }),
    );
    from += tied.length;
  }
  return prized;
}

type Ranked = Scorer & { readonly rank: number };

/** Everybody's rank, in the order of the leaderboard. */
export function ranksOf(scorers: readonly Scorer[]): readonly Ranked[] {
  const ordered = [...scorers].sort((a, b) =>
    a.score === b.score ? (a.playerId < b.playerId ? -1 : 1) : a.score > b.score ? -1 : 1,
  );
  let rank = 1;
  return ordered.map((player, at) => {
    if (at > 0 && ordered[at - 1]?.score !== player.score) rank = at + 1;
    return { ...player, rank };
  });
}

function placesOf(tiers: readonly Tier[], poolMinor: number): readonly number[] {
  const places: number[] = [];
  for (const { from, to, millionths } of tiers) {
    for (let place = from; place <= to; place += 1) {
      places.push(Number((BigInt(poolMinor) * BigInt(millionths)) / MILLION));
    }
  }
  const whole = tiers.reduce((sum, tier) => sum + (tier.to - tier.from + 1) * tier.millionths, 0);
  if (BigInt(whole) !== MILLION) return places;
  let left = poolMinor - places.reduce((sum, minor) => sum + minor, 0);
  return places.map((minor) => (left-- > 0 ? minor + 1 : minor));
}
